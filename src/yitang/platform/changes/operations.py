"""Asking for a change, deciding it, taking it back."""

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.changes.access import WITHDRAW
from yitang.platform.changes.domain import Change, Kind, Wanted
from yitang.platform.changes.errors import (
    AnotherChangeWaits,
    ChangeDecided,
    ChangeNeedsTwo,
    ChangeOvertaken,
    EffectPast,
    EffectTooEarly,
    NoSuchChange,
    NothingChanges,
    ReasonOfChangeMissing,
)
from yitang.platform.changes.kinds import kind_of
from yitang.platform.changes.queries import change_of
from yitang.platform.database.public import execute, lock, new_id, row, rows, transaction
from yitang.platform.identity.public import Place, allow, may
from yitang.platform.policy.public import value

LAPSE = "changes.lapse"
LONGEST_SOURCE = 300
INSERT = """
INSERT INTO changes_change (id, kind, subject, was, becomes, effective_from, reason, source, state, asked_account_id, asked_person, asked_at, asked_log,
                            decided_reason)
VALUES (%s, %s, %s, %s::jsonb, %s::jsonb, %s, %s, %s, 'waiting', %s, %s, %s, %s, '')
ON CONFLICT (kind, subject) WHERE state = 'waiting' DO NOTHING
"""
DECIDE = """
UPDATE changes_change SET state = %s, decided_account_id = %s, decided_person = %s, decided_at = %s, decided_reason = %s, decided_log = %s
WHERE id = %s AND state = 'waiting'
"""


def ask_change(viewer: Viewer, wanted: Wanted) -> UUID:
    """申请改动: nothing changes yet. Returns: the change's id.

    Raises: PostMayNot, NotYours, NoSuchChange, ReasonOfChangeMissing, EffectTooEarly, NothingChanges, AnotherChangeWaits, and what the kind refuses.
    """
    kind = kind_of(wanted.kind)
    allow(viewer, kind.ask)
    with act(viewer, kind.ask) as this:
        may(viewer, kind.ask, Place(kind.where(wanted.subject)))
        _hold(kind, wanted.subject)
        reason, source = _reason(wanted.reason), clean(wanted.source, LONGEST_SOURCE)
        was, becomes = prepared(wanted)
        lapse(kind.name, wanted.subject)
        change_id = new_id()
        said = [change_id, kind.name, wanted.subject, json.dumps(was), json.dumps(becomes), wanted.effective_from, reason, source]
        if not execute(INSERT, [*said, viewer.account_id, viewer.person_id, clock.real_now(), this.id]):
            raise AnotherChangeWaits
        this.on("change", change_id)
        this.note({"kind": kind.name, "subject": wanted.subject, "was": was, "becomes": becomes, "from": wanted.effective_from, "reason": reason})
    return change_id


def prepared(wanted: Wanted) -> tuple[Any, Any]:
    """What the thing is on that day, and what it would become in the form that is kept: the same look for the preview as for asking.

    Raises: NoSuchChange, EffectTooEarly, NothingChanges, and what the kind refuses.
    """
    kind = kind_of(wanted.kind)
    becomes = kind.read(wanted.subject, wanted.becomes)
    first = earliest(kind)
    if wanted.effective_from < first:
        raise EffectTooEarly(first=first.isoformat())
    was = kind.now(wanted.subject, becomes, wanted.effective_from)
    if was == becomes:
        raise NothingChanges
    return was, becomes


def earliest(kind: Kind) -> date:
    """The first day from which a change of this kind can count."""
    return clock.today() + timedelta(days=kind.earliest)


def confirm_change(viewer: Viewer, change_id: UUID, reason: str) -> None:
    """确认改动: the owner's dated row is written. By another person than who asked.

    Raises: PostMayNot, NotYours, NoSuchChange, FreshFactorNeeded, ChangeNeedsTwo, ChangeDecided, ReasonOfChangeMissing, EffectPast, ChangeOvertaken,
    and what the kind refuses by now.
    """
    kind = _kind(change_id)
    allow(viewer, kind.confirm)
    with act(viewer, kind.confirm) as this:
        change = _waiting(viewer, kind, kind.confirm, change_id)
        said = _reason(reason)
        if change.effective_from < clock.today():
            raise EffectPast
        if kind.now(change.subject, change.becomes, change.effective_from) != change.was:
            raise ChangeOvertaken
        kind.read(change.subject, change.becomes)
        _decide(this, viewer, change, "confirmed", said)
        kind.put(this, change)


