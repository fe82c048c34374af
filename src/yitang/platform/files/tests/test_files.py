"""The file store."""

import os
import threading
from pathlib import Path

import pytest

from yitang.platform.database.tests.races import Meeting
from yitang.platform.files import public as files


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    settings.YITANG_FILES = tmp_path
    return tmp_path


def test_the_same_bytes_lie_once_and_come_back(folder: Path) -> None:
    digest = files.store("纸".encode())
    assert files.store("纸".encode()) == digest
    assert files.read(digest) == "纸".encode()
    assert len([p for p in folder.rglob("*") if p.is_file()]) == 1


def test_two_that_keep_the_same_bytes_at_once_both_keep_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", Meeting(2).after(os.fsync))
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(files.store(b"paper"))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert files.read(found[0]) == b"paper"
    assert len([p for p in folder.rglob("*") if p.is_file()]) == 1


def test_changed_bytes_are_refused_by_name(folder: Path) -> None:
    digest = files.store(b"paper")
    (folder / digest[:2] / digest).write_bytes(b"forged")
    with pytest.raises(files.FileDamaged):
        files.read(digest)


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "x" * 63])
def test_what_is_not_there_is_refused(digest: str) -> None:
    with pytest.raises(files.FileMissing):
        files.read(digest)
