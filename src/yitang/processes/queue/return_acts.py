"""Coming back after a missed call (过号回来)."""

from uuid import UUID

from django.db import IntegrityError

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import row
from yitang.platform.identity.public import NotYours, allow, may
from yitang.platform.live.public import Event
from yitang.platform.policy.public import value
from yitang.processes.queue.access import COME_BACK
from yitang.processes.queue.domain import counts_again_from, label
from yitang.processes.queue.errors import AlreadyHasTicket, ReturnedAlready, ReturnTooLate
from yitang.processes.queue.operations import move, trace_of
from yitang.processes.queue.queries import back_until
from yitang.processes.queue.snapshot import holder

# The ticket's row is locked to the end of the act: phone and clerk at once are one return.
LOCKED_TICKET = "SELECT * FROM queue_ticket WHERE id = %s FOR UPDATE"


def come_back(viewer: Viewer, ticket_id: UUID) -> None:
    """Put a missed number back into the line (过号回来), with credit for the time waited until the call.

    Raises: ReturnTooLate, ReturnedAlready, TicketMovedOn, AlreadyHasTicket, PostMayNot, NotYours.
    """
    allow(viewer, COME_BACK)
    try:
        with act(viewer, COME_BACK) as this:
            ticket = row(LOCKED_TICKET, [ticket_id])
            if ticket is None:
                raise NotYours
            may(viewer, COME_BACK, holder(ticket))
            shown = label(ticket["letter"], ticket["number"])
            if ticket["state"] == "passed" and back_until(ticket) is None:
                most = value("queue.return_most")
                if ticket["returned"] >= most:
                    raise ReturnedAlready(label=shown, most=most)
                raise ReturnTooLate(label=shown, minutes=value("queue.return_within_s") // 60)
            since = ticket["counts_from"] or ticket["issued_at"]
            counts = counts_again_from(since, ticket["called_at"] or since, this.at, value("queue.return_place"))
            move(
                ticket,
                "return",
                "counts_from = %s, ready_at = %s, closed_at = NULL, only_window = NULL, not_window = NULL, returned = returned + 1",
                [counts, this.at],
            )
            this.on("ticket", ticket_id)
            this.trace(trace_of(ticket["visit_id"]))
            this.note({"label": shown, "counts_from": counts})
            this.tell(Event(f"hall:{ticket['hall_id']}", "returned", {"label": shown}), Event(f"ticket:{ticket_id}", "returned", {}))
    except IntegrityError as fault:
        if "one_live_ticket" in str(fault):
            raise AlreadyHasTicket from fault
        raise
