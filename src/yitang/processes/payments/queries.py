"""Reading payments: the code on a second screen, and money that has to go back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.identity.public import Place, allow, may
from yitang.processes.payments.access import SEE_OVERPAID, SHOW_CODE
from yitang.processes.payments.domain import STATE_WORDS, WORDS
from yitang.processes.payments.gateway import provider_named


@dataclass(frozen=True, slots=True)
class Shown:
    """What a second screen shows of a pay code: no person, no case. ``begins``: how the codes of its provider begin."""

    qr: str
    begins: str
    fen: int
    until_at: datetime


def code_at(viewer: Viewer, window_id: UUID, since: datetime) -> Shown | None:
    """The code that is open at a window and was asked for since then: what belonged to the one before is not shown to the next.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SHOW_CODE)
    may(viewer, SHOW_CODE, Place((), viewer.hall_id, window_id))
    found = row(
        "SELECT provider, qr, fen, until_at FROM payments_order WHERE window_id = %s AND state = 'open' AND until_at > %s AND opened_at >= %s "
        "ORDER BY opened_at DESC LIMIT 1",
        [window_id, clock.now(), since],
    )
    return Shown(found["qr"], provider_named(found["provider"]).begins, found["fen"], found["until_at"]) if found else None


@dataclass(frozen=True, slots=True)
class OverpaidRow:
    """Money that settled nothing and goes back to who paid, found at the provider by its transaction; ``refund``: where that stands, if it was asked for."""

    id: UUID
    provider: str
    transaction: str
    fen: int
    outcome: str
    paid_at: datetime
    case_id: UUID
    refund: str | None

    @property
    def refund_zh(self) -> str:
        """Where it stands, in Chinese."""
        return STATE_WORDS[self.refund][0] if self.refund else ""

    @property
    def why(self) -> str:
        """Why, in Chinese."""
        return WORDS[self.outcome][0]


def incoming_row(incoming_id: UUID) -> dict[str, Any] | None:
    """Money that settled nothing, with the case of its order, for one who then loads that case for his viewer."""
    return row(
        "SELECT i.id, i.provider, i.order_id, i.transaction, i.fen, o.window_id, b.case_id FROM payments_incoming i "
        "JOIN payments_order o ON o.id = i.order_id JOIN payments_bill b ON b.id = o.bill_id WHERE i.id = %s AND i.outcome <> 'settled'",
        [incoming_id],
    )


def overpaid(viewer: Viewer) -> list[OverpaidRow]:
    """Money of the viewer's office that has to go back (多付待退), oldest first.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SEE_OVERPAID)
    may(viewer, SEE_OVERPAID, Place((viewer.office_id,) if viewer.office_id else ()))
    found = rows(
        "SELECT i.id, i.provider, i.transaction, i.fen, i.outcome, i.paid_at, b.case_id, r.state AS refund FROM payments_incoming i "
        "JOIN payments_order o ON o.id = i.order_id JOIN payments_bill b ON b.id = o.bill_id "
        "LEFT JOIN payments_refund r ON r.incoming_id = i.id AND r.state IN ('asked', 'approved', 'failed', 'done') "
        "WHERE i.office_id = %s AND i.outcome <> 'settled' AND r.state IS DISTINCT FROM 'done' ORDER BY i.at",
        [viewer.office_id],
    )
    return [OverpaidRow(**r) for r in found]


def settled_among(case_ids: list[UUID]) -> set[UUID]:
    """Of these cases those whose bill is settled; the caller has loaded them for its viewer."""
    return (
        {r["case_id"] for r in rows("SELECT case_id FROM payments_bill WHERE case_id = ANY(%s) AND settled_at IS NOT NULL", [case_ids])} if case_ids else set()
    )
