"""The proof of one row: its number once it is sealed, and what shows when somebody changed it."""

import uuid
from dataclasses import replace
from pathlib import Path

from django.db import connections

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import FolderWitness, act, checked, last_act, look, proofs, seal_once
from yitang.platform.database.public import row

CLERK = Viewer(account_id=uuid.uuid4(), post="clerk", office_id=uuid.uuid4(), level="two_factor")


def done(name: str = "test.touch") -> uuid.UUID:
    with act(CLERK, name) as this:
        this.on("thing", 7)
    return this.id


def test_the_last_act_has_a_number_once_it_is_sealed(committed_db: None, tmp_path: Path) -> None:
    assert last_act(CLERK) is None
    done("test.first")
    second = done("test.second")
    look(CLERK, "person", 1, "test")
    before = last_act(CLERK)
    assert before is not None
    assert (before.id, before.act, before.number) == (second, "test.second", None), "a look is no act"
    seal_once(FolderWitness(tmp_path))
    after = last_act(CLERK)
    assert after is not None
    assert after.number == 2
    assert proofs([second])[second] == after
    assert last_act(replace(CLERK, account_id=uuid.uuid4())) is None


def test_a_row_is_checked_against_its_seal(committed_db: None, tmp_path: Path) -> None:
    mine = done()
    found = checked(CLERK, mine)
    assert found is not None
    assert (found.good, found.as_written, found.head_size) == (True, True, None), "not sealed yet, and nothing wrong"
    seal_once(FolderWitness(tmp_path))
    found = checked(CLERK, mine)
    assert found is not None
    assert (found.good, found.as_sealed, found.head_signed, found.head_size, found.thing_kind) == (True, True, True, 1, "thing")
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE audit_row SET act = 'test.other' WHERE id = %s", [mine])
    changed = checked(CLERK, mine)
    assert changed is not None
    assert (changed.good, changed.as_written, changed.as_sealed) == (False, False, False)


def test_the_row_of_another_office_is_not_there(committed_db: None) -> None:
    mine = done()
    assert row("SELECT office FROM audit_row") == {"office": CLERK.office_id}
    for other in (replace(CLERK, office_id=uuid.uuid4()), replace(CLERK, office_id=None), replace(CLERK, level="code")):
        assert checked(other, mine) is None
    assert checked(CLERK, uuid.uuid4()) is None
