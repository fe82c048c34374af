"""The verifier: recomputes the whole log and holds it against what the witness remembers; finds and locates every change."""

import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connections

from yitang.platform.audit.configured import keeper
from yitang.platform.audit.domain import COLUMN_NAMES, Gap, leaf_entry
from yitang.platform.audit.erased import erased_rows, payload_findings
from yitang.platform.audit.gaps import ACKNOWLEDGE, PEOPLE
from yitang.platform.audit.merkle import DIGESTS, Tree, leaf_hash
from yitang.platform.audit.witness import Batch, Witness
from yitang.platform.keys.public import public_keys, verify_with

AS_PLAIN = {
    "n": 'r."n"', "key_id": 'r."key_id"', "mac": 'r."mac"', "digest": "encode(r.digest, 'hex')", "about": "array_to_string(r.about, ',')",
    "clock_at": "to_char(r.clock_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')",
    "real_at": "to_char(r.real_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')",
}  # fmt: skip
# Every field in its canonical form: the server writes it while the verifier hashes the rows before.
COLUMNS = ", ".join(f"""{AS_PLAIN.get(name, f'r."{name}"::text')} AS "{name}\"""" for name in COLUMN_NAMES)
SEALED = f"SELECT l.seq, {COLUMNS} FROM audit_leaf l LEFT JOIN audit_row r ON r.id = l.row_id ORDER BY l.seq"  # noqa: S608
# What each writer lacks: of the numbers up to its last row, or up to the last number that it was given, when that one's row was taken away.
GAPS = """
SELECT coalesce(r.writer, w.writer) AS writer, greatest(r.last, w.n) - coalesce(r.kept, 0) AS missing
FROM (SELECT writer, max(n) AS last, count(*) AS kept FROM audit_row GROUP BY writer) AS r FULL JOIN audit_writer w ON w.writer = r.writer
WHERE greatest(r.last, w.n) <> coalesce(r.kept, 0)
"""
MOST_SAID = 20
COMMITTED_WITHIN_S = 3.0


