"""Reading the log along a thread (责任倒查): rows by thing, trace, person, officer, window or time, in the order in which it happened."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from yitang.platform.database.public import rows

COLUMNS = (
    'r.id, r.act, r.result, r.account, r.person, r.post, r.office, r.hall, r."window", r.device, r.session, r.trace, r.thing_kind, r.thing_id, '
    "r.clock_at AS at, coalesce(r.about, '{}') AS about, l.seq, (SELECT min(h.size) FROM audit_head h WHERE h.size > l.seq) AS head_size"
)
TRAIL = f"SELECT {COLUMNS} FROM audit_row r LEFT JOIN audit_leaf l ON l.row_id = r.id"  # noqa: S608
COUNTED = """
SELECT r.account, r.act, r.thing_kind, count(*)::int AS n FROM audit_row r
WHERE r.account IS NOT NULL AND r.result = ANY(%s) AND r.act = ANY(%s) AND r.clock_at >= %s AND r.clock_at < %s GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: any of ``ids`` (as things of one of ``kinds``), ``traces`` or personal ``keys``, where one is named; and all of the others that are."""

    kinds: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    traces: tuple[UUID, ...] = ()
    keys: tuple[UUID, ...] = ()
    row: UUID | None = None
    account: UUID | None = None
    window: UUID | None = None
    office: UUID | None = None
    acts: tuple[str, ...] = ()
    result: str = ""
    from_at: datetime | None = None
    to_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One row of the log on a timeline. ``seq``: its place from 0, ``head_size``: the first head that took it in; nothing until it is sealed."""

    id: UUID
    act: str
    result: str
    account: UUID | None
    person: UUID | None
    post: str
    office: UUID | None
    hall: UUID | None
    window: UUID | None
    device: UUID | None
    session: UUID | None
    trace: UUID | None
    thing_kind: str
    thing_id: str
    at: datetime
    about: list[UUID] = field(default_factory=list)
    seq: int | None = None
    head_size: int | None = None

    @property
    def number(self) -> int | None:
        """The row's number as people count, from 1."""
        return None if self.seq is None else self.seq + 1


def trail(wanted: Wanted, limit: int, offset: int = 0) -> list[TrailRow]:
    """Rows in the order in which they happened; whoever calls this has asked whether the viewer may, and records the look."""
    conditions, values = _conditions(wanted)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    return [TrailRow(**one) for one in rows(f"{TRAIL} {where} ORDER BY r.clock_at, r.id LIMIT %s OFFSET %s", [*values, limit, offset])]


def _conditions(wanted: Wanted) -> tuple[list[str], list[Any]]:
    of, values = list[str](), list[Any]()
    if wanted.ids:
        of.append("(r.thing_kind = ANY(%s) AND r.thing_id = ANY(%s))")
        values += [list(wanted.kinds), list(wanted.ids)]
    if wanted.traces:
        of.append("r.trace = ANY(%s)")
        values.append(list(wanted.traces))
    if wanted.keys:
        of.append("(r.about IS NOT NULL AND r.about && %s)")
        values.append(list(wanted.keys))
    found = [f"({' OR '.join(of)})"] if of else []
    for sql, value in (
        ("r.id = %s", wanted.row), ("r.account = %s", wanted.account), ('r."window" = %s', wanted.window), ("r.office = %s", wanted.office),
        ("r.act = ANY(%s)", list(wanted.acts)),
        ("r.result = %s", wanted.result), ("r.clock_at >= %s", wanted.from_at), ("r.clock_at < %s", wanted.to_at),
    ):  # fmt: skip
        if value:
            found.append(sql)
            values.append(value)
    return found, values


def counted(acts: tuple[str, ...], results: tuple[str, ...], from_at: datetime, to_at: datetime) -> list[dict[str, Any]]:
    """How often each account did each of these acts in this time, by kind of thing."""
    return rows(COUNTED, [list(results), list(acts), from_at, to_at])
