"""A key changes when two persons want it, each with a fresh second factor; nobody alone, not twice, not after its time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections

from yitang.kernel.errors import Refusal
from yitang.platform.database.public import execute, row, rows, transaction
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity.public import FreshFactorNeeded, PostMayNot, create_account
from yitang.platform.keys.public import ids
from yitang.platform.policy.public import forget, load_defaults
from yitang.platform.rotation.public import (
    AnotherChangeWaits,
    ChangeNotWaiting,
    KeyIsCurrent,
    NoSuchKey,
    ReasonMissing,
    SecondPersonNeeded,
    ask_new_key,
    ask_retirement,
    confirm_change,
    rewrap,
    waiting_changes,
)
from yitang.platform.rotation.tests.factories import keeper, signed_in
from yitang.registers.people.tests.factories import clerk


@pytest.fixture
def keys(committed_db: None, tmp_path: Path, settings: Any, nothing_remembered: Callable[[], None]) -> Iterator[Path]:
    """An office of its own keys."""
    settings.YITANG_KEYS, settings.YITANG_WITNESS = tmp_path / "keys", tmp_path / "witness"
    load_defaults()
    execute("UPDATE policy_value SET value = '0' WHERE name = 'keys.retire_after_h'")
    forget()
    yield tmp_path / "keys"
    connections["owner"].close()


def state() -> tuple[Any, ...]:
    """Everything that a refusal must leave as it is."""
    return (rows("SELECT * FROM rotation_change ORDER BY id"), rows("SELECT id FROM audit_row ORDER BY id"), ids("data"))


def test_one_asks_another_confirms_and_both_are_in_the_log(keys: Path) -> None:
    admin, security = keeper("admin", 1), keeper("security", 2)
    change = ask_new_key(admin, "data", "满一年")
    assert ids("data") == ("data.1",), "asking changes nothing"
    assert [(one.id, one.kind, one.key, one.reason) for one in waiting_changes()] == [(change, "rotate", "data", "满一年")]
    assert ask_new_key(admin, "data", "满一年") == change, "asked twice, there is one"
    done = confirm_change(security, change)
    assert (done.key, ids("data"), waiting_changes()) == ("data.2", ("data.1", "data.2"), [])
    assert rewrap() == 0
    away = ask_retirement(security, "data.1", keys.parent / "away", "没有值了")
    assert ids("data") == ("data.1", "data.2")
    confirm_change(admin, away)
    assert (ids("data"), (keys.parent / "away" / "data.1").exists()) == (("data.2",), True)
    said = rows("SELECT act, person FROM audit_row WHERE act LIKE 'keys.%%' ORDER BY n")
    one, two = str(admin.person_id), str(security.person_id)
    assert [(r["act"], str(r["person"])) for r in said] == [
        ("keys.ask_change", one), ("keys.ask_change", one), ("keys.rotate", two), ("keys.confirm_change", two),
        ("keys.ask_change", two), ("keys.retire", one), ("keys.confirm_change", one),
    ]  # fmt: skip


def test_what_one_person_may_not_is_refused_by_name_and_changes_nothing(keys: Path) -> None:
    admin, security = keeper("admin", 1), keeper("security", 2)
    change = ask_new_key(admin, "data", "满一年")
    assert admin.person_id
    twin = create_account("twin", "同一个人", admin.person_id, "a long password", "admin", "police", uuid4(), None, date(2020, 1, 1))
    other = signed_in(twin)
    execute("UPDATE identity_session SET factor_at = factor_at - interval '1 hour' WHERE id = %s", [security.session_id])
    before = state()
    asked: list[tuple[type[Refusal], Callable[[], Any]]] = [
        (SecondPersonNeeded, lambda: confirm_change(admin, change)),
        (SecondPersonNeeded, lambda: confirm_change(other, change)),
        (FreshFactorNeeded, lambda: confirm_change(security, change)),
        (FreshFactorNeeded, lambda: ask_new_key(security, "mac-audit", "一年")),
        (PostMayNot, lambda: confirm_change(clerk(), change)),
        (PostMayNot, lambda: ask_new_key(clerk(), "data", "一年")),
        (PostMayNot, lambda: ask_new_key(replace(admin, person_id=None), "data", "一年")),
        (ChangeNotWaiting, lambda: confirm_change(keeper("security", 4), UUID(int=5))),
        (AnotherChangeWaits, lambda: ask_new_key(keeper("security", 5), "data", "一年")),
        (ReasonMissing, lambda: ask_new_key(admin, "mac-audit", "  ")),
        (NoSuchKey, lambda: ask_new_key(admin, "nothing", "一年")),
        (KeyIsCurrent, lambda: ask_retirement(admin, "data.1", keys.parent / "away", "一年")),
    ]
    for refusal, do in asked:
        with pytest.raises(refusal) as said:
            do()
        assert said.value.zh_text
        assert said.value.en_text
    after = state()
    assert (after[0], after[2]) == (before[0], before[2])
    assert not rows("SELECT id FROM audit_row WHERE act IN ('keys.confirm_change', 'keys.rotate')")


def test_what_nobody_confirmed_in_time_lapses_and_makes_room(keys: Path) -> None:
    admin, security = keeper("admin", 1), keeper("security", 2)
    change = ask_new_key(admin, "data", "满一年")
    execute("UPDATE rotation_change SET asked_at = asked_at - interval '25 hours'")
    assert waiting_changes() == []
    with pytest.raises(ChangeNotWaiting):
        confirm_change(security, change)
    second = ask_new_key(security, "data", "满一年")
    assert {r["id"]: r["state"] for r in rows("SELECT id, state FROM rotation_change")} == {change: "lapsed", second: "waiting"}
    confirm_change(admin, second)
    with pytest.raises(ChangeNotWaiting):
        confirm_change(admin, second)
    assert ids("data") == ("data.1", "data.2")


def test_the_database_itself_wants_two_persons(keys: Path) -> None:
    change = ask_new_key(keeper("admin", 1), "data", "满一年")
    for sets, wanted in (
        ("confirmed_person = asked_person, state = 'done'", "a_key_change_needs_two_people"),
        ("state = 'done'", "a_done_key_change_is_somebodys"),
        ("confirmed_person = id", "a_done_key_change_is_somebodys"),
        ("kind = 'lend'", "key_change_kind_is_known"),
    ):
        with pytest.raises(IntegrityError) as said, transaction():
            execute(f"UPDATE rotation_change SET {sets} WHERE id = %s", [change])
        assert wanted in str(said.value)


@pytest.mark.parametrize("guard", [False, True])
def test_two_who_confirm_at_once_make_one_key(keys: Path, monkeypatch: pytest.MonkeyPatch, guard: bool) -> None:
    """The guard is the row, held to the commit; without it both see that it waits, and two keys are made."""
    from yitang.platform.rotation import changes, operations

    admin, confirmers = keeper("admin", 1), [keeper("security", 2), keeper("admin", 3)]
    change, made = ask_new_key(admin, "mac-code_puzzle", "满一年"), operations.rotate_key

    def late(*said: Any) -> str:
        meet.wait()
        return made(*said)

    meet = Meeting(2)
    if not guard:
        read = row

        def unguarded(sql: str, values: Any = ()) -> Any:
            return read(sql.replace(" FOR UPDATE", ""), values)

        monkeypatch.setattr(changes, "row", unguarded)
        monkeypatch.setattr(changes, "rotate_key", late)
        monkeypatch.setattr(changes, "execute", lambda sql, values: execute(sql.replace(" AND state = 'waiting'", ""), values))

    def confirm(n: int) -> str:
        try:
            return confirm_change(confirmers[n], change).key
        finally:
            connections["owner"].close()

    found = sorted(together(2, confirm))
    if guard:
        assert found == ["key_change_not_waiting", "mac-code_puzzle.2"]
        assert ids("mac-code_puzzle") == ("mac-code_puzzle.1", "mac-code_puzzle.2")
    else:
        assert len(ids("mac-code_puzzle")) == 3
