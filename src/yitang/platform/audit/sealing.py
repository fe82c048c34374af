"""The one sealer: takes committed rows, gives them their place, grows the tree, signs its head, tells the witness.

First the signed batch is written down as the intent, then the witness is told, then leaves and head are committed. Cut off in between, the next
start finds the intent and does exactly that: two witnesses of which one had been told and is silent now are never told two different things.
"""

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import close_old_connections, connection

from yitang.kernel import clock
from yitang.platform.audit.configured import keeper
from yitang.platform.audit.domain import COLUMN_NAMES, HEAD_NAMES, Gap, Second, canonical, gap_of, head_message, leaf_entry, plain, signed_head
from yitang.platform.audit.gaps import acknowledged
from yitang.platform.audit.merkle import DIGESTS, Tree, leaf_hash
from yitang.platform.audit.several import Several
from yitang.platform.audit.witness import Batch, Witness, batch_of, said_of
from yitang.platform.database.public import execute, execute_many, row, rows, transaction
from yitang.platform.keys.public import mac_fits, sign, verify
from yitang.platform.policy.public import value

log = logging.getLogger(__name__)
SEALER = 0x7365616C
EVERY_S = 0.5
BATCH = 2000
SHA256, BOTH = "sha256", "sha256+sm3"
COLUMNS = ", ".join(f'r."{name}"' for name in COLUMN_NAMES)
UNSEALED = f"SELECT {COLUMNS} FROM audit_row r WHERE r.real_at > %s AND NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.row_id = r.id)"  # noqa: S608
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


@dataclass(frozen=True, slots=True)
class _Work:
    """A signed batch and its rows in order: id, entry, leaf."""

    batch: Batch
    rows: list[tuple[UUID, bytes, bytes]]


def seal_once(witness: Witness, whole: bool = True, by: str = SHA256) -> int:
    """Seal what is there; unless ``whole``, only what was written lately. ``by``: one of ``digests``; a batch that was begun already keeps its own.

    Returns: how many rows. Does nothing while another sealer is at it.

    Raises: LogWasChanged, ClockBehind, WitnessRefuses, OSError when the witness cannot be told.
    """
    with transaction():
        work = _decided(witness, whole, by) if _mine() else None
    if work is None:
        return 0
    with transaction():
        return _carried_out(witness, work) if _mine() else 0


def _mine() -> bool:
    """Whether this transaction is the one that seals."""
    found = row("SELECT pg_try_advisory_xact_lock(%s) AS mine", [SEALER])
    return bool(found and found["mine"])


def intended() -> Batch | None:
    """The batch that was begun last; it is sealed by now, unless the sealer was cut off."""
    begun = row("SELECT said FROM audit_intent")
    return batch_of(json.loads(begun["said"])) if begun else None


def _newest() -> dict[str, Any] | None:
    return row("SELECT size, frontier, at, sm3_start, sm3_frontier, gap_start, gap_size, gap_root FROM audit_head ORDER BY size DESC LIMIT 1")


def _decided(witness: Witness, whole: bool, by: str) -> _Work | None:
    """What is sealed next: what was begun, or what the witness has already, or what was written; written down as the intent."""
    head = _newest()
    size = head["size"] if head else 0
    if isinstance(witness, Several):
        witness.catch_up(size, sealed_batches, partial(_lost, head))
    begun = row("SELECT said, row_ids FROM audit_intent")
    intent = intended()
    last = witness.known(partial(_lost, head)) if isinstance(witness, Several) else witness.last()
    gap = acknowledged(last.size, last.root) if last else None
    if last is not None and gap is not None and gap != _gap(head):
        # Two people know that what it remembers is lost: the next batch says so, and goes on from there.
        last, gone = None, gap
    else:
        gone = None
    ahead = max((one for one in (intent, last) if one is not None and one.size > size), key=lambda one: one.size, default=None)
    ids = begun["row_ids"].split() if begun and ahead is not None and ahead == intent else None
    found = _found(head, whole, ahead, ids)
    if not found and ahead is None:
        return None
    behind = clock_behind()
    if behind > BEHIND:
        raise ClockBehind(f"the clock is {behind.total_seconds():.0f} s behind the newest head")
    if last is not None and last.size < size:
        raise LogWasChanged(f"the database has {size} sealed rows, the witness {last.size}")
    ordered = _in_order(found, ahead)
    if ahead is None:
        ahead = _signed(head, [(entry, leaf) for _, entry, leaf in ordered], SHA256 if gone else by, gone)
    if ids is None:
        execute(
            "INSERT INTO audit_intent (id, said, row_ids) VALUES (1, %s, %s) ON CONFLICT (id) DO UPDATE SET said = EXCLUDED.said, row_ids = EXCLUDED.row_ids",
            [json.dumps(said_of(ahead)), " ".join(str(row_id) for row_id, _, _ in ordered)],
        )
    return _Work(ahead, ordered)


def _found(head: dict[str, Any] | None, whole: bool, ahead: Batch | None, ids: list[str] | None) -> list[dict[str, Any]]:
    """Rows that have no leaf yet: those that were begun, or all when the witness is ahead (its rows may stand before what committed since), or the next."""
    if ids is not None:
        return rows(f"{UNSEALED} AND r.id = ANY(%s::uuid[])", [ALWAYS, ids])
    since = ALWAYS if whole or head is None or ahead else head["at"] - RECENT
    return rows(f"{UNSEALED} ORDER BY r.real_at, r.id LIMIT %s", [since, None if ahead else BATCH])


def _gap(head: dict[str, Any] | None) -> Gap | None:
    return gap_of(head) if head else None


