"""``./yitang``, as somebody types it: from any folder, through a link, and before anything is installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAYS = 'printf "%s|" "$PYTHONPATH" "$@"'


def typed(command: Path, *words: str, where: Path) -> subprocess.CompletedProcess[str]:
    """What a shell in a folder gets from it."""
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run([str(command), *words], cwd=where, env=environment, text=True, capture_output=True, check=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout below a folder with a blank in its name, with an interpreter that says how it was called."""
    home = tmp_path / "my office"
    (home / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "yitang", home / "yitang")
    python = home / ".venv" / "bin" / "python"
    python.write_text(f"#!/bin/sh\n{SAYS}\n", encoding="utf-8")
    python.chmod(0o755)
    return home


def test_it_runs_the_interpreter_of_its_own_checkout_with_all_words(checkout: Path) -> None:
    said = typed(checkout / "yitang", "demo", "code", "a b", where=checkout)
    assert said.stdout == f"{checkout}/src|-m|yitang|demo|code|a b|"


def test_it_works_from_any_folder_and_through_links(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "first").symlink_to("../my office/yitang")
    (tmp_path / "bin" / "second").symlink_to(tmp_path / "bin" / "first")
    for link in ("first", "second"):
        said = typed(tmp_path / "bin" / link, "check", where=Path("/"))
        assert said.stdout == f"{checkout}/src|-m|yitang|check|", said


def test_before_anything_is_installed_it_says_in_one_line_what_to_do(checkout: Path) -> None:
    shutil.rmtree(checkout / ".venv")
    said = typed(checkout / "yitang", "check", where=checkout)
    assert said.returncode == 1
    assert said.stdout == ""
    assert len(said.stderr.splitlines()) == 1
    assert "make run" in said.stderr
