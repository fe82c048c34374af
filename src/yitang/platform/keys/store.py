"""Where keys lie: files of mode 0600 in a folder apart from data and backups, made at first start.

Each key is one file ``<name>.<number>``; the highest number is the current one, older ones still open old values.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from yitang.platform.keys.errors import KeyIsOpen

SIZE = 32
INSTALLATION = "installation"
ID = re.compile(r"[A-Za-z0-9_-]{1,60}\.[0-9]{1,9}")


def place() -> str:
    """Where the folder of keys is, whether it is there or not."""
    return str(settings.YITANG_KEYS)


def folder() -> Path:
    """The folder of keys, closed to everybody else."""
    path = Path(place())
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def current(name: str) -> tuple[str, bytes]:
    """Id and bytes of the current key of this name; made now if there is none: one process makes it, others wait."""
    where = place()
    try:
        changed = os.stat(where).st_mtime_ns  # noqa: PTH116 - with every row of the log
    except FileNotFoundError:
        changed = folder().stat().st_mtime_ns
    found = _newest(where, changed, name)
    if found is None:
        with _alone(Path(where)):
            found = _look(Path(where), name) or _make(Path(where), f"{name}.1", os.urandom(SIZE))
    return found, _read(f"{where}/{found}")


def rotate(name: str) -> str:
    """Make a new current key of this name; the older ones still open and verify. Returns: its id."""
    where = folder()
    with _alone(where):
        newest = _look(where, name)
        number = int(newest.rpartition(".")[2]) + 1 if newest else 1
        return _make(where, f"{name}.{number}", os.urandom(SIZE))


def by_id(key_id: str) -> bytes:
    """Bytes of one key.

    The id may come from outside (a row of the log, a code on paper): what is no id of a key opens no file, not even the installation's name.

    Raises: FileNotFoundError when the installation does not hold it; KeyIsOpen when others may read it.
    """
    if not ID.fullmatch(key_id):
        raise FileNotFoundError(key_id)
    return _read(str(folder() / key_id))


def installation() -> str:
    """Name of this installation, sixteen hex digits made at first start: binds values, rows and heads to it."""
    file = f"{place()}/{INSTALLATION}"
    try:
        return _read(file).decode()
    except FileNotFoundError:
        with _alone(folder()):
            if not Path(file).exists():
                _make(folder(), INSTALLATION, os.urandom(8).hex().encode())
        return _read(file).decode()


def ids(name: str) -> tuple[str, ...]:
    """Ids of all keys of this name, oldest first."""
    found = [path.name for path in folder().glob(f"{name}.*") if path.suffix[1:].isdigit()]
    return tuple(sorted(found, key=lambda key_id: int(key_id.rpartition(".")[2])))


@lru_cache(maxsize=256)
def _read(path: str) -> bytes:
    file = Path(path)
    if file.stat().st_mode & 0o077:
        raise KeyIsOpen(path)
    return file.read_bytes()


@lru_cache(maxsize=256)
def _newest(where: str, changed_ns: int, name: str) -> str | None:  # noqa: ARG001 - a changed folder is read again
    return _look(Path(where), name)


def _look(where: Path, name: str) -> str | None:
    numbers = [int(path.suffix[1:]) for path in where.glob(f"{name}.*") if path.suffix[1:].isdigit()]
    return f"{name}.{max(numbers)}" if numbers else None


@contextmanager
def _alone(where: Path) -> Iterator[None]:
    with (where / ".lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield


def _make(where: Path, new: str, secret: bytes) -> str:
    """Written beside, synced, then renamed: a killed process leaves a whole key or none."""
    handle = os.open(where / f".{new}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    (where / f".{new}").rename(where / new)
    entry = os.open(where, os.O_RDONLY)
    os.fsync(entry)
    os.close(entry)
    return new
