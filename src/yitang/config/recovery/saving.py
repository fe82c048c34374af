"""Writing a backup: one encrypted file of everything but the keys, of one moment, while the office is open."""

import json
import os
import secrets
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connections, transaction

from yitang.config.recovery.archive import BLOCK, Writer
from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import FolderWitness, act
from yitang.platform.database import launcher
from yitang.platform.keys.public import close_box, installation, is_public_half, key_checks


class NoHolder(Refusal):
    """A backup is made for somebody who holds a private half elsewhere."""

    code = "no_holder"
    zh = "--to 不是备份公钥。"
    en = "--to is not the public half of a backup key."
    cure_zh = "在另一台机器上运行 ./yitang backup-key 文件夹，把它显示的 age1… 抄过来。"
    cure_en = "On another machine run ./yitang backup-key FOLDER, and bring the age1… that it shows."


class DumpFailed(Refusal):
    """PostgreSQL's own program did not finish."""

    code = "dump_failed"
    zh = "数据库导出失败：{why}。没有留下备份文件。"
    en = "The database could not be dumped: {why}. No backup file was left."
    cure_zh = "pg_dump 不能比数据库旧；用 PGBIN 指定它所在的文件夹。"
    cure_en = "pg_dump must not be older than the server; PGBIN names the folder where it is."


@dataclass(frozen=True, slots=True)
class Saved:
    """A backup that is whole: where, its manifest, and files of the store whose bytes did not fit their digest."""

    path: Path
    manifest: dict[str, Any]
    damaged: tuple[str, ...]


def save(folder: Path, public: str, said: Callable[[str], None] = lambda _: None) -> Saved:
    """Write a backup into a folder. It gets its name when it is whole and synced: until then it is a hidden ``.partial`` that does not open.

    Database, head of the log and key ids are of one snapshot. Files are read after it, and a file is stored before the row that names it and never
    removed, so no row of the dump lacks its file. ``said``: is told each stage.

    Raises: NoHolder, DumpFailed, OSError.
    """
    if not is_public_half(public):
        raise NoHolder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"yitang-{installation()}-{clock.real_now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}.age"
    beside = folder / f".{name}.partial"
    try:
        with beside.open("xb") as target:
            os.fchmod(target.fileno(), 0o600)
            manifest, damaged = _sealed(target, public, said)
            target.flush()
            os.fsync(target.fileno())
        beside.rename(folder / name)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    entry = os.open(folder, os.O_RDONLY)
    os.fsync(entry)
    os.close(entry)
    with act(Viewer.system(), "recovery.backup") as this:
        this.on("backup", name)
        this.note({"holder": public.strip(), "head": manifest["head"], "holds": manifest["holds"]})
    return Saved(folder / name, manifest, tuple(damaged))


def _sealed(target: IO[bytes], public: str, said: Callable[[str], None]) -> tuple[dict[str, Any], list[str]]:
    """The archive goes through a pipe into the box, so that memory holds a few blocks of it."""
    source, sink = os.pipe()
    faults: list[BaseException] = []
    result: list[tuple[dict[str, Any], list[str]]] = []

    def writing() -> None:
        with os.fdopen(sink, "wb") as out:
            try:
                result.append(_written(out, said))
            except BaseException as fault:  # noqa: BLE001 - raised by who waits
                faults.append(fault)
            finally:
                connections.close_all()

    thread = threading.Thread(target=writing)
    with os.fdopen(source, "rb") as archive:
        thread.start()
        try:
            close_box(archive, target, public)
        finally:
            archive.close()
            thread.join()
    if faults:
        raise faults[0]
    return result[0]


def _written(out: IO[bytes], said: Callable[[str], None]) -> tuple[dict[str, Any], list[str]]:
    with snapshot() as (name, header):
        writer = Writer(out, header)
        said("database")
        writer.stream("database", dump(name))
        writer.stream("witness", witness_lines(header["head"]["size"]))
    said("files")
    damaged = []
    for path in sorted(Path(settings.YITANG_FILES).glob("??/*")):
        if len(path.name) == 64 and not writer.file(path.name, path):
            damaged.append(path.name)
    return writer.close(), damaged


@contextmanager
def snapshot() -> Iterator[tuple[str, dict[str, Any]]]:
    """One moment of the database, held open for whoever dumps it. Returns: its name, and the header of the backup as of it.

    The owner reads: he alone sees every table.
    """
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
        name, server = cursor.fetchone()
        cursor.execute("SELECT size, encode(root, 'hex') FROM audit_head ORDER BY size DESC LIMIT 1")
        size, root = cursor.fetchone() or (0, "")
        cursor.execute("SELECT app || '.' || max(name COLLATE \"C\") FROM django_migrations GROUP BY app ORDER BY 1")
        migrations = [one for (one,) in cursor.fetchall()]
        yield name, {
            "installation": installation(), "made_at": clock.real_now().isoformat(), "server": server, "migrations": migrations,
            "head": {"size": size, "root": root}, "keys": key_checks(),
            "holds_not": ["keys", "passwords of the database"],
        }  # fmt: skip


def dump(name: str) -> Iterator[bytes]:
    """The database as of a snapshot, in PostgreSQL's own form (custom, without owners and rights: those are given anew).

    Raises: DumpFailed.
    """
    program = [str(launcher.binaries() / "pg_dump"), "--format=custom", "--no-owner", "--no-acl", f"--snapshot={name}"]
    with subprocess.Popen(program, env=reached("owner"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        words: list[bytes] = []
        listening = threading.Thread(target=lambda: words.append(process.stderr.read()))  # type: ignore[union-attr]
        listening.start()
        whole = False
        try:
            while block := process.stdout.read(BLOCK):
                yield block
            whole = True
        finally:
            if not whole:  # whoever took the blocks has stopped
                process.kill()
            listening.join()
        if process.wait():
            raise DumpFailed(why=b"".join(words).decode("utf-8", "replace").strip()[-300:])


def reached(alias: str) -> dict[str, str]:
    """The environment in which PostgreSQL's programs reach a database of ours: in their arguments everybody could read the password."""
    found = connections[alias].settings_dict
    said = {"PGHOST": found["HOST"], "PGPORT": found["PORT"], "PGUSER": found["USER"], "PGPASSWORD": found["PASSWORD"], "PGDATABASE": found["NAME"]}
    return {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "LC_ALL": "C", **{key: str(value) for key, value in said.items() if value}}


def witness_lines(size: int) -> Iterator[bytes]:
    """What the witness remembers up to the head of this size, line by line as it keeps it."""
    file = FolderWitness().file
    if size and file.exists():
        with file.open("rb") as lines:
            for line in lines:
                if not line.endswith(b"\n") or json.loads(line)["size"] > size:
                    return
                yield line
