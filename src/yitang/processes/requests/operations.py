"""Asking for what is known of oneself, and answering it (PIPL art. 44 to 50)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from yitang.kernel import clock
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.kernel.workdays import workdays_after
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.keys.public import wrap
from yitang.platform.notices.public import send
from yitang.platform.numbering.public import draw
from yitang.platform.policy.public import value
from yitang.processes.requests.access import ANSWER, ASK, ASK_AT_DESK, CORRECT, REFUSE, WITHDRAW
from yitang.processes.requests.domain import CORRECTED, FIELDS, GROUNDS, KINDS, STATES, WORDS
from yitang.processes.requests.errors import (
    AnswerMissing,
    DocumentNotSeen,
    GroundUnknown,
    OwnRequest,
    RequestEnded,
    RequestKindUnknown,
    RequestSaysNothing,
    SameRequestOpen,
    WrongStep,
)
from yitang.processes.requests.queries import parts, place_of
from yitang.registers.offices.public import is_workday, offices
from yitang.registers.people.public import correct_person, find_by_number, own_persons, phone_for_notice

MOST_TEXT = 1000


def ask(viewer: Viewer, kind: str, text: str, field: str, wanted: str, office_id: UUID) -> UUID:
    """提出请求, signed in by a code on the phone: a copy, a correction (``field``, ``wanted``) or deletion. Returns: the request's id.

    Raises: PostMayNot, RequestKindUnknown, RequestSaysNothing, SameRequestOpen, TextTooLong, TextHasControls; NotYours for an office that is none.
    """
    allow(viewer, ASK)
    if viewer.person_id is None or office_id not in {one.id for one in offices()}:
        raise NotYours
    said = _said(kind, text, field, wanted)
    with _one_at_a_time(), act(viewer, ASK) as this:
        may(viewer, ASK, Place(person_ids=frozenset({viewer.person_id})))
        return _write(this, viewer.person_id, kind, said, office_id, None)


def ask_at_desk(viewer: Viewer, number: str, kind: str, text: str, field: str, wanted: str, seen: bool) -> UUID:
    """The same for the person at the desk, found by the exact number of the document that was seen. Returns: the request's id.

    Raises: PostMayNot, NotYours, DocumentNotSeen, what the search refuses (NobodyFound, CitizenIdInvalid, BudgetSpent …), and as ``ask``.
    """
    allow(viewer, ASK_AT_DESK)
    said = _said(kind, text, field, wanted)
    if not seen:
        raise DocumentNotSeen
    with _one_at_a_time(), act(viewer, ASK_AT_DESK) as this:
        if viewer.office_id is None:
            raise NotYours
        may(viewer, ASK_AT_DESK, Place((viewer.office_id,)))
        person = find_by_number(viewer, number, "个人信息请求")
        return _write(this, person.id, kind, said, viewer.office_id, viewer.account_id)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """The unique key says that there is one open request of a kind; here it gets its words."""
    try:
        yield
    except IntegrityError as fault:
        if "one_open_request_of_a_kind" in str(fault):
            raise SameRequestOpen from fault
        raise


def _said(kind: str, text: str, field: str, wanted: str) -> dict[str, str]:
    """What is asked, in the form in which it is kept."""
    if kind not in KINDS:
        raise RequestKindUnknown
    said = {"text": clean(text, MOST_TEXT)}
    if kind == "correct":
        said |= {"field": field, "wanted": clean(wanted)}
        if field not in FIELDS or not said["wanted"]:
            raise RequestSaysNothing
    return said


def _write(this: Act, person_id: UUID, kind: str, said: dict[str, str], office_id: UUID, clerk: UUID | None) -> UUID:
    request_id, drawn = new_id(), draw(this, "request", "day")
    due = workdays_after(clock.local(this.at).date(), value("requests.working_days"), is_workday)
    execute(
        "INSERT INTO requests_request (id, number, person_id, kind, channel, identity, office_id, said_cipher, state, asked_at, due_on, asked_account, ground, "
        "erased) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'open', %s, %s, %s, '', '{}'::jsonb)",
        [
            request_id, f"X{drawn.period}-{drawn.number:03d}", person_id, kind, "desk" if clerk else "phone", "in_person" if clerk else "code", office_id,
            wrap(json.dumps(said, ensure_ascii=False).encode(), f"requests_request:said_cipher:{request_id}"), this.at, due, clerk,
        ],
    )  # fmt: skip
    this.on("request", request_id)
    this.note({"kind": kind})
    return request_id


def withdraw(viewer: Viewer, request_id: UUID) -> None:
    """撤回 the own request, as long as nobody has answered.

    Raises: PostMayNot, NotYours, RequestEnded.
    """
    allow(viewer, WITHDRAW)
    with act(viewer, WITHDRAW) as this:
        found = _locked(request_id)
        may(viewer, WITHDRAW, place_of(viewer, found))
        _end(this, found, "withdraw", "", "", {})


def answer(viewer: Viewer, request_id: UUID, text: str) -> dict[str, int]:
    """同意: the copy can be fetched from now on; of a deletion what may go is gone with this act. Returns: how many rows went, by part.

    Raises: PostMayNot, NotYours, RequestEnded, OwnRequest, WrongStep, AnswerMissing; FreshFactorNeeded.
    """
    allow(viewer, ANSWER)
    with act(viewer, ANSWER) as this:
        found = _answerable(viewer, request_id, ANSWER)
        if found["kind"] == "correct":
            raise WrongStep
        own = own_persons(found["person_id"])
        erased = {one.name: one.erase(this, own) for one in parts() if one.erase} if found["kind"] == "delete" else {}
        _end(this, found, "answer", _told(text), "", erased)
    return erased


def correct(viewer: Viewer, request_id: UUID, field: str, right: str, text: str) -> None:
    """更正登记: the register has the right name, number or phone from today on, as an act, and the person is told.

    Raises: PostMayNot, NotYours, RequestEnded, OwnRequest, WrongStep, AnswerMissing, RequestSaysNothing, what the register refuses (CitizenIdInvalid,
    NumberTaken, TextTooLong …); FreshFactorNeeded.
    """
    allow(viewer, CORRECT)
    with act(viewer, CORRECT) as this:
        found = _answerable(viewer, request_id, CORRECT)
        if found["kind"] != "correct":
            raise WrongStep
        if field not in CORRECTED or not right.strip():
            raise RequestSaysNothing
        told = _told(text)
        correct_person(this, found["person_id"], field, right)
        _end(this, found, "correct", told, "", {})
        this.note({"field": field})


def refuse(viewer: Viewer, request_id: UUID, ground: str, text: str) -> None:
    """不同意, with its ground; the person reads why and where to contest it.

    Raises: PostMayNot, NotYours, RequestEnded, OwnRequest, GroundUnknown, AnswerMissing.
    """
    allow(viewer, REFUSE)
    with act(viewer, REFUSE) as this:
        found = _answerable(viewer, request_id, REFUSE)
        if ground not in GROUNDS:
            raise GroundUnknown
        _end(this, found, "refuse", _told(text), ground, {})


def _locked(request_id: UUID) -> dict[str, Any]:
    """The request, its row held to the end of the act: of two who answer, the second finds it answered."""
    found = row("SELECT id, number, person_id, kind, office_id, state FROM requests_request WHERE id = %s FOR UPDATE", [request_id])
    if found is None:
        raise NotYours
    return found


def _answerable(viewer: Viewer, request_id: UUID, what: str) -> dict[str, Any]:
    found = _locked(request_id)
    may(viewer, what, Place((found["office_id"],)))
    if viewer.person_id and found["person_id"] in own_persons(viewer.person_id):
        raise OwnRequest
    if found["state"] != "open":
        raise _over(found["state"])
    return found


def _over(state: str) -> RequestEnded:
    _, zh, en = WORDS[state]
    return RequestEnded(state_zh=zh, state=en)


def _told(text: str) -> str:
    told = clean(text, MOST_TEXT)
    if len(told) < 2:
        raise AnswerMissing
    return told


def _end(this: Act, found: dict[str, Any], what: str, told: str, ground: str, erased: dict[str, int]) -> None:
    """The request comes to its end, and the person hears of it; the state once more in the statement itself."""
    to = STATES.get((found["state"], what))
    if to is None:
        raise _over(found["state"])
    officer = None if what == "withdraw" else this.viewer
    ended = execute(
        "UPDATE requests_request SET state = %s, answer_cipher = %s, ground = %s, erased = %s::jsonb, ended_at = %s, answered_account = %s, "
        "answered_person = %s, log_id = %s WHERE id = %s AND state = 'open'",
        [
            to, wrap(told.encode(), f"requests_request:answer_cipher:{found['id']}") if told else None, ground, json.dumps(erased), this.at,
            officer.account_id if officer else None, officer.person_id if officer else None, this.id, found["id"],
        ],
    )  # fmt: skip
    if ended != 1:
        raise _over(to)
    this.on("request", found["id"])
    this.note({"kind": found["kind"], "state": to, "ground": ground, "erased": erased})
    if officer:
        person = found["person_id"]
        send(this, person, phone_for_notice(person), "data_request", {"number": found["number"]}, f"data_request:{found['id']}")
