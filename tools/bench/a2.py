"""A2: seven attacks on a million sealed rows by somebody with all rights on the database and none on the witness; the verifier's speed.

Rows are made in bulk with the program's own hashing, MAC, tree, signature and witness, without the payloads beside them. Each attack
runs in a transaction of the owner that is undone, so that all of them meet the same log.
"""

import os
import random
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tools.bench import office
from tools.bench.verdict import Measured, Must, middle

ROWS, FEW, SOME, BATCH, WRITERS, OFFICES = 1_000_000, 50_000, 200_000, 2000, 8, 4
SEED, ATTACKS = 20261124, 7
BEGAN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
ROW_AT = "(SELECT row_id FROM audit_leaf WHERE seq = {0})"


def measure(sabotage: bool) -> Measured:
    """Run it. Without its guard the verifier asks the database instead of the witness, with fewer rows."""
    from yitang.platform.audit.public import FolderWitness, verify_installation

    count = FEW if sabotage else ROWS
    began = time.perf_counter()
    log = Log(count)
    log.seal_in_bulk()
    made_s = time.perf_counter() - began
    witness: Any = DatabaseAsWitness() if sabotage else FolderWitness()
    clean = verify_installation(witness, "owner")
    found, speeds, details = 0, [], [f"{count:,} rows sealed in {made_s:.0f} s; honest log: {'good' if clean.good else clean.words()}"]
    for name, attack in log.attacks(random.Random(SEED)).items():  # noqa: S311 - places of a bench
        said, took = attacked(attack, witness)
        located = attack.where in said
        found += located
        speeds.append(count / took)
        details.append(f"{name}: {'found at ' if located else 'NOT FOUND at '}{attack.where}, {count / took:,.0f} rows/s")
    demands = [Must("attacks found and located", found, "=", ATTACKS), Must("honest log", int(clean.good), "=", 1), Must("rows", clean.rows, "=", count)]
    if not sabotage:
        demands.insert(0, Must("speed", middle(speeds), "≥", 50_000, "rows/s"))
        details.append(beside())
    return Measured("A2", middle(speeds), "rows/s", tuple(demands), details=tuple(details))


def beside() -> str:
    """What SM3 costs: fewer rows sealed by both digests, and the verifier's speed over them."""
    from yitang.platform.audit.public import FolderWitness, verify_installation

    log = Log(SOME)
    # The witness of the long log has seen its work done; a log begins with an empty one.
    FolderWitness().file.unlink()
    log.seal_in_bulk(second=True)
    began = time.perf_counter()
    report = verify_installation(using="owner")
    took = time.perf_counter() - began
    return f"with SM3 beside: {'good' if report.good else report.words()}, {SOME / took:,.0f} rows/s over {SOME:,} rows"


@dataclass(frozen=True, slots=True)
class Attack:
    """What somebody does to the database, and where the verifier must say it was done."""

    where: str
    statements: tuple[str, ...]
    rows: tuple[dict[str, Any], ...] = ()


def attacked(attack: Attack, witness: Any) -> tuple[str, float]:
    """Verify the log as it is after an attack, then undo that. Returns: all findings, and the verifier's seconds."""
    from django.db import connections
    from django.db.transaction import atomic

    from yitang.platform.audit.public import verify_installation

    with atomic(using="owner"):
        put_rows(attack.rows)
        with connections["owner"].cursor() as cursor:
            for statement in attack.statements:
                cursor.execute(statement)
        began = time.perf_counter()
        report = verify_installation(witness, "owner")
        took = time.perf_counter() - began
        connections["owner"].set_rollback(True)
    return "\n".join(report.findings), took


