"""A Merkle tree in the manner of RFC 6962 §2.1: grown at its right edge, and the proofs that are taken from it.

A tree over the leaves from ``start`` to before ``end`` is a range. A proof names the ranges whose roots it holds; who makes one says
what the root of a range is, so that nothing here knows where leaves lie.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from yitang.platform.keys.public import sm3

HASH = 32
Digest = Callable[[bytes], bytes]
Range = tuple[int, int]
RootOf = Callable[[int, int], bytes]


def sha256(data: bytes) -> bytes:
    """SHA-256 of some bytes: 32 bytes."""
    return hashlib.sha256(data).digest()


# By the names under which heads and leaves say them.
DIGESTS: dict[str, Digest] = {"sha256": sha256, "sm3": sm3}


def leaf_hash(entry: bytes, digest: Digest = sha256) -> bytes:
    """Digest of 0x00 and the entry."""
    return digest(b"\x00" + entry)


def node_hash(left: bytes, right: bytes, digest: Digest = sha256) -> bytes:
    """Digest of 0x01 and both children."""
    return digest(b"\x01" + left + right)


class Tree:
    """The right edge of a tree: one perfect subtree for each 1 in the binary form of its size, largest first."""

    __slots__ = ("digest", "frontier", "size")

    def __init__(self, size: int = 0, frontier: bytes = b"", digest: Digest = sha256) -> None:
        if len(frontier) != HASH * size.bit_count():
            raise ValueError("frontier does not fit the size")
        self.digest = digest
        self.size = size
        self.frontier = [frontier[i : i + HASH] for i in range(0, len(frontier), HASH)]

    def add(self, leaf: bytes) -> None:
        """Append the hash of one leaf."""
        size, node = self.size, leaf
        while size & 1:
            node = self.digest(b"\x01" + self.frontier.pop() + node)
            size >>= 1
        self.frontier.append(node)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append many."""
        for leaf in leaves:
            self.add(leaf)

    def root(self) -> bytes:
        """Root hash; of an empty tree it is the hash of nothing (RFC 6962)."""
        if not self.frontier:
            return self.digest(b"")
        node = self.frontier[-1]
        for left in reversed(self.frontier[:-1]):
            node = node_hash(left, node, self.digest)
        return node

    def edge(self) -> bytes:
        """The frontier as one value, to be stored and given back to the constructor."""
        return b"".join(self.frontier)


def _split(count: int) -> int:
    """The largest power of two below ``count`` (two or more): how many leaves the left half of a tree has."""
    return int(1 << ((count - 1).bit_length() - 1))


def inclusion_ranges(place: int, size: int) -> list[Range]:
    """The ranges of the audit path of one leaf, from the leaf up (RFC 6962 §2.1.1).

    Raises: ValueError when the tree has no such leaf.
    """
    if not 0 <= place < size:
        raise ValueError("no such leaf in a tree of this size")
    start, end, found = 0, size, list[Range]()
    while end - start > 1:
        middle = start + _split(end - start)
        if place < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The ranges of the proof that the tree of ``old`` leaves is the beginning of that of ``new`` (RFC 6962 §2.1.2); none when they are the same.

    Raises: ValueError when the old tree is empty or the larger one.
    """
    if not 0 < old <= new:
        raise ValueError("an older head is the smaller one, and not empty")
    start, end, found = 0, new, list[Range]()
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    if start:
        found.append((start, end))
    return found[::-1]


def inclusion_path(place: int, size: int, root_of: RootOf) -> list[bytes]:
    """The audit path of one leaf. Raises: ValueError."""
    return [root_of(*one) for one in inclusion_ranges(place, size)]


def consistency_path(old: int, new: int, root_of: RootOf) -> list[bytes]:
    """The proof that one tree is the beginning of another. Raises: ValueError."""
    return [root_of(*one) for one in consistency_ranges(old, new)]


def included(leaf: bytes, place: int, size: int, path: Sequence[bytes], root: bytes, digest: Digest = sha256) -> bool:
    """Whether the audit path leads from this leaf at this place to the root of a tree of ``size`` leaves (RFC 9162 §2.1.3.2)."""
    if not 0 <= place < size:
        return False
    here, last, node = place, size - 1, leaf
    for beside in path:
        if not last:
            return False
        if here & 1 or here == last:
            node = node_hash(beside, node, digest)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            node = node_hash(node, beside, digest)
        here, last = here >> 1, last >> 1
    return not last and node == root


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes], digest: Digest = sha256) -> bool:
    """Whether the path proves that the tree of ``old`` leaves is the beginning of that of ``new`` (RFC 9162 §2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    nodes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = nodes[0]
    for beside in nodes[1:]:
        if not last:
            return False
        if here & 1 or here == last:
            before, after = node_hash(beside, before, digest), node_hash(beside, after, digest)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            after = node_hash(after, beside, digest)
        here, last = here >> 1, last >> 1
    return not last and before == old_root and after == new_root
