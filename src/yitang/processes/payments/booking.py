"""The lines of a window's till, always in the act that moves the money: what is not booked did not happen."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity.public import NotYours
from yitang.platform.policy.public import value
from yitang.processes.payments.errors import DrawerHeldByAnother, EarlierDayOpen, TillCounted


@dataclass(frozen=True, slots=True)
class Booked:
    """A line for a till: kind, fen, what it changes in the drawer (fen), and what it is about."""

    kind: str
    fen: int
    drawer_fen: int = 0
    receipt: str = ""
    bill_id: UUID | None = None
    refund_id: UUID | None = None
    said: str = ""


# The till's row is locked to the end of the act: money and the count of the day wait for one another. Behind it stands the key of the entries:
# two acts that both read the same last number cannot both write the next one.
LOCKED_TILL = 'SELECT * FROM payments_till WHERE window_id = %s AND "on" = %s FOR UPDATE'


def locked_till(this: Act, office_id: UUID, window_id: UUID, on: date) -> dict[str, Any]:
    """The till of a window and day, locked; it begins with the first that needs it, with the float that policy gives a window."""
    made = row(
        "INSERT INTO payments_till (id, office_id, window_id, \"on\", state) VALUES (%s, %s, %s, %s, 'open') "
        "ON CONFLICT ON CONSTRAINT one_till_of_a_window_and_day DO NOTHING RETURNING id",
        [new_id(), office_id, window_id, on],
    )
    till = row(LOCKED_TILL, [window_id, on])
    assert till is not None
    given = int(value("payments.float_fen"))
    if made and given:
        book(this, till, Booked("float", given, given))
    return till


def book(this: Act, till: dict[str, Any], line: Booked) -> None:
    """Write the next line of a locked till, whatever its state; who books money asks ``takes_money`` first."""
    till["last_n"] += 1
    execute(
        "INSERT INTO payments_entry (id, till_id, n, kind, fen, drawer_fen, receipt, bill_id, refund_id, account_id, said, at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            new_id(), till["id"], till["last_n"], line.kind, line.fen, line.drawer_fen, line.receipt, line.bill_id, line.refund_id,
            this.viewer.account_id, line.said, this.at,
        ],
    )  # fmt: skip
    # What was counted for a hand-over is no longer true when the drawer changes after it.
    execute(
        "UPDATE payments_till SET last_n = %s, given_fen = CASE WHEN %s <> 0 THEN NULL ELSE given_fen END WHERE id = %s",
        [till["last_n"], line.drawer_fen, till["id"]],
    )


def drawer_holds(till_id: UUID) -> int:
    """Fen that should be in the drawer of a till."""
    found = row("SELECT coalesce(sum(drawer_fen), 0)::int AS fen FROM payments_entry WHERE till_id = %s", [till_id])
    return int(found["fen"]) if found else 0


def cash_till(this: Act, office_id: UUID) -> dict[str, Any]:
    """The till of the viewer's own window for cash in or out now: open, no earlier day left open, and in the viewer's hands.

    An empty drawer goes over without a count.

    Raises: NotYours without a window, TillCounted, EarlierDayOpen, DrawerHeldByAnother.
    """
    viewer, today = this.viewer, clock.local(this.at).date()
    if viewer.window_id is None:
        raise NotYours
    earlier = row('SELECT "on" FROM payments_till WHERE window_id = %s AND "on" < %s AND state = \'open\' ORDER BY "on" LIMIT 1', [viewer.window_id, today])
    if earlier:
        raise EarlierDayOpen(on=earlier["on"])
    till = locked_till(this, office_id, viewer.window_id, today)
    if till["state"] != "open":
        raise TillCounted
    in_hands(this, till)
    return till


def in_hands(this: Act, till: dict[str, Any]) -> None:
    """The drawer of a locked till is the viewer's, or becomes it when there is nothing in it.

    Raises: DrawerHeldByAnother.
    """
    mine = this.viewer.account_id
    if till["holder_account"] == mine:
        return
    if till["holder_account"] is not None and drawer_holds(till["id"]) != 0:
        raise DrawerHeldByAnother
    execute("UPDATE payments_till SET holder_account = %s, given_fen = NULL WHERE id = %s", [mine, till["id"]])


def book_code(this: Act, office_id: UUID, window_id: UUID | None, line: Booked) -> None:
    """Money by code at the window that asked for it, on the first day from today on that is not counted: it came, whether the window is settled or not."""
    if window_id is None:
        return
    on = clock.local(this.at).date()
    while (till := locked_till(this, office_id, window_id, on))["state"] != "open":
        on += timedelta(days=1)
    book(this, till, line)
