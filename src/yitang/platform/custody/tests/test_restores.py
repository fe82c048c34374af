"""A restored office opens when two persons have confirmed it, whatever accounts they use."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from yitang.platform.audit.public import act, last_done
from yitang.platform.custody.public import (
    DRILL,
    OFFLINE,
    BackupUnknown,
    RestoreConfirmedAlready,
    confirm_restore,
    confirmed_by,
    note_drill,
    note_offline_copy,
)
from yitang.platform.database.public import execute, rows
from yitang.platform.database.tests.races import together
from yitang.platform.identity.public import FreshFactorNeeded, PostMayNot, create_account
from yitang.platform.policy.public import load_defaults
from yitang.platform.rotation.tests.factories import keeper, signed_in
from yitang.registers.people.tests.factories import clerk

MADE = "2026-11-29T02:00:00+00:00"


@pytest.fixture
def office(committed_db: None, installation: Path, nothing_remembered: Callable[[], None]) -> None:
    """An office with its policy."""
    load_defaults()


def test_two_persons_are_needed_and_one_with_two_accounts_is_one(office: None) -> None:
    admin, security = keeper("admin", 1), keeper("security", 2)
    assert (confirmed_by(MADE), confirm_restore(admin, MADE)) == (0, 1)
    assert admin.person_id
    twin = signed_in(create_account("twin", "同一个人", admin.person_id, "a long password", "admin", "police", uuid4(), None, date(2020, 1, 1)))
    execute("UPDATE identity_session SET factor_at = factor_at - interval '1 hour' WHERE id = %s", [security.session_id])
    refused: list[tuple[type[Exception], Any]] = [
        (RestoreConfirmedAlready, admin), (RestoreConfirmedAlready, twin), (FreshFactorNeeded, security), (PostMayNot, clerk()),
        (PostMayNot, replace(admin, person_id=None)),
    ]  # fmt: skip
    for refusal, who in refused:
        with pytest.raises(refusal):
            confirm_restore(who, MADE)
    assert confirmed_by(MADE) == 1
    execute("UPDATE identity_session SET factor_at = factor_at + interval '1 hour' WHERE id = %s", [security.session_id])
    assert confirm_restore(security, MADE) == 2
    assert confirmed_by("another backup") == 0
    acts = rows("SELECT person FROM audit_row WHERE act = 'custody.confirm_restore' ORDER BY real_at")
    assert [str(one["person"]) for one in acts] == [str(admin.person_id), str(security.person_id)]


def test_the_same_person_twice_at_once_counts_once(office: None) -> None:
    admin = keeper("admin", 1)
    assert sorted(map(str, together(2, lambda _: confirm_restore(admin, MADE)))) == ["1", "restore_confirmed_already"]
    assert confirmed_by(MADE) == 1


def test_a_drill_and_a_copy_off_line_are_the_word_of_somebody_about_a_backup_that_there_is(office: None) -> None:
    admin, security = keeper("admin", 1), keeper("security", 2)
    with act(admin, "recovery.backup") as this:
        this.on("backup", "yitang-1.age")
    for note, done in ((note_drill, DRILL), (note_offline_copy, OFFLINE)):
        with pytest.raises(BackupUnknown):
            note(admin, "yitang-2.age")
        with pytest.raises(PostMayNot):
            note(security, "yitang-1.age")
        assert last_done(done) is None
        note(admin, "yitang-1.age")
        assert last_done(done) == last_done(done, "yitang-1.age")
        assert last_done(done) is not None
        assert last_done(done, "yitang-2.age") is None
