"""What the worker does for guidance: photos of papers that led to nothing do not stay, questions are not forgotten."""

from yitang.platform.jobs.public import Every
from yitang.processes.guidance.public import remind, wipe_photos


def wipe() -> None:
    """Photos of pre-checks that are over are let go and wiped; asked every ten minutes."""
    wipe_photos()


def late() -> None:
    """Questions that became late are marked; asked each minute."""
    remind()


EVERY = {"wipe": Every(wipe, 600.0), "late": Every(late, 60.0)}