def put_rows(rows: Iterable[dict[str, Any]]) -> None:
    """Into the table of the log, each with a payload that says nothing, by COPY."""
    from django.db import connections

    from yitang.platform.audit.domain import NAMES
    from yitang.platform.keys.public import wrap

    names, ids = ", ".join(f'"{name}"' for name in NAMES), list[uuid.UUID]()
    with connections["owner"].cursor() as cursor, cursor.copy(f"COPY audit_row ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in NAMES])
            ids.append(row["id"])
    with connections["owner"].cursor() as cursor, cursor.copy("COPY audit_payload (row, cipher) FROM STDIN") as copy:
        for row_id in ids:
            copy.write_row([row_id, wrap(b"", f"audit_payload:cipher:{row_id}")])


class Log:
    """A log of many rows, made at once."""

    def __init__(self, count: int) -> None:
        self.count = count
        chance = random.Random(SEED)  # noqa: S311 - ids of a bench
        self.writers = [self._id(chance) for _ in range(WRITERS)]
        self.offices = [self._id(chance) for _ in range(OFFICES)]
        self.accounts = [self._id(chance) for _ in range(40)]

    @staticmethod
    def _id(chance: random.Random) -> uuid.UUID:
        return uuid.UUID(int=chance.getrandbits(128), version=4)

    def row(self, n: int, office: int, writer: uuid.UUID | None = None) -> dict[str, Any]:
        """One row as the program writes it: fields, digest, MAC; by one of the log's writers or another one."""
        from yitang.platform.audit.domain import canonical
        from yitang.platform.audit.operations import PURPOSE
        from yitang.platform.keys.public import mac

        at = BEGAN + timedelta(milliseconds=40 * n)
        found: dict[str, Any] = {
            "id": uuid.UUID(bytes=os.urandom(16), version=4), "writer": writer or self.writers[n % WRITERS], "n": n // WRITERS + 1,
            "act": ("queue.issue_ticket", "queue.call_next", "queue.finish", "cases.accept_case")[n % 4], "result": "done",
            "account": self.accounts[n % 40], "person": None, "post": "clerk", "office": self.offices[office], "hall": self.offices[office],
            "window": self.accounts[n % 20], "device": None, "session": self.accounts[n % 40], "trace": uuid.UUID(bytes=os.urandom(16), version=4),
            "thing_kind": "ticket", "thing_id": str(n), "clock_at": at, "real_at": at, "digest": os.urandom(32),
        }  # fmt: skip
        found["key_id"], found["mac"] = mac(PURPOSE, canonical(found))
        return found

    def seal_in_bulk(self, second: bool = False) -> None:
        """Write and seal all rows, batch by batch, as the sealer does: tree, signed head, witness; without asking the database in between.

        ``second``: by SM3 too.
        """
        from django.db import connections

        from yitang.platform.audit.domain import Second, head_message, leaf_entry, plain
        from yitang.platform.audit.merkle import DIGESTS, Tree, leaf_hash
        from yitang.platform.audit.public import Batch, FolderWitness
        from yitang.platform.keys.public import sign

        office.as_owner("TRUNCATE audit_row, audit_leaf, audit_head, audit_payload, audit_writer")
        tree, witness, sm3 = Tree(), FolderWitness(), DIGESTS["sm3"]
        other = Tree(digest=sm3)
        for start in range(0, self.count, BATCH):
            rows = [self.row(n, n % OFFICES) for n in range(start, min(self.count, start + BATCH))]
            put_rows(rows)
            leaves = [leaf_hash(leaf_entry(row)) for row in rows]
            tree.extend(leaves)
            more = tuple(leaf_hash(leaf_entry(row), sm3) for row in rows) if second else ()
            other.extend(more)
            root = Second(0, other.root()) if second else None
            at = rows[-1]["real_at"]
            key_id, signature = sign("head", head_message(tree.size, tree.root(), at, root))
            witness.remember(Batch(tree.size, tree.root(), plain(at), key_id, signature, tuple(leaves), root, more))
            with connections["owner"].cursor() as cursor:
                with cursor.copy("COPY audit_leaf (seq, row_id, leaf_hash, algorithm) FROM STDIN") as copy:
                    for n, (row, leaf) in enumerate(zip(rows, leaves, strict=True)):
                        copy.write_row([start + n, row["id"], leaf, "sha256"])
                cursor.execute(
                    "INSERT INTO audit_head (size, root, frontier, at, key_id, signature) VALUES (%s, %s, %s, %s, %s, %s)",
                    [tree.size, tree.root(), tree.edge(), at, key_id, signature],
                )
        office.as_owner("ANALYZE audit_row", "ANALYZE audit_leaf")

    def attacks(self, chance: random.Random) -> dict[str, Attack]:
        """Each at a place of its own, anywhere in the log. A forged row is as real as the program's keys can make it, but was never sealed."""
        changed, deleted, swapped, replayed = (chance.randrange(self.count - 100) for _ in range(4))
        inserted, cut = self.count - chance.randrange(100, 2000), self.count - chance.randrange(100, 20_000)
        old = self.count - 10 * BATCH
        forged, foreign = self.row(inserted, 0, uuid.uuid4()), self.row(replayed, (replayed + 1) % OFFICES, uuid.uuid4())
        later = tuple(self.row(old + n, 0, uuid.uuid4()) for n in range(50))
        gone = "DELETE FROM audit_row WHERE id IN (SELECT row_id FROM audit_leaf WHERE seq >= {0}{1})"
        return {
            "change": Attack(f"row {changed} ", (f"UPDATE audit_row SET act = 'nothing' WHERE id = {ROW_AT.format(changed)}",)),
            "delete": Attack(f"row {deleted} ", (
                f"DELETE FROM audit_row WHERE id = {ROW_AT.format(deleted)}", f"DELETE FROM audit_leaf WHERE seq = {deleted}",
            )),
            "insert": Attack(f"row {inserted} ", (
                f"UPDATE audit_leaf SET seq = -seq WHERE seq >= {inserted}", "UPDATE audit_leaf SET seq = 1 - seq WHERE seq < 0",
                f"INSERT INTO audit_leaf (seq, row_id, leaf_hash, algorithm) VALUES ({inserted}, '{forged['id']}', '', 'sha256')",
            ), (forged,)),
            "reorder": Attack(f"row {swapped} ", (
                f"UPDATE audit_leaf SET seq = -1 WHERE seq = {swapped}", f"UPDATE audit_leaf SET seq = {swapped} WHERE seq = {swapped + 7}",
                f"UPDATE audit_leaf SET seq = {swapped + 7} WHERE seq = -1",
            )),
            "cut the tail": Attack(f"row {cut} ", (
                gone.format(cut, ""), f"DELETE FROM audit_leaf WHERE seq >= {cut}", f"DELETE FROM audit_head WHERE size > {cut}",
            )),
            "old copy": Attack(f"row {old} ", (
                gone.format(old, ""), f"DELETE FROM audit_leaf WHERE seq >= {old}", f"DELETE FROM audit_head WHERE size > {old}",
                *(f"INSERT INTO audit_leaf (seq, row_id, leaf_hash, algorithm) VALUES ({old + n}, '{row['id']}', '', 'sha256')"
                  for n, row in enumerate(later)),
            ), later),
            "another office's row": Attack(f"row {replayed} ", (
                f"UPDATE audit_leaf SET row_id = '{foreign['id']}' WHERE seq = {replayed}",
            ), (foreign,)),
        }  # fmt: skip


class DatabaseAsWitness:
    """No witness at all: what the database says of itself now is taken for what was sealed."""

    def batches(self) -> Iterator[Any]:
        """One head over all rows as they stand."""
        from django.db import connections

        from yitang.platform.audit.domain import leaf_entry
        from yitang.platform.audit.merkle import Tree, leaf_hash
        from yitang.platform.audit.public import Batch
        from yitang.platform.audit.verifying import COLUMNS
        from yitang.platform.keys.public import sign

        tree = Tree()
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"SELECT {COLUMNS} FROM audit_leaf l JOIN audit_row r ON r.id = l.row_id ORDER BY l.seq")
            names = [column.name for column in cursor.description]
            leaves = tuple(leaf_hash(leaf_entry(dict(zip(names, values, strict=True)))) for values in cursor.fetchall())
        tree.extend(leaves)
        at = BEGAN.isoformat(timespec="microseconds")
        key_id, signature = sign("head", f"{tree.size}\n{tree.root().hex()}\n{at}\n".encode())
        yield Batch(tree.size, tree.root(), at, key_id, signature, leaves)

    def last(self) -> Any:
        """The same head: there is no other."""
        return next(self.batches())
