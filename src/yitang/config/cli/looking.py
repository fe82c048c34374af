"""What ``check --deploy`` looks at, one function for each number: nothing when it is well, else what there is to add, maybe empty."""

import ctypes
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from django.test import Client

from yitang.kernel import clock
from yitang.platform.audit.public import FolderWitness
from yitang.platform.database import launcher
from yitang.platform.database.public import row, rows
from yitang.platform.identity.public import cookie_name
from yitang.platform.keys.public import KeyFault, held, key_check
from yitang.platform.policy.public import value
from yitang.platform.rotation.public import left_over

SHORTEST_SECRET = 50
MOST_NAMED = 8
# What the kernel answers when its clock is not synchronised (adjtimex, TIME_ERROR).
TIME_ERROR = 5
BATCH_COMMITTED_S = 3.0


def when(wrong: object, more: str = "") -> str | None:
    """The addition when something is wrong."""
    return more if wrong else None


def named(found: list[str]) -> str:
    """The first few of them, and how many there are more."""
    more = f" … +{len(found) - MOST_NAMED}" if len(found) > MOST_NAMED else ""
    return f"{', '.join(found[:MOST_NAMED])}{more}"


def demo() -> str | None:
    """The demo is switched on, or its sign-ins lie here."""
    return when(settings.YITANG_DEMO or (Path(settings.VAR) / "demo" / "accounts.json").exists())


def weak_secret() -> str | None:
    """The secret key is the one that everybody reads in the source, or one that can be guessed."""
    said = str(settings.SECRET_KEY)
    return when(said == settings.UNUSED or len(said) < SHORTEST_SECRET or len(set(said)) < 5)


def wildcards() -> str | None:
    """Names of hosts that stand for others."""
    found = [one for one in settings.ALLOWED_HOSTS if "*" in one or one.startswith(".")]
    return when(found, named(found))


def cookies() -> str | None:
    """What a cookie on https must have."""
    return when(not (settings.CSRF_COOKIE_SECURE and cookie_name().startswith("__Host-")))


def header_missing(name: str, holds: str) -> Callable[[], str | None]:
    """Looked for in an answer of the program itself, to a request as the proxy hands it on."""

    def found() -> str | None:
        said = Client(raise_request_exception=False).get("/", headers={"host": settings.YITANG_HOST}).headers.get(name, "")
        return when(holds not in said)

    return found


def without_password() -> str | None:
    """A wrong password is let in by a server that trusts whoever reaches it; it is asked as both roles, by the way the program goes."""
    trusted = []
    for alias in ("default", "owner"):
        given = connections[alias].get_connection_params()
        wanted = {key: given[key] for key in ("host", "port", "user", "dbname") if given.get(key)}
        with suppress(psycopg.OperationalError):
            psycopg.connect(**wanted, password=secrets.token_hex(16), connect_timeout=5).close()
            trusted.append(str(given["user"]))
    return when(trusted, named(sorted(set(trusted))))


def open_keys() -> str | None:
    """Key files with rights for others."""
    folder = Path(settings.YITANG_KEYS)
    found = [path.name for path in folder.glob("*") if path.stat().st_mode & 0o077 and not path.name.startswith(".")] if folder.exists() else []
    return when(found, named(sorted(found)))


def keys_among_data() -> str | None:
    """Folders of data that hold the keys, or lie among them."""
    keys = Path(settings.YITANG_KEYS).resolve()
    data = [Path(settings.YITANG_FILES), Path(settings.YITANG_WITNESS), *([] if os.environ.get("DATABASE_URL") else launcher.folders(Path(settings.VAR)))]
    found = [str(one) for one in data if keys.is_relative_to(one.resolve()) or one.resolve().is_relative_to(keys)]
    return when(found, named(found))


def keys_open() -> str | None:
    """Every key can be read, by its master key if it has one."""
    for one in held():
        try:
            key_check(one.id)
        except KeyFault as fault:
            return str(fault)
    return None


def witness_inside() -> str | None:
    """Where the witness is, if an administrator of the data has it too."""
    witness, var = Path(settings.YITANG_WITNESS).resolve(), Path(settings.VAR).resolve()
    return when(witness.is_relative_to(var), str(witness))


def head_elsewhere() -> str | None:
    """The newest head that the witness remembers is that of the log; the sealer, who tells it first, is given the time to commit."""
    until = time.monotonic() + BATCH_COMMITTED_S
    while True:
        newest = FolderWitness().last()
        here = row("SELECT size FROM audit_head ORDER BY size DESC LIMIT 1")
        size, seen = (here["size"] if here else 0), (newest.size if newest else 0)
        if size == seen or size > seen or time.monotonic() > until:
            break
        time.sleep(0.1)
    known = row("SELECT root FROM audit_head WHERE size = %s", [seen])
    same = newest is None or (known is not None and bytes(known["root"]) == newest.root)
    return when(size != seen or not same, f"{seen} ≠ {size}" if size != seen else f"{size}")


def second_factor() -> str | None:
    """Active accounts without a seed for one-time codes."""
    found = [one["login"] for one in rows("SELECT login FROM identity_account WHERE state = 'active' AND totp_cipher IS NULL ORDER BY 1")]
    return when(found, named(found))


def no_backup() -> str | None:
    """Whether the last backup of this installation is too old, or there was none."""
    last = row("SELECT max(real_at) AS at FROM audit_row WHERE act = 'recovery.backup' AND result = 'done'")
    limit = timedelta(hours=value("backup.every_h"))
    return when(last is None or last["at"] is None or clock.real_now() - last["at"] > limit)


def stale_accounts() -> str | None:
    """Active accounts without a session for so many days."""
    since = clock.real_now() - timedelta(days=value("check.account_days"))
    found = rows(
        "SELECT a.login FROM identity_account a WHERE a.state = 'active' "
        "AND NOT EXISTS (SELECT 1 FROM identity_session s WHERE s.account_id = a.id AND s.created_at > %s) ORDER BY 1",
        [since],
    )
    return when(found, named([one["login"] for one in found]))


def due_keys() -> str | None:
    """Data keys that are older than policy wants."""
    oldest = clock.real_now().timestamp() - 86400 * value("keys.due_after_days")
    found = [one.id for one in held() if one.current and one.name == "data" and one.made_at < oldest]
    return when(found, named(found))


def plain_keys() -> str | None:
    """Whether a key file opens without a master key."""
    return when(any(not one.closed for one in held()))


def values_left() -> str | None:
    """How many values a change of keys has left."""
    left = left_over()
    return when(left, str(left))


def logged_statements() -> str | None:
    """Settings of the server by which its log would hold what statements say."""
    found = []
    for name, quiet in (("log_statement", "none"), ("log_min_duration_statement", "-1"), ("log_parameter_max_length_on_error", "0")):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_setting(%s)", [name])
            (said,) = cursor.fetchone()
        found += [] if said == quiet else [f"{name}={said}"]
    return when(found, named(found))


def _kernel_clock() -> int:
    """What the kernel says of its clock (adjtimex, Linux): 5 is "not synchronised"; -1 where it cannot be asked."""
    try:
        return int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512)))
    except (AttributeError, OSError):
        return -1


def host_clock() -> str | None:
    """The host does not follow a time server."""
    return when(_kernel_clock() == TIME_ERROR)