def _lost(head: dict[str, Any] | None, last: Batch | None) -> Gap | None:
    """The gap that the newest head names and after which what a witness remembers is lost."""
    gap = _gap(head)
    return gap if gap is not None and last is not None and (gap.size, gap.root) == (last.size, last.root) else None


def sealed_batches(after: int, most: int, gap: Gap | None = None) -> list[Batch]:
    """The batches that were sealed after so many rows, for a witness that missed them; at most so many, with a gap from the one on that names it."""
    found = []
    named, values = (" AND gap_size = %s AND gap_root = %s", [gap.size, gap.root]) if gap else ("", [])
    for head in rows(f"SELECT {HEAD_NAMES} FROM audit_head WHERE size > %s{named} ORDER BY size LIMIT %s", [after, *values, most]):  # noqa: S608
        said = signed_head(head)
        leaves = rows("SELECT leaf_hash, sm3_hash FROM audit_leaf WHERE seq >= %s AND seq < %s ORDER BY seq", [after, said.size])
        second = tuple(bytes(one["sm3_hash"] or b"") for one in leaves) if said.second else ()
        sha256 = tuple(bytes(one["leaf_hash"]) for one in leaves)
        found.append(Batch(said.size, said.root, said.at, said.key_id, said.signature, sha256, said.second, second, said.gap))
        after = said.size
    return found


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
    own = ahead.leaves[-len(found) :] if ahead.gap else ahead.leaves
    gone = [leaf for leaf in own if leaf not in leaves]
    if gone:
        raise LogWasChanged(f"the witness remembers {len(gone)} rows that the database does not hold")
    return [(*leaves[leaf], leaf) for leaf in own]


def _trees(head: dict[str, Any] | None, second: bool) -> tuple[Tree, Tree | None]:
    """The trees as they stand at the newest head."""
    return Tree(head["size"], bytes(head["frontier"])) if head else Tree(), _second(head, second)


def _signed(head: dict[str, Any] | None, entries: list[tuple[bytes, bytes]], by: str, gone: Gap | None) -> Batch:
    """The next batch, signed. ``entries``: of each row its entry and leaf. Its time never goes back.

    ``gone``: a gap that this batch is the first to name; it tells what was sealed after the gap once more, and has no second tree.
    """
    tree, beside = _trees(head, by == BOTH)
    tree.extend(leaf for _, leaf in entries)
    leaves: tuple[bytes, ...] = ()
    second = None
    if beside is not None:
        leaves = tuple(leaf_hash(entry, beside.digest) for entry, _ in entries)
        beside.extend(leaves)
        second = Second(tree.size - beside.size, beside.root())
    at = max(clock.real_now(), head["at"]) if head else clock.real_now()
    gap = gone or _gap(head)
    key_id, signature = sign("head", head_message(tree.size, tree.root(), at, second, gap))
    told: tuple[bytes, ...] = ()
    if gone:
        told = tuple(bytes(one["leaf_hash"]) for one in rows("SELECT leaf_hash FROM audit_leaf WHERE seq >= %s ORDER BY seq", [gone.start]))
    return Batch(tree.size, tree.root(), plain(at), key_id, signature, (*told, *(leaf for _, leaf in entries)), second, leaves, gap)


def _carried_out(witness: Witness, work: _Work) -> int:
    """Tell the witness, then commit leaves and head. Nothing when another sealer has done it meanwhile."""
    head, batch = _newest(), work.batch
    start = head["size"] if head else 0
    if start >= batch.size:
        return 0
    tree, beside = _trees(head, batch.second is not None)
    tree.extend(leaf for _, _, leaf in work.rows)
    second = None
    if beside is not None:
        beside.extend(leaf_hash(entry, beside.digest) for _, entry, _ in work.rows)
        second = Second(tree.size - beside.size, beside.root())
    if (tree.size, tree.root(), second) != (batch.size, batch.root, batch.second):
        raise LogWasChanged("the tree that the witness remembers has another root")
    if not verify("head", batch.key_id, batch.head.message(), batch.signature):
        raise LogWasChanged("the batch that was begun is not signed by this installation")
    witness.remember(batch)
    by = BOTH if second else SHA256
    execute_many(
        "INSERT INTO audit_leaf (seq, row_id, leaf_hash, algorithm, sm3_hash) VALUES (%s, %s, %s, %s, %s)",
        [(start + n, row_id, leaf, by, batch.second_leaves[n] if second else None) for n, (row_id, _, leaf) in enumerate(work.rows)],
    )
    execute(
        "INSERT INTO audit_head (size, root, frontier, at, key_id, signature, algorithm, sm3_start, sm3_root, sm3_frontier, "
        "gap_start, gap_size, gap_root) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [tree.size, tree.root(), tree.edge(), datetime.fromisoformat(batch.at), batch.key_id, batch.signature, by,
         *((second.start, second.root, beside.edge()) if second and beside is not None else (None, None, None)),
         *((batch.gap.start, batch.gap.size, batch.gap.root) if batch.gap else (None, None, None))],
    )  # fmt: skip
    return len(work.rows)


def run_sealer(stop: threading.Event, witness: Witness | None = None, beat: Callable[[], None] = lambda: None) -> None:
    """Seal every half second until told to stop; a fault is logged and tried again, never skipped. A clock that is behind is said once.

    ``beat``: called each time the sealer has looked, whatever it found: who watches it learns that it does not hang.
    """
    told = witness or keeper()
    looked, said = float("-inf"), False
    while not stop.wait(EVERY_S):
        try:
            whole = time.monotonic() - looked > WHOLE_EVERY_S
            while seal_once(told, whole, digests()) >= BATCH:
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
        beat()
