"""`./yitang accounts`: the first three administrators by one-time links, once; nobody has a password that came with the program."""

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from yitang.config import supervisor
from yitang.config.cli import commands
from yitang.config.demo.city import AREA
from yitang.kernel import citizen_id
from yitang.platform.database.public import row, rows
from yitang.platform.identity.public import enrolment
from yitang.platform.policy.public import load_defaults


def number(n: int) -> str:
    """A valid number in an area that does not exist."""
    body = f"{AREA}19800101{n:03d}"
    return body + citizen_id.check_digit(body)


def said(third: str = "") -> list[str]:
    """Names, badge numbers and ID numbers of three people as they are typed."""
    return ["王一", "g001", number(1), "李二", "g002", number(2), "赵三", "g003", third or number(3)]


@pytest.fixture
def run(committed_db: None, installation: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command on an installation that was migrated and has nothing in it."""
    load_defaults()
    monkeypatch.setattr(commands, "connect", lambda first=False: None)
    monkeypatch.setattr(supervisor, "prepare", lambda demo: None)

    def call(*arguments: str, typed: list[str] | None = None) -> Any:
        return CliRunner().invoke(commands.main, list(arguments), input="\n".join(typed or []) + "\n")

    return call


def test_three_names_make_three_administrators_and_three_links_once(run: Any) -> None:
    done = run("accounts", "first", "--office", "演示所", typed=said())
    assert done.exit_code == 0, done.output
    tokens = re.findall(r"/enrol/([\w-]+)", done.output)
    assert [enrolment(token).login for token in tokens] == ["g001", "g002", "g003"]
    held = rows("SELECT a.login, a.password, a.state, p.post FROM identity_account a JOIN identity_post p ON p.account_id = a.id ORDER BY a.login")
    assert [(r["login"], r["password"], r["state"], r["post"]) for r in held] == [
        ("g001", "", "enrolling", "admin"), ("g002", "", "enrolling", "security"), ("g003", "", "enrolling", "audit"),
    ]  # fmt: skip
    again = run("accounts", "first", typed=[*said()[:6], "钱四", "g004", number(4)])
    assert again.exit_code == 1
    assert "已经有账号" in again.output
    assert "accounts here already" in again.output
    assert row("SELECT count(*) AS n FROM identity_account") == {"n": 3}
    assert row("SELECT count(*) AS n FROM people_person") == {"n": 3}, "the fourth was not registered either"
    newer = run("accounts", "link", "g002")
    assert newer.exit_code == 0
    assert enrolment(re.findall(r"/enrol/([\w-]+)", newer.output)[0]).login == "g002"
    wrong = run("accounts", "link", "nobody")
    assert (wrong.exit_code, "nobody 不是三员之一" in wrong.output, "none of the three" in wrong.output) == (1, True, True)


def test_names_come_as_options_too(run: Any) -> None:
    options = [f"--{kind}-{what}" for kind in ("system", "security", "audit") for what in ("name", "badge", "number")]
    done = run("accounts", "first", "--office", "演示所", *(part for pair in zip(options, said(), strict=True) for part in pair))
    assert done.exit_code == 0, done.output
    assert len(re.findall(r"/enrol/[\w-]+", done.output)) == 3


@pytest.mark.parametrize(
    ("typed", "office", "words"),
    [
        (said(third=number(1)), "演示所", "三员互斥"), (said(third="123"), "演示所", "号"), (["王一", "a b", *said()[2:]], "演示所", "工号填得不对"),
        (said(), "", "还没有单位"), (["王一", "g003", *said()[2:]], "演示所", "已经有账号了"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_both_languages_and_nothing_is_there(run: Any, typed: list[str], office: str, words: str) -> None:
    done = run("accounts", "first", "--office", office, typed=typed)
    assert done.exit_code == 1
    assert words in done.output
    assert " / " in done.output
    for table in ("identity_account", "identity_post", "identity_side", "identity_enrolment", "people_person", "offices_office", "audit_row"):
        assert rows(f"SELECT 1 FROM {table}") == [], table
