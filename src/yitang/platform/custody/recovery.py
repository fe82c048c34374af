"""What people do when the log is not the one that a witness remembers (X15)."""

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import ACKNOWLEDGE, Gap, acknowledge, act, people, standings
from yitang.platform.custody.errors import AcknowledgedAlready, NothingLost, ReasonMissing
from yitang.platform.database.public import lock, transaction
from yitang.platform.identity.public import Place, PostMayNot, allow, may


def acknowledge_gap(viewer: Viewer, reason: str) -> dict[Gap, int]:
    """Know and take on what the log has lost (确认日志缺口): one person of two; each leaves an act in the log that goes on.

    Returns: each gap with the number of persons who have acknowledged it. Raises: PostMayNot, ReasonMissing, NothingLost, AcknowledgedAlready.
    """
    allow(viewer, ACKNOWLEDGE)
    if viewer.person_id is None:
        raise PostMayNot
    if not 0 < len(reason.strip()) <= 200:
        raise ReasonMissing
    gaps = sorted({one.gap for one in standings() if one.wrong}, key=lambda gap: gap.name)
    if not gaps:
        raise NothingLost
    with transaction():
        lock("custody_gap")
        for gap in gaps:
            with act(viewer, ACKNOWLEDGE) as this:
                may(viewer, ACKNOWLEDGE, Place())
                if not acknowledge(this, gap):
                    raise AcknowledgedAlready
                this.note({"reason": reason.strip(), "from": gap.start, "to": gap.size - 1})
        return {gap: people(gap) for gap in gaps}
