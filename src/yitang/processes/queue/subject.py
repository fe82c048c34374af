"""Which numbers somebody took, for himself; those without a case may be taken off him when he asks."""

from typing import Any
from uuid import UUID

from yitang.platform.audit.public import Act
from yitang.platform.database.public import Part, execute, rows

FREE = "state IN ('done', 'left') AND NOT EXISTS (SELECT 1 FROM queue_visit_person p WHERE p.visit_id = queue_ticket.visit_id AND p.role <> 'holder')"


def _tickets(own: frozenset[UUID]) -> list[dict[str, Any]]:
    return rows(
        "SELECT day, letter || lpad(number::text, 3, '0') AS label, array_to_string(businesses, ', ') AS businesses, state, issued_at, called_at, closed_at "
        "FROM queue_ticket WHERE person_id = ANY(%s) ORDER BY issued_at DESC LIMIT 1000",
        [list(own)],
    )


def _erase(this: Act, own: frozenset[UUID]) -> int:
    """The numbers stay for the figures, nobody's: those that are over and led to no case."""
    this.note({"queue.tickets": "blanked"})
    mine = list(own)
    execute(
        f"DELETE FROM queue_visit_person WHERE role = 'holder' AND person_id = ANY(%s) AND visit_id IN (SELECT visit_id FROM queue_ticket WHERE {FREE})", [mine]
    )
    return execute(f"UPDATE queue_ticket SET person_id = NULL, session_id = NULL WHERE person_id = ANY(%s) AND {FREE}", [mine])


PARTS = (
    Part("queue.tickets", "取过的号", "numbers taken", _tickets,
         {"day": "日期", "label": "号", "businesses": "业务", "state": "状态", "issued_at": "取号", "called_at": "叫号", "closed_at": "结束"}, _erase,
         "办了业务的号随业务档案保存，还在等的号先办完", "numbers with a case are kept with its file; one that still waits is finished first",
         "R164 Art.87；R162 Art.106"),
)  # fmt: skip
