"""States of a ticket, and what a ticket, a desk and a board say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

# (state, act) -> state. What is not here cannot happen.
STATES = {
    ("waiting", "call"): "called",
    ("called", "recall"): "called",
    ("called", "start"): "serving",
    ("called", "no_show"): "passed",
    ("called", "transfer"): "waiting",
    ("called", "finish"): "done",
    ("serving", "finish"): "done",
    ("serving", "transfer"): "waiting",
    ("serving", "leave"): "left",
    ("passed", "return"): "waiting",
    ("waiting", "give_up"): "left",
    ("called", "give_up"): "left",
    ("passed", "give_up"): "left",
    ("waiting", "night"): "left",
    ("called", "night"): "left",
    ("passed", "night"): "left",
    ("serving", "night"): "left",
}
WORDS = {
    "waiting": ("等候", "Waiting"),
    "called": ("请到窗口", "Called"),
    "serving": ("办理中", "Being served"),
    "passed": ("已过号", "Missed"),
    "done": ("已办结", "Done"),
    "left": ("已取消", "Given up"),
}
WINDOW_WORDS = {
    "closed": ("未开", "Closed"),
    "paused": ("暂停", "Paused"),
    "idle": ("空闲", "Idle"),
    "called": ("等人来", "Called"),
    "serving": ("办理中", "Serving"),
}
LETTERS = {"ordinary": "A", "green": "F"}
LIVE = ("waiting", "called", "serving")


def label(letter: str, number: int) -> str:
    """The number as it is shown, printed, spoken and pushed: a letter and three digits, four beyond 999."""
    return f"{letter}{number:03d}"


def window_state(kind: str | None, ticket_state: str | None) -> str:
    """What a window does now: ``closed`` (no open period), ``paused``, ``idle``, ``called`` or ``serving``."""
    if kind is None:
        return "closed"
    if kind == "paused":
        return "paused"
    return ticket_state or "idle"


def counts_again_from(since: datetime, called: datetime, back: datetime, kept: float) -> datetime:
    """From when the waiting of one who missed a call counts after coming back (过号回来).

    ``kept`` is the share (0 to 1) of the time waited until the call that is credited. The absence never counts: who waited on
    meanwhile has gained that time, so nobody is overtaken by having been here.
    """
    return back - max(called - since, timedelta()) * kept


# Who somebody is in a visit. The holder took the number; the others were seen at a window when a case was accepted.
ROLES = {
    "holder": ("取号人", "Took the number"),
    "applicant": ("申请人", "Applicant"),
    "owner": ("所有人", "Owner"),
    "co_owner": ("共同所有人", "Joint owner"),
    "lender": ("抵押权人", "Lender"),
    "agent": ("代理人", "Agent"),
    "lender_agent": ("抵押权人的代理人", "The lender's agent"),
}


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who came, in a role of ``ROLES``: a person of the register, or (``person_id`` None) known by the name on a document."""

    role: str
    person_id: UUID | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as its holder and the hall may see it. ``reference`` is given once, when it is issued.

    ``back_until``: till when one who missed the call may come back, if at all. ``arrive_until``: till when one who was called
    is waited for. ``windows``: how many call now.
    """

    id: UUID
    visit_id: UUID
    hall_id: UUID
    label: str
    klass: str
    businesses: tuple[str, ...]
    state: str
    language: str
    issued_at: datetime
    called_at: datetime | None
    window_number: int | None
    ahead: int
    low_s: float
    high_s: float
    unsure: bool
    trace_id: UUID
    reference: str = ""
    back_until: datetime | None = None
    arrive_until: datetime | None = None
    windows: int = 0

    @property
    def state_zh(self) -> str:
        """The state in Chinese."""
        return WORDS[self.state][0]

    @property
    def state_en(self) -> str:
        """The state in English."""
        return WORDS[self.state][1]


@dataclass(frozen=True, slots=True)
class AtWindow:
    """The ticket that a window has called or serves."""

    ticket_id: UUID
    visit_id: UUID
    label: str
    klass: str
    state: str
    businesses: tuple[str, ...]
    person_id: UUID | None
    issued_at: datetime
    called_at: datetime
    served_at: datetime | None
    recalls: int
    trace_id: UUID
    session_id: UUID | None


@dataclass(frozen=True, slots=True)
class NextInLine:
    """One who waits, as the clerk sees it."""

    label: str
    klass: str
    businesses: tuple[str, ...]
    since: datetime
    waited_s: float


@dataclass(frozen=True, slots=True)
class Missed:
    """One who missed the call and may still come back."""

    ticket_id: UUID
    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """A window's desk: who is there, who comes next (in the order in which F2 would call them), how long the longest has waited, how today went.

    ``closed``: the window was not opened, or was closed again. ``since``: from when it is open, paused, or serves.
    """

    window_id: UUID
    window_number: int
    hall_id: UUID
    office_id: UUID
    paused: bool
    current: AtWindow | None
    next: tuple[NextInLine, ...]
    waiting: int
    longest_s: float
    served_today: int
    mean_service_s: float | None
    missed: tuple[Missed, ...] = ()
    closed: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call as the hall shows and speaks it."""

    id: UUID
    label: str
    window_number: int
    at: datetime
    again: bool
    language: str


@dataclass(frozen=True, slots=True)
class Board:
    """What a hall's display shows. ``windows``: how many call now; ``overdue``: who has waited longer than the hall's limit."""

    calls: tuple[CallRow, ...]
    waiting: int
    low_s: float
    high_s: float
    unsure: bool
    n: int
    windows: int
    longest_s: float
    overdue: int
