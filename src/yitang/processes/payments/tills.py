"""Reading the tills: the clerk's own drawer, the sheet of a window, the money of the office's day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.policy.public import value
from yitang.processes.payments.access import DRAWER, SEE_MONEY_BACK, SEE_TILLS
from yitang.processes.payments.booking import drawer_holds
from yitang.processes.payments.choices import choices
from yitang.processes.payments.domain import DIFFERENCE_WORDS, ENTRY_WORDS, STATE_WORDS
from yitang.processes.payments.drawer_acts import day_in_hand
from yitang.processes.payments.errors import CountHidden
from yitang.processes.payments.refunds import COLUMNS, FROM, RefundRow, as_row
from yitang.processes.payments.waivers import COLUMNS as WAIVER_COLUMNS
from yitang.processes.payments.waivers import FROM as WAIVER_FROM
from yitang.processes.payments.waivers import WaiverRow, as_waiver

# The kinds of a sheet's sums, in the order of the sheet.
SUMS = ("float", "cash", "code", "waived", "cash_back", "code_back")


@dataclass(frozen=True, slots=True)
class TillRow:
    """The till of a window and day. What should be in the drawer is there only once it is counted; ``mine``: it is in the viewer's hands."""

    id: UUID | None
    office_id: UUID
    window_id: UUID
    on: date
    state: str
    holder_account: UUID | None
    given: bool
    counted_fen: int | None
    expected_fen: int | None
    counted_account: UUID | None
    counted_at: datetime | None
    reason: str
    note: str

    @property
    def words(self) -> tuple[str, str]:
        """The state in Chinese and English."""
        return STATE_WORDS[self.state]

    @property
    def difference_fen(self) -> int:
        """What was counted more than should have been there; less than zero when it is short."""
        return (self.counted_fen or 0) - (self.expected_fen or 0)

    @property
    def reason_zh(self) -> str:
        """The reason of the difference in Chinese, as the office's list has it."""
        return next((one.zh for one in choices("payments.drawer_reasons") if one.code == self.reason), self.reason)


TILL = (
    'id, office_id, window_id, "on", state, holder_account, given_fen IS NOT NULL AS given, counted_fen, expected_fen, counted_account, counted_at, '
    "reason, note"
)


def _till(found: dict[str, Any]) -> TillRow:
    if found["state"] == "open":  # the count before, if there was one, is in its line
        found = {**found, "counted_fen": None, "expected_fen": None, "counted_account": None, "counted_at": None}
    return TillRow(**found)


@dataclass(frozen=True, slots=True)
class Drawer:
    """The clerk's own drawer: its day, whether money went through it, whether it is in his hands or empty, earlier days that wait, its float (fen)."""

    till: TillRow
    mine: bool
    begun: bool
    used: bool
    float_fen: int


