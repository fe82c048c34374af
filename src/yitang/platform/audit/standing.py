"""How the log stands to each of its witnesses: the same, behind, silent, or not the log that a witness remembers (X15)."""

from dataclasses import dataclass

from yitang.platform.audit.configured import members
from yitang.platform.audit.domain import Gap, leaf_entry
from yitang.platform.audit.gaps import acknowledged
from yitang.platform.audit.merkle import Tree, leaf_hash
from yitang.platform.audit.sealing import ALWAYS, UNSEALED, intended
from yitang.platform.audit.witness import Batch, Witness, kept_leaves
from yitang.platform.database.public import row, rows

EVEN, BEHIND, SILENT, CUT, FORKED = "even", "behind", "silent", "cut", "forked"
AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Standing:
    """One witness. ``kind``: ``even``; ``behind`` (it lacks rows); ``silent``; ``cut`` (the log ends earlier than what it remembers: an old copy was
    brought back); ``forked`` (the log says something else than what it remembers). ``same``: how many rows are the same in both; ``size``: how many it
    remembers; ``own``: how many the log has; ``root``: of the witness's newest head; ``fault``: why it is silent.
    """

    name: str
    kind: str
    own: int
    size: int = 0
    same: int = 0
    root: bytes = b""
    fault: str = ""

    @property
    def wrong(self) -> bool:
        """Whether the log is not the one that this witness remembers."""
        return self.kind in (CUT, FORKED)

    @property
    def gap(self) -> Gap:
        """What this witness remembers beyond what is the same."""
        return Gap(self.same, self.size, self.root)


def standings() -> list[Standing]:
    """How the log stands to each witness of this installation, asked now."""
    # The log first: the sealer tells a witness before it commits, so whoever is asked afterwards knows at least as much.
    own = _own_size()
    return [_standing(name, one, own) for name, one in members().items()]


def _own_size() -> int:
    found = row("SELECT coalesce(max(size), 0) AS size FROM audit_head")
    return int(found["size"]) if found else 0


def _standing(name: str, witness: Witness, own: int) -> Standing:
    try:
        last = witness.last()
        if last is None:
            return Standing(name, BEHIND if own else EVEN, own)
        if last.size <= own:
            if _root(last.size) == last.root:
                return Standing(name, EVEN if last.size == own else BEHIND, own, last.size, last.size, last.root)
        elif _about_to_be_sealed(witness, last, own):
            return Standing(name, EVEN, own, last.size, last.size, last.root)
        same = _same(kept_leaves(witness.batches()), own)
        kind = BEHIND if acknowledged(last.size, last.root) else CUT if same == own else FORKED
        return Standing(name, kind, own, last.size, same, last.root)
    except OSError as fault:
        return Standing(name, SILENT, own, fault=str(fault) or type(fault).__name__)


def _root(size: int) -> bytes:
    """The root of the log's first rows, as they are sealed."""
    head = row("SELECT root FROM audit_head WHERE size = %s", [size])
    if head:
        return bytes(head["root"])
    tree = Tree()
    for first in range(0, size, AT_ONCE):
        found = rows("SELECT leaf_hash FROM audit_leaf WHERE seq >= %s AND seq < %s ORDER BY seq", [first, min(size, first + AT_ONCE)])
        tree.extend(bytes(one["leaf_hash"]) for one in found)
    return tree.root()


def _about_to_be_sealed(witness: Witness, last: Batch, own: int) -> bool:
    """Whether the witness is ahead by what was begun here and is written already, or is sealed by now: the sealer was cut off, or is at it."""
    if intended() == last or _own_size() >= last.size:
        return _own_size() < last.size or _root(last.size) == last.root
    leaves = kept_leaves(witness.batches())
    waiting = {leaf_hash(leaf_entry(one)) for one in rows(UNSEALED, [ALWAYS])}
    return _same(leaves, own) == own and all(leaf in waiting for leaf in leaves[own:])


def _same(leaves: list[bytes], own: int) -> int:
    """How many rows from the first on are the same in the log and with the witness."""
    for first in range(0, min(len(leaves), own), AT_ONCE):
        found = rows("SELECT leaf_hash FROM audit_leaf WHERE seq >= %s AND seq < %s ORDER BY seq", [first, first + AT_ONCE])
        for n, one in enumerate(found):
            if first + n >= len(leaves) or bytes(one["leaf_hash"]) != leaves[first + n]:
                return first + n
    return min(len(leaves), own)
