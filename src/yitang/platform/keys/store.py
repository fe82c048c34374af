"""Where keys lie: files of mode 0600 in a folder apart from data and backups, made at first start.

Each key is one file ``<name>.<number>``; the highest number is the current one, older ones still open old values. Where the service
manager hands the program a master key (a systemd credential, see ``master``), the files are closed with it, and the folder alone opens nothing.
"""

import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from yitang.platform.keys.errors import KeyElsewhere, KeyIsClosed, KeyIsOpen, KeyIsPlain, MasterKeyWrong

SIZE = 32
INSTALLATION = "installation"
MASTER = "yitang-master"
# The public half of a signing key whose private half another process holds: 64 hexadecimal digits.
PUBLIC = ".pub"
ID = re.compile(r"[A-Za-z0-9_-]{1,60}\.[0-9]{1,9}")
# A closed file: these four bytes, a nonce of 96 bits, the key and its tag under AES-256-GCM, bound to the id of the key.
CLOSED = b"YKC1"
NONCE, TAG = 12, 16
# Two changes of a folder may bear the same time, so a time that is younger than this is not taken to stand for what was read then.
STEADY_NS = 1_000_000_000


def place() -> str:
    """Where the folder of keys is, whether it is there or not."""
    return str(settings.YITANG_KEYS)


def folder() -> Path:
    """The folder of keys, closed to everybody else."""
    path = Path(place())
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def master() -> bytes | None:
    """The 32 bytes that close the files of keys: the credential ``yitang-master`` of the service (systemd, ``$CREDENTIALS_DIRECTORY``).

    Returns: nothing where the service has no such credential.

    Raises: KeyIsOpen, MasterKeyWrong.
    """
    given = str(getattr(settings, "YITANG_CREDENTIALS", "") or "")
    return _master(f"{given}/{MASTER}") if given and Path(given, MASTER).exists() else None


@lru_cache(maxsize=16)
def _master(path: str) -> bytes:
    file = Path(path)
    if file.stat().st_mode & 0o077:
        raise KeyIsOpen(path)
    found = file.read_bytes()
    if len(found) != SIZE:
        raise MasterKeyWrong(path)
    return found


def current(name: str) -> tuple[str, bytes]:
    """Id and bytes of the current key of this name; made now if there is none: one process makes it, others wait.

    Raises: KeyElsewhere where only public halves of that name are.
    """
    where = place()
    numbers = _numbers_now(where, name)
    if not numbers:
        if published(name):
            raise KeyElsewhere(name)
        with _alone(folder()):
            if not _look(where, name):
                _make(Path(where), f"{name}.1", os.urandom(SIZE))
        numbers = _look(where, name)
    found = f"{name}.{numbers[-1]}"
    return found, _read(f"{where}/{found}")


def current_id(name: str) -> str:
    """Id of the current key of this name, made now if there is none."""
    return current(name)[0]


def rotate(name: str) -> str:
    """Make a new current key of this name; the older ones still open and verify. Returns: its id."""
    where = folder()
    with _alone(where):
        numbers = _look(str(where), name)
        if not numbers and published(name):
            raise KeyElsewhere(name)
        return _make(where, f"{name}.{numbers[-1] + 1 if numbers else 1}", os.urandom(SIZE))


def by_id(key_id: str, where: str = "") -> bytes:
    """Bytes of one key, of the installation's folder or of another that holds a copy.

    The id may come from outside (a row of the log, a code on paper): what is no id of a key opens no file, not even the installation's name.

    Raises: FileNotFoundError when the installation does not hold it; KeyIsOpen when others may read it; KeyIsClosed without its master key.
    """
    if not ID.fullmatch(key_id):
        raise FileNotFoundError(key_id)
    return _read(str(Path(where) / key_id if where else folder() / key_id))


def installation() -> str:
    """Name of this installation, sixteen hex digits made at first start: binds values, rows and heads to it."""
    file = f"{place()}/{INSTALLATION}"
    try:
        return _read(file).decode()
    except FileNotFoundError:
        with _alone(folder()):
            if not Path(file).exists():
                _write(folder(), INSTALLATION, os.urandom(8).hex().encode())
        return _read(file).decode()


def ids(name: str) -> tuple[str, ...]:
    """Ids of all keys of this name, oldest first."""
    return tuple(f"{name}.{number}" for number in _numbers_now(place(), name))


def published(name: str) -> tuple[str, ...]:
    """Ids of this name of which only the public half lies here, oldest first."""
    found = [path.name.removesuffix(PUBLIC) for path in Path(place()).glob(f"{name}.*{PUBLIC}")] if Path(place()).is_dir() else []
    return tuple(sorted((one for one in found if ID.fullmatch(one)), key=lambda one: int(one.rpartition(".")[2])))


def public_half_of(key_id: str) -> bytes:
    """The 32 public bytes of a signing key that another process holds.

    Raises: FileNotFoundError.
    """
    if not ID.fullmatch(key_id):
        raise FileNotFoundError(key_id)
    return bytes.fromhex((folder() / f"{key_id}{PUBLIC}").read_text(encoding="ascii").strip())


