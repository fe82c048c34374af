"""Keeping and removing: places, quotas, what stays, two at once."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import new_id, row, rows, set_clock
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.files.public import FileDamaged
from yitang.platform.policy.public import forget, load_defaults, set_value, value
from yitang.platform.uploads import errors, operations
from yitang.platform.uploads.public import Belongs, copy_of, download_name, original_of, remove, upload_of, uploads_of
from yitang.platform.uploads.tests.factories import kept, phone, picture

TABLES = ("uploads_file", "uploads_page", "uploads_quota", "audit_row")


@pytest.fixture(autouse=True)
def policy(committed_db: None) -> Iterator[None]:
    set_clock(datetime(2026, 11, 24, 2, 0, tzinfo=UTC), 1.0)
    load_defaults()
    forget()
    yield
    forget()


def limit(name: str, files: int, size: int = 1 << 40) -> None:
    """From today on so many."""
    set_value(name, {"files": files, "bytes": size}, clock.today(), "test")
    forget()


def most(n: int) -> None:
    """So many files in the slot."""
    slots = value("uploads.slots")
    set_value("uploads.slots", {"case_paper": {**slots["case_paper"], "most": n}}, clock.today(), "test")
    forget()


def as_it_is() -> dict[str, list[dict[str, Any]]]:
    return {table: rows(f"SELECT * FROM {table} ORDER BY 1") for table in TABLES}


def belongs() -> Belongs:
    return Belongs(new_id(), new_id())


def test_a_file_is_kept_with_its_pages_and_found_by_its_thing_alone() -> None:
    viewer, mine = phone(), belongs()
    upload_id = kept(viewer, mine, "../身份证.html", b"\xff\xd8\xff sealed", copies=2)
    found = upload_of(mine.thing_id, upload_id)
    assert (found.slot, found.name, found.kind, found.pages, found.size) == ("case_paper", "身份证.html", "jpeg", 2, 10)
    assert found.digest == hashlib.sha256(b"\xff\xd8\xff sealed").hexdigest()
    assert original_of(found) == b"\xff\xd8\xff sealed"
    assert copy_of(found, 2) == picture((9, 8))
    assert download_name(found) == "身份证.html.jpg"
    assert uploads_of(mine.thing_id) == [found]
    for thing_id, wanted in ((new_id(), upload_id), (mine.thing_id, new_id())):
        with pytest.raises(errors.UploadGone):
            upload_of(thing_id, wanted)
    for page in (0, 3):
        with pytest.raises(errors.UploadGone):
            copy_of(found, page)


def test_a_changed_original_is_not_given_out(settings: Any) -> None:
    mine = belongs()
    found = upload_of(mine.thing_id, kept(phone(), mine, content=b"\xff\xd8\xff to be forged"))
    (Path(settings.YITANG_FILES) / found.digest[:2] / found.digest).write_bytes(b"forged")
    with pytest.raises(FileDamaged):
        original_of(found)


def test_what_is_removed_is_not_there_any_more_and_its_row_and_bytes_stay() -> None:
    viewer, mine = phone(), belongs()
    upload_id = kept(viewer, mine)
    found = upload_of(mine.thing_id, upload_id)

    def gone(thing_id: Any) -> None:
        with act(viewer, "test.remove") as this:
            remove(this, thing_id, upload_id)

    with pytest.raises(errors.UploadGone):
        gone(new_id())
    gone(mine.thing_id)
    assert uploads_of(mine.thing_id) == []
    with pytest.raises(errors.UploadGone):
        upload_of(mine.thing_id, upload_id)
    before = as_it_is()
    with pytest.raises(errors.UploadGone):
        gone(mine.thing_id)
    assert as_it_is() == before
    assert original_of(found)
    assert row("SELECT count(*) AS n FROM uploads_file") == {"n": 1}


def test_a_slot_holds_so_many_and_a_removed_file_makes_room() -> None:
    most(2)
    viewer, mine = phone(), belongs()
    first = kept(viewer, mine)
    kept(viewer, mine)
    before = as_it_is()
    with pytest.raises(errors.SlotFull) as said:
        kept(viewer, mine)
    assert said.value.facts == {"most": 2}
    assert as_it_is() == before
    with act(viewer, "test.remove") as this:
        remove(this, mine.thing_id, first)
    kept(viewer, mine)
    assert rows("SELECT place FROM uploads_file WHERE removed_at IS NULL ORDER BY place") == [{"place": 1}, {"place": 2}]


def test_a_quota_of_the_day_is_spent_by_files_and_by_bytes_and_comes_back_tomorrow() -> None:
    for scope, files, size in (("person", 1, 1 << 40), ("thing", 1, 1 << 40), ("office", 1, 1 << 40), ("person", 9, 25), ("office", 9, 25)):
        limit(f"uploads.quota_{scope}", files, size)
        viewer, mine = phone(), belongs()
        kept(viewer, mine, content=b"x" * 20)
        before = as_it_is()
        with pytest.raises(errors.UploadQuotaSpent):
            kept(viewer, mine, content=b"y" * 20)
        assert as_it_is() == before
        other: tuple[Viewer, Belongs] = (phone(), belongs())
        kept(*other)
        set_clock(clock.now() + timedelta(days=1), 1.0)
        kept(viewer, mine, content=b"y" * 20)
        limit(f"uploads.quota_{scope}", 99)


def test_a_file_larger_than_the_quota_is_refused_on_the_first_day_too() -> None:
    limit("uploads.quota_person", 5, 10)
    with pytest.raises(errors.UploadQuotaSpent):
        kept(phone(), belongs(), content=b"x" * 11)
    assert rows("SELECT * FROM uploads_quota") == []


def test_of_many_at_once_as_many_are_kept_as_the_quota_has() -> None:
    limit("uploads.quota_person", 3)
    viewer, mine = phone(), belongs()
    said = together(6, lambda n: kept(viewer, mine, content=b"\xff\xd8\xff%d" % n))
    assert sorted(str(one) for one in said if isinstance(one, str)) == ["upload_quota_spent"] * 3
    assert row("SELECT files FROM uploads_quota WHERE whose = %s", [f"person:{viewer.person_id}"]) == {"files": 3}
    assert len(uploads_of(mine.thing_id)) == 3


def test_with_the_guard_taken_away_two_at_once_are_both_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The race: both read what was spent before either writes."""
    limit("uploads.quota_person", 1)
    viewer, both = phone(), Meeting(2)

    def read_first(sql: str, said: Any) -> Any:
        if "INSERT INTO uploads_quota" not in sql:
            return row(sql, said)
        spent = row("SELECT files FROM uploads_quota WHERE whose = %(whose)s AND sent_on = %(on)s", said)
        if said["whose"].startswith("person"):
            both.wait()
        return {"files": 1} if spent is None or spent["files"] < said["files"] else None

    monkeypatch.setattr(operations, "row", read_first)
    said = together(2, lambda n: kept(viewer, belongs(), content=b"\xff\xd8\xff%d" % n))
    assert not [one for one in said if isinstance(one, str)], "both"


def test_two_in_one_place_are_impossible_whoever_writes() -> None:
    mine = belongs()
    kept(phone(), mine)
    again = (
        "INSERT INTO uploads_file SELECT gen_random_uuid(), slot, thing_id, what, place, office_id, person_id, session_id, name, kind, size, pages, digest, at "
        "FROM uploads_file"
    )
    with pytest.raises(IntegrityError, match="one_file_in_a_place"), transaction.atomic():
        rows(again)