def drawer_of(viewer: Viewer) -> Drawer:
    """The drawer of the viewer's window: of the oldest day that is open, else of today. It says nothing of what should be in it.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, DRAWER)
    if viewer.window_id is None or viewer.office_id is None:
        raise NotYours
    may(viewer, DRAWER, Place((viewer.office_id,), viewer.hall_id, viewer.window_id))
    on = day_in_hand(viewer.window_id)
    found = row(f'SELECT {TILL} FROM payments_till WHERE window_id = %s AND "on" = %s', [viewer.window_id, on])
    if found is None:
        empty = TillRow(None, viewer.office_id, viewer.window_id, on, "open", None, False, None, None, None, None, "", "")
        return Drawer(empty, True, False, False, int(value("payments.float_fen")))
    said = row(
        "SELECT count(*) FILTER (WHERE kind <> 'float' AND drawer_fen <> 0) AS used, coalesce(sum(drawer_fen) FILTER (WHERE kind = 'float'), 0)::int AS float "
        "FROM payments_entry WHERE till_id = %s",
        [found["id"]],
    )
    assert said is not None
    mine = found["holder_account"] in (None, viewer.account_id) or drawer_holds(found["id"]) == 0
    return Drawer(_till(found), mine, True, said["used"] > 0, said["float"])


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A line of a till (fen), in order."""

    n: int
    kind: str
    fen: int
    drawer_fen: int
    receipt: str
    account_id: UUID | None
    said: str
    at: datetime

    @property
    def words(self) -> tuple[str, str]:
        """The kind in Chinese and English."""
        return ENTRY_WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class Sum:
    """The lines of one kind: how many, how much (fen), the first and the last receipt."""

    kind: str
    count: int
    fen: int
    first: str
    last: str

    @property
    def words(self) -> tuple[str, str]:
        """The kind in Chinese and English."""
        return ENTRY_WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The settlement sheet of a window (日结单): the till, its sums by kind, its lines, who accepted it and when, corrections after the close (fen)."""

    till: TillRow
    sums: tuple[Sum, ...]
    entries: tuple[EntryRow, ...]
    accepted_account: UUID | None
    accepted_at: datetime | None
    corrected_fen: int


def sheet_for(viewer: Viewer, till_id: UUID) -> Sheet:
    """The sheet of a till; for the clerk of its window once it is counted.

    Raises: CountHidden, PostMayNot, NotYours.
    """
    allow(viewer, SEE_TILLS)
    found = row(f"SELECT {TILL} FROM payments_till WHERE id = %s", [till_id])
    if found is None:
        raise NotYours
    may(viewer, SEE_TILLS, Place((found["office_id"],), None, found["window_id"]))
    if viewer.post == "clerk" and found["state"] == "open":
        raise CountHidden
    lines = tuple(
        EntryRow(**r)
        for r in rows("SELECT n, kind, fen, drawer_fen, receipt, account_id, said, at FROM payments_entry WHERE till_id = %s ORDER BY n", [till_id])
    )
    closed = row("SELECT accepted_account, at FROM payments_settlement WHERE till_id = %s", [till_id])
    return Sheet(
        _till(found), tuple(s for s in (_sum(kind, lines) for kind in SUMS) if s.count), lines, closed["accepted_account"] if closed else None,
        closed["at"] if closed else None, sum(e.fen for e in lines if e.kind == "correction"),
    )  # fmt: skip


def _sum(kind: str, lines: tuple[EntryRow, ...]) -> Sum:
    own = [line for line in lines if line.kind == kind]
    numbers = sorted(line.receipt for line in own if line.receipt)
    fen = sum(line.drawer_fen if kind == "float" else line.fen for line in own)
    return Sum(kind, len(own), fen, numbers[0] if numbers else "", numbers[-1] if numbers else "")


@dataclass(frozen=True, slots=True)
class DayRow:
    """A window in the office's day: its till, and what went through it by kind (fen)."""

    till: TillRow
    cash: int
    code: int
    waived: int
    cash_back: int
    code_back: int
    corrected: int


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A line in which books and provider's statement differ (fen; nothing where it is missing)."""

    id: UUID
    on: date
    transaction: str
    direction: str
    kind: str
    here_fen: int | None
    there_fen: int | None
    order_id: UUID | None
    state: str
    reason: str
    note: str

    @property
    def words(self) -> tuple[str, str]:
        """What is unlike, in Chinese and English."""
        return DIFFERENCE_WORDS[self.kind]

    @property
    def can_fetch(self) -> bool:
        """Whether the provider can be asked to say it once more."""
        return self.state == "open" and self.kind == "missing_here" and self.direction == "in" and self.order_id is not None


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """The money of an office on a day: its windows, the lines that differ, when the provider's statement was held against the books."""

    on: date
    windows: tuple[DayRow, ...]
    differences: tuple[DifferenceRow, ...]
    compared_at: datetime | None
    lines: int

    @property
    def open_windows(self) -> int:
        """Windows with money that are not settled."""
        return sum(one.till.state != "closed" for one in self.windows)

    @property
    def open_lines(self) -> int:
        """Lines that nobody has explained."""
        return sum(one.state == "open" for one in self.differences)

    @property
    def balanced(self) -> bool:
        """Whether the day closes: every window settled, the statement compared, each difference gone or explained."""
        return self.open_windows == 0 and self.open_lines == 0 and self.compared_at is not None

    def total(self, kind: str) -> int:
        """The sum of the windows for a kind, in fen."""
        return sum(int(getattr(one, kind)) for one in self.windows)


BY_KIND = ", ".join(
    f"coalesce(sum(e.fen) FILTER (WHERE e.kind = '{kind}'), 0)::int AS {name}"
    for kind, name in (
        ("cash", "cash"),
        ("code", "code"),
        ("waived", "waived"),
        ("cash_back", "cash_back"),
        ("code_back", "code_back"),
        ("correction", "corrected"),
    )
)


