"""Restoring an installation on an empty machine: looked through whole before anything is written, and taken up again where it was cut off."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connections

from yitang.config.recovery.archive import BLOCK, BackupWrong, open_backup
from yitang.config.recovery.saving import reached
from yitang.kernel.errors import Refusal
from yitang.platform.database import launcher
from yitang.platform.keys.public import key_check_fits

MARK = ".restoring"
FOLDERS = ("keys", "files", "witness")


class TargetNotEmpty(Refusal):
    """There is something already where the backup should go."""

    code = "target_not_empty"
    zh = "{what} 不是空的，没有写任何东西。"
    en = "{what} is not empty; nothing was written."
    cure_zh = "在空的机器或空的 YITANG_VAR 文件夹里恢复。"
    cure_en = "Restore on an empty machine, or into an empty folder YITANG_VAR."


class KeysDoNotFit(Refusal):
    """The folder of keys is not that of the time of the backup."""

    code = "keys_do_not_fit"
    zh = "密钥文件夹与这份备份不符：缺少或不同的是 {names}。没有写任何东西。"
    en = "The folder of keys does not fit this backup: missing or different are {names}. Nothing was written."
    cure_zh = "把备份当时的密钥（包括后来收起的）放进同一个文件夹。"
    cure_en = "Put the keys of the time of the backup into one folder, those too that were put away since."


class DatabaseRefused(Refusal):
    """PostgreSQL did not take the dump; it takes all of it or nothing."""

    code = "database_refused"
    zh = "数据库没有收下备份：{why}"
    en = "The database did not take the backup: {why}"
    cure_zh = "数据库不能比备份时的旧；改好后再运行同一条命令。"
    cure_en = "The server must not be older than that of the backup; mend it and run the same command again."


def nothing_there(var: Path, manifest: dict[str, Any] | None = None) -> None:
    """Neither keys nor files nor witness are here, unless what is here is half of a restore of this same backup that was cut off.

    Raises: TargetNotEmpty.
    """
    if manifest is not None and half_restored(var) == _name(manifest):
        return
    for name in FOLDERS:
        folder = Path(os.environ.get(f"YITANG_{name.upper()}") or var / name)
        if folder.exists() and any(folder.iterdir()):
            raise TargetNotEmpty(what=folder)


def half_restored(var: Path) -> str:
    """Which backup was being restored here when it was cut off; nothing if none was."""
    mark = var / MARK
    return mark.read_text(encoding="utf-8") if mark.exists() else ""


def keys_fit(manifest: dict[str, Any], folder: Path) -> None:
    """The folder holds every key of the backup's time, and the same ones.

    Raises: KeysDoNotFit, and the faults of keys that others may read or that are closed.
    """
    wrong = []
    name = folder / "installation"
    if not name.exists() or name.read_text(encoding="ascii").strip() != manifest["installation"]:
        wrong.append("installation")
    for key_id, check in manifest["keys"].items():
        try:
            if not key_check_fits(check, key_id, str(folder)):
                wrong.append(key_id)
        except FileNotFoundError:
            wrong.append(key_id)
    if wrong:
        raise KeysDoNotFit(names=", ".join(wrong))


class Restorer:
    """Takes what a backup holds: files and witness into their folders, the dump into the empty database."""

    def __init__(self, database: bool) -> None:
        self.database: _Database | None = _Database() if database else None
        self.witness: IO[bytes] | None = None

    def begin(self, header: dict[str, Any]) -> None:
        """Nothing: the header was read when the backup was looked through."""

    def stream(self, kind: str, content: bytes) -> None:
        """The dump goes to PostgreSQL's own program, the witness's lines into its file."""
        if kind == "witness":
            if self.witness is None:
                folder = Path(settings.YITANG_WITNESS)
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.witness = (folder / "heads.jsonl").open("wb")
            self.witness.write(content)
        elif self.database is not None:
            self.database.take(content)

    def file(self, digest: str, content: IO[bytes]) -> None:
        """One file of the store, in its place, whole or not at all."""
        folder = Path(settings.YITANG_FILES) / digest[:2]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = folder / f".{digest}.restoring"
        with beside.open("wb") as target:
            shutil.copyfileobj(content, target, BLOCK)
            target.flush()
            os.fsync(target.fileno())
        beside.rename(folder / digest)

    def finish(self) -> None:
        """All of it was read and fits: what waits is kept for good.

        Raises: DatabaseRefused.
        """
        if self.witness is not None:
            self.witness.flush()
            os.fsync(self.witness.fileno())
            self.witness.close()
        if self.database is not None:
            self.database.finish()

    def drop(self) -> None:
        """Something was wrong: the database takes nothing of it."""
        if self.witness is not None:
            self.witness.close()
        if self.database is not None:
            self.database.kill()


class _Database:
    """``pg_restore`` in one transaction, fed by its standard input: the database has all of it, or nothing."""

    def __init__(self) -> None:
        program = [str(launcher.binaries() / "pg_restore"), "--no-owner", "--no-acl", "--single-transaction", "--exit-on-error"]
        found = reached("owner")
        command = [*program, f"--dbname={found['PGDATABASE']}"]
        self.process = subprocess.Popen(command, env=found, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.words: list[bytes] = []
        assert self.process.stderr is not None
        self.listening = threading.Thread(target=lambda: self.words.append(self.process.stderr.read()))  # type: ignore[union-attr]
        self.listening.start()

    def take(self, content: bytes) -> None:
        """Some more of the dump."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(content)
        except BrokenPipeError:
            self.finish()

    def finish(self) -> None:
        """The dump is whole.

        Raises: DatabaseRefused.
        """
        self._close()
        if self.process.wait():
            raise DatabaseRefused(why=b"".join(self.words).decode("utf-8", "replace").strip()[-300:])

    def kill(self) -> None:
        """Nothing of it is to stay: it ends before it commits."""
        self.process.kill()
        self._close()
        self.process.wait()

    def _close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stderr is not None
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            self.process.stdin = None
        self.listening.join()
        self.process.stderr.close()


