"""Numbers that were taken on paper while the hall worked without the system: written down afterwards, served and ended in one act.

They have a letter of their own, so that no number of the day's line is used up, and no call: nobody is called by it, no voice, no screen.
"""

from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act
from yitang.platform.database.public import lock, new_id, row
from yitang.platform.identity.public import allow, may
from yitang.platform.keys.public import digest_token, random_token
from yitang.platform.live.public import Event
from yitang.processes.queue.access import DESK
from yitang.processes.queue.domain import label
from yitang.processes.queue.errors import WindowBusy, WindowHandedOver, WindowNotOpen, WindowPaused
from yitang.processes.queue.operations import NEW_TICKET, move, turn_period
from yitang.processes.queue.window_acts import THERE, place_of
from yitang.registers.catalogue.public import offered

LETTER = "R"
OPEN = "SELECT kind FROM queue_period WHERE window_id = %s AND to_at IS NULL"


def serve_from_paper(this: Act, viewer: Viewer, window_id: UUID, business: str) -> dict[str, Any]:
    """Write down a visit that came by paper, at the viewer's open and empty window, in the caller's act. Returns: the ticket, being served.

    Its times are those of now: what the paper says of the time is kept by whoever keeps the paper.

    Raises: NotYetHere, WindowBusy, WindowPaused, WindowNotOpen, WindowHandedOver, PostMayNot, NotYours.
    """
    allow(viewer, DESK)
    place, number = place_of(viewer, window_id)
    may(viewer, DESK, place)
    offered(business)
    lock("queue.window", window_id)
    there, open_ = row(THERE, [viewer.session_id, window_id]), row(OPEN, [window_id])
    assert there is not None
    if there["gone"]:
        raise WindowHandedOver
    if there["letter"]:
        raise WindowBusy(label=label(there["letter"], there["number"]))
    if open_ is None:
        raise WindowNotOpen(number=number)
    if open_["kind"] == "paused":
        raise WindowPaused
    ticket_id, visit_id = new_id(), new_id()
    this.trace(this.trace_id or new_id())
    drawn = row(NEW_TICKET.format(holder=""), {
        "hall": place.hall_id, "day": clock.local(this.at).date(), "letter": LETTER, "klass": "ordinary", "evidence": "", "visit": visit_id,
        "new_visit": True, "by": viewer.account_id, "channel": "paper", "trace": this.trace_id, "session": None,
        "now": this.at, "ticket": ticket_id, "businesses": [business],
        "digest": digest_token(random_token(128)), "person": None, "language": "zh", "low": None, "high": None,
    })  # fmt: skip
    assert drawn is not None
    ticket = {"id": ticket_id, "letter": LETTER, "number": drawn["number"], "hall_id": place.hall_id, "visit_id": visit_id}
    move({**ticket, "state": "waiting"}, "call", "called_at = %s, window_id = %s", [this.at, window_id])
    move({**ticket, "state": "called"}, "start", "served_at = %s", [this.at])
    assert place.hall_id is not None
    turn_period(window_id, place.hall_id, viewer.account_id, "serving", ticket_id, this.at)
    return {**ticket, "state": "serving"}


def end_from_paper(this: Act, viewer: Viewer, window_id: UUID, ticket: dict[str, Any], left: bool = False) -> None:
    """End that visit in the same act (办结, or 中途走了): no service time is measured, since nobody was served now.

    Raises: TicketMovedOn.
    """
    move(ticket, "leave" if left else "finish", "closed_at = %s, window_id = NULL", [this.at])
    turn_period(window_id, ticket["hall_id"], viewer.account_id, "idle", None, this.at)
    this.tell(Event(f"window:{window_id}", "changed", {"state": "idle"}))
