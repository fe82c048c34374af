"""The launcher on a new machine: several programs that start at once make one copy of the server's programs."""

import shutil
import threading
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from yitang.platform.database import launcher
from yitang.platform.database.tests.races import Meeting


def copied_at_once(source: Path, base: Path) -> list[Any]:
    """Three that start at the same moment. Returns: where each found the programs, or its fault."""
    found: list[Any] = [None] * 3

    def start(n: int) -> None:
        try:
            found[n] = launcher._readable_copy(source, base)
        except OSError as fault:
            found[n] = fault

    threads = [threading.Thread(target=start, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_who_starts_at_once_makes_one_copy_and_without_the_guard_they_trip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGBIN", raising=False)
    source = tmp_path / "wheel" / "pginstall18" / "bin"
    (source.parent / "share").mkdir(parents=True)
    source.mkdir()
    for name in ("bin/postgres", "share/pg_ident.conf.sample"):
        (source.parent / name).write_text(name)
    (tmp_path / "wheel.libs").mkdir()
    (tmp_path / "wheel.libs" / "libssl.so").write_text("library")
    copy, all_here = shutil.copytree, Meeting(3)

    def all_copy(*said: Any, **named: Any) -> Any:
        all_here.wait()
        return copy(*said, **named)

    with monkeypatch.context() as off:
        off.setattr(launcher, "_guard", lambda _: nullcontext())
        off.setattr(shutil, "copytree", all_copy)
        (tmp_path / "off").mkdir()
        assert any(isinstance(one, OSError) for one in copied_at_once(source, tmp_path / "off"))
    (tmp_path / "on").mkdir()
    found = copied_at_once(source, tmp_path / "on")
    assert len(set(found)) == 1
    assert (found[0] / "postgres").read_text() == "bin/postgres"
    assert (found[0].parents[2] / "wheel.libs" / "libssl.so").exists(), "the libraries stand where the relative paths ask for them"
    assert (found[0].parents[0] / "share" / "pg_ident.conf.sample").exists()
