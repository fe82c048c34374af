"""Reading the log along a thread. Each reading is itself a row of the log, in the transaction that reads."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Checked, TrailRow, Wanted, check_row, key_ids, look, prove_row, said, trail
from yitang.platform.database.public import transaction
from yitang.platform.identity.public import NotYours, Place, account_with_badge, allow, may
from yitang.platform.policy.public import value
from yitang.processes.cases.public import case_with_number
from yitang.processes.oversight.access import TRACE
from yitang.processes.oversight.domain import BEGINS, PURPOSES
from yitang.processes.oversight.errors import NothingOfThatName, PurposeMissing, SpanTooLong
from yitang.processes.queue.public import ticket_with_id, tickets_with_label
from yitang.registers.offices.public import halls, windows
from yitang.registers.people.public import NobodyFound, id_of_number, miss, own_persons, stop_after_misses

PAGE = 50
OF_PERSON = ("person", "person.name", "person.number", "person.phone")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the log. ``begins``: one of ``BEGINS``, ``said``: what was typed for it; days inclusive; ``purpose``: one of ``PURPOSES``."""

    begins: str
    said: str
    purpose: str
    from_on: date | None = None
    to_on: date | None = None
    office: UUID | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the log on the timeline. ``reason``: what was stated or why it was refused; ``payload``: kept, erased, missing or changed."""

    row: TrailRow
    reason: str
    payload: str


def timeline(viewer: Viewer, asked: Asked, page: int = 0) -> tuple[list[Line], bool]:
    """责任倒查: who touched it, who looked, what came before, in order; fifty a page. Of what acts said only a stated reason or the name of a refusal is
    given, no content of a case. Returns: the page, and whether there is another.

    Raises: PostMayNot, PurposeMissing, NothingOfThatName, SpanTooLong.
    """
    allow(viewer, TRACE)
    with transaction():
        may(viewer, TRACE, Place())
        wanted = _wanted(asked)
        persons = _persons(asked) if asked.begins == "person" else frozenset()
        found = trail(wanted, PAGE + 1, PAGE * page)
        shown = found[:PAGE]
        heard = said(one.id for one in shown)
        look(viewer, "log", f"{asked.begins}:{asked.said}"[:80], PURPOSES[asked.purpose][0], *persons)
    return [Line(one, _reason(heard[one.id].payload), heard[one.id].state) for one in shown], len(found) > PAGE


def one_row(viewer: Viewer, row_id: UUID) -> tuple[Line, Checked]:
    """One row of the log, held against its MAC, its leaf and the signed head.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, TRACE)
    with transaction():
        may(viewer, TRACE, Place())
        checked = check_row(row_id)
        if checked is None:
            raise NotYours
        (row,) = trail(Wanted(row=row_id), 1)
        heard = said([row_id])[row_id]
        look(viewer, "log", f"row:{row_id}", PURPOSES["fault"][0])
    return Line(row, _reason(heard.payload), heard.state), checked


def proof_of(viewer: Viewer, row_id: UUID) -> bytes:
    """The proof of one sealed row as a file, to be checked elsewhere (``./yitang log check``).

    Raises: PostMayNot, NoSuchRow, LogDoesNotFit.
    """
    allow(viewer, TRACE)
    with transaction():
        may(viewer, TRACE, Place())
        proof = prove_row(str(row_id))
        look(viewer, "log", f"proof:{row_id}", PURPOSES["fault"][0])
    return proof


def person_reference(viewer: Viewer, number: str, purpose: str) -> UUID:
    """The reference of the person with exactly this number; nothing else of the person is shown, and the question is a row of the log.

    Raises: PostMayNot, PurposeMissing, CitizenIdInvalid, TooManyMisses, NobodyFound.
    """
    allow(viewer, TRACE)
    if purpose not in PURPOSES:
        raise PurposeMissing
    stop_after_misses(viewer, PURPOSES[purpose][0])
    found = id_of_number(number)
    if found is None:
        miss(viewer)
        raise NobodyFound
    with transaction():
        may(viewer, TRACE, Place())
        look(viewer, "log", f"person:{found}", PURPOSES[purpose][0], found)
    return found


def _reason(payload: dict[str, object]) -> str:
    """What the auditor hears of a payload: a reason that was stated, or the name of the refusal."""
    return str(payload.get("reason") or payload.get("code") or "")[:200]


def _wanted(asked: Asked) -> Wanted:
    if asked.purpose not in PURPOSES:
        raise PurposeMissing
    of = _subject(asked)
    from_at = clock.local_day_bounds(asked.from_on)[0] if asked.from_on else None
    to_at = clock.local_day_bounds(asked.to_on)[1] if asked.to_on else None
    if asked.begins in ("time", "officer", "window"):
        # Nothing but time narrows these: without a time it is today, and never more than so many days at once.
        today = clock.local_day_bounds(clock.today())
        from_at = from_at or (to_at - timedelta(days=1) if to_at else today[0])
        to_at = to_at or max(today[1], from_at + timedelta(days=1))
        _short_enough(from_at, to_at)
    return replace(of, office=asked.office, result=asked.result, from_at=from_at, to_at=to_at)


def _short_enough(from_at: datetime, to_at: datetime) -> None:
    most = value("oversight.days_at_once")
    if to_at - from_at > timedelta(days=most):
        raise SpanTooLong(most=most)


def _subject(asked: Asked) -> Wanted:
    """The rows that belong to what was typed."""
    begins, text = asked.begins, asked.said.strip()
    if begins == "time":
        return Wanted()
    if begins == "case" and (case := case_with_number(text)):
        return Wanted(("case",), (str(case[0]),), (case[1],))
    if begins == "ticket" and (found := _tickets(asked)):
        return Wanted(("ticket",), tuple(str(one) for one, _ in found), tuple(trace for _, trace in found))
    if begins == "officer" and (account := account_with_badge(text)):
        return Wanted(account=account)
    if begins == "window" and (window := _window(text)):
        return Wanted(window=window)
    if begins == "trace" and (trace := _uuid(text)):
        return Wanted(("erasure",), (str(trace),), (trace,))
    if begins == "person" and (persons := _persons(asked)):
        return Wanted(OF_PERSON, tuple(str(one) for one in persons), (), tuple(key_ids(persons)))
    what, what_en = BEGINS.get(begins, ("种类", "kind"))
    raise NothingOfThatName(what=what, what_en=what_en, said=text[:80])


def _tickets(asked: Asked) -> list[tuple[UUID, UUID]]:
    """By the number that it showed on a day, or by its id."""
    ticket_id = _uuid(asked.said)
    return ticket_with_id(ticket_id) if ticket_id else tickets_with_label(asked.from_on or clock.today(), asked.said.strip())


def _persons(asked: Asked) -> frozenset[UUID]:
    person = _uuid(asked.said)
    return own_persons(person) if person else frozenset()


def _window(text: str) -> UUID | None:
    """A window by hall and number, as ``1-3``: hall 1 of the city's office, window 3."""
    hall_number, _, number = text.partition("-")
    if not all(one.isascii() and one.isdecimal() and len(one) < 4 for one in (hall_number, number)):
        return None
    found = [one for one in halls() if one.number == int(hall_number)]
    return next((one.id for hall in found for one in windows(hall.id, clock.today()) if one.number == int(number)), None)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
