"""The inside of a backup: a plain tar that is written and read as a stream, header first, manifest last.

``header.json``, then ``database/N`` (the dump of PostgreSQL in parts), ``witness/N`` (what the witness remembers up to the dump's newest head, in parts),
``files/<digest>`` (the content store), then ``manifest.json`` with sizes and SHA-256 of each. Nothing of it is decided by a name that comes from the file:
a name that is not one of these ends the reading. Only the outside (age) is encrypted, so any tar program reads what the holder has opened.
"""

import hashlib
import io
import json
import os
import re
import tarfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

from yitang.kernel.errors import Refusal
from yitang.platform.keys.boxes import open_box
from yitang.platform.keys.errors import BoxWrong

FORMAT = 1
PART = 4 << 20
BLOCK = 1 << 16
# Header and manifest are read whole: a few kilobytes; what is larger is neither.
MOST_JSON = 4 << 20
STREAMS = ("database", "witness")
NAME = re.compile(r"header\.json|manifest\.json|(database|witness)/[0-9]{1,9}|files/[0-9a-f]{64}")


class BackupWrong(Refusal):
    """A file that opens, but is not a whole backup of a form that this program knows."""

    code = "backup_wrong"
    zh = "这不是完整的备份：{why}。什么都没有写。"
    en = "This is no whole backup: {why}. Nothing was written."
    cure_zh = "换一份备份；每次备份后都可以用 ./yitang restore --only-look 核对。"
    cure_en = "Use another backup; ./yitang restore --only-look checks one."


@dataclass(slots=True)
class Tally:
    """What was written or read of one kind: bytes, entries, and the SHA-256 over all of it."""

    size: int = 0
    entries: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, content: bytes) -> None:
        """Some more bytes."""
        self.size += len(content)
        self.digest.update(content)

    def said(self) -> dict[str, Any]:
        """As the manifest has it."""
        return {"bytes": self.size, "entries": self.entries, "sha256": self.digest.hexdigest()}


class Taker(Protocol):
    """Who takes what is read out of a backup."""

    def begin(self, header: dict[str, Any]) -> None:
        """The header, before anything else."""

    def stream(self, kind: str, content: bytes) -> None:
        """Some more bytes of ``database`` or ``witness``, in order."""

    def file(self, digest: str, content: IO[bytes]) -> None:
        """One file of the store; what is not read of it is passed over."""


class Nobody:
    """Takes nothing: a backup is only looked through."""

    def begin(self, header: dict[str, Any]) -> None:
        """Nothing."""

    def stream(self, kind: str, content: bytes) -> None:
        """Nothing."""

    def file(self, digest: str, content: IO[bytes]) -> None:
        """Nothing."""