def publish(key_id: str, public: bytes, target: Path) -> None:
    """Write the public half of a signing key where whoever verifies looks for it."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(target, f"{key_id}{PUBLIC}", public.hex().encode())


def copy_to(name: str, target: Path) -> None:
    """A whole file of the folder of keys, copied as it lies; there already with other bytes, it is left alone.

    Raises: FileExistsError.
    """
    content = (folder() / name).read_bytes()
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (target / name).exists():
        if (target / name).read_bytes() != content:
            raise FileExistsError(target / name)
        return
    _write(target, name, content)
    made = (folder() / name).stat().st_mtime
    os.utime(target / name, (made, made))


def every_id() -> tuple[str, ...]:
    """Ids of all keys that the installation holds, by name and number."""
    found = [path.name for path in folder().iterdir() if ID.fullmatch(path.name)] if Path(place()).is_dir() else []
    return tuple(sorted(found, key=lambda key_id: (key_id.rpartition(".")[0], int(key_id.rpartition(".")[2]))))


def made_at(key_id: str) -> float:
    """When a key was made, in seconds since 1970."""
    return (folder() / key_id).stat().st_mtime


def take_out(key_id: str, target: Path) -> None:
    """Put a key away into another folder, where backups of its time can still be opened with it; its bytes are never destroyed here.

    Copied and synced there before it goes here: cut off in between, it lies in both.

    Raises: FileNotFoundError, FileExistsError when another key of this id lies there.
    """
    source, there = folder() / key_id, target / key_id
    content = source.read_bytes()
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    if there.exists():
        if there.read_bytes() != content:
            raise FileExistsError(there)
    else:
        _write(target, key_id, content)
        os.utime(there, (made_at(key_id), made_at(key_id)))
    source.unlink()
    _sync(folder())
    _numbers.cache_clear()
    _read.cache_clear()


def close_all() -> int:
    """Close every plain key file with the master key; whole files are replaced, so a cut leaves each either plain or closed. Returns: how many.

    Raises: MasterKeyWrong without a master key.
    """
    if master() is None:
        raise MasterKeyWrong(MASTER)
    done = 0
    with _alone(folder()):
        for key_id in every_id():
            content = (folder() / key_id).read_bytes()
            if not is_closed(content):
                when = made_at(key_id)
                _write(folder(), key_id, _closed(content, key_id))
                os.utime(folder() / key_id, (when, when))
                done += 1
    _read.cache_clear()
    return done


@lru_cache(maxsize=256)
def _read(path: str) -> bytes:
    file = Path(path)
    if file.stat().st_mode & 0o077:
        raise KeyIsOpen(path)
    content = file.read_bytes()
    return content if file.name == INSTALLATION else _opened(content, file.name)


def is_closed(content: bytes) -> bool:
    """Whether the content of a key file is closed with a master key."""
    return content.startswith(CLOSED) and len(content) == len(CLOSED) + NONCE + SIZE + TAG


def _closed(secret: bytes, key_id: str) -> bytes:
    key = master()
    if key is None:
        return secret
    nonce = os.urandom(NONCE)
    return CLOSED + nonce + AESGCM(key).encrypt(nonce, secret, key_id.encode())


def _opened(content: bytes, key_id: str) -> bytes:
    key = master()
    if not is_closed(content):
        if key is not None:
            raise KeyIsPlain(key_id)
        return content
    if key is None:
        raise KeyIsClosed(key_id)
    start = len(CLOSED) + NONCE
    try:
        return AESGCM(key).decrypt(content[len(CLOSED) : start], content[start:], key_id.encode())
    except InvalidTag as fault:
        raise MasterKeyWrong(key_id) from fault


def _numbers_now(where: str, name: str) -> tuple[int, ...]:
    """Numbers of the keys of this name, ascending; kept while the folder has been still."""
    try:
        changed = os.stat(where).st_mtime_ns  # noqa: PTH116 - with every row of the log
    except FileNotFoundError:
        return ()
    still = changed + STEADY_NS < time.time_ns()
    return _numbers(where, changed, name) if still else _look(where, name)


@lru_cache(maxsize=256)
def _numbers(where: str, changed_ns: int, name: str) -> tuple[int, ...]:  # noqa: ARG001 - a changed folder is read again
    return _look(where, name)


def _look(where: str, name: str) -> tuple[int, ...]:
    return tuple(sorted(int(path.suffix[1:]) for path in Path(where).glob(f"{name}.*") if path.suffix[1:].isdigit()))


@contextmanager
def _alone(where: Path) -> Iterator[None]:
    with (where / ".lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield


def _make(where: Path, new: str, secret: bytes) -> str:
    """A key among others that are closed is not made plain: whoever makes it needs the master key too."""
    if master() is None and any(is_closed(path.read_bytes()) for path in where.iterdir() if ID.fullmatch(path.name)):
        raise KeyIsClosed(new)
    return _write(where, new, _closed(secret, new))


def _write(where: Path, new: str, content: bytes) -> str:
    """Written beside, synced, then renamed: a killed process leaves a whole key or none."""
    handle = os.open(where / f".{new}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    (where / f".{new}").rename(where / new)
    _sync(where)
    return new


def _sync(where: Path) -> None:
    entry = os.open(where, os.O_RDONLY)
    os.fsync(entry)
    os.close(entry)
