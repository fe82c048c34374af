"""A Merkle tree in the manner of RFC 6962 §2.1, grown at its right edge: only the frontier is kept."""

import hashlib
from collections.abc import Iterable

HASH = 32


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256 of 0x00 and the entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The right edge of a tree: one perfect subtree for each 1 in the binary form of its size, largest first."""

    __slots__ = ("frontier", "size")

    def __init__(self, size: int = 0, frontier: bytes = b"") -> None:
        if len(frontier) != HASH * size.bit_count():
            raise ValueError("frontier does not fit the size")
        self.size = size
        self.frontier = [frontier[i : i + HASH] for i in range(0, len(frontier), HASH)]

    def add(self, leaf: bytes) -> None:
        """Append the hash of one leaf."""
        size, node = self.size, leaf
        while size & 1:
            node = node_hash(self.frontier.pop(), node)
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
            return hashlib.sha256().digest()
        node = self.frontier[-1]
        for left in reversed(self.frontier[:-1]):
            node = node_hash(left, node)
        return node

    def edge(self) -> bytes:
        """The frontier as one value, to be stored and given back to the constructor."""
        return b"".join(self.frontier)
