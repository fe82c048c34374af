"""The witness: where tree heads go that the database's administrator cannot reach.

The port is three methods, and one contract test is passed by every adapter. The default appends to a file in a folder outside the
database; each line is one sealed batch: size, root, time, key, signature, and the leaves that the batch added, so that a changed row is
located and not only noticed.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from django.conf import settings

from yitang.platform.audit.domain import Gap, Second, SignedHead
from yitang.platform.audit.merkle import Tree

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
    gap: Gap | None = None

    @property
    def head(self) -> SignedHead:
        """The head without the leaves."""
        return SignedHead(self.size, self.root, self.at, self.key_id, self.signature, self.second, self.gap)


class WitnessRefuses(RuntimeError):
    """A witness holds something that the batch does not continue: another log, a log that forked, or a batch out of its turn."""


class Witness(Protocol):
    """Somebody who remembers. Several who sealed the same log may be told by one sealer after another; each is told in order."""

    def remember(self, batch: Batch) -> None:
        """Keep one more batch, or nothing when it is the newest that is kept already.

        Raises: OSError when that cannot be, or nobody knows whether it was; WitnessRefuses when it does not continue what is kept.
        """

    def batches(self) -> Iterator[Batch]:
        """What was kept, in order. Raises: OSError."""

    def last(self) -> Batch | None:
        """The newest, without reading all the others. Raises: OSError."""


def continued(tree: Tree, last: Batch | None, batch: Batch, tree_at: Callable[[int], Tree]) -> bool:
    """Grow the tree of what is kept by one batch. ``tree``: SHA-256, after ``last``; ``tree_at``: as it was after so many rows.

    The leaves are the proof of consistency: what is kept and they together must have the batch's root (RFC 6962 §2.1.2 with every node in hand).
    A batch that names what is kept as lost (its gap) goes on from where the gap begins; what was kept stays kept.

    Returns: false when it is kept already.

    Raises: WitnessRefuses.
    """
    if last is not None and batch == last:
        return False
    start, gap = batch.size - len(batch.leaves), batch.gap
    lost = gap is not None and last is not None and gap != last.gap and (gap.start, gap.size, gap.root) == (start, last.size, last.root)
    if (start != tree.size and not lost) or not batch.leaves:
        raise WitnessRefuses(f"a batch that ends at row {batch.size} does not continue {tree.size} rows")
    grown = tree_at(start) if lost else Tree(tree.size, tree.edge())
    grown.extend(batch.leaves)
    if grown.root() != batch.root:
        raise WitnessRefuses(f"head {batch.size} has another root than the {tree.size} rows that are kept and the {len(batch.leaves)} that were sent")
    tree.size, tree.frontier = grown.size, grown.frontier
    return True


def kept_leaves(batches: Iterable[Batch]) -> list[bytes]:
    """The leaves of a kept log in order; where a gap was acknowledged, of what came after it."""
    leaves: list[bytes] = []
    for batch in batches:
        del leaves[batch.size - len(batch.leaves) :]
        leaves.extend(batch.leaves)
    return leaves


def tree_at(batches: Iterable[Batch], size: int) -> Tree:
    """The tree of a kept log after its first ``size`` rows."""
    tree = Tree()
    tree.extend(kept_leaves(batches)[:size])
    return tree


class FolderWitness:
    """Appends to ``heads.jsonl`` in a folder, which may lie on another machine's mount, synced before it says done."""

    def __init__(self, folder: Path | None = None) -> None:
        self.file = Path(folder or settings.YITANG_WITNESS) / "heads.jsonl"
        self._tree = Tree()

    def remember(self, batch: Batch) -> None:
        """Append one line and wait for the disk."""
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.file.open("ab") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            last = self.last()
            if not continued(self._grown(last), last, batch, self._at):
                return
            # A line that a cut left half is taken away, or this one would be written onto it.
            out.truncate(_whole(self.file))
            out.write(json.dumps(said_of(batch)).encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())

    def _grown(self, last: Batch | None) -> Tree:
        """The tree of what is kept; read anew when somebody else has written since."""
        size = last.size if last else 0
        if self._tree.size != size or (last and self._tree.root() != last.root):
            self._tree = self._at(size)
        return self._tree

    def _at(self, size: int) -> Tree:
        """The tree after so many rows, as the newest batches say."""
        return tree_at(self.batches(), size)

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
    if batch.gap:
        said["gap"] = {"start": batch.gap.start, "size": batch.gap.size, "root": batch.gap.root.hex()}
    return said


def batch_of(said: dict[str, Any]) -> Batch:
    """A batch from what was written down or sent. Raises: KeyError, TypeError, ValueError for what is none."""
    second, gap = said.get("sm3"), said.get("gap")
    return Batch(
        said["size"], bytes.fromhex(said["root"]), said["at"], said["key"], bytes.fromhex(said["signature"]),
        tuple(bytes.fromhex(leaf) for leaf in said["leaves"]),
        Second(second["start"], bytes.fromhex(second["root"])) if second else None,
        tuple(bytes.fromhex(leaf) for leaf in second["leaves"]) if second else (),
        Gap(gap["start"], gap["size"], bytes.fromhex(gap["root"])) if gap else None,
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
