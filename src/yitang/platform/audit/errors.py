"""Refusals and faults of the log."""

from yitang.kernel.errors import Refusal


class TrailIsForStaff(Refusal):
    """The trail of acts was asked for without two factors."""

    code = "trail_is_for_staff"
    zh = "操作记录只供以双因素登录的工作人员查阅。"
    en = "The trail of acts is for staff who signed in with two factors."
    status = 403


class WitnessIsDown(RuntimeError):  # noqa: N818 - an error is a sentence here
    """The witness did not take or give what it was asked for; the same may be asked again."""


class WitnessRefuses(RuntimeError):  # noqa: N818
    """The witness holds something that the new head does not follow."""


class LogIsNotWhatTheWitnessSaw(RuntimeError):  # noqa: N818
    """The database is behind the witness or differs from it: an old copy, or a cut or forked log. Nothing is sealed."""


class ClockWentBack(RuntimeError):  # noqa: N818
    """Real time is more than 30 s before the last head: nothing is sealed until it is right again (X16)."""
