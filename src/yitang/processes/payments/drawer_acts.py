"""The drawer of a window through its day: float, hand-over, the blind count, and what the one who counted says of a difference."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.money import yuan
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, row
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.live.public import Event
from yitang.processes.payments.access import COUNT, EXPLAIN, FLOAT, GIVE, RECOUNT, TAKE_OVER
from yitang.processes.payments.booking import Booked, book, drawer_holds, in_hands, locked_till
from yitang.processes.payments.choices import choice
from yitang.processes.payments.domain import STATE_WORDS, TILLS
from yitang.processes.payments.errors import (
    DrawerCountsDiffer,
    DrawerInUse,
    DrawerNotGiven,
    NothingDiffers,
    TillMovedOn,
    WordsNeeded,
)


def moved_on(till: dict[str, Any]) -> TillMovedOn:
    """The refusal of an act that does not fit the state of a till."""
    zh, en = STATE_WORDS[till["state"]]
    return TillMovedOn(state_zh=zh, state_en=en)


def next_state(till: dict[str, Any], what: str) -> str:
    """The state that an act leads a locked till to.

    Raises: TillMovedOn.
    """
    to = TILLS.get((till["state"], what))
    if to is None:
        raise moved_on(till)
    return to


def told(this: Act, till: dict[str, Any], what: str, **said: object) -> None:
    """Say what the act was done to, in the log and to the screens of the window and of the head of the office."""
    this.on("till", till["id"])
    this.note({"on": till["on"], "window": till["window_id"], **said})
    this.tell(Event(f"window:{till['window_id']}", "till", {"step": what}), Event(f"review:{till['office_id']}", "till", {"step": what}))


@contextmanager
def _at_window(viewer: Viewer, what: str, on: date | None = None) -> Iterator[tuple[Act, dict[str, Any]]]:
    """An act on the locked till of the viewer's own window: of a day, else of the oldest that is not counted, else of today."""
    allow(viewer, what)
    if viewer.window_id is None or viewer.office_id is None:
        raise NotYours
    with act(viewer, what) as this:
        may(viewer, what, Place((viewer.office_id,), viewer.hall_id, viewer.window_id))
        yield this, locked_till(this, viewer.office_id, viewer.window_id, on or day_in_hand(viewer.window_id))


IN_HAND = (
    'SELECT min("on") AS d FROM payments_till WHERE window_id = %s AND "on" <= %s '
    "AND (state = 'open' OR (state = 'counted' AND counted_fen <> expected_fen AND reason = ''))"
)


def day_in_hand(window_id: UUID) -> date:
    """The day of a window that asks for something: the oldest that is not counted, or whose difference nobody has explained; else today."""
    today = clock.today()
    found = row(IN_HAND, [window_id, today])
    return found["d"] if found and found["d"] else today


def set_float(viewer: Viewer, fen: int) -> None:
    """What is in the drawer before the first money of the day (备用金), as counted.

    Raises: TillMovedOn, DrawerInUse, DrawerHeldByAnother, PostMayNot, NotYours.
    """
    with _at_window(viewer, FLOAT, clock.today()) as (this, till):
        if till["state"] != "open":
            raise moved_on(till)
        if row("SELECT 1 AS yes FROM payments_entry WHERE till_id = %s AND drawer_fen <> 0 AND kind <> 'float'", [till["id"]]):
            raise DrawerInUse
        before = drawer_holds(till["id"])
        execute("UPDATE payments_till SET holder_account = %s WHERE id = %s", [viewer.account_id, till["id"]])
        book(this, till, Booked("float", fen, fen - before))
        told(this, till, "float", fen=fen)


