"""Who asks: the first argument of every read and every act."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

# How surely we know who it is, from nothing to two factors.
LEVELS = ("none", "anonymous", "code", "in_person", "two_factor")


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person at a place with a post, or a device with a job, or a program acting for one of them.

    ``level``: ``none``, ``anonymous`` (a phone with a session), ``code`` (signed in by a code to the registered phone),
    ``in_person`` (a clerk or a card reader saw the document), ``two_factor`` (staff). ``factor_at``: when the session last proved a
    second factor, in real time, for what a page says; an act asks the session's own row.
    """

    account_id: UUID | None = None
    person_id: UUID | None = None
    post: str = ""
    office_id: UUID | None = None
    hall_id: UUID | None = None
    window_id: UUID | None = None
    device_id: UUID | None = None
    device_kind: str = ""
    session_id: UUID | None = None
    level: str = "none"
    trace_id: UUID | None = None
    factor_at: datetime | None = field(default=None, compare=False)

    @classmethod
    def system(cls, trace_id: UUID | None = None) -> "Viewer":
        """The program itself, for background work that no person asked for."""
        return cls(post="system", level="two_factor", trace_id=trace_id)

    def at_least(self, level: str) -> bool:
        """Whether the viewer is known at least this surely."""
        return LEVELS.index(self.level) >= LEVELS.index(level)
