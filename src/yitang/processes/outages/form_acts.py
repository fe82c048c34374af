"""What is done with one form: entered by two, decided by a third, recorded by the ordinary operations, or set aside with a reason."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import despite_refusal, execute, new_id, row
from yitang.platform.identity.public import FreshFactorNeeded, NotYours, Place, PostMayNot, SignInNeeded, WindowLocked, allow, may
from yitang.platform.keys.public import wrap
from yitang.processes.archives.public import add_page
from yitang.processes.cases.public import accept_case
from yitang.processes.outages.access import DECIDE, ENTER, MISS, RECORD, SETTLE, VOID
from yitang.processes.outages.domain import OUTCOMES, STATES, WHAT, WORDS, FormRow, claimed, plain
from yitang.processes.outages.errors import BatchClosed, FormIncomplete, FormMovedOn, NotWhileOnPaper, SecondPersonNeeded
from yitang.processes.outages.operations import why
from yitang.processes.outages.queries import FORM, entered_by, entries
from yitang.processes.queue.public import (
    TicketMovedOn,
    WindowBusy,
    WindowHandedOver,
    WindowNotOpen,
    WindowPaused,
    end_from_paper,
    serve_from_paper,
)
from yitang.registers.catalogue.public import offered

SeenOf = Callable[[str, Mapping[str, str]], Any]
# What is about who asks, or about the desk, and says nothing of the form: it stays as it was and is tried again.
NOT_OF_THE_FORM = (
    SignInNeeded, NotYours, PostMayNot, FreshFactorNeeded, WindowLocked, FormMovedOn, BatchClosed, WindowBusy, WindowPaused, WindowNotOpen,
    WindowHandedOver, TicketMovedOn,
)  # fmt: skip
MOST_FIELDS, MOST_FIELD = 120, 300


def _locked(viewer: Viewer, name: str, form_id: UUID) -> FormRow:
    """The form, its batch and its row locked to the end of the act, in this order: closing a batch and an act with its form come one after the other.

    Raises: NotYours, BatchClosed.
    """
    batch = row("SELECT b.closed_at FROM outages_batch b WHERE b.id = (SELECT batch_id FROM outages_form WHERE id = %s) FOR SHARE", [form_id])
    if batch is None:
        raise NotYours
    execute("SELECT 1 FROM outages_form WHERE id = %s FOR UPDATE", [form_id])
    found = row(f"{FORM} WHERE f.id = %s", [form_id])
    assert found is not None
    may(viewer, name, Place((found["office_id"],), found["hall_id"]))
    if batch["closed_at"]:
        raise BatchClosed
    return FormRow(**found)


def _move(this: Act, form: FormRow, what: str, sets: str = "", values: list[Any] | None = None) -> None:
    """Move a form along the state table by a conditional statement.

    Raises: FormMovedOn.
    """
    to = STATES.get((form.state, what))
    extra = f", {sets}" if sets else ""
    if to is None or not execute(f"UPDATE outages_form SET state = %s{extra} WHERE id = %s AND state = %s", [to, *(values or []), form.id, form.state]):
        zh, en = WORDS[form.state]
        raise FormMovedOn(serial=form.serial, state_zh=zh, state=en)
    this.on("form", form.id)
    this.note({"serial": form.serial, "from": form.state, "to": to})


def _checked(form: FormRow, said: Mapping[str, str]) -> tuple[dict[str, str], datetime]:
    """The fields as they are kept, and the time that the paper says.

    Raises: FormIncomplete, NotYetHere, NotWhileOnPaper.
    """
    fields = {name: text[:MOST_FIELD] for name, text in list(plain(said).items())[:MOST_FIELDS]}
    if fields.get("what") not in WHAT:
        raise FormIncomplete(name="办什么", name_en="what")
    if not fields.get("business"):
        raise FormIncomplete(name="业务", name_en="business")
    offered(fields["business"])
    if len(fields.get("officer", "")) < 2:
        raise FormIncomplete(name="经办人", name_en="officer")
    if fields["what"] == "ticket" and fields.get("outcome") not in OUTCOMES:
        raise FormIncomplete(name="结果", name_en="outcome")
    if fields["what"] == "acceptance" and not fields.get("number"):
        raise FormIncomplete(name="证件号或号牌", name_en="number")
    when = claimed(fields)
    if when is None:
        raise FormIncomplete(name="受理日期和时间", name_en="day and time")
    at = datetime.combine(*when, tzinfo=clock.local(clock.now()).tzinfo)
    if not row(
        "SELECT 1 AS yes FROM outages_outage WHERE hall_id = %s AND date_trunc('minute', began_at) <= %s AND coalesce(ended_at, until_at) >= %s AND %s <= %s",
        [form.hall_id, at, at, at, clock.now()],
    ):
        raise NotWhileOnPaper(when=f"{at:%Y-%m-%d %H:%M}")
    return fields, at


def _enter(this: Act, viewer: Viewer, form: FormRow, n: int, fields: dict[str, str]) -> None:
    """Keep an entry, encrypted. By person, whichever account he uses.

    Raises: SecondPersonNeeded.
    """
    if viewer.person_id is None or viewer.person_id in entered_by(form.id):
        raise SecondPersonNeeded
    entry_id = new_id()
    cipher = wrap(json.dumps(fields, ensure_ascii=False).encode(), f"outages_entry:fields_cipher:{entry_id}")
    execute(
        "INSERT INTO outages_entry (id, form_id, n, account_id, person_id, fields_cipher, at, log_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [entry_id, form.id, n, viewer.account_id, viewer.person_id, cipher, this.at, this.id],
    )


def enter_form(viewer: Viewer, form_id: UUID, said: Mapping[str, str]) -> str:
    """Type what stands on a form (录入): the first time, or by another person the second time, without seeing the first. Returns: its state then.

    Raises: SecondPersonNeeded, FormIncomplete, NotWhileOnPaper, NotYetHere, FormMovedOn, BatchClosed, NotYours, PostMayNot.
    """
    allow(viewer, ENTER)
    with act(viewer, ENTER) as this:
        form = _locked(viewer, ENTER, form_id)
        if form.state not in ("blank", "once"):
            _move(this, form, "enter")
        fields, at = _checked(form, said)
        first = form.state == "blank"
        _enter(this, viewer, form, 1 if first else 2, fields)
        same = not first and entries(form.id)[0] == fields
        what = "enter" if first else "enter_same" if same else "enter_other"
        _move(this, form, what, "claimed_at = %s", [at])
    return STATES[form.state, what]


def decide_form(viewer: Viewer, form_id: UUID, said: Mapping[str, str]) -> None:
    """Say what stands on a form of which two entries differ (定夺), by a third person with the paper in hand.

    Raises: as ``enter_form``.
    """
    allow(viewer, DECIDE)
    with act(viewer, DECIDE) as this:
        form = _locked(viewer, DECIDE, form_id)
        if form.state != "differs":
            _move(this, form, "decide")
        fields, at = _checked(form, said)
        _enter(this, viewer, form, 3, fields)
        _move(this, form, "decide", "claimed_at = %s", [at])


def record_form(viewer: Viewer, form_id: UUID, seen_of: SeenOf) -> UUID:
    """Make the record of a form (入库) by the ordinary operations, at the viewer's own open and empty window. Returns: id of the case, or of the number.

    All rules hold as at the window, with the time of now: deadlines run from it, and what the paper says of the time stands beside it. What the rules refuse is
    refused here too, and the form waits by name with the words of the rule. ``seen_of``: from business and fields to what was seen on the desk.

    Raises: what taking a number and accepting raise; FormMovedOn, BatchClosed, NotYours, PostMayNot.
    """
    allow(viewer, RECORD)
    try:
        with act(viewer, RECORD) as this:
            form = _locked(viewer, RECORD, form_id)
            if (form.state, "record") not in STATES:
                _move(this, form, "record")
            if viewer.window_id is None:
                raise NotYours
            fields = entries(form.id)[-1]
            business, accepts = fields["business"], fields["what"] == "acceptance"
            ticket = serve_from_paper(this, viewer, viewer.window_id, business)
            case_id = _accept(this, viewer, form, fields, seen_of) if accepts else None
            end_from_paper(this, viewer, viewer.window_id, ticket, not accepts and fields["outcome"] == "left")
            _move(this, form, "record", "recorded_at = %s, case_id = %s, ticket_id = %s, refused = ''", [this.at, case_id, ticket["id"]])
    except NOT_OF_THE_FORM:
        raise
    except Refusal as refusal:
        code, words = refusal.code, refusal.zh_text
        despite_refusal(lambda: _block(viewer, form_id, code, words))
        raise
    made: UUID = case_id or ticket["id"]
    return made


def _accept(this: Act, viewer: Viewer, form: FormRow, fields: dict[str, str], seen_of: SeenOf) -> UUID:
    """Accept the case, and put what the paper says of time and officer into its file."""
    business = fields["business"]
    case = accept_case(viewer, business, fields["number"], seen_of(business, fields))
    said = {"serial": form.serial, "claimed": f"{fields['paper_on']} {fields['paper_time']}", "officer": fields["officer"], "recorded": this.at.isoformat()}
    add_page(this, case.id, "paper_form", "纸质应急单 Paper form", json.dumps(said, ensure_ascii=False).encode())
    return case.id


def _block(viewer: Viewer, form_id: UUID, code: str, words: str) -> None:
    """The form waits for somebody to cure what the rule says: an act of its own, after the refused one was undone."""
    with act(viewer, "outages.block_form") as this:
        changed = execute("UPDATE outages_form SET state = 'blocked', refused = %s WHERE id = %s AND state IN ('ready', 'blocked')", [words, form_id])
        this.on("form", form_id)
        this.note({"code": code, "changed": changed})


def void_form(viewer: Viewer, form_id: UUID, reason: str) -> None:
    """A form that was spoilt or not used (作废).

    Raises: SayWhy, FormMovedOn, BatchClosed, NotYours, PostMayNot.
    """
    _aside(viewer, VOID, form_id, "void", reason)


def miss_form(viewer: Viewer, form_id: UUID, reason: str) -> None:
    """A form that nobody can find (找不到): the chief says so, and where it was looked for.

    Raises: as ``void_form``.
    """
    _aside(viewer, MISS, form_id, "miss", reason)


def settle_form(viewer: Viewer, form_id: UUID, reason: str) -> None:
    """A form that the rules refuse ends without a record (处理完毕): the chief says what was done for the citizen.

    Raises: as ``void_form``.
    """
    _aside(viewer, SETTLE, form_id, "settle", reason)


def _aside(viewer: Viewer, name: str, form_id: UUID, what: str, reason: str) -> None:
    allow(viewer, name)
    with act(viewer, name) as this:
        form = _locked(viewer, name, form_id)
        _move(this, form, what, "reason = %s", [why(reason)])
