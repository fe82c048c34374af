"""Where keys lie: files of mode 0600 in a folder apart from data and backups, made at first start.

Each key is one file ``<name>.<number>``; the highest number is the current one, older ones still open old values.
"""

import fcntl
import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

SIZE = 32


def folder() -> Path:
    """The folder of keys, closed to everybody else."""
    path = Path(settings.YITANG_KEYS)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@lru_cache(maxsize=256)
def _read(path: str) -> bytes:
    return Path(path).read_bytes()


def current(name: str) -> tuple[str, bytes]:
    """Id and bytes of the current key of this name; made now if there is none (one process makes it, the others wait)."""
    where = folder()
    found = _newest(where, name)
    if found is None:
        with (where / ".lock").open("w") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)
            found = _newest(where, name) or _make(where, name)
    return found, _read(str(where / found))


def by_id(key_id: str) -> bytes:
    """Bytes of one key.

    Raises: FileNotFoundError when the installation does not hold it.
    """
    if "/" in key_id or key_id.startswith("."):
        raise FileNotFoundError(key_id)
    return _read(str(folder() / key_id))




def _newest(where: Path, name: str) -> str | None:
    numbers = [int(path.suffix[1:]) for path in where.glob(f"{name}.*") if path.suffix[1:].isdigit()]
    return f"{name}.{max(numbers)}" if numbers else None


def _make(where: Path, name: str) -> str:
    new = f"{name}.1"
    handle = os.open(where / f".{new}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(SIZE))
        file.flush()
        os.fsync(file.fileno())
    (where / f".{new}").rename(where / new)
    return new
