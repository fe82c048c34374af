"""The witness: where tree heads go that the database's administrator cannot reach.

The port is three methods. The default appends to a file in a folder outside the database; each line is one sealed batch: size,
root, time, key, signature, and the leaves that the batch added, so that a changed row is located and not only noticed.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from django.conf import settings

from yitang.platform.audit.domain import Second, SignedHead

BLOCK = 65536


@dataclass(frozen=True, slots=True)
class Batch:
    """One sealed batch as the witness keeps it."""

    size: int
    root: bytes
    at: str
    key_id: str
    signature: bytes
    leaves: tuple[bytes, ...]
    second: Second | None = None
    second_leaves: tuple[bytes, ...] = ()

    @property
    def head(self) -> SignedHead:
        """The head without the leaves."""
        return SignedHead(self.size, self.root, self.at, self.key_id, self.signature, self.second)


class Witness(Protocol):
    """Somebody who remembers."""

    def remember(self, batch: Batch) -> None:
        """Keep one more batch; raises OSError when that cannot be."""

    def batches(self) -> Iterator[Batch]:
        """What was kept, in order."""

    def last(self) -> Batch | None:
        """The newest, without reading all the others."""


class FolderWitness:
    """Appends to ``heads.jsonl`` in a folder, synced before it says done."""

    def __init__(self, folder: Path | None = None) -> None:
        self.file = Path(folder or settings.YITANG_WITNESS) / "heads.jsonl"

    def remember(self, batch: Batch) -> None:
        """Append one line and wait for the disk."""
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        line = json.dumps(said_of(batch))
        with self.file.open("ab") as out:
            # A line that a cut left half is taken away, or this one would be written onto it.
            out.truncate(_whole(self.file))
            out.write(line.encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())

    def batches(self) -> Iterator[Batch]:
        """Every whole line; a line that a cut left half is as if it had not been."""
        if not self.file.exists():
            return
        with self.file.open(encoding="ascii") as lines:
            for line in lines:
                if not line.endswith("\n"):
                    return
                yield batch_of(json.loads(line))

    def last(self) -> Batch | None:
        """The last whole line, found from the end of the file."""
        if not self.file.exists():
            return None
        end = _whole(self.file)
        with self.file.open("rb") as lines:
            start = _line_before(lines, end - 1) if end else 0
            lines.seek(start)
            return batch_of(json.loads(lines.read(end - start))) if end else None


def said_of(batch: Batch) -> dict[str, Any]:
    """A batch as it is written down or sent; the second tree only where there is one."""
    said: dict[str, Any] = {
        "size": batch.size, "root": batch.root.hex(), "at": batch.at, "key": batch.key_id, "signature": batch.signature.hex(),
        "leaves": [leaf.hex() for leaf in batch.leaves],
    }  # fmt: skip
    if batch.second:
        said["sm3"] = {"start": batch.second.start, "root": batch.second.root.hex(), "leaves": [leaf.hex() for leaf in batch.second_leaves]}
    return said


def batch_of(said: dict[str, Any]) -> Batch:
    """A batch from what was written down or sent. Raises: KeyError, TypeError, ValueError for what is none."""
    second = said.get("sm3")
    return Batch(
        said["size"], bytes.fromhex(said["root"]), said["at"], said["key"], bytes.fromhex(said["signature"]),
        tuple(bytes.fromhex(leaf) for leaf in said["leaves"]),
        Second(second["start"], bytes.fromhex(second["root"])) if second else None,
        tuple(bytes.fromhex(leaf) for leaf in second["leaves"]) if second else (),
    )  # fmt: skip


def _line_before(lines: BinaryIO, end: int) -> int:
    """Where the line that ends at ``end`` begins."""
    while end > 0:
        start = max(0, end - BLOCK)
        lines.seek(start)
        at = lines.read(end - start).rfind(b"\n")
        if at >= 0:
            return start + at + 1
        end = start
    return 0


def _whole(file: Path) -> int:
    """How many bytes of a file are whole lines."""
    with file.open("rb") as lines:
        return _line_before(lines, lines.seek(0, os.SEEK_END))
