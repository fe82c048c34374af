"""What was let go is wiped, what somebody else still has is not, and a cut in between is made up for."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, new_id, row, set_clock
from yitang.platform.database.tests.races import until_others_wait
from yitang.platform.files.public import FileMissing
from yitang.platform.policy.public import forget, load_defaults
from yitang.platform.uploads import wiping
from yitang.platform.uploads.public import Belongs, UploadGone, copy_of, let_go, original_of, upload_of, uploads_of, wipe_let_go
from yitang.platform.uploads.tests.factories import kept, phone


@pytest.fixture(autouse=True)
def policy(committed_db: None) -> Iterator[None]:
    set_clock(datetime(2026, 11, 24, 2, 0, tzinfo=UTC), 1.0)
    load_defaults()
    forget()
    yield
    forget()


def held(digest: str) -> bool:
    return (Path(settings.YITANG_FILES) / digest[:2] / digest).exists()


def elsewhere(do: Callable[[], None]) -> None:
    """Over another connection: within a transaction the server's statistics stand still."""

    def run() -> None:
        do()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def gone(belongs: Belongs, upload_id: Any = None) -> int:
    with act(phone(), "test.let_go") as this:
        return let_go(this, [belongs.thing_id], upload_id)


def test_what_was_let_go_is_seen_no_more_and_its_bytes_are_wiped_once() -> None:
    mine = Belongs(new_id(), new_id())
    first, second = kept(phone(), mine, content=b"\xff\xd8\xff one"), kept(phone(), mine, content=b"\xff\xd8\xff two", copies=2)
    one, two = upload_of(mine.thing_id, first), upload_of(mine.thing_id, second)
    assert gone(mine, first) == 1
    assert [found.id for found in uploads_of(mine.thing_id)] == [second]
    with pytest.raises(UploadGone):
        upload_of(mine.thing_id, first)
    assert held(one.digest), "bytes go after the act, not in it"
    assert (wipe_let_go(), wipe_let_go()) == (1, 0)
    assert not held(one.digest)
    assert original_of(two) == b"\xff\xd8\xff two"
    assert copy_of(two, 1), "the copies of both are the same bytes, and the other file still names them"
    assert (gone(mine), wipe_let_go()) == (1, 1)
    with pytest.raises(FileMissing):
        original_of(two)
    assert row("SELECT count(*) AS n FROM uploads_file WHERE wiped_at IS NOT NULL") == {"n": 2}


def test_the_same_photo_with_a_case_stays_as_evidence() -> None:
    precheck, case = Belongs(new_id(), new_id()), Belongs(new_id(), new_id())
    kept(phone(), precheck)
    evidence = upload_of(case.thing_id, kept(phone(), case))
    assert (gone(precheck), wipe_let_go()) == (1, 1)
    assert original_of(evidence)
    assert copy_of(evidence, 1)


def test_a_cut_between_bytes_and_row_is_made_up_for_in_the_next_round(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Belongs(new_id(), new_id())
    found = upload_of(mine.thing_id, kept(phone(), mine))
    gone(mine)
    with monkeypatch.context() as cut, pytest.raises(OSError, match="cut"):
        cut.setattr(wiping, "execute", lambda *_: (_ for _ in ()).throw(OSError("cut")))
        wipe_let_go()
    assert not held(found.digest)
    assert row("SELECT wiped_at FROM uploads_file") == {"wiped_at": None}
    assert (wipe_let_go(), wipe_let_go()) == (1, 0)


def test_only_what_was_let_go_can_be_marked_as_wiped() -> None:
    kept(phone(), Belongs(new_id(), new_id()))
    with pytest.raises(IntegrityError, match="only_what_was_let_go_is_wiped"), transaction.atomic():
        execute("UPDATE uploads_file SET wiped_at = %s", [datetime(2026, 11, 24, tzinfo=UTC)])


@pytest.mark.parametrize("guarded", [False, True])
def test_bytes_that_somebody_is_just_keeping_are_not_wiped_under_him(monkeypatch: pytest.MonkeyPatch, guarded: bool) -> None:
    """Between storing the bytes and committing the row that names them another process wipes; without the lock they are gone."""
    old, new = Belongs(new_id(), new_id()), Belongs(new_id(), new_id())
    kept(phone(), old)
    gone(old)
    if not guarded:
        monkeypatch.setattr(wiping, "lock", lambda *_: None)
    wiped: list[int] = []

    def wipe() -> None:
        wiped.append(wipe_let_go())
        connection.close()

    other = threading.Thread(target=wipe)
    with act(phone(), "test.outer"):
        found = kept(phone(), new)
        other.start()
        if guarded:
            until_others_wait(1)
        else:
            other.join()
    other.join()
    assert wiped == [1]
    assert held(upload_of(new.thing_id, found).digest) is guarded
