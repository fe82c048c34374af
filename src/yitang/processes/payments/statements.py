"""The day's codes held against the provider's own statement (对账): every line in which they differ becomes work, until it is gone or explained."""

from datetime import date
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.processes.payments.access import COMPARE, EXPLAIN_LINE
from yitang.processes.payments.choices import choice
from yitang.processes.payments.code_acts import settle_callback
from yitang.processes.payments.domain import Line, Unlike, compare
from yitang.processes.payments.errors import NotWaitingAnyMore, StatementTooEarly, WordsNeeded
from yitang.processes.payments.gateway import provider, provider_named


def booked(name: str, on: date) -> tuple[Line, ...]:
    """What our books have of a provider on a local day: money that came, whatever became of it, and refunds that are done."""
    start, end = clock.local_day_bounds(on)
    came = rows(
        "SELECT order_id, transaction, fen FROM payments_incoming WHERE provider = %s AND paid_at >= %s AND paid_at < %s ORDER BY paid_at", [name, start, end]
    )
    went = rows(
        "SELECT id, order_id, fen FROM payments_refund WHERE provider = %s AND method = 'code' AND state = 'done' AND done_at >= %s AND done_at < %s "
        "ORDER BY done_at",
        [name, start, end],
    )
    return (*(Line("in", r["order_id"], r["transaction"], r["fen"]) for r in came), *(Line("out", r["order_id"], str(r["id"]), r["fen"]) for r in went))


def compare_statement(viewer: Viewer, on: date) -> int:
    """Hold a day's books against the provider's statement; asked again, what agrees by then is gone. Returns: how many lines are unlike.

    The statement is of the whole installation: each line is listed to the office of its order, one of no order of ours to who compares.

    Raises: StatementTooEarly, ProviderSilent, PostMayNot, NotYours.
    """
    allow(viewer, COMPARE)
    if viewer.office_id is None:
        raise NotYours
    may(viewer, COMPARE, Place((viewer.office_id,)))
    if on > clock.today():
        raise StatementTooEarly
    asked = provider()
    said = asked.statement(on)  # before anything is locked: a slow provider holds up nobody
    with act(viewer, COMPARE) as this:
        may(viewer, COMPARE, Place((viewer.office_id,)))
        ours = booked(asked.name, on)
        unlike = compare(ours, said)
        offices = _offices([one.line.order_id for one in unlike if one.line.order_id])
        for one in unlike:
            _list(this, asked.name, on, one, offices.get(one.line.order_id, viewer.office_id))
        execute(
            "UPDATE payments_difference SET state = 'gone' WHERE provider = %s AND \"on\" = %s AND state = 'open' AND NOT (transaction || direction = ANY(%s))",
            [asked.name, on, [one.line.transaction + one.line.direction for one in unlike]],
        )
        execute(
            'INSERT INTO payments_comparison (id, office_id, "on", provider, lines, unlike, account_id, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)',
            [new_id(), viewer.office_id, on, asked.name, len(said), len(unlike), viewer.account_id, this.at],
        )
        this.on("statement", on)
        this.note({"provider": asked.name, "lines": len(said), "unlike": len(unlike)})
    return len(unlike)


def _offices(orders: list[UUID]) -> dict[UUID | None, UUID]:
    found = rows("SELECT o.id, b.office_id FROM payments_order o JOIN payments_bill b ON b.id = o.bill_id WHERE o.id = ANY(%s)", [orders])
    return {r["id"]: r["office_id"] for r in found}


def _list(this: Act, name: str, on: date, one: Unlike, office_id: UUID) -> None:
    """List a line once; what was explained stays so while it is unlike in the same way."""
    execute(
        "INSERT INTO payments_difference AS d (id, office_id, \"on\", provider, order_id, transaction, direction, kind, here_fen, there_fen, state, found_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'open', %s) ON CONFLICT ON CONSTRAINT a_difference_is_listed_once DO UPDATE "
        "SET kind = EXCLUDED.kind, here_fen = EXCLUDED.here_fen, there_fen = EXCLUDED.there_fen, "
        "state = CASE WHEN d.state = 'explained' AND d.kind = EXCLUDED.kind AND d.here_fen IS NOT DISTINCT FROM EXCLUDED.here_fen "
        "AND d.there_fen IS NOT DISTINCT FROM EXCLUDED.there_fen THEN 'explained' ELSE 'open' END",
        [
            new_id(), office_id, on, name, one.line.order_id, one.line.transaction, one.line.direction, one.kind, one.here_fen, one.there_fen, this.at,
        ],
    )  # fmt: skip


def fetch_line(viewer: Viewer, difference_id: UUID) -> int:
    """Money that the provider has and we have not (核实入账): he is asked about the order once more, and his word is booked like any message of his.

    Returns: how many lines are unlike afterwards.
    Raises: NotWaitingAnyMore, CallbackUnconfirmed, ProviderSilent, PostMayNot, NotYours.
    """
    allow(viewer, COMPARE)
    found = row("SELECT * FROM payments_difference WHERE id = %s", [difference_id])
    if found is None:
        raise NotYours
    may(viewer, COMPARE, Place((found["office_id"],)))
    if found["state"] != "open" or found["kind"] != "missing_here" or found["direction"] != "in" or found["order_id"] is None:
        raise NotWaitingAnyMore(state_zh="不能核实入账", state_en="not to be fetched")
    truth = provider_named(found["provider"]).ask(found["order_id"])
    if truth is None:
        raise NotWaitingAnyMore(state_zh="平台说没有这笔", state_en="not known to the provider")
    settle_callback(truth)
    return compare_statement(viewer, found["on"])


def explain_line(viewer: Viewer, difference_id: UUID, reason: str, note: str) -> None:
    """Why books and statement differ in a line (说明差错): a reason of the office's list, and words.

    Raises: NotWaitingAnyMore, ChoiceUnknown, WordsNeeded, PostMayNot, NotYours.
    """
    allow(viewer, EXPLAIN_LINE)
    with act(viewer, EXPLAIN_LINE) as this:
        found = row("SELECT * FROM payments_difference WHERE id = %s FOR UPDATE", [difference_id])
        if found is None:
            raise NotYours
        may(viewer, EXPLAIN_LINE, Place((found["office_id"],)))
        if found["state"] != "open":
            raise NotWaitingAnyMore(state_zh="已说明或已平", state_en="explained or gone")
        why, said = choice("payments.statement_reasons", reason), clean(note)
        if len(said) < 2:
            raise WordsNeeded(name_zh="差错的说明", name_en="explanation of the line")
        execute(
            "UPDATE payments_difference SET state = 'explained', reason = %s, note = %s, explained_account = %s, explained_at = %s WHERE id = %s",
            [why.code, said, viewer.account_id, this.at, difference_id],
        )
        this.on("difference", difference_id)
        this.note({"reason": why.code, "said": said})
