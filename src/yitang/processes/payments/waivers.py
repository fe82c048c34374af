"""Waivers of fees (减免) as the act of a case writes them; who may, the room of cases asks (``cases/money_acts.py``)."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from yitang.kernel.text import clean
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.processes.payments.booking import Booked, book_code
from yitang.processes.payments.choices import Choice, choice, words
from yitang.processes.payments.code_acts import close_code
from yitang.processes.payments.domain import STATE_WORDS, WAIVERS, waived_of
from yitang.processes.payments.errors import AskedAlready, NothingToWaive, NotWaitingAnyMore, WordsNeeded
from yitang.processes.payments.operations import Money, Whose, due, locked_bill, open_to_money, settle


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """A waiver: ground, evidence, fen; who asked and who decided, and what he said."""

    id: UUID
    case_id: UUID
    case_number: str
    office_id: UUID
    ground: Choice
    evidence: str
    fen: int
    bill_fen: int
    state: str
    asked_account: UUID
    asked_person: UUID
    asked_at: datetime
    decided_account: UUID | None
    decided_at: datetime | None
    said: str

    @property
    def words(self) -> tuple[str, str]:
        """The state in Chinese and English."""
        return STATE_WORDS[self.state]


COLUMNS = (
    "w.id, b.case_id, w.case_number, w.office_id, w.ground, w.evidence, w.fen, b.fen AS bill_fen, w.state, w.asked_account, "
    "w.asked_person, w.asked_at, w.decided_account, "
    "w.decided_at, w.said"
)
FROM = "FROM payments_waiver w JOIN payments_bill b ON b.id = w.bill_id"


def as_waiver(found: dict[str, Any]) -> WaiverRow:
    """A waiver as it was read with ``COLUMNS``."""
    return WaiverRow(**{**found, "ground": words(found["ground"])})


def waivers_of(case_id: UUID) -> list[WaiverRow]:
    """The waivers of a case, the newest first; the caller has loaded the case for its viewer."""
    return [as_waiver(r) for r in rows(f"SELECT {COLUMNS} {FROM} WHERE b.case_id = %s ORDER BY w.asked_at DESC", [case_id])]


def waiver_row(waiver_id: UUID) -> WaiverRow | None:
    """A waiver for one who then loads its case for his viewer."""
    found = row(f"SELECT {COLUMNS} {FROM} WHERE w.id = %s", [waiver_id])
    return as_waiver(found) if found else None


def write_waiver(this: Act, whose: Whose, ground: str, evidence: str) -> UUID:
    """Ask for a waiver of a case's open bill, in the caller's act. Returns: its id.

    Raises: ChoiceUnknown, WordsNeeded, NothingToWaive, AskedAlready, NoBill, BillSettledAlready, BillVoid.
    """
    rests_on, seen, bill = choice("payments.waivers", ground), clean(evidence), locked_bill(whose.case_id)
    if bill["fen"] == 0:
        raise NothingToWaive
    open_to_money(bill)
    if len(seen) < 2:
        raise WordsNeeded(name_zh="看过的凭证", name_en="evidence that was seen")
    waiver_id = new_id()
    try:
        execute(
            "INSERT INTO payments_waiver (id, bill_id, office_id, case_number, window_id, ground, evidence, fen, state, acceptor_person, asked_account, "
            "asked_person, asked_at) VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s, %s, 'asked', %s, %s, %s, %s)",
            [
                waiver_id, bill["id"], bill["office_id"], whose.number, this.viewer.window_id, json.dumps(asdict(rests_on), ensure_ascii=False), seen,
                waived_of(due(bill), rests_on.percent), whose.acceptor_person, this.viewer.account_id, this.viewer.person_id, this.at,
            ],
        )  # fmt: skip
    except IntegrityError as fault:
        if "one_waiver_for_a_bill" in str(fault):
            raise AskedAlready from fault
        raise
    this.note({"ground": ground, "evidence": seen})
    return waiver_id


def locked_waiver(waiver_id: UUID, what: str) -> tuple[dict[str, Any], str]:
    """A waiver locked for an act, after its case and bill. Returns: its row, and the state that the act leads to.

    Raises: NotWaitingAnyMore.
    """
    found = row("SELECT * FROM payments_waiver WHERE id = %s FOR UPDATE", [waiver_id])
    assert found is not None
    to = WAIVERS.get((found["state"], what))
    if to is None:
        zh, en = STATE_WORDS[found["state"]]
        raise NotWaitingAnyMore(state_zh=zh, state_en=en)
    return found, to


def decide_on_waiver(this: Act, case_id: UUID, waiver_id: UUID, grant: bool, said: str) -> int:
    """Grant it or refuse it, in the caller's act. What is granted comes off the bill at once; an open code of the old amount is taken back, and a bill
    of which nothing is left is settled by it. Returns: fen that were waived.

    Raises: NotWaitingAnyMore, WordsNeeded, BillSettledAlready, BillVoid.
    """
    bill = locked_bill(case_id)
    found, to = locked_waiver(waiver_id, "grant" if grant else "refuse")
    why = clean(said)
    if grant:
        open_to_money(bill)
    elif len(why) < 2:
        raise WordsNeeded(name_zh="不批的理由", name_en="reason of a refusal")
    execute(
        "UPDATE payments_waiver SET state = %s, decided_account = %s, decided_person = %s, decided_at = %s, said = %s WHERE id = %s",
        [to, this.viewer.account_id, this.viewer.person_id, this.at, why, waiver_id],
    )
    if not grant:
        return 0
    execute("UPDATE payments_bill SET waived_fen = waived_fen + %s WHERE id = %s", [found["fen"], bill["id"]])
    bill["waived_fen"] += found["fen"]
    close_code(this, bill["id"])
    receipt = settle(this, bill, Money("waived", "waiver", str(waiver_id), 0)) if due(bill) == 0 else ""
    book_code(this, bill["office_id"], found["window_id"], Booked("waived", found["fen"], 0, receipt, bill["id"]))
    return int(found["fen"])


def drop_own_waiver(this: Act, waiver_id: UUID) -> None:
    """Who asked takes it back before anybody decided, in the caller's act.

    Raises: NotWaitingAnyMore.
    """
    _, to = locked_waiver(waiver_id, "drop")
    execute("UPDATE payments_waiver SET state = %s WHERE id = %s", [to, waiver_id])
