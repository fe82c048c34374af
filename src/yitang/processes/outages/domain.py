"""States of a form, what two entries say, and when a hall works on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

# (state, act) -> state. What is not here cannot happen.
STATES = {
    ("blank", "enter"): "once",
    ("once", "enter_same"): "ready",
    ("once", "enter_other"): "differs",
    ("differs", "decide"): "ready",
    ("ready", "record"): "recorded",
    ("ready", "block"): "blocked",
    ("blocked", "record"): "recorded",
    ("blocked", "settle"): "settled",
    ("blank", "void"): "void",
    ("blank", "miss"): "missing",
}
WORDS = {
    "blank": ("空白", "Blank"),
    "once": ("录了一遍", "Entered once"), "differs": ("两遍不一样", "Entries differ"), "ready": ("两遍一样，待入库", "Ready to record"),
    "blocked": ("规则不允许，待处理", "Refused by rule"), "recorded": ("已入库", "Recorded"), "settled": ("已处理，不入库", "Settled without a record"),
    "void": ("作废", "Void"), "missing": ("找不到", "Missing"),
}  # fmt: skip
FINAL = ("recorded", "settled", "void", "missing")
WHAT = {"acceptance": ("受理业务", "Acceptance"), "ticket": ("只取号", "Number only")}
# Fields of every form beside those of the business: what it is, for which business, when and by whom on paper.
HEAD = ("what", "business", "paper_on", "paper_time", "officer", "outcome")
OUTCOMES = {"served": ("办了，没有受理业务", "Served without a case"), "left": ("没等到", "Left")}


@dataclass(frozen=True, slots=True)
class OutageRow:
    """A time in which a hall works on paper. ``over_at``: when it ended, or is meant to."""

    id: UUID
    hall_id: UUID
    reason: str
    began_at: datetime
    over_at: datetime
    account_id: UUID


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch of forms with how many are in each state."""

    id: UUID
    hall_id: UUID
    number: str
    forms: int
    printed_at: datetime
    closed_at: datetime | None
    states: Mapping[str, int]

    @property
    def open_forms(self) -> int:
        """How many are not accounted for yet."""
        return sum(n for state, n in self.states.items() if state not in FINAL)


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form. ``refused``: the words of the rule that refused it; ``case_id`` and ``ticket_id``: what it became."""

    id: UUID
    batch_id: UUID
    office_id: UUID
    hall_id: UUID
    serial: str
    state: str
    reason: str
    refused: str
    claimed_at: datetime | None
    recorded_at: datetime | None
    case_id: UUID | None
    ticket_id: UUID | None

    @property
    def state_zh(self) -> str:
        """The state in Chinese."""
        return WORDS[self.state][0]

    @property
    def state_en(self) -> str:
        """The state in English."""
        return WORDS[self.state][1]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that was entered in two ways."""

    name: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class FormVerdict:
    """What the public page says of a form: ``in_use`` (its hall works on paper now), ``recorded``, ``not_now``, ``ended`` or ``unknown``."""

    verdict: str
    serial: str = ""
    hall_zh: str = ""
    hall_en: str = ""


def serials_of(number: str, forms: int) -> list[str]:
    """The serials of a batch: its number and the place of each form, from 1."""
    return [f"{number}-{n:03d}" for n in range(1, forms + 1)]


def plain(fields: Mapping[str, str]) -> dict[str, str]:
    """Fields as they are compared and kept: trimmed, in order, without what is empty; blanks and case of letters tell nobody apart."""
    return {
        name: " ".join(said.split()).upper() if name.endswith("number") else " ".join(said.split()) for name, said in sorted(fields.items()) if said.strip()
    }


def differences(first: Mapping[str, str], second: Mapping[str, str]) -> list[Difference]:
    """Field by field, where two entries do not say the same; in order of the names."""
    names = sorted({*first, *second})
    return [Difference(name, first.get(name, ""), second.get(name, "")) for name in names if first.get(name, "") != second.get(name, "")]


def claimed(fields: Mapping[str, str]) -> tuple[date, time] | None:
    """The day and time that a paper says, or nothing when it says none."""
    try:
        return date.fromisoformat(fields.get("paper_on", "")), time.fromisoformat(fields.get("paper_time", ""))
    except ValueError:
        return None