def office_day(viewer: Viewer, on: date) -> OfficeDay:
    """The money of the viewer's office on a day.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SEE_TILLS)
    if viewer.office_id is None:
        raise NotYours
    may(viewer, SEE_TILLS, Place((viewer.office_id,)))
    found = rows(f'SELECT {TILL} FROM payments_till WHERE office_id = %s AND "on" = %s', [viewer.office_id, on])
    sums = {
        r.pop("till_id"): r
        for r in rows(
            f"SELECT e.till_id, {BY_KIND} FROM payments_entry e JOIN payments_till t ON t.id = e.till_id "
            'WHERE t.office_id = %s AND t."on" = %s GROUP BY e.till_id',
            [viewer.office_id, on],
        )
    }
    nothing = dict.fromkeys(("cash", "code", "waived", "cash_back", "code_back", "corrected"), 0)
    unlike = rows(
        'SELECT id, "on", transaction, direction, kind, here_fen, there_fen, order_id, state, reason, note FROM payments_difference '
        "WHERE office_id = %s AND \"on\" = %s AND state <> 'gone' ORDER BY state DESC, found_at",
        [viewer.office_id, on],
    )
    compared = row('SELECT at, lines FROM payments_comparison WHERE office_id = %s AND "on" = %s ORDER BY at DESC LIMIT 1', [viewer.office_id, on])
    return OfficeDay(
        on, tuple(DayRow(_till(t), **{**nothing, **sums.get(t["id"], {})}) for t in found), tuple(DifferenceRow(**r) for r in unlike),
        compared["at"] if compared else None, compared["lines"] if compared else 0,
    )  # fmt: skip


def tills_to_accept(viewer: Viewer) -> list[TillRow]:
    """Tills of the viewer's office that are counted and wait for a second person, and those of earlier days that nobody has counted; the oldest first.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SEE_TILLS)
    if viewer.office_id is None:
        raise NotYours
    may(viewer, SEE_TILLS, Place((viewer.office_id,)))
    found = rows(
        f"SELECT {TILL} FROM payments_till WHERE office_id = %s AND (state = 'counted' OR (state = 'open' AND \"on\" < %s)) "
        'ORDER BY "on", counted_at LIMIT 200',
        [viewer.office_id, clock.today()],
    )
    return [_till(one) for one in found]


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """What waits in an office: waivers and refunds for a second person, cash for who fetches it, refunds that a provider does not finish."""

    waivers: tuple[WaiverRow, ...]
    refunds: tuple[RefundRow, ...]
    cash: tuple[RefundRow, ...]
    stuck: tuple[RefundRow, ...]

    @property
    def to_decide(self) -> int:
        """How many wait for a second person."""
        return len(self.waivers) + len(self.refunds)


def money_back(viewer: Viewer) -> MoneyBack:
    """What waits in the viewer's office, the oldest first.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SEE_MONEY_BACK)
    if viewer.office_id is None:
        raise NotYours
    may(viewer, SEE_MONEY_BACK, Place((viewer.office_id,)))
    asked = rows(f"SELECT {WAIVER_COLUMNS} {WAIVER_FROM} WHERE w.office_id = %s AND w.state = 'asked' ORDER BY w.asked_at LIMIT 200", [viewer.office_id])
    found = [
        as_row(r)
        for r in rows(
            f"SELECT {COLUMNS} {FROM} WHERE r.office_id = %s AND r.state IN ('asked', 'approved', 'failed') ORDER BY r.asked_at LIMIT 500", [viewer.office_id]
        )
    ]
    late = clock.now() - timedelta(seconds=value("payments.refund_late_s"))
    stuck = [r for r in found if r.state == "failed" or (r.state == "approved" and r.method == "code" and (r.fault == "other_amount" or _before(r, late)))]
    return MoneyBack(
        tuple(as_waiver(r) for r in asked), tuple(r for r in found if r.state == "asked"),
        tuple(r for r in found if r.state == "approved" and r.method == "cash"), tuple(stuck),
    )  # fmt: skip


def _before(refund: RefundRow, late: datetime) -> bool:
    return refund.decided_at is not None and refund.decided_at <= late