def refuse_change(viewer: Viewer, change_id: UUID, reason: str) -> None:
    """退回改动: nothing changes. By another person than who asked.

    Raises: PostMayNot, NotYours, NoSuchChange, ChangeNeedsTwo, ChangeDecided, ReasonOfChangeMissing.
    """
    kind = _kind(change_id)
    allow(viewer, kind.refuse)
    with act(viewer, kind.refuse) as this:
        change = _waiting(viewer, kind, kind.refuse, change_id)
        _decide(this, viewer, change, "refused", _reason(reason))


def withdraw_change(viewer: Viewer, change_id: UUID, reason: str) -> None:
    """撤回改动: by who asked, while nobody has decided it.

    Raises: PostMayNot, NotYours for somebody else's, NoSuchChange, ChangeDecided, ReasonOfChangeMissing.
    """
    allow(viewer, WITHDRAW)
    with act(viewer, WITHDRAW) as this:
        _hold(_kind(change_id), change_of(viewer, change_id).subject)
        found = row("SELECT asked_person FROM changes_change WHERE id = %s FOR UPDATE", [change_id])
        assert found is not None
        may(viewer, WITHDRAW, Place(person_ids=frozenset((found["asked_person"],))))
        _decide(this, viewer, change_of(viewer, change_id), "withdrawn", _reason(reason))


def lapse(kind: str = "", subject: str = "") -> int:
    """过期: what waited longer than ``change.waits_days``; of one thing, or of all. Returns: how many."""
    with transaction():
        late = rows(
            "SELECT id FROM changes_change WHERE state = 'waiting' AND asked_at < %s AND (%s = '' OR kind = %s AND subject = %s) ORDER BY id FOR UPDATE",
            [oldest_waiting(), kind, kind, subject],
        )
        for one in late:
            with act(Viewer.system(), LAPSE) as this:
                this.on("change", one["id"])
                execute("UPDATE changes_change SET state = 'lapsed', decided_at = %s, decided_log = %s WHERE id = %s", [clock.real_now(), this.id, one["id"]])
    return len(late)


def oldest_waiting() -> datetime:
    """What was asked for before this has waited too long."""
    return clock.real_now() - timedelta(days=value("change.waits_days"))


def _kind(change_id: UUID) -> Kind:
    found = row("SELECT kind FROM changes_change WHERE id = %s", [change_id])
    if found is None:
        raise NoSuchChange
    return kind_of(found["kind"])


def _hold(kind: Kind, subject: str) -> None:
    """One act at a time on a thing, to the end of the transaction: what was looked at is what is written over."""
    lock("changes.thing", kind.name, subject)


def _waiting(viewer: Viewer, kind: Kind, name: str, change_id: UUID) -> Change:
    """The change, its thing held; it waits still, and the viewer may decide it."""
    change = change_of(viewer, change_id)
    _hold(kind, change.subject)
    found = row("SELECT state, asked_person, asked_at FROM changes_change WHERE id = %s FOR UPDATE", [change_id])
    assert found is not None
    may(viewer, name, Place(kind.where(change.subject)))
    if found["asked_person"] == viewer.person_id:
        raise ChangeNeedsTwo
    if found["state"] != "waiting" or found["asked_at"] < oldest_waiting():
        raise ChangeDecided
    return change


def _decide(this: Act, viewer: Viewer, change: Change, state: str, reason: str) -> None:
    this.on("change", change.id)
    if execute(DECIDE, [state, viewer.account_id, viewer.person_id, clock.real_now(), reason, this.id, change.id]) != 1:
        raise ChangeDecided
    this.note({"kind": change.kind, "subject": change.subject, "becomes": change.becomes, "from": change.effective_from, "reason": reason})


def _reason(said: str) -> str:
    found = clean(said)
    if not found:
        raise ReasonOfChangeMissing
    return found
