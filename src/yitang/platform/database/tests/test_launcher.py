"""The launcher on a new machine: several programs that start at once make one copy of the server's programs."""

import os
import secrets
import shutil
import subprocess
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


def test_a_cut_while_passwords_are_written_leaves_none_and_the_next_start_makes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "passwords"

    def cut(_: int) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as off:
        off.setattr(secrets, "token_hex", lambda count: "beside" if count == 4 else cut(count))
        with pytest.raises(KeyboardInterrupt):
            launcher._passwords(file)
    words = launcher._passwords(file)
    assert set(words) == {"postgres", *launcher.ROLES}
    assert (launcher._passwords(file), file.stat().st_mode & 0o777) == (words, 0o600)


def test_a_server_of_somebody_else_that_does_not_answer_is_said_in_one_line_without_its_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://chief:very-secret@/postgres?host={tmp_path}")
    with pytest.raises(launcher.NoDatabase) as fault:
        launcher.ensure(tmp_path / "var")
    assert "very-secret" not in str(fault.value)
    assert "\n" not in str(fault.value)
    assert fault.value.__cause__ is None
    assert fault.value.__suppress_context__


def test_no_password_stands_in_the_arguments_of_a_program(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arguments of programs are there for every user of the machine to read."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("somebody else's server")
    said: list[str] = []
    run = subprocess.run

    def heard(arguments: list[str], **more: Any) -> Any:
        said.extend(arguments)
        return run(arguments, **more)

    monkeypatch.setattr(subprocess, "run", heard)
    urls = launcher.ensure_for_tests()
    words = {url.split(":")[2].partition("@")[0] for url in (urls.owner_url, urls.app_url)}
    assert len(words) == 2
    assert said, "programs were started"
    assert not [one for one in said for word in words if word in one]


def test_a_start_that_is_cut_off_while_the_data_are_made_leaves_nothing_that_passes_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server, plays = launcher.Server(tmp_path, tmp_path, None), ["cut", "well"]

    def program(_: launcher.Server, name: str, *arguments: str, check: bool = True) -> Any:
        if name == "initdb":
            data = Path(arguments[arguments.index("-D") + 1])
            data.mkdir()
            (data / "PG_VERSION").write_text("18")
            if plays.pop(0) == "cut":
                raise KeyboardInterrupt
            (data / "whole").touch()
        return subprocess.CompletedProcess([name], 0 if check else 3, "")

    monkeypatch.setattr(launcher, "_run", program)
    with pytest.raises(KeyboardInterrupt):
        launcher._start(server, ())
    launcher._start(server, ())
    assert (server.data / "whole").exists()
    assert [one.name for one in tmp_path.glob("data*")] == ["data"]


def test_a_folder_that_somebody_else_made_first_is_not_used(tmp_path: Path) -> None:
    launcher._ours(tmp_path)
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "elsewhere").symlink_to(tmp_path)
    for name in ("open", "elsewhere"):
        with pytest.raises(launcher.NoDatabase):
            launcher._ours(tmp_path / name)
