"""``yitang check``: each thing that can be wrong is broken once, found by name, and gone when it is mended."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connections

from yitang.config.cli import checks, commands
from yitang.config.cli.checks import findings
from yitang.config.rooms import HOUSE
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import FolderWitness, act, seal_once
from yitang.platform.audit.tests.factories import chain
from yitang.platform.database import launcher
from yitang.platform.database.grants import grant
from yitang.platform.jobs.domain import FailedJob
from yitang.platform.policy.public import forget, load_defaults
from yitang.platform.uploads import process

Break = Callable[[], Any]


def owner(sql: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)


def role() -> str:
    return str(connections["default"].settings_dict["USER"])


@pytest.fixture
def whole(committed_db: None, installation: Path) -> Iterator[Path]:
    """An installation with nothing wrong but what no primary text confirms."""
    load_defaults()
    forget()
    assert bad() == []
    yield installation
    grant(role())
    forget()
    assert bad() == []


def bad() -> list[str]:
    """What is wrong now, in English."""
    connections["default"].close()
    return [one.en for one in findings() if one.bad]


def test_a_database_that_is_not_up_to_date(whole: Path) -> None:
    last = {"app": "cases", "name": max(one.stem for one in (HOUSE / "processes" / "cases" / "migrations").glob("0*.py"))}
    owner("DELETE FROM django_migrations WHERE app = '{app}' AND name = '{name}'".format(**last))
    try:
        assert bad() == ["the database is not up to date"]
    finally:
        owner("INSERT INTO django_migrations (app, name, applied) VALUES ('{app}', '{name}', now())".format(**last))


def test_a_witness_that_is_silent_or_remembers_another_log(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away, other = tmp_path / "away", tmp_path / "other"
    (away / "heads.jsonl").mkdir(parents=True)
    monkeypatch.setattr(settings, "YITANG_WITNESSES", (str(away), str(other)))
    assert bad() == [f"the witness {away} does not answer"]
    FolderWitness(other).remember(chain(2, name="another log ")[0])
    assert bad() == [f"the witness {away} does not answer", f"the log is not the one that the witness {other} remembers"]
    with act(Viewer.system(), "test.act"):
        pass
    for one in (settings.YITANG_WITNESS / "heads.jsonl", other / "heads.jsonl"):
        one.unlink(missing_ok=True)
    seal_once(FolderWitness())
    assert bad() == [f"the witness {away} does not answer"]
    assert f"the witness {other} lacks 1 rows" in [one.en for one in findings()]
    monkeypatch.setattr(settings, "YITANG_WITNESSES", ())
    (settings.YITANG_WITNESS / "heads.jsonl").unlink()


def test_a_role_that_owns_tables(whole: Path) -> None:
    owner(f"GRANT CREATE ON SCHEMA public TO {role()}")
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE queue_of_my_own (id int)")
    try:
        assert bad() == ["the program's role owns tables"]
    finally:
        with connections["default"].cursor() as cursor:
            cursor.execute("DROP TABLE queue_of_my_own")
        owner(f"REVOKE CREATE ON SCHEMA public FROM {role()}")


def as_superuser(sql: str) -> None:
    """A statement by the superuser of the tests' server, who is nobody's sign-in but the launcher's."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("only the launcher's own server has a superuser that this test may use")
    var = Path(os.environ.get("YITANG_TEST_VAR") or Path(launcher.__file__).resolve().parents[4] / "var" / "test")
    launcher._as_its_owner(launcher._server(var), sql)


def test_a_role_that_is_a_superuser(whole: Path) -> None:
    as_superuser(f"ALTER ROLE {role()} SUPERUSER")
    try:
        assert "the program's role is a superuser" in bad()
    finally:
        as_superuser(f"ALTER ROLE {role()} NOSUPERUSER")


@pytest.mark.parametrize("right", ["UPDATE", "DELETE"])
@pytest.mark.parametrize("table", ["audit_row", "payments_incoming"])
def test_a_role_that_may_change_what_only_grows(whole: Path, table: str, right: str) -> None:
    owner(f"GRANT {right} ON {table} TO {role()}")
    assert bad() == [f"the program's role may change {table}"]


@pytest.mark.parametrize("name", ["keys", "witness"])
def test_a_folder_that_is_not_there(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(settings, f"YITANG_{name.upper()}", tmp_path / "nothing")
        assert bad() == [f"there is no folder for {name}"]


def test_keys_that_others_can_read(whole: Path) -> None:
    folder = Path(settings.YITANG_KEYS)
    os.chmod(folder, 0o750)
    try:
        assert bad() == ["others can read the folder of keys"]
    finally:
        os.chmod(folder, 0o700)


def test_values_that_no_primary_text_confirms_are_said_but_not_bad(whole: Path) -> None:
    said = [one.en for one in findings()]
    assert len(said) == 1
    assert "renewal.age_heavy" in said[0]
    owner("UPDATE policy_value SET verified = true")
    forget()
    assert findings() == []


def test_the_command_says_it_in_both_languages_with_what_mends_it_and_its_status(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "connect", lambda: None)
    good = CliRunner().invoke(commands.main, ["check"])
    assert good.exit_code == 0
    assert good.output.startswith("!")
    owner(f"GRANT UPDATE ON audit_row TO {role()}")
    broken = CliRunner().invoke(commands.main, ["check"])
    assert broken.exit_code == 1
    assert broken.output.splitlines()[0] == "✕ Y012 运行角色能改删 audit_row / the program's role may change audit_row"
    assert broken.output.splitlines()[1] == "  这张表只许增加 / rows of this table may only be added"
    assert broken.output.splitlines()[2] == "  → ./yitang migrate"
    grant(role())
    owner("UPDATE policy_value SET verified = true")
    forget()
    assert CliRunner().invoke(commands.main, ["check"]).output == "✓ 没有发现问题 / nothing is wrong\n"


def test_a_job_that_was_given_up_is_named(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "failed", lambda: [FailedJob(1, "notices:deliver", "k", 8)])
    assert any("1 jobs were given up: notices:deliver" in one.en for one in findings())


def test_a_clock_that_is_behind_the_newest_head(whole: Path) -> None:
    owner("INSERT INTO audit_head (size, root, frontier, at, key_id, signature) VALUES (1, '', '', now() + interval '2 minutes', '', '')")
    try:
        (said,) = bad()
        assert said.startswith("the clock is 1")
        assert said.endswith("s behind the newest head: nothing is sealed")
    finally:
        owner("DELETE FROM audit_head")


def test_every_check_is_broken_here() -> None:
    """A check without a test that breaks it fails: the findings in the source are those that these tests name, two of them in notices."""
    source = Path(checks.__file__).read_text(encoding="utf-8")
    assert len(re.findall(r'Finding\("Y\d{3}", True', source)) == 12
    assert len(re.findall(r'Finding\("Y\d{3}", False', source)) == 4


def test_a_decoder_that_cannot_be_closed_off_is_bad_and_no_scanner_is_said_outside_of_the_demo(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(process, "START", "raise SystemExit(1)")
        assert bad() == ["the decoder of uploads cannot be closed off or started"]
    with monkeypatch.context() as real:
        real.setattr(settings, "YITANG_DEMO", False)
        said = {one.en: one.bad for one in findings()}
    assert said["no virus scanner is connected"] is False
    assert "no virus scanner is connected" not in [one.en for one in findings()]
