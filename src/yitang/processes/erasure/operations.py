"""What two people do to erase what the log says about a person."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError

from yitang.kernel import clock
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act, destroy_keys, live_keys
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.policy.public import value
from yitang.processes.cases.public import cases_to_keep
from yitang.processes.erasure.access import ASK, CONFIRM, REFUSE
from yitang.processes.erasure.domain import GROUNDS, STATES, must_be_kept
from yitang.processes.erasure.errors import (
    ErasureDecided,
    ErasureNeedsReason,
    ErasureNeedsTwo,
    ErasureOfOneself,
    ErasureWaits,
    GroundUnknown,
    MustBeKept,
    NothingToErase,
    OnlyForPeople,
)
from yitang.registers.people.public import NobodyFound, id_of_number, miss, own_persons, person, stop_after_misses

INSERT = """
INSERT INTO erasure_request (id, person_id, office_id, ground, reason, state, asked_account, asked_person, asked_at, asked_log, decided_reason, keys)
VALUES (%s, %s, %s, %s, %s, 'waiting', %s, %s, %s, %s, '', 0)
"""
DECIDE = """
UPDATE erasure_request SET state = %s, decided_account = %s, decided_person = %s, decided_at = %s, decided_reason = %s, decided_log = %s, keys = %s
WHERE id = %s AND state = 'waiting'
"""


def ask_erasure(viewer: Viewer, number: str, ground: str, reason: str) -> UUID:
    """申请抹除: for the person with exactly this number. ``ground``: one of ``GROUNDS``. Returns: the request's id.

    The search counts as one that needs a purpose: who finds nobody too often is stopped (X25).

    Raises: PostMayNot, NotYours, GroundUnknown, ErasureNeedsReason, CitizenIdInvalid, TooManyMisses, NobodyFound, OnlyForPeople, ErasureOfOneself,
    NothingToErase, MustBeKept, ErasureWaits, TextTooLong, TextHasControls.
    """
    allow(viewer, ASK)
    if ground not in GROUNDS:
        raise GroundUnknown
    said = _reason(reason)
    stop_after_misses(viewer, said)
    person_id = id_of_number(number)
    if person_id is None:
        miss(viewer)
        raise NobodyFound
    if person(person_id).kind != "natural":
        raise OnlyForPeople
    try:
        with act(viewer, ASK) as this:
            request_id = _ask(this, viewer, person_id, ground, said)
    except IntegrityError as fault:
        if "one_waiting_erasure_of_a_person" not in str(fault):
            raise
        raise ErasureWaits from fault
    return request_id


def _ask(this: Act, viewer: Viewer, person_id: UUID, ground: str, said: str) -> UUID:
    if viewer.office_id is None:
        raise NotYours
    may(viewer, ASK, Place((viewer.office_id,)))
    persons, request_id = own_persons(person_id), new_id()
    _not_oneself(viewer, persons)
    if not live_keys(persons):
        raise NothingToErase
    _archive_duty(persons)
    execute(INSERT, [request_id, person_id, viewer.office_id, ground, said, viewer.account_id, viewer.person_id, this.at, this.id])
    # The request's id is the trace: by it the verifier sees that another person asked than the one who destroyed the keys.
    this.on("erasure", request_id)
    this.trace(request_id)
    this.about(person_id)
    return request_id


def confirm_erasure(viewer: Viewer, request_id: UUID, reason: str) -> int:
    """确认抹除: every key of the person is destroyed, by another person than who asked. Returns: how many keys.

    Held to the end of the act: the request, then the keys; an act about the person that has not committed is waited for, and the case that it accepted
    is seen by the question of what must be kept.

    Raises: PostMayNot, NotYours, FreshFactorNeeded, ErasureNeedsReason, ErasureNeedsTwo, ErasureOfOneself, ErasureDecided, MustBeKept, NothingToErase.
    """
    allow(viewer, CONFIRM)
    with act(viewer, CONFIRM) as this:
        found = _held(this, viewer, CONFIRM, request_id, reason)
        persons = own_persons(found["person_id"])
        if not live_keys(persons):
            raise NothingToErase
        _archive_duty(persons)
        keys = destroy_keys(this, persons)
        _decide(this, viewer, found, "confirm", keys, reason)
    return keys


def refuse_erasure(viewer: Viewer, request_id: UUID, reason: str) -> None:
    """退回: nothing is erased, by another person than who asked, with a reason.

    Raises: PostMayNot, NotYours, ErasureNeedsReason, ErasureNeedsTwo, ErasureOfOneself, ErasureDecided.
    """
    allow(viewer, REFUSE)
    with act(viewer, REFUSE) as this:
        found = _held(this, viewer, REFUSE, request_id, reason)
        _decide(this, viewer, found, "refuse", 0, reason)


def _held(this: Act, viewer: Viewer, name: str, request_id: UUID, reason: str) -> dict[str, Any]:
    """The request, its row held; it waits still, and the viewer may decide it."""
    found = row("SELECT * FROM erasure_request WHERE id = %s FOR UPDATE", [request_id])
    if found is None:
        raise NotYours
    may(viewer, name, Place((found["office_id"],)))
    this.on("erasure", request_id)
    this.trace(request_id)
    _reason(reason)
    _not_oneself(viewer, own_persons(found["person_id"]))
    _not_the_asker(viewer, found["asked_person"])
    if found["state"] != "waiting":
        raise ErasureDecided
    return found


def _decide(this: Act, viewer: Viewer, found: dict[str, Any], what: str, keys: int, reason: str) -> None:
    state = STATES[(found["state"], what)]
    if execute(DECIDE, [state, viewer.account_id, viewer.person_id, this.at, _reason(reason), this.id, keys, found["id"]]) != 1:
        raise ErasureDecided


def _reason(said: str) -> str:
    kept = clean(said)
    if len(kept) < 2:
        raise ErasureNeedsReason
    return kept


def _not_oneself(viewer: Viewer, persons: frozenset[UUID]) -> None:
    """By person, whichever account and entry of the register."""
    if viewer.person_id is None or viewer.person_id in persons:
        raise ErasureOfOneself


def _not_the_asker(viewer: Viewer, asked_person: UUID) -> None:
    """By person, whichever account and entry of the register."""
    if viewer.person_id and asked_person in own_persons(viewer.person_id):
        raise ErasureNeedsTwo


def _archive_duty(persons: frozenset[UUID]) -> None:
    under_way, last, last_at = cases_to_keep(persons)
    kept = must_be_kept(under_way, last, clock.local(last_at).date() if last_at else None, value("erasure.case_kept_years"), clock.today())
    if kept:
        until_zh = f"保存到 {kept.until} 前" if kept.until else "还在办理"
        raise MustBeKept(number=kept.number, until_zh=until_zh, until=f"until {kept.until}" if kept.until else "it is under way")
