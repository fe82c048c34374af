"""The one sealer: takes committed rows, gives them their place, grows the tree, signs its head, tells the witness.

The witness is told before the database commits. Cut off in between, the witness is one batch ahead; the next start finds
that batch's rows unsealed and seals exactly them, in the witness's order.
"""

import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import close_old_connections, connection

from yitang.kernel import clock
from yitang.platform.audit.domain import NAMES, canonical, head_message, leaf_entry, plain
from yitang.platform.audit.merkle import Tree, leaf_hash
from yitang.platform.audit.witness import Batch, FolderWitness, Witness
from yitang.platform.database.public import execute, execute_many, row, rows, transaction
from yitang.platform.keys.public import mac_fits, sign

log = logging.getLogger(__name__)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
SEALER = 0x7365616C
EVERY_S = 0.5
BATCH = 2000
COLUMNS = ", ".join(f'r."{name}"' for name in NAMES)
UNSEALED = (
    f"SELECT {COLUMNS} FROM audit_row r WHERE r.real_at >= %s AND NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.row_id = r.id) "  # noqa: S608
    f"ORDER BY r.real_at, r.id LIMIT {BATCH}"
)
# A row is written at one moment and may commit a little later. To look for such rows in the whole log each time would take the
# machine once the log is long: usually the sealer looks back this far from the last head, and at everything once an hour.
LOOK_BACK = timedelta(minutes=2)
EVERYTHING_EVERY_S = 3600.0


class LogWasChanged(RuntimeError):
    """A row that is not sealed yet does not fit its MAC, or the witness remembers what the database does not."""


def seal_once(witness: Witness, everything: bool = True) -> int:
    """Seal what is there. Returns: how many rows. Does nothing while another sealer is at it.

    ``everything``: look at the whole log; else from two minutes before the last head on.

    Raises: LogWasChanged, OSError when the witness cannot be told.
    """
    with transaction():
        mine = row("SELECT pg_try_advisory_xact_lock(%s) AS mine", [SEALER])
        if not mine or not mine["mine"]:
            return 0
        head = row("SELECT size, frontier, at FROM audit_head ORDER BY size DESC LIMIT 1")
        since = min(head["at"], clock.real_now()) - LOOK_BACK if head and not everything else LONG_AGO
        found = rows(UNSEALED, [since])
        if not found:
            return 0
        tree = Tree(head["size"], bytes(head["frontier"])) if head else Tree()
        last = witness.last()
        if last is not None and last.size < tree.size:
            raise LogWasChanged(f"the database has {tree.size} sealed rows, the witness {last.size}")
        ahead = last if last is not None and last.size > tree.size else None
        return _seal(witness, tree, _in_order(found, ahead), head["at"] if head else None, ahead)


def _in_order(found: list[dict[str, Any]], ahead: Batch | None) -> list[tuple[UUID, bytes]]:
    """Rows with their leaf hashes, checked; in the witness's order where it is ahead."""
    for one in found:
        if not mac_fits(one["key_id"], canonical(one), one["mac"]):
            raise LogWasChanged(f"row {one['id']} does not fit its MAC")
    leaves = {leaf_hash(leaf_entry(one)): one["id"] for one in found}
    if ahead is None:
        return [(row_id, leaf) for leaf, row_id in leaves.items()]
    gone = [leaf for leaf in ahead.leaves if leaf not in leaves]
    if gone:
        raise LogWasChanged(f"the witness remembers {len(gone)} rows that the database does not hold")
    return [(leaves[leaf], leaf) for leaf in ahead.leaves]


def _seal(witness: Witness, tree: Tree, batch: list[tuple[UUID, bytes]], before: Any, ahead: Batch | None) -> int:
    start = tree.size
    tree.extend(leaf for _, leaf in batch)
    at = max(clock.real_now(), before) if before else clock.real_now()
    key_id, signature = sign("head", head_message(tree.size, tree.root(), at))
    if ahead is None:
        witness.remember(Batch(tree.size, tree.root(), plain(at), key_id, signature, tuple(leaf for _, leaf in batch)))
    elif tree.root() != ahead.root:
        raise LogWasChanged("the tree that the witness remembers has another root")
    execute_many(
        "INSERT INTO audit_leaf (seq, row_id, leaf_hash, algorithm) VALUES (%s, %s, %s, 'sha256')",
        [(start + n, row_id, leaf) for n, (row_id, leaf) in enumerate(batch)],
    )
    execute(
        "INSERT INTO audit_head (size, root, frontier, at, key_id, signature) VALUES (%s, %s, %s, %s, %s, %s)",
        [tree.size, tree.root(), tree.edge(), at, key_id, signature],
    )
    return len(batch)


def run_sealer(stop: threading.Event, witness: Witness | None = None) -> None:
    """Seal every half second until told to stop; a fault is logged and tried again, never skipped."""
    keeper = witness or FolderWitness()
    looked = float("-inf")
    while not stop.wait(EVERY_S):
        try:
            everything = time.monotonic() - looked > EVERYTHING_EVERY_S
            while seal_once(keeper, everything) >= BATCH:
                pass
            looked = time.monotonic() if everything else looked
        except Exception:  # noqa: BLE001 - the sealer goes on when database or witness come back
            log.warning("sealer: not sealed, trying again", exc_info=True)
            close_old_connections()
            connection.close()
            stop.wait(2)
