"""Reading requests: one's own, those of an office, and the copy of everything that is held of a person."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.kernel.workdays import workdays_after, workdays_between
from yitang.platform.audit.public import look
from yitang.platform.database.public import Part, declared, row, rows, transaction
from yitang.platform.disclosure.public import show_people
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.keys.public import unwrap
from yitang.platform.policy.public import value
from yitang.processes.requests.access import COPY, SEE
from yitang.processes.requests.domain import PartCopy, RequestRow
from yitang.processes.requests.errors import NoCopyYet
from yitang.registers.offices.public import working_days
from yitang.registers.people.public import own_persons

COLUMNS = (
    "id, number, person_id, kind, channel, office_id, state, asked_at, due_on, said_cipher, answer_cipher, ground, ended_at, answered_account, "
    "erased::text AS erased"
)
SAID = {"text": "", "field": "", "wanted": ""}


@lru_cache(maxsize=1)
def parts() -> tuple[Part, ...]:
    """What every room holds of a person, in the order of the floors (``subject`` of its ``AppConfig``)."""
    return tuple(declared("subject"))


def as_rows(found: list[dict[str, Any]]) -> list[RequestRow]:
    """Requests with what was said in them; the calendar is read once for all."""
    days = [clock.today(), *(one["due_on"] for one in found)]
    works = working_days(min(days), max(days))
    return [_row(one, works) for one in found]


def _row(found: dict[str, Any], works: Callable[[date], bool]) -> RequestRow:
    kept, told = found["said_cipher"], found["answer_cipher"]
    said = SAID | (json.loads(unwrap(kept, f"requests_request:said_cipher:{found['id']}")) if kept else {})
    answer = unwrap(told, f"requests_request:answer_cipher:{found['id']}").decode() if told else ""
    left = workdays_between(clock.today(), found["due_on"], works)
    soon = found["state"] == "open" and 0 <= left <= value("requests.soon_days")
    copied = found["kind"] == "copy" and found["state"] == "answered"
    until = clock.local(found["ended_at"]).date() + timedelta(days=value("requests.copy_days")) if copied else None
    return RequestRow(
        found["id"], found["number"], found["person_id"], found["kind"], found["channel"], found["office_id"], found["state"], found["asked_at"],
        found["due_on"], left, said["text"], said["field"], said["wanted"], answer, found["ground"],
        found["ended_at"], found["answered_account"], json.loads(found["erased"]), until, soon,
    )  # fmt: skip


def place_of(viewer: Viewer, found: dict[str, Any]) -> Place:
    """Where a request lies: its office, and whose it is, under whichever entry of the register."""
    own = own_persons(viewer.person_id) if viewer.post == "citizen" and viewer.person_id else frozenset()
    return Place((found["office_id"],), person_ids=own | {found["person_id"]} if found["person_id"] in own else frozenset({found["person_id"]}))


def request_for(viewer: Viewer, request_id: UUID) -> RequestRow:
    """A request that the viewer may see: his own, or one to his office, whose person then counts against his budget.

    Raises: PostMayNot; NotYours, in the same words as for one that does not exist; BudgetSpent.
    """
    allow(viewer, SEE)
    found = row(f"SELECT {COLUMNS} FROM requests_request WHERE id = %s", [request_id])
    if found is None:
        raise NotYours
    may(viewer, SEE, place_of(viewer, found))
    show_people(viewer, [found["person_id"]], "request", request_id)
    return as_rows([found])[0]


def own_requests(viewer: Viewer) -> list[RequestRow]:
    """The citizen's own requests, newest first.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SEE)
    if viewer.person_id is None or viewer.post != "citizen":
        raise NotYours
    found = rows(f"SELECT {COLUMNS} FROM requests_request WHERE person_id = ANY(%s) ORDER BY asked_at DESC LIMIT 100", [list(own_persons(viewer.person_id))])
    return as_rows(found)


def requests_of_office(viewer: Viewer, over: bool = False) -> list[RequestRow]:
    """Requests to the viewer's office: the open ones, first due first; or those that are over, newest first. No person is named.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SEE)
    if viewer.office_id is None:
        raise NotYours
    may(viewer, SEE, Place((viewer.office_id,)))
    which, order = ("<>", "ended_at DESC") if over else ("=", "due_on, asked_at")
    found = rows(f"SELECT {COLUMNS} FROM requests_request WHERE office_id = %s AND state {which} 'open' ORDER BY {order} LIMIT 200", [viewer.office_id])
    return as_rows(found)


def due_soon(viewer: Viewer) -> int:
    """How many open requests to the viewer's office are late or due within ``requests.soon_days`` working days: what its head is reminded of.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SEE)
    if viewer.office_id is None:
        raise NotYours
    may(viewer, SEE, Place((viewer.office_id,)))
    today = clock.today()
    until = workdays_after(today, value("requests.soon_days"), working_days(today, today + timedelta(days=60)))
    found = row("SELECT count(*) AS n FROM requests_request WHERE office_id = %s AND state = 'open' AND due_on <= %s", [viewer.office_id, until])
    return int(found["n"]) if found else 0


def copy_for(viewer: Viewer, request_id: UUID) -> tuple[RequestRow, list[PartCopy]]:
    """副本: everything that the rooms hold of the person, in full, for himself; or to be printed for him who asked at the desk. Each is a recorded look.

    Raises: PostMayNot, NotYours, NoCopyYet, BudgetSpent; FreshFactorNeeded for staff.
    """
    allow(viewer, COPY)
    with transaction():
        found = row(f"SELECT {COLUMNS} FROM requests_request WHERE id = %s", [request_id])
        if found is None or (viewer.account_id and found["channel"] != "desk"):
            raise NotYours
        may(viewer, COPY, place_of(viewer, found))
        [asked] = as_rows([found])
        if asked.copy_until is None or clock.today() > asked.copy_until:
            raise NoCopyYet(days=value("requests.copy_days"))
        look(viewer, "request.copy", request_id, "own copy")
        show_people(viewer, [asked.person_id])
        return asked, held_of(asked.person_id)


def held_of(person_id: UUID) -> list[PartCopy]:
    """What every room holds of a person; the caller has checked and recorded why."""
    own = own_persons(person_id)
    return [PartCopy(one.name, one.zh, one.en, one.words, one.read(own), one.erase is not None, one.duty_zh, one.duty_en, one.article) for one in parts()]