@dataclass(slots=True)
class Report:
    """What was verified and what was found; each finding says at which row."""

    rows: int = 0
    heads: int = 0
    unsealed: int = 0
    findings: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    erased: int = 0

    @property
    def good(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def say(self, text: str) -> None:
        """One more finding."""
        self.findings.append(text)

    def words(self) -> str:
        """The report in both languages."""
        head = (
            f"{self.rows} 行已封存，{self.heads} 个树头，{self.unsealed} 行待封存 / {self.rows} rows sealed, {self.heads} heads, {self.unsealed} to be sealed"
        )
        lost = "\n! 第 {0} 到 {1} 行（从 1 数）曾经丢失，两人已确认 / rows {0} to {1}, counted from 1, were lost once, and two people know"
        forgotten = f"\n✓ {self.erased} 行的内容已依法抹除，记录仍在 / the payloads of {self.erased} rows were erased, their rows stand"
        known = (forgotten if self.erased else "") + "".join(lost.format(gap.start + 1, gap.size) for gap in self.gaps)
        if self.good:
            return f"✓ {head}{known}\n✓ 没有改动 / nothing was changed"
        more = f"\n  … {len(self.findings) - MOST_SAID}" if len(self.findings) > MOST_SAID else ""
        return f"{head}\n" + "\n".join(f"✕ {one}" for one in self.findings[:MOST_SAID]) + more


def verify(
    sealed: Iterable[dict[str, Any]], batches: Iterable[Batch], keys: dict[str, bytes], report: Report, since: int | None = None, plan: "Plan | None" = None
) -> Report:
    """Hold sealed rows, in order of ``seq``, against the witness's batches. ``keys``: public keys by id, kept by the verifier.

    ``since``: how many rows the witness knew before ``sealed`` was read. An open office goes on sealing: what the witness remembers
    beyond that and beyond the last row that was read came later, and is for the next time. ``plan``: where the witness's log has gaps.
    """
    rows, tree, beside, course = _Sealed(iter(sealed)), Tree(), _Beside(), plan or Plan()
    for batch in batches:
        if since is not None and tree.size >= since and rows.over:
            break
        report.heads += 1
        key = keys.get(batch.key_id)
        if key is None or not verify_with(key, "head", batch.head.message(), batch.signature):
            report.say(f"树头 {batch.size} 的签名不对 / the signature of head {batch.size} is wrong")
        tree = course.enter(tree, batch, report)
        _batch(rows, tree, beside, batch, report, course)
    course.judge(report)
    rest = rows.rest()
    if rest:
        report.say(f"数据库比见证多 {rest} 行已封存的 / the database holds {rest} sealed rows that the witness never saw")
    report.rows = rows.read
    return report


class Plan:
    """The way through a witness's log with gaps: which of its rows were lost, where it goes on, and who acknowledged that. Without gaps there is no more to it
    than that each batch begins where the last ended.
    """

    def __init__(self, batches: Iterable[Batch] = ()) -> None:
        spans = [(batch.size - len(batch.leaves), batch.size) for batch in batches]
        # Of each batch, before which place its rows still stand: a later one may have gone on from an earlier place.
        self._until, limit = [sys.maxsize] * len(spans), sys.maxsize
        for n in range(len(spans) - 1, -1, -1):
            self._until[n] = limit
            if n and spans[n][0] < spans[n - 1][1]:
                limit = min(limit, spans[n][0])
        self.trees: dict[int, Tree] = {spans[n][0]: Tree() for n in range(1, len(spans)) if spans[n][0] < spans[n - 1][1]}
        self._n, self._last, self.until = -1, Batch(0, b"", "", "", b"", ()), sys.maxsize
        self._named: list[Gap] = []
        self._people: dict[str, set[str]] = {}

    def enter(self, tree: Tree, batch: Batch, report: Report) -> Tree:
        """The next batch: from which tree it goes on."""
        self._n, last, self._last = self._n + 1, self._last, batch
        self.until = self._until[self._n] if self._n < len(self._until) else sys.maxsize
        start = batch.size - len(batch.leaves)
        if start == tree.size or start not in self.trees:
            return tree
        if batch.gap is None or (batch.gap.start, batch.gap.size, batch.gap.root) != (start, last.size, last.root):
            report.say(f"树头 {batch.size} 没有说明之前丢了什么 / head {batch.size} does not name what was lost before it")
        else:
            self._named.append(batch.gap)
        return self.trees[start]

    def saw(self, found: dict[str, Any]) -> None:
        """A row by which a person acknowledged a gap."""
        self._people.setdefault(found["thing_id"], set()).add(str(found["person"]))

    def judge(self, report: Report) -> None:
        """A gap that two people acknowledged in the log itself is known; any other is a finding."""
        for gap in self._named:
            report.gaps.append(gap)
            if len(self._people.get(gap.name, ())) < PEOPLE:
                report.say(f"第 {gap.start} 到 {gap.size - 1} 行丢失，没有两个人确认过 / rows {gap.start} to {gap.size - 1} are lost and no two people know")


class _Sealed:
    """The sealed rows in order; a place that has no row does not push the others out of theirs."""

    def __init__(self, rows: Iterator[dict[str, Any]]) -> None:
        self.rows, self.read = rows, 0
        self._next: dict[str, Any] | None = next(rows, None)

    @property
    def over(self) -> bool:
        """Whether the last has been read."""
        return self._next is None

    def at(self, seq: int) -> tuple[dict[str, Any] | None, int]:
        """The row of this place, if there is one, and how many stood before it that have no place."""
        strays = 0
        while self._next is not None and self._next["seq"] < seq:
            self._step()
            strays += 1
        if self._next is None or self._next["seq"] != seq:
            return None, strays
        return self._step(), strays

    def rest(self) -> int:
        """How many are left."""
        before = self.read
        while self._next is not None:
            self._step()
        return self.read - before

    def _step(self) -> dict[str, Any] | None:
        found, self._next = self._next, next(self.rows, None)
        self.read += 1
        return found


class _Beside:
    """The SM3 tree, where a head has one: it goes on from the head before, or begins with this batch."""

    def __init__(self) -> None:
        self.tree, self.start = Tree(digest=DIGESTS["sm3"]), -1

    def take(self, batch: Batch, begins_at: int) -> bool:
        """The next batch, whose first row has this place. Returns: whether its second tree, if there is one, fits."""
        if batch.second is None:
            self.start = -1
            return not batch.second_leaves
        if batch.second.start != self.start:
            self.tree, self.start = Tree(digest=DIGESTS["sm3"]), batch.second.start
            if self.start != begins_at:
                return False
        self.tree.extend(batch.second_leaves)
        return self.tree.size == batch.size - self.start and self.tree.root() == batch.second.root


def _batch(rows: _Sealed, tree: Tree, beside: _Beside, batch: Batch, report: Report, course: Plan) -> None:
    """The rows of one batch, one by one against the leaves that the witness remembers."""
    begins_at = tree.size
    both = len(batch.second_leaves) == len(batch.leaves)
    if not beside.take(batch, begins_at):
        report.say(f"树头 {batch.size} 的 SM3 根不符 / the SM3 root of head {batch.size} does not fit")
    for leaf in batch.leaves:
        seq = tree.size
        if course.trees and seq in course.trees:
            course.trees[seq] = Tree(seq, tree.edge())
        tree.add(leaf)
        if seq >= course.until:
            continue
        second = batch.second_leaves[seq - begins_at] if both and batch.second else None
        _row(rows, seq, leaf, second, report, course)
    if tree.size != batch.size or tree.root() != batch.root:
        report.say(f"树头 {batch.size} 的根不符 / the root of head {batch.size} does not fit")


def _row(rows: _Sealed, seq: int, leaf: bytes, second: bytes | None, report: Report, course: Plan) -> None:
    """One row against its leaf, and its SM3 leaf where there is one."""
    found, strays = rows.at(seq)
    if strays:
        report.say(f"第 {seq} 行之前多 {strays} 行 / {strays} rows too many stand before row {seq}")
    if found is None:
        report.say(f"第 {seq} 行不见了 / row {seq} is gone")
    elif found["id"] is None:
        report.say(f"第 {seq} 行被删除 / row {seq} was deleted")
    elif leaf_hash(entry := leaf_entry(found)) != leaf or (second is not None and leaf_hash(entry, DIGESTS["sm3"]) != second):
        report.say(f"第 {seq} 行（{found['id']}）被改动或换成别的 / row {seq} ({found['id']}) was changed or replaced")
    elif found["act"] == ACKNOWLEDGE:
        course.saw(found)


def _stream(sql: str, using: str) -> Iterator[dict[str, Any]]:
    with connections[using].chunked_cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description]
        while many := cursor.fetchmany(5000):
            for values in many:
                yield dict(zip(names, values, strict=True))


