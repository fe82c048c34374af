"""Questions (首问负责): who is asked first answers for it until it is answered, or a colleague has taken it over by his own word."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.platform.identity.public import NotYours, Place, allow, colleagues, may
from yitang.platform.live.public import Event
from yitang.platform.policy.public import value
from yitang.processes.guidance.access import ACCEPT_INQUIRY, ANSWER_INQUIRY, ASK_FIRST, HAND_ON_INQUIRY, SEE
from yitang.processes.guidance.domain import CHANNELS, MOST_NOTE, OUTCOMES, names_somebody
from yitang.processes.guidance.errors import (
    HandOnOver,
    HandOnWaits,
    InquiryAnswered,
    InquiryOfAnother,
    NoSuchColleague,
    NoteNamesSomebody,
    NoteTooLong,
    OutcomeUnknown,
    PointedElsewhere,
    TopicUnknown,
)
from yitang.processes.guidance.inquiry_queries import place_of, topics
from yitang.processes.guidance.queries import load
from yitang.registers.catalogue.public import BusinessRow, business

REMIND = "guidance.remind"
LOCKED = "SELECT id, trace_id, office_id, hall_id, business, owner_id, state FROM guidance_inquiry WHERE id = %s FOR UPDATE"
LATE = """
UPDATE guidance_inquiry SET reminded_at = %(at)s WHERE state = 'open' AND due_at < %(at)s AND reminded_at IS NULL RETURNING id, hall_id
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked. ``business``: a code of the catalogue, or nothing; ``outcome`` and ``pointed_to``: when it was answered on the spot."""

    channel: str
    topic: str
    business: str = ""
    note: str = ""
    precheck_id: UUID | None = None
    outcome: str = ""
    pointed_to: str = ""


def shown_for(found: BusinessRow) -> tuple[str, ...]:
    """What an answer about a business may point to: its guide page, and the articles that its papers rest on."""
    return tuple(dict.fromkeys([found.code, *(m.article for m in found.materials if m.article)]))


def _must_fit(asked: Asked) -> None:
    """Raises: TopicUnknown, NoSuchBusiness, NoteTooLong, NoteNamesSomebody, and what an answer refuses."""
    if asked.channel not in CHANNELS or asked.topic not in {one.key for one in topics()}:
        raise TopicUnknown
    if len(asked.note) > MOST_NOTE:
        raise NoteTooLong(most=MOST_NOTE)
    if names_somebody(asked.note):
        raise NoteNamesSomebody
    if asked.business:
        business(asked.business)
    if asked.outcome:
        _must_answer(asked.business, asked.outcome, asked.pointed_to)


def _must_answer(code: str, outcome: str, pointed_to: str) -> None:
    if outcome not in OUTCOMES:
        raise OutcomeUnknown
    if pointed_to and (not code or pointed_to not in shown_for(business(code))):
        raise PointedElsewhere


def ask_first(viewer: Viewer, asked: Asked) -> UUID:
    """Record a question: who records it was asked first and answers for it. With an outcome it is answered at once. Returns: its id.

    Raises: PostMayNot, NotYours, TopicUnknown, NoSuchBusiness, NoteTooLong, NoteNamesSomebody, OutcomeUnknown, PointedElsewhere.
    """
    allow(viewer, ASK_FIRST)
    _must_fit(asked)
    with act(viewer, ASK_FIRST) as this:
        if viewer.hall_id is None or viewer.office_id is None:
            raise NotYours
        may(viewer, ASK_FIRST, Place((viewer.office_id,), viewer.hall_id))
        trace_id = load(viewer, asked.precheck_id, SEE)[0].trace_id if asked.precheck_id else new_id()
        inquiry_id, done = new_id(), this.at if asked.outcome else None
        execute(
            "INSERT INTO guidance_inquiry (id, trace_id, office_id, hall_id, channel, business, topic, note, precheck_id, first_id, owner_id, state, "
            "asked_at, due_at, answered_at, outcome, pointed_to) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                inquiry_id, trace_id, viewer.office_id, viewer.hall_id, asked.channel, asked.business, asked.topic, asked.note, asked.precheck_id,
                viewer.account_id, viewer.account_id, "answered" if done else "open", this.at,
                this.at + timedelta(seconds=value("guidance.answer_within_s")[asked.channel]), done, asked.outcome, asked.pointed_to if done else "",
            ],
        )  # fmt: skip
        this.trace(trace_id)
        this.on("inquiry", inquiry_id)
        this.note({"topic": asked.topic, "business": asked.business, "channel": asked.channel, "outcome": asked.outcome})
        this.tell(Event(f"hall:{viewer.hall_id}", "inquiry", {}))
    return inquiry_id


def _held(viewer: Viewer, what: str, inquiry_id: UUID) -> dict[str, Any]:
    """An open question, locked to the end of the act, for who may do this in its hall.

    Raises: NotYours, InquiryAnswered.
    """
    found = row(LOCKED, [inquiry_id])
    if found is None:
        raise NotYours
    may(viewer, what, place_of(found))
    if found["state"] != "open":
        raise InquiryAnswered
    return found


def _own(viewer: Viewer, what: str, inquiry_id: UUID) -> dict[str, Any]:
    """The same for its owner.

    Raises: InquiryOfAnother.
    """
    found = _held(viewer, what, inquiry_id)
    if found["owner_id"] != viewer.account_id:
        raise InquiryOfAnother
    return found


def _tell(this: Act, found: dict[str, Any]) -> None:
    this.trace(found["trace_id"])
    this.on("inquiry", found["id"])
    this.tell(Event(f"hall:{found['hall_id']}", "inquiry", {}))


def answer(viewer: Viewer, inquiry_id: UUID, outcome: str, pointed_to: str = "") -> None:
    """The owner has answered. What waits to be handed on is taken back by it.

    Raises: PostMayNot, NotYours, InquiryAnswered, InquiryOfAnother, OutcomeUnknown, PointedElsewhere.
    """
    allow(viewer, ANSWER_INQUIRY)
    with act(viewer, ANSWER_INQUIRY) as this:
        found = _own(viewer, ANSWER_INQUIRY, inquiry_id)
        _must_answer(found["business"], outcome, pointed_to)
        execute("UPDATE guidance_hand_on SET decided_at = %s, accepted = false WHERE inquiry_id = %s AND decided_at IS NULL", [this.at, found["id"]])
        execute(
            "UPDATE guidance_inquiry SET state = 'answered', answered_at = %s, outcome = %s, pointed_to = %s WHERE id = %s",
            [this.at, outcome, pointed_to, found["id"]],
        )
        _tell(this, found)
        this.note({"outcome": outcome, "pointed_to": pointed_to})


def hand_on(viewer: Viewer, inquiry_id: UUID, to_account: UUID) -> None:
    """The owner offers the question to a colleague by name; it stays his until the colleague accepts.

    Raises: PostMayNot, NotYours, InquiryAnswered, InquiryOfAnother, NoSuchColleague, HandOnWaits.
    """
    allow(viewer, HAND_ON_INQUIRY)
    with act(viewer, HAND_ON_INQUIRY) as this:
        found = _own(viewer, HAND_ON_INQUIRY, inquiry_id)
        if to_account not in colleagues(viewer):
            raise NoSuchColleague
        if row("SELECT 1 AS yes FROM guidance_hand_on WHERE inquiry_id = %s AND decided_at IS NULL", [found["id"]]):
            raise HandOnWaits
        execute(
            "INSERT INTO guidance_hand_on (id, inquiry_id, from_account, to_account, at) VALUES (%s, %s, %s, %s, %s)",
            [new_id(), found["id"], viewer.account_id, to_account, this.at],
        )
        _tell(this, found)
        this.note({"to": str(to_account)})


def accept(viewer: Viewer, inquiry_id: UUID, yes: bool) -> None:
    """The colleague takes the question over, or gives it back; only his own word changes who answers for it.

    Raises: PostMayNot, NotYours, InquiryAnswered, HandOnOver.
    """
    allow(viewer, ACCEPT_INQUIRY)
    with act(viewer, ACCEPT_INQUIRY) as this:
        found = _held(viewer, ACCEPT_INQUIRY, inquiry_id)
        decided = execute(
            "UPDATE guidance_hand_on SET decided_at = %s, accepted = %s WHERE inquiry_id = %s AND to_account = %s AND decided_at IS NULL",
            [this.at, yes, found["id"], viewer.account_id],
        )
        if not decided:
            raise HandOnOver
        if yes:
            execute("UPDATE guidance_inquiry SET owner_id = %s WHERE id = %s", [viewer.account_id, found["id"]])
        _tell(this, found)
        this.note({"accepted": yes})


def remind() -> int:
    """Questions that became late are marked once, and the screens of their hall look again. Returns: how many."""
    if row("SELECT 1 AS yes FROM guidance_inquiry WHERE state = 'open' AND due_at < %s AND reminded_at IS NULL LIMIT 1", [clock.now()]) is None:
        return 0
    with act(Viewer.system(), REMIND) as this:
        late = rows(LATE, {"at": this.at})
        this.on("inquiries", len(late))
        this.note({"inquiries": [str(r["id"]) for r in late]})
        this.tell(*(Event(f"hall:{hall_id}", "inquiry", {}) for hall_id in dict.fromkeys(r["hall_id"] for r in late)))
    return len(late)
