"""What people do when an installation came back from a backup, and when the log is not the one that a witness remembers (X15)."""

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import ACKNOWLEDGE, Gap, acknowledge, act, last_done, people, standings
from yitang.platform.custody.access import DRILL, OFFLINE, RESTORED
from yitang.platform.custody.errors import AcknowledgedAlready, BackupUnknown, NothingLost, ReasonMissing, RestoreConfirmedAlready
from yitang.platform.database.public import execute, lock, new_id, row, transaction
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


def confirm_restore(viewer: Viewer, backup: str) -> int:
    """确认恢复: one person of two says that this installation may open as it came back from a backup (``backup``: when that was made).

    Returns: how many persons have confirmed it. Raises: PostMayNot, FreshFactorNeeded, RestoreConfirmedAlready.
    """
    allow(viewer, RESTORED)
    if viewer.person_id is None:
        raise PostMayNot
    with act(viewer, RESTORED) as this:
        may(viewer, RESTORED, Place())
        if not execute(
            "INSERT INTO custody_restore (id, backup, account, person, at) VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT ON CONSTRAINT person_confirms_a_restore_once DO NOTHING",
            [new_id(), backup, viewer.account_id, viewer.person_id, clock.real_now()],
        ):
            raise RestoreConfirmedAlready
        this.on("backup", backup)
    return confirmed_by(backup)


def confirmed_by(backup: str) -> int:
    """How many persons have confirmed the restore of this backup."""
    found = row("SELECT count(*)::int AS n FROM custody_restore WHERE backup = %s", [backup])
    return int(found["n"]) if found else 0


def note_drill(viewer: Viewer, name: str) -> None:
    """登记恢复演练: this backup was opened from end to end elsewhere. Raises: PostMayNot, BackupUnknown."""
    _note(viewer, DRILL, name)


def note_offline_copy(viewer: Viewer, name: str) -> None:
    """登记离线副本: a copy of this backup lies where no account of the server reaches it. Raises: PostMayNot, BackupUnknown."""
    _note(viewer, OFFLINE, name)


def _note(viewer: Viewer, what: str, name: str) -> None:
    """A word for it in the log is all there is: a machine cannot see what it does not reach. The log says whose word it was."""
    allow(viewer, what)
    with act(viewer, what) as this:
        may(viewer, what, Place())
        if last_done("recovery.backup", name) is None:
            raise BackupUnknown(name=name[:80])
        this.on("backup", name)
