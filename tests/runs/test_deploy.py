"""``yitang check --deploy``: each thing that keeps an office from opening to the public is broken once, is found by its number, and is gone when mended."""

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from click.testing import CliRunner
from django.db import connections
from django.test import override_settings
from django.urls import get_resolver

from tests.runs.test_check import as_superuser, role
from yitang.config.cli import checks, commands, looking, upkeep
from yitang.config.cli.deploy import CHECKS, deploy_findings
from yitang.config.proxies import listed
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import FolderWitness, act, seal_once
from yitang.platform.database.public import execute, row
from yitang.platform.identity.public import create_account
from yitang.platform.identity.sessions import begin
from yitang.platform.keys import operations, store
from yitang.platform.keys.public import issue, new_authority, rotate
from yitang.platform.policy.public import forget, load_defaults
from yitang.registers.people.tests.factories import somebody


class Sent:
    """A gateway to phones that takes everything."""

    def send(self, message: object) -> None:
        """Nothing is wrong with it."""


def owner(sql: str, *values: object) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def ready(committed_db: None, installation: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An office that may open: nothing is found (``test_each_setting_that_is_wrong`` begins and ends with that)."""
    assert get_resolver().url_patterns, "addresses are gathered once in a process, and not by the settings of this test"
    settings.VAR = tmp_path / "var"
    for name in ("KEYS", "FILES"):
        setattr(settings, f"YITANG_{name}", tmp_path / "var" / name.lower())
    settings.YITANG_WITNESS = tmp_path / "another machine"
    credentials = tmp_path / "credentials"
    for folder in (tmp_path / "var" / "files", credentials, settings.YITANG_WITNESS):
        folder.mkdir(parents=True, mode=0o700)
    (credentials / "yitang-master").write_bytes(os.urandom(32))
    (credentials / "yitang-master").chmod(0o400)
    settings.YITANG_CREDENTIALS = str(credentials)
    settings.YITANG_PORTALS = ("phone", "hall")
    settings.YITANG_DEMO, settings.SECRET_KEY = False, os.urandom(32).hex()
    settings.YITANG_ORIGIN, settings.CSRF_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS = "https://office.example", True, 31_536_000
    settings.YITANG_SENDER = "tests.runs.test_deploy:Sent"
    monkeypatch.setattr(looking, "_kernel_clock", lambda: 0)
    load_defaults()
    execute("UPDATE policy_value SET verified = true")
    execute("UPDATE policy_value SET value = '\"bank\"' WHERE name = 'payments.provider'")
    execute("UPDATE policy_value SET value = 'false' WHERE name = 'notices.sandbox'")
    execute("UPDATE policy_value SET value = '\"clamd\"' WHERE name = 'uploads.scanner'")
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # of the driver of browsers, in the same process
    forget()
    for done in ("recovery.backup", "custody.offline_copy", "custody.restore_drill"):
        with act(Viewer.system(), done):
            pass
    execute("UPDATE policy_value SET value = '\"sha256+sm3\"' WHERE name = 'audit.digests'")
    ahead = date(clock.local(clock.now()).date().year, 1, 1)
    for year in (ahead.year, ahead.year + 1):
        execute("INSERT INTO offices_special_day (\"on\", works, name_zh, name_en, verified) VALUES (%s, false, '元旦', 'New Year', true)", [date(year, 1, 1)])
    settings.YITANG_PROXIES = listed("127.0.0.1")
    monkeypatch.setattr(upkeep, "row", with_a_replica)
    seal_once(FolderWitness())
    yield settings
    forget()


def with_a_replica(sql: str, values: Any = ()) -> Any:
    """The database of an office that has one; everything else is asked as it is."""
    return {"n": 1} if "pg_stat_replication" in sql else row(sql, values)


def found() -> dict[str, bool]:
    """The numbers that are found, and whether they are errors."""
    for kept in (store._read, store._master, store._numbers, operations._cipher, operations._signer):
        kept.cache_clear()
    return {one.code: one.bad for one in deploy_findings()}


def in_sql(sql: str) -> Callable[[Any, Path, pytest.MonkeyPatch], None]:
    """A row that is wrong."""

    def broken(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        owner(sql)
        forget()

    return broken


def demo_signs(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (settings.VAR / "demo").mkdir()
    (settings.VAR / "demo" / "accounts.json").write_text("{}")


def trust(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that trusts takes a wrong password: here the right one is put in its place on the way."""
    connect, right = psycopg.connect, {alias: connections[alias].settings_dict["PASSWORD"] for alias in ("default", "owner")}
    users = {connections[alias].settings_dict["USER"]: word for alias, word in right.items()}
    monkeypatch.setattr(psycopg, "connect", lambda **said: connect(**{**said, "password": users[said["user"]]}))


def open_key(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (settings.YITANG_KEYS / "retired").write_bytes(b"x")
    (settings.YITANG_KEYS / "retired").chmod(0o640)


def keys_among_files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.YITANG_KEYS.rename(settings.YITANG_FILES / "keys")
    settings.YITANG_KEYS = settings.YITANG_FILES / "keys"


def other_master(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = Path(settings.YITANG_CREDENTIALS) / "yitang-master"
    file.unlink()
    file.write_bytes(os.urandom(32))
    file.chmod(0o400)


def plain_keys(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key_id in store.every_id():
        secret = store.by_id(key_id)
        (settings.YITANG_KEYS / key_id).write_bytes(secret)
    settings.YITANG_CREDENTIALS = ""


def witness_inside(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(settings.YITANG_WITNESS).rename(settings.VAR / "witness")
    settings.YITANG_WITNESS = settings.VAR / "witness"


def witness_gone(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (Path(settings.YITANG_WITNESS) / "heads.jsonl").unlink()


def log_cut(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "BATCH_COMMITTED_S", 0.0)
    owner("DELETE FROM audit_head")


def log_replaced(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner("UPDATE audit_head SET root = '\\x00'")


def account(*posts: str, seed: bool = True, person: Any = None) -> None:
    """A member of the staff with these posts."""
    person = person or somebody(1)
    made = [create_account(f"{post}1", "某人", person, "a long password", post, "police", uuid4(), None, date(2020, 1, 1)) for post in posts]
    for one in made:
        begin("two_factor", one, None, None, None, None)
    if not seed:
        execute("UPDATE identity_account SET totp_cipher = NULL")


def no_seed(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account("clerk", seed=False)


def stale_account(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account("clerk")
    assert found() == {}
    execute("UPDATE identity_session SET created_at = created_at - interval '31 days'")


def old_key(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = settings.YITANG_KEYS / "data.1"
    os.utime(file, (file.stat().st_mtime - 366 * 86400,) * 2)


def rotated(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rotate("data")


def backups_beside_keys(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.YITANG_BACKUPS = str(settings.YITANG_KEYS.parent)


def key_role(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account("chief")


def no_replica(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "row", row)


def served(days: int) -> Callable[[Any, Path, pytest.MonkeyPatch], None]:
    """A certificate of the program's own that counts for so many days; none at all for 0."""

    def broken(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.YITANG_TLS = str(tmp_path / "tls")
        if days:
            made = new_authority("测试", ["office.example"], 400, clock.real_now())
            (tmp_path / "tls" / "current").mkdir(parents=True)
            (tmp_path / "tls" / "current" / "server.crt").write_bytes(issue(*made, ["office.example"], days, clock.real_now())[1])

    return broken


def no_proxy(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.YITANG_PROXIES = ()


# number -> ways to break it, each alone
BREAKS: dict[str, list[Any]] = {
    "Y001": [demo_signs],
    "Y002": [in_sql("UPDATE policy_value SET value = '\"sandbox\"' WHERE name = 'payments.provider'")],
    "Y013": [trust],
    "Y015": [open_key],
    "Y016": [keys_among_files],
    "Y017": [other_master],
    "Y018": [witness_inside],
    "Y019": [witness_gone, log_cut, log_replaced],
    "Y025": [no_seed],
    "Y101": [in_sql(f"UPDATE audit_row SET {how} WHERE act = 'recovery.backup'") for how in ("act = 'x'", "real_at = real_at - interval '25 hours'")],
    "Y102": [stale_account],
    "Y030": [backups_beside_keys],
    "Y115": [key_role],
    "Y116": [in_sql("UPDATE policy_value SET value = '\"sha256\"' WHERE name = 'audit.digests'")],
    "Y117": [no_replica],
    "Y118": [in_sql(f"UPDATE audit_row SET {how} WHERE act = 'custody.offline_copy'") for how in ("act = 'x'", "real_at = real_at - interval '31 days'")],
    "Y119": [in_sql(f"UPDATE audit_row SET {how} WHERE act = 'custody.restore_drill'") for how in ("act = 'x'", "real_at = real_at - interval '91 days'")],
    "Y120": [served(0), served(29)],
    "Y121": [no_proxy],
    "Y122": [in_sql("UPDATE policy_value SET value = '3' WHERE name = 'site.protection_level'")],
    "Y123": [in_sql("DELETE FROM offices_special_day"), in_sql("UPDATE offices_special_day SET works = true")],
    "Y104": [old_key],
    "Y105": [plain_keys],
    "Y106": [rotated],
}
# Settings that are wrong, each alone, and the numbers that say so: a plain origin has no Secure cookies either.
SETTINGS: list[tuple[dict[str, Any], set[str]]] = [
    ({"YITANG_DEMO": True}, {"Y001"}),
    ({"DEBUG": True}, {"Y003"}),
    ({"SECRET_KEY": "not used: every secret of the program lies in platform.keys"}, {"Y004"}),
    ({"SECRET_KEY": "short"}, {"Y004"}),
    ({"SECRET_KEY": "a" * 64}, {"Y004"}),
    ({"YITANG_ORIGIN": "http://office.example"}, {"Y005", "Y007"}),
    ({"ALLOWED_HOSTS": ["*"]}, {"Y006"}),
    ({"ALLOWED_HOSTS": ["localhost", ".example"]}, {"Y006"}),
    ({"CSRF_COOKIE_SECURE": False}, {"Y007"}),
    ({"SECURE_HSTS_SECONDS": 0}, {"Y008"}),
    ({"SECURE_HSTS_SECONDS": 60}, {"Y008"}),
    ({"YITANG_PORTALS": ("phone", "window")}, {"Y109"}),
    ({"YITANG_PORTALS": ("phone", "hall", "chief")}, {"Y109"}),
]


def test_each_setting_that_is_wrong_is_found_by_its_number(ready: Any) -> None:
    levels = {one.code: one.bad for one in CHECKS}
    assert found() == {}
    for said, numbers in SETTINGS:
        with override_settings(**said):
            assert {one: bad for one, bad in found().items() if one.startswith("Y")} == {one: levels[one] for one in numbers}, said
    with override_settings(MIDDLEWARE=[one for one in ready.MIDDLEWARE if not one.endswith("SecurityHeaders")]):
        assert {one for one in found() if one.startswith("Y")} == {"Y008", "Y009"}, "without its middleware no header is there"
    assert found() == {}


@pytest.mark.parametrize(("code", "way"), [(code, n) for code, ways in BREAKS.items() for n in range(len(ways))])
def test_each_thing_is_found_by_its_number_alone(ready: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, way: int) -> None:
    levels = {one.code: one.bad for one in CHECKS}
    BREAKS[code][way](ready, tmp_path, monkeypatch)
    also = {"Y113": False, "Y027": True} if code == "Y019" else {}  # what ``check`` says of each witness, whatever is wrong with it
    seen = {one: bad for one, bad in found().items() if one.startswith("Y")}
    assert {one: bad for one, bad in seen.items() if one not in also} == {code: levels[code]}
    assert {one: bad for one, bad in seen.items() if one in also}.items() <= also.items()


@pytest.mark.parametrize("said", ["log_statement = 'all'", "log_min_duration_statement = 1000", "log_parameter_max_length_on_error = 10"])
def test_a_database_whose_log_would_hold_what_statements_say_is_a_warning(ready: Any, said: str) -> None:
    as_superuser(f"ALTER ROLE {role()} SET {said}")
    try:
        connections["default"].close()
        assert found() == {"Y107": False}
    finally:
        as_superuser(f"ALTER ROLE {role()} RESET {said.split(maxsplit=1)[0]}")
        connections["default"].close()


def test_what_is_well_is_not_named(ready: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served(31)(ready, tmp_path, monkeypatch)
    ready.YITANG_BACKUPS = "/var/backups/yitang"
    account("clerk", "chief")
    execute(
        "INSERT INTO identity_security_key (id, account_id, name, credential_id, public_key, sign_count, enrolled_at, copied) "
        "SELECT id, id, '钥匙', '\\x01', '\\x02', 0, now(), false FROM identity_account WHERE login = 'chief1'"
    )
    execute("UPDATE policy_value SET value = '3' WHERE name = 'site.protection_level'")
    execute("UPDATE policy_value SET value = '\"dengbao\"' WHERE name = 'password.profile'")
    forget()
    assert found() == {}


def test_a_clock_that_nothing_keeps_right_is_a_warning(ready: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_kernel_clock", lambda: 5)
    assert found() == {"Y108": False}


def test_the_kernel_answers_for_its_clock() -> None:
    assert looking.__dict__["_kernel_clock"]() in range(-1, 6)


def test_what_django_says_comes_under_its_own_number(ready: Any) -> None:
    ready.SECURE_REFERRER_POLICY = "nonsense"
    ready.MIDDLEWARE = [*ready.MIDDLEWARE, "django.middleware.security.SecurityMiddleware"]
    assert "security.E023" in found()


def test_a_long_list_names_the_first_few_and_counts_the_rest() -> None:
    assert looking.named(["a", "b"]) == "a, b"
    assert looking.named([str(n) for n in range(10)]) == "0, 1, 2, 3, 4, 5, 6, 7 … +2"


def test_every_number_is_broken_here_and_given_once() -> None:
    plain = re.findall(r'Finding\("(Y\d{3})"', Path(checks.__file__).read_text(encoding="utf-8"))
    ours = [one.code for one in CHECKS]
    assert set(BREAKS).union({"Y009", "Y107", "Y108"}, *(numbers for _, numbers in SETTINGS)) == set(ours)
    assert sorted([*plain, *ours]) == sorted({*plain, *ours})
    assert all(one.zh and one.en and "/" in one.why and one.mend for one in CHECKS)
    assert all((one.code < "Y100") is one.bad for one in CHECKS)


def test_the_command_names_number_reason_and_cure_and_its_status(ready: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "connect", lambda: None)
    good = CliRunner().invoke(commands.main, ["check", "--deploy"])
    assert (good.exit_code, good.output) == (0, "✓ 没有发现问题 / nothing is wrong\n")
    ready.DEBUG = True
    broken = CliRunner().invoke(commands.main, ["check", "--deploy"])
    assert broken.exit_code == 1
    assert broken.output.splitlines() == [
        "✕ Y003 打开了调试 / debug is on",
        "  出错页会显示源码和设置 / error pages show source and settings",
        "  → DEBUG = False",
    ]
    said = CliRunner().invoke(commands.main, ["check", "--deploy", "--json"])
    assert said.exit_code == 1
    assert [(one["code"], one["level"], set(one)) for one in json.loads(said.output)] == [("Y003", "E", {"code", "level", "zh", "en", "why", "mend"})]
    ready.DEBUG = False
    owner("UPDATE audit_row SET act = 'x' WHERE act = 'recovery.backup'")
    warned = CliRunner().invoke(commands.main, ["check", "--deploy", "--json"])
    assert (warned.exit_code, [one["level"] for one in json.loads(warned.output)]) == (0, ["W"])


def test_in_production_mode_an_error_keeps_the_office_from_starting_and_a_warning_does_not(ready: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from yitang.config import obstacles, supervisor

    prepared: list[bool] = []
    monkeypatch.setattr(supervisor, "prepare", lambda **said: prepared.append(said["demo"]))
    ready.YITANG_DEMO = True
    supervisor.prepare_office()
    ready.YITANG_DEMO = False
    supervisor.prepare_office()
    assert prepared == [False, True, False], "without the demo and not open to the public yet: an office that is being set up"
    ready.YITANG_PRODUCTION = True
    owner("UPDATE audit_row SET act = 'x' WHERE act = 'recovery.backup'")
    supervisor.prepare_office()
    assert prepared == [False, True, False, False]
    ready.DEBUG = True
    with pytest.raises(obstacles.Obstacle, match="Y003"):
        supervisor.prepare_office()
