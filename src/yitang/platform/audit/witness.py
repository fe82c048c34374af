"""The witness: where tree heads go that the database's administrator cannot reach.

The port is three methods. The default appends to a file in a folder outside the database; each line is one sealed batch: size,
root, time, key, signature, and the leaves that the batch added, so that a changed row is located and not only noticed.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Batch:
    """One sealed batch as the witness keeps it."""

    size: int
    root: bytes
    at: str
    key_id: str
    signature: bytes
    leaves: tuple[bytes, ...]


class Witness(Protocol):
    """Somebody who remembers."""

    def remember(self, batch: Batch) -> None:
        """Keep one more batch; raises OSError when that cannot be."""

    def batches(self) -> Iterator[Batch]:
        """What was kept, in order."""

    def last(self) -> Batch | None:
        """The newest that was kept: asked by the sealer each time, so it must not cost more as the log grows."""


class FolderWitness:
    """Appends to ``heads.jsonl`` in a folder, synced before it says done."""

    def __init__(self, folder: Path | None = None) -> None:
        self.file = Path(folder or settings.YITANG_WITNESS) / "heads.jsonl"

    def remember(self, batch: Batch) -> None:
        """Append one line and wait for the disk."""
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        line = json.dumps({
            "size": batch.size, "root": batch.root.hex(), "at": batch.at, "key": batch.key_id, "signature": batch.signature.hex(),
            "leaves": [leaf.hex() for leaf in batch.leaves],
        })  # fmt: skip
        with self.file.open("a", encoding="ascii") as out:
            out.write(line + "\n")
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
                yield _read(line)

    def last(self) -> Batch | None:
        """The last whole line, read from the end of the file."""
        if not self.file.exists():
            return None
        with self.file.open("rb") as lines:
            place, text = lines.seek(0, os.SEEK_END), b""
            while place > 0:
                step = min(place, BLOCK)
                place -= step
                lines.seek(place)
                text = lines.read(step) + text
                whole = text[: text.rfind(b"\n") + 1]
                before = whole[:-1].rfind(b"\n")
                if whole and (before >= 0 or place == 0):
                    return _read(whole[before + 1 :].decode("ascii"))
        return None


def _read(line: str) -> Batch:
    said = json.loads(line)
    leaves = tuple(bytes.fromhex(leaf) for leaf in said["leaves"])
    return Batch(said["size"], bytes.fromhex(said["root"]), said["at"], said["key"], bytes.fromhex(said["signature"]), leaves)
