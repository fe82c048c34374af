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
from yitang.platform.audit.domain import NAMES, Second, canonical, head_message, leaf_entry, plain
from yitang.platform.audit.merkle import DIGESTS, Tree, leaf_hash
from yitang.platform.audit.witness import Batch, FolderWitness, Witness
from yitang.platform.database.public import execute, execute_many, row, rows, transaction
from yitang.platform.keys.public import mac_fits, sign
from yitang.platform.policy.public import value

log = logging.getLogger(__name__)
SEALER = 0x7365616C
EVERY_S = 0.5
BATCH = 2000
SHA256, BOTH = "sha256", "sha256+sm3"
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


def digests() -> str:
    """By what rows are sealed from now on: ``sha256`` or ``sha256+sm3`` (policy ``audit.digests``). Raises: ValueError for anything else."""
    chosen = value("audit.digests")
    if chosen not in (SHA256, BOTH):
        raise ValueError(f"audit.digests is {chosen}; it can be {SHA256} or {BOTH}")
    return str(chosen)


def seal_once(witness: Witness, whole: bool = True, by: str = SHA256) -> int:
    """Seal what is there; unless ``whole``, only what was written lately. ``by``: one of ``digests``; a batch that the witness has already keeps its own.

    Returns: how many rows. Does nothing while another sealer is at it.

    Raises: LogWasChanged, ClockBehind, OSError when the witness cannot be told.
    """
    with transaction():
        mine = row("SELECT pg_try_advisory_xact_lock(%s) AS mine", [SEALER])
        if not mine or not mine["mine"]:
            return 0
        head = row("SELECT size, frontier, at, sm3_start, sm3_frontier FROM audit_head ORDER BY size DESC LIMIT 1")
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
        second = _second(head, ahead.second is not None if ahead else by == BOTH)
        return _seal(witness, tree, second, _in_order(found, ahead), head["at"] if head else None, ahead)


def _second(head: dict[str, Any] | None, wanted: bool) -> Tree | None:
    """The SM3 tree as it stands: it begins with the first row that is sealed after it was switched on, and ends with the last before it is off."""
    if not wanted:
        return None
    if head is None or head["sm3_frontier"] is None:
        return Tree(digest=DIGESTS["sm3"])
    return Tree(head["size"] - head["sm3_start"], bytes(head["sm3_frontier"]), DIGESTS["sm3"])


def _in_order(found: list[dict[str, Any]], ahead: Batch | None) -> list[tuple[UUID, bytes, bytes]]:
    """Rows with their entries and leaf hashes, checked; in the witness's order where it is ahead."""
    for one in found:
        if not mac_fits(one["key_id"], canonical(one), one["mac"]):
            raise LogWasChanged(f"row {one['id']} does not fit its MAC")
    entries = [(one["id"], leaf_entry(one)) for one in found]
    leaves = {leaf_hash(entry): (row_id, entry) for row_id, entry in entries}
    if ahead is None:
        return [(row_id, entry, leaf) for leaf, (row_id, entry) in leaves.items()]
    gone = [leaf for leaf in ahead.leaves if leaf not in leaves]
    if gone:
        raise LogWasChanged(f"the witness remembers {len(gone)} rows that the database does not hold")
    return [(*leaves[leaf], leaf) for leaf in ahead.leaves]


def _seal(
    witness: Witness, tree: Tree, beside: Tree | None, batch: list[tuple[UUID, bytes, bytes]], before: Any, ahead: Batch | None
) -> int:  # fmt: skip
    start = tree.size
    tree.extend(leaf for _, _, leaf in batch)
    leaves: tuple[bytes, ...] = ()
    second = None
    if beside is not None:
        leaves = tuple(leaf_hash(entry, beside.digest) for _, entry, _ in batch)
        beside.extend(leaves)
        second = Second(tree.size - beside.size, beside.root())
    at = max(clock.real_now(), before) if before else clock.real_now()
    key_id, signature = sign("head", head_message(tree.size, tree.root(), at, second))
    if ahead is None:
        witness.remember(Batch(tree.size, tree.root(), plain(at), key_id, signature, tuple(leaf for _, _, leaf in batch), second, leaves))
    elif (tree.root(), second) != (ahead.root, ahead.second):
        raise LogWasChanged("the tree that the witness remembers has another root")
    by = BOTH if second else SHA256
    execute_many(
        "INSERT INTO audit_leaf (seq, row_id, leaf_hash, algorithm, sm3_hash) VALUES (%s, %s, %s, %s, %s)",
        [(start + n, row_id, leaf, by, leaves[n] if second else None) for n, (row_id, _, leaf) in enumerate(batch)],
    )
    execute(
        "INSERT INTO audit_head (size, root, frontier, at, key_id, signature, algorithm, sm3_start, sm3_root, sm3_frontier) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [tree.size, tree.root(), tree.edge(), at, key_id, signature, by,
         *((second.start, second.root, beside.edge()) if second and beside is not None else (None, None, None))],
    )  # fmt: skip
    return len(batch)


def run_sealer(stop: threading.Event, witness: Witness | None = None) -> None:
    """Seal every half second until told to stop; a fault is logged and tried again, never skipped. A clock that is behind is said once."""
    keeper = witness or FolderWitness()
    looked, said = float("-inf"), False
    while not stop.wait(EVERY_S):
        try:
            whole = time.monotonic() - looked > WHOLE_EVERY_S
            while seal_once(keeper, whole, digests()) >= BATCH:
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