def _known(newest: Batch | None, using: str) -> int:
    """How many rows the witness knows now; the sealer, who tells it first and then commits, is given the time to."""
    size = newest.size if newest else 0
    until = time.monotonic() + COMMITTED_WITHIN_S
    while any(head["size"] < size for head in _stream("SELECT coalesce(max(size), 0) AS size FROM audit_head", using)) and time.monotonic() < until:
        time.sleep(0.05)
    return size


def verify_installation(witness: Witness | None = None, using: str = "default") -> Report:
    """Verify this installation's log against its witness, read by the role ``using``, while the office may be open. Returns: the report."""
    told, report = witness or keeper(), Report()
    newest = told.last()
    since = _known(newest, using)
    plan = Plan(told.batches()) if newest and newest.gap else None
    verify(_stream(SEALED, using), told.batches(), public_keys("head"), report, since, plan)
    for one in _stream("SELECT count(*) AS n FROM audit_row r WHERE NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.row_id = r.id)", using):
        report.unsealed = one["n"]
    for gap in _stream(GAPS, using):
        report.say(f"写入者 {gap['writer']} 少了 {gap['missing']} 行 / writer {gap['writer']} lacks {gap['missing']} rows")
    verify_payloads(report, using)
    return report


def verify_payloads(report: Report, using: str = "default") -> Report:
    """Whether each payload is there or was erased by two people; needs no key, so it can be asked of a copy of the database. Returns: the report."""
    stream = partial(_stream, using=using)
    for finding in payload_findings(stream):
        report.say(finding)
    report.erased = erased_rows(stream)
    return report
