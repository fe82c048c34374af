"""Shift hand-over at a window (交接班): a colleague sits down, signs in and goes on; the window is not closed and nobody at it is sent away."""

from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, lock, new_id, row
from yitang.platform.identity.public import Known, allow, may, relieve, when_known
from yitang.platform.live.public import Event
from yitang.processes.queue.access import HAND_OVER
from yitang.processes.queue.errors import WindowNotOpen
from yitang.processes.queue.operations import trace_of, turn_period
from yitang.processes.queue.window_acts import place_of

THERE = "SELECT id, visit_id FROM queue_ticket WHERE window_id = %s AND state IN ('called', 'serving') FOR UPDATE"
OPEN = "SELECT kind, ticket_id, hall_id FROM queue_period WHERE window_id = %s AND to_at IS NULL"


def hand_over(viewer: Viewer, window_id: UUID, login: str, password: str, code: str, address: str, take_over: bool = False) -> str:
    """Hand the window over to a colleague who signs in with both factors at the same screen, and so accepts it. Returns: the colleague's cookie.

    The window's period changes hands at one instant, in its kind; number, visit and case go on as they are, and what was done to the case
    stays with who did it. The old session is over with the same commit. Not inside a transaction, as ``sign_in``.

    Raises: WindowNotOpen, SameOfficer, NoColleagueHere, SignInFailed, TooManyTries, WindowSessionElsewhere, SignInNeeded, PostMayNot, NotYours.
    """
    allow(viewer, HAND_OVER)
    return when_known(login, password, code, address, lambda known: _change(viewer, window_id, known, take_over))


def _change(viewer: Viewer, window_id: UUID, known: Known, take_over: bool) -> str:
    place, number = place_of(viewer, window_id)
    with act(viewer, HAND_OVER) as this:
        may(viewer, HAND_OVER, place)
        # The window's lock and the row of whoever is there, held to the commit: a call or a step of the old session comes before this, and is
        # handed over with the rest, or after it, and finds that it is nobody's any more.
        lock("queue.window", window_id)
        there, open_ = row(THERE, [window_id]), row(OPEN, [window_id])
        if open_ is None:
            raise WindowNotOpen(number=number)
        token, colleague = relieve(this, viewer, known, take_over)
        this.at = clock.now()  # of all that waited for the lock the last
        turn_period(window_id, open_["hall_id"], colleague.account_id, open_["kind"], open_["ticket_id"], this.at)
        if there:
            execute("UPDATE queue_ticket SET handed_by = %s WHERE id = %s", [viewer.session_id, there["id"]])
            this.trace(trace_of(there["visit_id"]))
        execute(
            "INSERT INTO queue_hand_over (id, window_id, hall_id, from_account, to_account, from_session, to_session, ticket_id, at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                new_id(), window_id, open_["hall_id"], viewer.account_id, colleague.account_id, viewer.session_id, colleague.session_id,
                there["id"] if there else None, this.at,
            ],
        )  # fmt: skip
        # The row is by who hands over, and done to who takes over.
        this.on("account", colleague.account_id)
        this.note({"from": viewer.account_id, "to": colleague.account_id, "ticket": there["id"] if there else None})
        this.tell(Event(f"window:{window_id}", "changed", {"state": "handed_over"}), Event(f"hall:{open_['hall_id']}", "window", {}))
    return token