def give_drawer(viewer: Viewer, till_id: UUID, fen: int) -> None:
    """Count the drawer that goes over to a colleague (交出钱箱), before he counts it; a reviewer or the head of the office counts for one who is not there.

    Raises: TillMovedOn, DrawerHeldByAnother, PostMayNot, NotYours.
    """
    allow(viewer, GIVE)
    known = row('SELECT office_id, window_id, "on" FROM payments_till WHERE id = %s', [till_id])
    if known is None:
        raise NotYours
    with act(viewer, GIVE) as this:
        may(viewer, GIVE, Place((known["office_id"],), None, known["window_id"]))
        till = locked_till(this, known["office_id"], known["window_id"], known["on"])
        if till["state"] != "open":
            raise moved_on(till)
        if viewer.post == "clerk":
            in_hands(this, till)
        execute("UPDATE payments_till SET given_fen = %s, given_account = %s WHERE id = %s", [fen, viewer.account_id, till["id"]])
        told(this, till, "given", fen=fen)


def take_drawer(viewer: Viewer, fen: int) -> None:
    """Count it too and have it from now on (接过钱箱). Both counts are the same, or nothing changes hands; what both have counted is kept, and so is
    what should have been there.

    Raises: TillMovedOn, DrawerNotGiven, DrawerCountsDiffer, PostMayNot, NotYours.
    """
    with _at_window(viewer, TAKE_OVER) as (this, till):
        if till["state"] != "open":
            raise moved_on(till)
        if till["given_fen"] is None or till["given_account"] == viewer.account_id:
            raise DrawerNotGiven
        if till["given_fen"] != fen:
            raise DrawerCountsDiffer
        short = fen - drawer_holds(till["id"])
        book(this, till, Booked("hand_over", fen, 0, said=f"差 {yuan(short)}" if short else ""))
        execute("UPDATE payments_till SET holder_account = %s, given_fen = NULL, given_account = NULL WHERE id = %s", [viewer.account_id, till["id"]])
        told(this, till, "taken", fen=fen, by=till["given_account"], difference=short)


def count_drawer(viewer: Viewer, fen: int) -> None:
    """Count the window's cash for the day (日结清点), before one is told what should be there. Nothing is taken or paid at this window after it.

    Raises: TillMovedOn, DrawerHeldByAnother, PostMayNot, NotYours.
    """
    with _at_window(viewer, COUNT) as (this, till):
        to = next_state(till, "count")
        in_hands(this, till)
        book(this, till, Booked("count", fen))
        expected = drawer_holds(till["id"])
        execute(
            "UPDATE payments_till SET state = %s, counted_fen = %s, expected_fen = %s, counted_account = %s, counted_person = %s, counted_at = %s, "
            "reason = '', note = '' WHERE id = %s",
            [to, fen, expected, viewer.account_id, viewer.person_id, this.at, till["id"]],
        )
        told(this, till, "counted", counted=fen, expected=expected)


def counted_by(viewer: Viewer, till: dict[str, Any]) -> None:
    """The one who counted says why, or counts again; nobody else at that window does it for him.

    Raises: NotYours.
    """
    if till["counted_account"] != viewer.account_id:
        raise NotYours


def explain_difference(viewer: Viewer, on: date, reason: str, note: str) -> None:
    """Why the drawer does not hold what it should (差额说明): a reason of the office's list, and words.

    Raises: TillMovedOn, NothingDiffers, ChoiceUnknown, WordsNeeded, PostMayNot, NotYours.
    """
    with _at_window(viewer, EXPLAIN, on) as (this, till):
        if till["state"] != "counted":
            raise moved_on(till)
        counted_by(viewer, till)
        if till["counted_fen"] == till["expected_fen"]:
            raise NothingDiffers
        why, said = choice("payments.drawer_reasons", reason), clean(note)
        if len(said) < 2:
            raise WordsNeeded(name_zh="差额的说明", name_en="explanation of the difference")
        execute("UPDATE payments_till SET reason = %s, note = %s WHERE id = %s", [why.code, said, till["id"]])
        told(this, till, "explained", reason=why.code, said=said)


def recount_drawer(viewer: Viewer, on: date) -> None:
    """Open the day again to count anew (重新清点), until it is accepted. The count before stays in its line.

    Raises: TillMovedOn, PostMayNot, NotYours.
    """
    with _at_window(viewer, RECOUNT, on) as (this, till):
        to = next_state(till, "recount")
        counted_by(viewer, till)
        execute("UPDATE payments_till SET state = %s, reason = '', note = '' WHERE id = %s", [to, till["id"]])
        told(this, till, "recount")
