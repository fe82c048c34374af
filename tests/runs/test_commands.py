"""The command line: help for a stranger, sign-ins and codes of the demo, the log verified."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from tests.ports import free_pair
from yitang.config import obstacles
from yitang.config.cli import commands
from yitang.config.demo import city as demo
from yitang.platform.audit.public import FolderWitness, seal_once
from yitang.platform.database import launcher
from yitang.platform.database.public import row, set_clock
from yitang.platform.identity.public import code_for
from yitang.registers.people.public import id_of_number


@pytest.fixture
def run(city: dict[str, Any], installation: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command on the installation of the tests."""
    monkeypatch.setattr(commands, "connect", lambda: None)

    def call(*arguments: str) -> Any:
        return CliRunner().invoke(commands.main, list(arguments))

    return call


def test_help_names_every_command_in_both_languages(run: Any) -> None:
    said = run("--help").output
    for name in ("run", "check", "migrate", "reset", "verify-audit", "demo", "keys", "backup", "backup-key", "restore"):
        assert name in said
        own = run(name, "--help").output
        assert any("\u4e00" <= sign <= "\u9fff" for sign in own)
        assert any(word.isascii() and word.isalpha() and len(word) > 2 for word in own.split())
    assert run("nothing").exit_code == 2


def test_sign_ins_cast_and_codes_of_the_demo(run: Any, city: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = run("demo", "accounts")
    assert found.exit_code == 0
    assert "chief" in found.output
    assert city["cast"]["renew"].number in run("demo", "cast").output
    before = code_for("c03")
    assert run("demo", "code", "c03").output.strip() in {before, code_for("c03")}
    wrong = run("demo", "code", "nobody")
    assert wrong.exit_code == 1
    assert "no such account" in wrong.output
    monkeypatch.setenv("YITANG_VAR", str(tmp_path))
    empty = run("demo", "accounts")
    assert empty.exit_code == 1
    assert "make run first" in empty.output


def test_the_cast_of_the_demo_has_the_same_numbers_after_new_year(run: Any, city: dict[str, Any]) -> None:
    set_clock(datetime(2027, 1, 5, 2, 0, tzinfo=UTC), 1.0)
    said = run("demo", "cast").output
    assert city["cast"]["renew"].number in said
    assert all(id_of_number(one.number) for one in demo.cast().values())


def test_the_log_is_verified_and_a_changed_one_is_not(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings
    from django.db import connections

    from yitang.kernel.viewer import Viewer
    from yitang.platform.audit.public import act

    monkeypatch.setattr(settings, "YITANG_WITNESS", tmp_path)
    for n in range(3):
        with act(Viewer.system(), "test.act") as this:
            this.note({"n": n})
    seal_once(FolderWitness())
    assert run("verify-audit").exit_code == 0
    with connections["owner"].cursor() as cursor:
        last = "(SELECT max(n) FROM audit_row WHERE act = 'test.act')"
        cursor.execute(f"UPDATE audit_row SET act = 'test.other' WHERE act = 'test.act' AND n = {last} RETURNING id")
        [(changed,)] = cursor.fetchall()
    broken = run("verify-audit")
    assert broken.exit_code == 1
    [said] = [line for line in broken.output.splitlines() if "✕" in line]
    assert said.endswith(f"({changed}) was changed or replaced"), "which row it was"


def test_reset_says_what_it_will_delete_and_asks(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YITANG_VAR", str(tmp_path))
    monkeypatch.setattr(launcher, "folders", lambda var: [var / "postgres"])
    monkeypatch.setattr(launcher, "stop", lambda _: None)
    assert "nothing to delete" in run("reset").output
    for name in ("postgres", "keys", "witness", "else"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kept").touch()
    asked = run("reset")  # nobody answers
    assert asked.exit_code == 1
    for name in ("postgres", "keys", "witness"):
        assert str(tmp_path / name) in asked.output
    assert (tmp_path / "keys").exists()
    holder = obstacles.alone(tmp_path)
    refused = run("reset", "--yes")
    assert refused.exit_code == 1
    assert "another copy runs" in refused.output
    assert (tmp_path / "keys").exists()
    holder.close()
    assert run("reset", "--yes").exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"else", ".running"}


def test_a_server_of_somebody_elses_is_not_deleted(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YITANG_VAR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@else/where")
    monkeypatch.setattr(launcher, "folders", lambda var: [var / "postgres"])
    for name in ("postgres", "keys"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kept").touch()
    assert run("reset", "--yes").exit_code == 0
    assert (tmp_path / "postgres").exists()
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("words", [("check",), ("verify-audit",), ("demo", "cast"), ("demo", "code", "c03")])
def test_after_a_reset_a_command_makes_no_new_database(words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []

    def borrow() -> None:
        started.append("database")
        raise click.Abort

    monkeypatch.setenv("YITANG_VAR", str(tmp_path))
    for name in ("YITANG_APP_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(launcher, "folders", lambda var: [var / "postgres"])
    monkeypatch.setattr(commands, "_borrow_database", borrow)
    (tmp_path / ".running").touch()  # the mark stays: it is what a start locks
    said = CliRunner().invoke(commands.main, list(words))
    assert said.exit_code == 1
    assert "make run first" in said.output
    assert started == []
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    CliRunner().invoke(commands.main, list(words))
    assert started == ["database"]


@pytest.mark.parametrize(
    "words",
    [
        ("day", "--date", "8.2.1999"), ("day", "--from", "nine"), ("day", "--until", "25:00"), ("day", "--speed", "0"), ("day", "--speed", "-60"),
        ("day", "--speed", "nan"), ("days", "--date", "yesterday"),
    ],
)  # fmt: skip
def test_what_is_no_day_time_or_speed_is_said_in_one_line(run: Any, words: tuple[str, ...]) -> None:
    said = run("demo", *words)
    assert said.exit_code == 2
    assert words[2] in said.output
    assert "Traceback" not in said.output
    assert isinstance(said.exception, SystemExit)


def test_a_day_is_not_begun_where_nobody_answers(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YITANG_PORT", str(free_pair()))
    before = row("SELECT * FROM database_clock")
    said = run("demo", "day")
    assert said.exit_code == 1
    assert "make run first" in said.output
    assert row("SELECT * FROM database_clock") == before, "the clock is not turned"


def test_proofs_are_written_and_checked_and_what_is_not_there_is_said(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    from yitang.kernel.viewer import Viewer
    from yitang.platform.audit.public import act

    monkeypatch.setattr(settings, "YITANG_WITNESS", tmp_path / "witness")
    for n in range(3):
        with act(Viewer.system(), "test.act") as this:
            this.note({"n": n})
        seal_once(FolderWitness())
    sizes = [int(line.split()[0]) for line in run("log", "heads").output.splitlines()]
    file, keys, growth = (str(tmp_path / name) for name in ("row.json", "keys.json", "growth.json"))
    assert run("log", "keys", "--out", keys).exit_code == 0
    assert run("log", "proof", str(this.id), "--out", file).exit_code == 0
    assert run("log", "growth", str(sizes[-1]), "--out", growth).exit_code == 0
    assert run("log", "proof", str(this.id)).output == Path(file).read_text(encoding="utf-8")
    assert f"row {sizes[0]} of the log" in run("log", "check", file, "--keys", keys).output
    assert f"grew out of the head of {sizes[-1]} rows" in run("log", "check", growth, "--keys", keys).output
    Path(file).write_text(Path(file).read_text(encoding="utf-8").replace('"result": "done"', '"result": "gone"'), encoding="utf-8")
    for refused, said in (
        (("log", "check", file, "--keys", keys), "another root"), (("log", "check", growth, "--keys", growth), "public keys cannot be read"),
        (("log", "proof", "0"), "no sealed row 0"), (("log", "proof", str(this.id), "--head", "0"), "no fitting head 0"),
        (("log", "growth", str(sizes[0]), str(sizes[-1])), "no fitting head"), (("log", "keys", "--out", str(tmp_path / "no" / "x")), "cannot be written"),
    ):  # fmt: skip
        answer = run(*refused)
        assert answer.exit_code == 1
        assert said in answer.output


def test_another_installation_is_admitted_by_a_person_with_two_factors(run: Any, city: dict[str, Any], tmp_path: Path) -> None:
    keys = str(tmp_path / "keys.json")
    assert run("log", "keys", "--out", keys).exit_code == 0

    def admit(login: str, password: str, code: str) -> Any:
        return CliRunner().invoke(commands.main, ["log", "admit", keys, "--name", "省厅", "--login", login], input=f"{password}\n{code}\n")

    passwords = {login: city["accounts"][login]["password"] for login in ("chief", "c03")}
    for answer, said in (
        (admit("chief", "wrong", code_for("chief")), "Login, password or one-time code is wrong"), (admit("chief", passwords["chief"], "000000"), "is wrong"),
        (admit("c03", passwords["c03"], code_for("c03")), "Your post does not do this"),
    ):  # fmt: skip
        assert answer.exit_code == 1
        assert said in answer.output
        assert row("SELECT count(*) AS n FROM custody_peer") == {"n": 0}
    assert admit("chief", passwords["chief"], code_for("chief")).exit_code == 0
    assert row("SELECT name FROM custody_peer") == {"name": "省厅"}
    assert row("SELECT count(*) AS n FROM identity_session WHERE ended_at IS NULL AND account_id IS NOT NULL") == {"n": 0}, "the session ends with the command"
