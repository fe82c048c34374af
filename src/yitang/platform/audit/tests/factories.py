"""Batches of logs that are only in a test."""

from yitang.platform.audit.domain import head_message
from yitang.platform.audit.merkle import Tree, leaf_hash
from yitang.platform.audit.public import Batch
from yitang.platform.keys.public import sign


def chain(*counts: int, name: str = "") -> list[Batch]:
    """The signed batches of one log: so many rows each. ``name``: another one makes another log."""
    tree, found = Tree(), list[Batch]()
    for count in counts:
        leaves = tuple(leaf_hash(f"{name}{tree.size + n}".encode()) for n in range(count))
        tree.extend(leaves)
        at = f"2026-11-24T00:00:{len(found):02}.000000+00:00"
        key_id, signature = sign("head", head_message(tree.size, tree.root(), at))
        found.append(Batch(tree.size, tree.root(), at, key_id, signature, leaves))
    return found
