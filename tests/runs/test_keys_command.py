"""``yitang keys``: a new key while the office is open, progress, what is left, putting away; no bytes of a key are ever shown."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from django.db import connections

from yitang.config.cli import commands
from yitang.platform.database.public import execute
from yitang.platform.identity.public import code_for, create_account
from yitang.platform.keys import store
from yitang.platform.policy.public import forget, load_defaults
from yitang.registers.people.tests.factories import number, somebody

Run = Callable[..., Result]


PASSWORD = "a long password of a keeper"
PAIR = ("admin1", "security2")


def typed(login: str) -> str:
    """What a keeper types: the password, and the code of now, which an earlier command may have used."""
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = %s", [login])
    return f"{PASSWORD}\n{code_for(login)}\n"


@pytest.fixture
def run(committed_db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on an installation of its own keys."""
    settings.YITANG_KEYS = tmp_path / "keys"
    for name in ("connect", "settings"):
        monkeypatch.setattr(commands, name, lambda: None)
    load_defaults()
    forget()
    somebody(1)
    for n, login in enumerate(PAIR, 8):
        create_account(login, "某管理员", somebody(n, phone=f"1390000000{n}"), PASSWORD, login[:-1], "police", uuid4(), None, date(2020, 1, 1))
    return lambda *said, by="": CliRunner().invoke(commands.main, ["keys", *said], input=typed(by) if by else "")


@pytest.fixture
def two(run: Run) -> Run:
    """The same by two: one asks, the other confirms. Returns: what the second is told, or the first if he is refused."""

    def both(*said: str) -> Result:
        asked = run(*said, "--login", PAIR[0], "--reason", "满一年", by=PAIR[0])
        if asked.exit_code:
            return asked
        change = asked.output.split("keys confirm ")[1].split()[0]
        return run("confirm", change, "--login", PAIR[1], by=PAIR[1])

    return both


def test_a_new_data_key_from_the_first_word_to_the_old_file_put_away(run: Run, two: Run, tmp_path: Path) -> None:
    done = two("rotate", "data")
    assert done.exit_code == 0
    assert "现用密钥 data.2 / the current key is data.2" in done.output.splitlines()
    assert "  people_document.number_cipher: 3 个已换，剩 0 / 3 done, 0 left" in done.output.splitlines()
    assert done.output.splitlines()[-1] == "换完了，剩 0 个 / done, 0 left"
    early = two("retire", "data.1", "--to", str(tmp_path / "away"))
    assert early.exit_code == 1
    assert "The successor of data.1 is less than 24 hours old" in early.output
    assert "keys.retire_after_h" in early.output
    execute("UPDATE policy_value SET value = '0' WHERE name = 'keys.retire_after_h'")
    forget()
    assert two("retire", "data.1", "--to", str(tmp_path / "away")).exit_code == 0
    assert [path.name for path in (tmp_path / "away").iterdir()] == ["data.1"]
    assert two("retire", "data.1", "--to", str(tmp_path / "away")).exit_code == 1
    assert run("rewrap").output == "换完了，剩 0 个 / done, 0 left\n"


def test_the_list_tells_age_use_and_count_and_no_bytes(run: Run, two: Run) -> None:
    two("rotate", "pepper", "id")
    said = run("list").output
    lines = {line[2:].split()[0]: line for line in said.splitlines()}
    assert lines["pepper-id.1"].split()[:5] == ["pepper-id.1", "0", "天", "days", "3"]
    assert lines["pepper-id.2"].split()[:6] == ["*", "pepper-id.2", "0", "天", "days", "3"]
    assert "finds people by ID number" in lines["pepper-id.2"]
    for key_id in store.every_id():
        assert key_id in lines
        assert store.by_id(key_id).hex() not in said
        assert store.by_id(key_id) not in said.encode()
    assert number(1) not in said


def test_what_is_no_name_of_a_key_is_refused_in_both_languages(run: Run, two: Run) -> None:
    for said in (["rotate", "pepper", "nothing"], ["rotate", "data", "id"], ["rotate", "sign"], ["retire", "data.9", "--to", "/nowhere"]):
        refused = two(*said)
        assert refused.exit_code == 1
        assert "没有叫" in refused.output
        assert "There is no key" in refused.output
    assert run("rotate", "nothing").exit_code == 2
    assert store.ids("data") == ("data.1",)


def test_a_value_that_does_not_open_is_said_and_the_status_is_one(two: Run) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE people_phone SET number_cipher = "
            "set_byte(number_cipher, length(number_cipher) - 1, get_byte(number_cipher, length(number_cipher) - 1) # 1) "
            "WHERE id = (SELECT min(id::text)::uuid FROM people_phone)"
        )
    refused = two("rotate", "data")
    assert refused.exit_code == 1
    assert "does not open: people_phone.number_cipher" in refused.output
    assert "1 are left" in refused.output


def test_counts_of_an_hour_begin_afresh_with_their_new_pepper(two: Run) -> None:
    assert "counts of this kind begin afresh" in two("rotate", "pepper", "guess").output


def test_key_files_are_closed_by_one_command(run: Run, two: Run, tmp_path: Path, settings: Any) -> None:
    refused = run("close")
    assert (refused.exit_code, "主密钥不对或没有" in refused.output) == (1, True)
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "yitang-master").write_bytes(b"m" * 32)
    (credentials / "yitang-master").chmod(0o400)
    settings.YITANG_CREDENTIALS = str(credentials)
    assert "key files were closed" in run("close").output
    assert "主密钥封着 closed" in run("list").output
    assert two("rotate", "data").exit_code == 0


def test_one_person_alone_changes_no_key(run: Run) -> None:
    asked = run("rotate", "data", "--login", PAIR[0], "--reason", "满一年", by=PAIR[0])
    change = asked.output.split("keys confirm ")[1].split()[0]
    assert f"等确认 waits: {change}  rotate data  满一年" in run("list").output
    alone = run("confirm", change, "--login", PAIR[0], by=PAIR[0])
    assert (alone.exit_code, "another person must" in alone.output) == (1, True)
    wrong = CliRunner().invoke(commands.main, ["keys", "confirm", change, "--login", PAIR[1]], input="wrong\n000000\n")
    assert wrong.exit_code == 1
    assert store.ids("data") == ("data.1",)
    assert run("rotate", "data").exit_code == 2, "who asks is always said"
    assert PASSWORD not in asked.output + alone.output
