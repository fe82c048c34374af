"""A key changes when two people want it (ASVS 2.3.5): one asks, another one confirms, each with password and second factor; then it is done at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.platform.identity.public import Place, PostMayNot, allow, may
from yitang.platform.policy.public import value
from yitang.platform.rotation.access import ASK, CONFIRM
from yitang.platform.rotation.errors import AnotherChangeWaits, ChangeNotWaiting, ReasonMissing, SecondPersonNeeded
from yitang.platform.rotation.operations import can_retire, can_rotate, retire_key, rotate_key, when_retired

INSERT = """
INSERT INTO rotation_change (id, kind, key, folder, reason, state, asked_account, asked_person, asked_at, made)
VALUES (%s, %s, %s, %s, %s, 'waiting', %s, %s, %s, '') ON CONFLICT (kind, key) WHERE state = 'waiting' DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change that waits: a new key of the name ``key``, or the key ``key`` put away into ``folder``."""

    id: UUID
    kind: str
    key: str
    folder: str
    reason: str
    asked_by: str
    asked_at: datetime


def waiting_changes() -> list[ChangeRow]:
    """Changes that a second person may confirm now, oldest first; for the command line of whoever holds the keys anyway."""
    found = rows(
        "SELECT c.id, c.kind, c.key, c.folder, c.reason, c.asked_account::text AS asked_by, c.asked_at FROM rotation_change c "
        "WHERE c.state = 'waiting' AND c.asked_at >= %s ORDER BY c.asked_at",
        [_oldest()],
    )
    return [ChangeRow(**one) for one in found]


def ask_new_key(viewer: Viewer, name: str, reason: str) -> UUID:
    """申请换新密钥: ask for a new current key of a name of the inventory. Asked the same twice by the same person, there is one. Returns: the change's id.

    Raises: PostMayNot, NoSuchKey, PepperUnderWay, ReasonMissing, AnotherChangeWaits, FreshFactorNeeded.
    """
    allow(viewer, ASK)
    can_rotate(name)
    return _ask(viewer, "rotate", name, "", reason)


def ask_retirement(viewer: Viewer, key_id: str, target: Path, reason: str) -> UUID:
    """申请收起旧密钥: ask that an old key be put away into a folder. Returns: the change's id.

    Raises: PostMayNot, NoSuchKey, KeyIsCurrent, KeyStillVerifies, KeyTooYoung, ReasonMissing, AnotherChangeWaits, FreshFactorNeeded.
    """
    allow(viewer, ASK)
    can_retire(key_id)
    return _ask(viewer, "retire", key_id, str(target.absolute()), reason)


def _ask(viewer: Viewer, kind: str, key: str, folder: str, reason: str) -> UUID:
    if viewer.person_id is None:
        raise PostMayNot
    said = clean(reason)
    if not said:
        raise ReasonMissing
    with act(viewer, ASK) as this:
        may(viewer, ASK, Place())
        # What nobody confirmed in time makes room, or a forgotten change would stand in the way of that key for good.
        execute("UPDATE rotation_change SET state = 'lapsed' WHERE state = 'waiting' AND asked_at < %s", [_oldest()])
        change_id = new_id()
        if not execute(INSERT, [change_id, kind, key, folder, said, viewer.account_id, viewer.person_id, clock.real_now()]):
            there = row("SELECT id, asked_person, folder FROM rotation_change WHERE kind = %s AND key = %s AND state = 'waiting'", [kind, key])
            if there is None or there["asked_person"] != viewer.person_id or there["folder"] != folder:
                raise AnotherChangeWaits(key=key)
            change_id = there["id"]
        this.on("key_change", change_id)
        this.note({"kind": kind, "key": key, "folder": folder, "reason": said})
    return change_id


def confirm_change(viewer: Viewer, change_id: UUID) -> ChangeRow:
    """确认换钥: it is done now. By another person than who asked, whichever account he uses. Returns: the change, with the new key's id as ``key``.

    Of two at once one does it (the row is held to the commit). Cut off after the key's file was made: the change waits still, ``keys list`` shows the
    new key as the current one, and a second confirmation makes one more.

    Raises: PostMayNot, ChangeNotWaiting, SecondPersonNeeded, FreshFactorNeeded, and whatever ``rotate_key`` and ``retire_key`` raise.
    """
    allow(viewer, CONFIRM)
    if viewer.person_id is None:
        raise PostMayNot
    with act(viewer, CONFIRM) as this:
        may(viewer, CONFIRM, Place())
        found = row("SELECT * FROM rotation_change WHERE id = %s FOR UPDATE", [change_id])
        if found is None or found["state"] != "waiting" or found["asked_at"] < _oldest():
            raise ChangeNotWaiting
        if found["asked_person"] == viewer.person_id:
            raise SecondPersonNeeded
        made = _carry_out(viewer, found)
        done = execute(
            "UPDATE rotation_change SET state = 'done', confirmed_account = %s, confirmed_person = %s, confirmed_at = %s, made = %s "
            "WHERE id = %s AND state = 'waiting'",
            [viewer.account_id, viewer.person_id, clock.real_now(), made, change_id],
        )
        if done != 1:
            raise ChangeNotWaiting
        this.on("key_change", change_id)
        this.note({"kind": found["kind"], "key": found["key"], "made": made})
    if found["kind"] == "retire":
        when_retired(found["key"])
    return ChangeRow(change_id, found["kind"], made or found["key"], found["folder"], found["reason"], str(found["asked_account"]), found["asked_at"])


def _carry_out(viewer: Viewer, found: dict[str, Any]) -> str:
    """The change itself. Returns: the id of the new key, or nothing."""
    if found["kind"] == "rotate":
        return rotate_key(viewer, found["key"])
    retire_key(viewer, found["key"], Path(found["folder"]))
    return ""


def _oldest() -> datetime:
    """When a change that still waits was asked for at the earliest."""
    return clock.real_now() - timedelta(hours=value("keys.change_waits_h"))