class Writer:
    """Writes the entries of a backup into a stream, in their order."""

    def __init__(self, target: IO[bytes], header: dict[str, Any]) -> None:
        self.tar = tarfile.open(fileobj=_Sink(target), mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by close()
        self.header = header
        self.tallies = {kind: Tally() for kind in (*STREAMS, "files")}
        self._add("header.json", json.dumps({"format": FORMAT, **header}, ensure_ascii=False).encode())

    def stream(self, kind: str, blocks: Iterable[bytes]) -> None:
        """A stream of unknown length, in parts of 4 MiB."""
        tally, part = self.tallies[kind], bytearray()
        for block in blocks:
            part += block
            tally.add(block)
            if len(part) >= PART:
                self._part(kind, tally, part)
        if part:
            self._part(kind, tally, part)

    def file(self, digest: str, path: Path) -> bool:
        """One file of the store. Returns: whether its bytes fit its name; they are kept as they are."""
        tally, own = self.tallies["files"], hashlib.sha256()
        with path.open("rb") as source:
            entry = tarfile.TarInfo(f"files/{digest}")
            entry.size = os.fstat(source.fileno()).st_size
            self.tar.addfile(entry, _Hashing(source, own))
        tally.add(f"{digest} {entry.size} {own.hexdigest()}\n".encode())
        tally.entries += 1
        return own.hexdigest() == digest

    def close(self) -> dict[str, Any]:
        """The manifest as the last entry. Returns: it."""
        manifest = {**self.header, "format": FORMAT, "holds": {kind: tally.said() for kind, tally in self.tallies.items()}}
        self._add("manifest.json", json.dumps(manifest, ensure_ascii=False).encode())
        self.tar.close()
        return manifest

    def _part(self, kind: str, tally: Tally, part: bytearray) -> None:
        tally.entries += 1
        self._add(f"{kind}/{tally.entries}", bytes(part))
        part.clear()

    def _add(self, name: str, content: bytes) -> None:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        self.tar.addfile(entry, io.BytesIO(content))


class _Sink(io.RawIOBase):
    """Where the archive is written to; takes no more once that is closed, when a backup was cut off and the archive is thrown away."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target = target

    def write(self, content: Any) -> int:
        """All of it."""
        return len(content) if self.target.closed else self.target.write(content)


class _Hashing(io.RawIOBase):
    """Reads through and hashes on the way."""

    def __init__(self, source: IO[bytes], digest: Any) -> None:
        self.source, self.digest = source, digest

    def read(self, size: int = -1) -> bytes:
        """Some bytes."""
        content = self.source.read(size)
        self.digest.update(content)
        return content


def read(source: IO[bytes], taker: Taker) -> dict[str, Any]:
    """Read a whole archive; every entry is held against the manifest at its end. Returns: the manifest.

    Raises: BackupWrong, tarfile.TarError.
    """
    tallies = {kind: Tally() for kind in (*STREAMS, "files")}
    header: dict[str, Any] | None = None
    manifest: dict[str, Any] | None = None
    with tarfile.open(fileobj=source, mode="r|") as tar:
        for entry in tar:
            content = tar.extractfile(entry) if entry.isreg() else None
            if content is None or not NAME.fullmatch(entry.name) or manifest is not None or (header is None) != (entry.name == "header.json"):
                raise BackupWrong(why=f"{entry.name[:60]!r} 不该在那里 / should not be there")
            if entry.name == "header.json":
                header = _json(content)
                taker.begin(header)
            elif entry.name == "manifest.json":
                manifest = _json(content)
            else:
                _entry(entry, content, tallies, taker)
    if header is None or manifest is None:
        raise BackupWrong(why="没有结尾 / it has no end")
    if manifest != {**header, "holds": {kind: tally.said() for kind, tally in tallies.items()}}:
        raise BackupWrong(why="内容与清单不符 / its contents do not fit its manifest")
    return manifest


def _entry(entry: tarfile.TarInfo, content: IO[bytes], tallies: dict[str, Tally], taker: Taker) -> None:
    kind, _, name = entry.name.partition("/")
    tally = tallies[kind]
    tally.entries += 1
    if kind == "files":
        own = hashlib.sha256()
        hashing = _Hashing(content, own)
        taker.file(name, hashing)  # type: ignore[arg-type]
        while hashing.read(BLOCK):
            pass
        tally.add(f"{name} {entry.size} {own.hexdigest()}\n".encode())
        return
    if name != str(tally.entries):
        raise BackupWrong(why=f"{entry.name} 的次序不对 / is out of order")
    while block := content.read(BLOCK):
        tally.add(block)
        taker.stream(kind, block)


def _json(content: IO[bytes]) -> dict[str, Any]:
    try:
        found = json.loads(content.read(MOST_JSON))
    except ValueError as fault:
        raise BackupWrong(why="清单读不懂 / its header or manifest is unreadable") from fault
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise BackupWrong(why="这个版本的程序不认识它的格式 / its format is not of this version of the program")
    return found


def open_backup(file: Path, private: str, taker: Taker) -> dict[str, Any]:
    """Open and read a backup to its end, as a stream. Returns: the manifest. What ``taker`` has taken counts only when this returns.

    Raises: BoxWrong when a bit of it was changed, its end is missing, or it is for another holder; BackupWrong; NoSuchHolder; OSError.
    """
    with file.open("rb") as sealed, _opening(sealed, private) as (opened, fault):
        try:
            manifest = read(opened, taker)
            # The end marks of the tar are not the end of the box, which says for itself that it is whole.
            while opened.read(BLOCK):
                pass
        except (BackupWrong, tarfile.TarError, EOFError) as seen:
            wrong = fault()
            if wrong is not None:
                raise wrong from seen
            if isinstance(seen, BackupWrong):
                raise
            raise BackupWrong(why="它不是一份备份 / it is something else") from seen
        wrong = fault()
        if wrong is not None:
            raise wrong
        return manifest


@contextmanager
def _opening(sealed: IO[bytes], private: str) -> Iterator[tuple[IO[bytes], Callable[[], BaseException | None]]]:
    """A pipe with what a box holds, opened by a thread; and what went wrong with it, asked when reading is over."""
    source, target = os.pipe()
    faults: list[BaseException] = []
    closed = threading.Event()

    def opening() -> None:
        with os.fdopen(target, "wb") as out:
            try:
                open_box(sealed, out, private)
            except BoxWrong as fault:
                if not closed.is_set():
                    faults.append(fault)
            except Exception as fault:  # noqa: BLE001 - handed to the reader
                faults.append(fault)

    thread = threading.Thread(target=opening)
    with os.fdopen(source, "rb") as opened:
        thread.start()

        def fault() -> BaseException | None:
            # Whatever is left is read, so that the thread comes to its end and to its fault.
            while opened.read(BLOCK):
                pass
            thread.join()
            return faults[0] if faults else None

        try:
            yield opened, fault
        finally:
            closed.set()
            opened.close()
            thread.join()