def restore(file: Path, private: str, manifest: dict[str, Any], keys: Path, said: Callable[[str], None] = lambda _: None) -> None:
    """Write what a backup holds, which ``open_backup`` has looked through with this result, into an installation without tables.

    A mark is set first and taken away by ``finished``: cut off anywhere, the office does not start, and the same command goes on. The dump goes
    into the database by one transaction; what already is in it when the mark is there is the whole of it.

    Raises: TargetNotEmpty, KeysDoNotFit, DatabaseRefused, BoxWrong.
    """
    var = Path(settings.VAR)
    keys_fit(manifest, keys)
    nothing_there(var, manifest)
    empty = not _tables()
    if not empty and half_restored(var) != _name(manifest):
        raise TargetNotEmpty(what=connections["owner"].settings_dict["NAME"])
    _write(var / MARK, _name(manifest))
    said("keys")
    _copy_keys(keys, manifest)
    said("database" if empty else "files")
    restorer = Restorer(database=empty)
    try:
        again = open_backup(file, private, restorer)
        if again != manifest:
            raise BackupWrong(why="它在恢复时变了 / it changed while it was restored")
        restorer.finish()
    except BaseException:
        restorer.drop()
        raise


def finished(var: Path) -> None:
    """The restore is over: the office may start."""
    (var / MARK).unlink(missing_ok=True)


def _name(manifest: dict[str, Any]) -> str:
    return json.dumps([manifest["installation"], manifest["made_at"], manifest["head"]])


def _tables() -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
        return int(cursor.fetchone()[0])


def _copy_keys(source: Path, manifest: dict[str, Any]) -> None:
    """The keys of the backup's time and whatever else lies with them, each whole; a key's age is kept."""
    target = Path(settings.YITANG_KEYS)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.chmod(0o700)
    for name in ["installation", *manifest["keys"]]:
        beside = target / f".{name}"
        beside.touch(mode=0o600)
        shutil.copy2(source / name, beside)
        beside.chmod(0o600)
        beside.rename(target / name)


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
