"""Switching a hall to paper and back, printing its forms, closing a batch."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, execute_many, lock, new_id, new_ids, row, rows
from yitang.platform.documents.public import Stamp, Statement, Wanted, make, make_statement
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.live.public import Event
from yitang.platform.policy.public import value
from yitang.processes.outages.access import CLOSE, END, PRINT, START
from yitang.processes.outages.domain import FINAL, serials_of
from yitang.processes.outages.errors import BatchClosed, EndNotThere, FormsCount, FormsNotAccounted, PaperModeOff, PaperModeOn, SayWhy
from yitang.processes.outages.queries import KIND, forget, outage_now
from yitang.registers.offices.public import HallRow, OfficeRow, hall, office

MOST_REASON, MOST_NAMED = 200, 10


@dataclass(frozen=True, slots=True)
class FormsSheet:
    """What a layout needs to draw a batch: ``codes``, (serial, signed statement) of each form."""

    number: str
    issued_on: date
    office: OfficeRow
    hall: HallRow
    codes: tuple[tuple[str, str], ...]


def why(said: str) -> str:
    """A reason as it is kept.

    Raises: SayWhy.
    """
    reason = clean(said, MOST_REASON)
    if len(reason) < 2:
        raise SayWhy
    return reason


def start_paper_mode(viewer: Viewer, hall_id: UUID, reason: str, hours: int) -> UUID:
    """From now on a hall works on paper (改为纸质办理), for so many hours at most: everybody who looks at the hall is told. Returns: id of the outage.

    Raises: SayWhy, EndNotThere, PaperModeOn, NotYours, PostMayNot, FreshFactorNeeded.
    """
    allow(viewer, START)
    with act(viewer, START) as this:
        may(viewer, START, Place((hall(hall_id).office_id,)))
        reason, most = why(reason), value("outages.most_hours")
        if not 1 <= hours <= most:
            raise EndNotThere(most=most)
        lock("outages.hall", hall_id)  # to say it by name; what makes a second impossible is the constraint
        if outage_now(hall_id):
            raise PaperModeOn
        # One whose end has passed is over without anybody's act.
        execute("UPDATE outages_outage SET ended_at = until_at WHERE hall_id = %s AND ended_at IS NULL AND until_at <= %s", [hall_id, this.at])
        outage_id = new_id()
        execute(
            "INSERT INTO outages_outage (id, office_id, hall_id, reason, began_at, until_at, account_id, log_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [outage_id, viewer.office_id, hall_id, reason, this.at, this.at + timedelta(hours=hours), viewer.account_id, this.id],
        )
        this.on("hall", hall_id)
        this.note({"reason": reason, "hours": hours})
        this.tell(Event(f"hall:{hall_id}", "paper_mode", {"on": True}))
    forget()
    return outage_id


def end_paper_mode(viewer: Viewer, hall_id: UUID) -> None:
    """The hall works with the system again (恢复系统办理).

    Raises: PaperModeOff, NotYours, PostMayNot.
    """
    allow(viewer, END)
    with act(viewer, END) as this:
        may(viewer, END, Place((hall(hall_id).office_id,)))
        if not execute("UPDATE outages_outage SET ended_at = %s WHERE hall_id = %s AND ended_at IS NULL AND until_at > %s", [this.at, hall_id, this.at]):
            raise PaperModeOff
        this.on("hall", hall_id)
        this.tell(Event(f"hall:{hall_id}", "paper_mode", {"on": False}))
    forget()


def print_forms(viewer: Viewer, hall_id: UUID, count: int, layout: Callable[[FormsSheet], bytes]) -> UUID:
    """Print a batch of blank forms (应急单) for a hall, before they are needed: each has a serial and a signed code. Returns: id of the batch.

    Raises: FormsCount, NotYours, PostMayNot.
    """
    allow(viewer, PRINT)
    with act(viewer, PRINT) as this:
        place = hall(hall_id)
        may(viewer, PRINT, Place((place.office_id,)))
        most = value("outages.batch_most")
        if not 1 <= count <= most:
            raise FormsCount(most=most)
        batch_id = new_id()

        def drawn(stamp: Stamp) -> bytes:
            codes = [(one, make_statement(Statement(KIND, one, "", stamp.issued_on.isoformat(), ""))) for one in serials_of(stamp.number, count)]
            return layout(FormsSheet(stamp.number, stamp.issued_on, office(place.office_id), place, tuple(codes)))

        made = make(this, Wanted("forms", "N", place.office_id, batch_id), drawn)
        execute(
            "INSERT INTO outages_batch (id, office_id, hall_id, number, forms, document_id, printed_at) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [batch_id, place.office_id, hall_id, made.number, count, made.id, this.at],
        )
        execute_many(
            "INSERT INTO outages_form (id, batch_id, serial, state, reason, refused) VALUES (%s, %s, %s, 'blank', '', '')",
            [[form_id, batch_id, one] for form_id, one in zip(new_ids(count), serials_of(made.number, count), strict=True)],
        )
        this.on("batch", batch_id)
    return batch_id


def close_batch(viewer: Viewer, batch_id: UUID) -> None:
    """Close a batch (关闭一批): only when every serial is recorded, settled, void or known to be missing.

    The batch is locked as every act with one of its forms locks it: none changes between the count and the commit.

    Raises: FormsNotAccounted with the serials, BatchClosed, NotYours, PostMayNot.
    """
    allow(viewer, CLOSE)
    with act(viewer, CLOSE) as this:
        found = row("SELECT office_id, closed_at FROM outages_batch WHERE id = %s FOR UPDATE", [batch_id])
        if found is None:
            raise NotYours
        may(viewer, CLOSE, Place((found["office_id"],)))
        if found["closed_at"]:
            raise BatchClosed
        left = [
            r["serial"] for r in rows("SELECT serial FROM outages_form WHERE batch_id = %s AND NOT state = ANY(%s) ORDER BY serial", [batch_id, list(FINAL)])
        ]
        if left:
            raise FormsNotAccounted(n=len(left), serials=", ".join(left[:MOST_NAMED]))
        execute("UPDATE outages_batch SET closed_at = %s, closed_by = %s WHERE id = %s", [this.at, viewer.account_id, batch_id])
        this.on("batch", batch_id)
