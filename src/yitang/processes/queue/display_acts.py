"""What the display of a hall says back: that a call was shown, and that it was heard."""

from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.processes.queue.access import ACKNOWLEDGE


def acknowledge_call(viewer: Viewer, call_id: UUID, shown: bool, played: bool) -> None:
    """The display showed a call, or its sound really ended; the first time of each counts.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, ACKNOWLEDGE)
    with act(viewer, ACKNOWLEDGE) as this:
        call = row("SELECT hall_id FROM queue_call WHERE id = %s", [call_id])
        if call is None:
            raise NotYours
        may(viewer, ACKNOWLEDGE, Place((), call["hall_id"]))
        execute(
            "UPDATE queue_call SET shown_at = CASE WHEN %s THEN coalesce(shown_at, %s) ELSE shown_at END, "
            "played_at = CASE WHEN %s THEN coalesce(played_at, %s) ELSE played_at END WHERE id = %s",
            [shown, this.at, played, this.at, call_id],
        )
        this.on("call", call_id)
