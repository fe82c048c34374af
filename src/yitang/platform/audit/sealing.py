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
SEALER = 0x7365616C
EVERY_S = 0.5
BATCH = 2000
COLUMNS = ", ".join(f'r."{name}"' for name in NAMES)
UNSEALED = (
    f"SELECT {COLUMNS} FROM audit_row r WHERE r.real_at > %s AND NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.row_id = r.id) "  # noqa: S608
    "ORDER BY r.real_at, r.id LIMIT %s"
)
# A row is looked for among those written shortly before the last head; one that was committed later than that, once a minute.
RECENT = timedelta(minutes=10)
WHOLE_EVERY_S = 60.0
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
# A clock this far behind the newest head was set back, and a head sealed by it would say a wrong time for good (X16).
BEHIND = timedelta(seconds=30)


class LogWasChanged(RuntimeError):
    """A row that is not sealed yet does not fit its MAC, or the witness remembers what the database does not."""


class ClockBehind(RuntimeError):
    """The real clock is further behind the newest head than clocks differ by themselves: nothing is sealed until it is put right."""


def clock_behind() -> timedelta:
    """How far the real clock is behind the newest head; nothing or less when it is not."""
    head = row("SELECT max(at) AS at FROM audit_head")
    return head["at"] - clock.real_now() if head and head["at"] else timedelta()


def seal_once(witness: Witness, whole: bool = True) -> int:
    """Seal what is there; unless ``whole``, only what was written lately. Returns: how many rows. Does nothing while another sealer is at it.

    Raises: LogWasChanged, ClockBehind, OSError when the witness cannot be told.
    """
    with transaction():
        mine = row("SELECT pg_try_advisory_xact_lock(%s) AS mine", [SEALER])
        if not mine or not mine["mine"]:
            return 0
        head = row("SELECT size, frontier, at FROM audit_head ORDER BY size DESC LIMIT 1")
        last, size = witness.last(), head["size"] if head else 0
        ahead = last if last is not None and last.size > size else None
        # What the witness has already is looked for among everything: rows that committed since may stand before it.
        found = rows(UNSEALED, [ALWAYS if whole or head is None or ahead else head["at"] - RECENT, None if ahead else BATCH])
        if not found:
            return 0
        behind = clock_behind()
        if behind > BEHIND:
            raise ClockBehind(f"the clock is {behind.total_seconds():.0f} s behind the newest head")
        tree = Tree(head["size"], bytes(head["frontier"])) if head else Tree()
        if last is not None and last.size < tree.size:
            raise LogWasChanged(f"the database has {tree.size} sealed rows, the witness {last.size}")
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
    """Seal every half second until told to stop; a fault is logged and tried again, never skipped. A clock that is behind is said once."""
    keeper = witness or FolderWitness()
    looked, said = float("-inf"), False
    while not stop.wait(EVERY_S):
        try:
            whole = time.monotonic() - looked > WHOLE_EVERY_S
            while seal_once(keeper, whole) >= BATCH:
                pass
            looked, said = (time.monotonic() if whole else looked), False
        except ClockBehind as fault:
            if not said:
                log.error("sealer: %s; it seals nothing until the clock is right", fault)
            said = True
        except Exception:  # noqa: BLE001 - the sealer goes on when database or witness come back
            log.warning("sealer: not sealed, trying again", exc_info=True)
            close_old_connections()
            connection.close()
            stop.wait(2)
