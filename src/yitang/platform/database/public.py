"""Front door of the database room: transactions, plain SQL, locks, ids, one effect for one key, the shared clock."""

from yitang.platform.database.declared import declared
from yitang.platform.database.errors import KeyUsedForSomethingElse
from yitang.platform.database.fact_rows import FactTable, FactWrittenMeanwhile
from yitang.platform.database.keeping import REAL, SHARED, Block, Kept
from yitang.platform.database.operations import Answer, forget_answers, once, set_clock
from yitang.platform.database.sql import PEPPER, despite_refusal, execute, execute_many, lock, lock_number, lock_shared, new_id, new_ids, row, rows, transaction
from yitang.platform.database.subjects import Part

__all__ = [
    "PEPPER",
    "REAL",
    "SHARED",
    "Answer",
    "Block",
    "FactTable",
    "FactWrittenMeanwhile",
    "Kept",
    "KeyUsedForSomethingElse",
    "Part",
    "declared",
    "despite_refusal",
    "execute",
    "execute_many",
    "forget_answers",
    "lock",
    "lock_number",
    "lock_shared",
    "new_id",
    "new_ids",
    "once",
    "row",
    "rows",
    "set_clock",
    "transaction",
]
