"""What a clerk does with a case: check, accept, review, issue. Each step asks again for everything that it rests on."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.live.public import Event
from yitang.platform.notices.public import send
from yitang.platform.policy.public import value
from yitang.processes.archives.public import add_page, close_file, open_file
from yitang.processes.cases.access import ACCEPT, CHECK, ISSUE, REVIEW
from yitang.processes.cases.businesses import renewal
from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.cases.checking import Seen, as_json, renewal_facts, renewal_policy
from yitang.processes.cases.domain import STATES, WORDS, CaseRow
from yitang.processes.cases.errors import (
    CaseMovedOn,
    FactsChanged,
    NobodyServed,
    NotPaid,
    NotReviewed,
    OpenCaseExists,
    PapersMissing,
    SamePerson,
)
from yitang.processes.cases.queries import case_row
from yitang.processes.cases.statements import make_statement
from yitang.processes.feedback.public import invite
from yitang.processes.payments.public import is_settled, open_bill
from yitang.processes.queue.public import AtWindow, current_at, finish, session_of
from yitang.registers.catalogue.public import offered
from yitang.registers.drivers.public import licence_of, renew
from yitang.registers.offices.public import is_workday, office
from yitang.registers.people.public import PersonRow, find_by_number, person, phone_for_notice


def _served(viewer: Viewer) -> AtWindow:
    """The person served at the viewer's window.

    Raises: NobodyServed.
    """
    if viewer.window_id is None or viewer.office_id is None:
        raise NotYours
    current = current_at(viewer.window_id)
    if current is None or current.state != "serving":
        raise NobodyServed
    return current


def _here(viewer: Viewer) -> Place:
    return Place((viewer.office_id,) if viewer.office_id else (), viewer.hall_id, viewer.window_id)


def check(viewer: Viewer, business: str, number: str, seen: Seen) -> tuple[PersonRow, Findings]:
    """Check a person's papers for a business against the register, without accepting; the look is recorded.

    Raises: NobodyServed, NobodyFound, NoLicence, CitizenIdInvalid, NotYetHere.
    """
    allow(viewer, CHECK)
    offered(business)
    with act(viewer, CHECK) as this:
        may(viewer, CHECK, _here(viewer))
        current = _served(viewer)
        who = find_by_number(viewer, number, f"办理 {current.label}")
        findings = _findings(who, seen, viewer)
        this.on("person", who.id)
        this.trace(current.trace_id)
    return who, findings


def _findings(who: PersonRow, seen: Seen, viewer: Viewer) -> Findings:
    assert viewer.office_id is not None
    on = clock.today()
    facts = renewal_facts(who, licence_of(who.id), seen, office(viewer.office_id).name_zh, on)
    return renewal.check(facts, renewal_policy(on))


def give_notice(viewer: Viewer, business: str, number: str, seen: Seen) -> UUID:
    """Give the one notice of everything missing (一次性告知); it is kept as it was given. Returns: the notice's id.

    Raises: as ``check``.
    """
    who, findings = check(viewer, business, number, seen)
    with act(viewer, "cases.give_notice") as this:
        current = _served(viewer)
        notice_id = new_id()
        execute(
            "INSERT INTO cases_notice (id, visit_id, business, applicant_id, office_id, findings, at) VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s)",
            [notice_id, current.visit_id, business, who.id, viewer.office_id, json.dumps(as_json(findings), ensure_ascii=False), this.at],
        )
        said = findings.said
        entry = offered(business)
        named = {"business_zh": entry.zh, "business_en": entry.en}
        lists = {"list_zh": "；".join(s.zh for s in said), "list_en": "; ".join(s.en for s in said)}
        send(this, who.id, phone_for_notice(who.id), "papers_missing", {**named, **lists}, f"papers_missing:{notice_id}")
        this.on("notice", notice_id)
        this.trace(current.trace_id)
    return notice_id


def accept_case(viewer: Viewer, business: str, number: str, seen: Seen) -> CaseRow:
    """Accept a case (受理) for the person served at the viewer's window: the legal time limit begins.

    Raises: PapersMissing with one list of everything, OpenCaseExists, and as ``check``.
    """
    allow(viewer, ACCEPT)
    entry = offered(business)
    try:
        with act(viewer, ACCEPT) as this:
            may(viewer, ACCEPT, _here(viewer))
            current = _served(viewer)
            who = find_by_number(viewer, number, f"受理 {current.label}")
            findings = _findings(who, seen, viewer)
            if not findings.clear:
                said = findings.said
                raise PapersMissing(list_zh="；".join(s.zh for s in said), list_en="; ".join(s.en for s in said))
            case_id = _write_case(this, viewer, business, entry.limit_days, current, who, seen, findings)
            open_bill(this, case_id, _office(viewer), tuple((f.zh, f.en, f.fen) for f in entry.fees))
    except IntegrityError as fault:
        if "one_open_case" in str(fault):
            raise OpenCaseExists from fault
        raise
    return case_row(case_id)


def _office(viewer: Viewer) -> UUID:
    if viewer.office_id is None:
        raise NotYours
    return viewer.office_id


def _write_case(this: Act, viewer: Viewer, business: str, limit: int | None, current: AtWindow, who: PersonRow, seen: Seen, findings: Findings) -> UUID:
    case_id, on = new_id(), clock.local(this.at).date()
    number = f"{on:%y%m%d}{current.label}{str(case_id)[-6:].upper()}"
    execute(
        "INSERT INTO cases_case (id, number, business, channel, state, visit_id, ticket_id, session_id, window_id, accepting_office, managing_office, "
        "applicant_id, agent_name, subject_kind, subject_id, acceptor_account, acceptor_person, trace_id, facts, \"grant\", accepted_at, due_on) "
        "VALUES (%s, %s, %s, 'window', 'accepted', %s, %s, %s, %s, %s, %s, %s, %s, 'licence', %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s, %s)",
        [
            case_id, number, business, current.visit_id, current.ticket_id, current.session_id, viewer.window_id, viewer.office_id,
            viewer.office_id, who.id, seen.agent_name, licence_of(who.id).id, viewer.account_id, viewer.person_id, current.trace_id,
            json.dumps(_seen_json(seen)), json.dumps(findings.grant), this.at, due_on(on, limit) if limit else None,
        ],
    )  # fmt: skip
    open_file(this, case_id, f"F{number}")
    add_page(this, case_id, "application", "申请信息确认 Application", json.dumps({"number": number, **_seen_json(seen)}, ensure_ascii=False).encode())
    _step(this, case_id, "accept", viewer, current.trace_id)
    this.note({"applicant": who.id, "seen": _seen_json(seen)})
    return case_id


def _seen_json(seen: Seen) -> dict[str, Any]:
    return {name: (v.isoformat() if isinstance(v := getattr(seen, name), date) else v) for name in Seen.__slots__}


def _seen_from(kept: dict[str, Any]) -> Seen:
    return Seen(**{**kept, "medical_on": date.fromisoformat(kept["medical_on"]) if kept["medical_on"] else None})


def due_on(accepted: date, workdays: int) -> date:
    """The last day by which a case must be done: so many working days after the day of acceptance (R164 Art.92, R162 Art.110)."""
    on, left = accepted, workdays
    while left:
        on += timedelta(days=1)
        left -= is_workday(on)
    return on


def _step(this: Act, case_id: UUID, what: str, viewer: Viewer, trace: UUID | None) -> None:
    """Number the act within its case and tell window and holder."""
    this.on("case", case_id)
    this.trace(trace)
    execute(
        "INSERT INTO cases_act (id, case_id, n, act, account_id, window_id, at, log_id) "
        "SELECT %s, %s, count(*) + 1, %s, %s, %s, %s, %s FROM cases_act WHERE case_id = %s",
        [new_id(), case_id, what, viewer.account_id, viewer.window_id, this.at, this.id, case_id],
    )
    if viewer.window_id:
        this.tell(Event(f"window:{viewer.window_id}", "case", {"step": what}))


def _locked(case_id: UUID) -> dict[str, Any]:
    """The case, its row locked to the end of the act: of two who act on it, the second waits and sees the first's result.

    Raises: NotYours when it does not exist.
    """
    found = row("SELECT * FROM cases_case WHERE id = %s FOR UPDATE", [case_id])
    if found is None:
        raise NotYours
    return found


def _move(case: dict[str, Any], what: str) -> None:
    to = STATES.get((case["state"], what))
    if to is None:
        zh, en = WORDS[case["state"]]
        raise CaseMovedOn(state_zh=zh, state=en)
    execute("UPDATE cases_case SET state = %s WHERE id = %s", [to, case["id"]])


def _place(case: dict[str, Any]) -> Place:
    return Place((case["accepting_office"], case["managing_office"]))


def review(viewer: Viewer, case_id: UUID, decision: str = "grant") -> None:
    """Review a case (审核): ``grant`` or ``refuse``. Where policy asks for two people, not the one who accepted it.

    Raises: SamePerson, CaseMovedOn, NotYours.
    """
    allow(viewer, REVIEW)
    with act(viewer, REVIEW) as this:
        case = _locked(case_id)
        may(viewer, REVIEW, _place(case))
        two = case["business"] in value("cases.two_people")
        if two and viewer.person_id == case["acceptor_person"]:
            raise SamePerson
        _move(case, decision)
        execute(
            "INSERT INTO cases_review (id, case_id, two_people, acceptor_person, reviewer_account, reviewer_person, decision, at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [new_id(), case_id, two, case["acceptor_person"], viewer.account_id, viewer.person_id, decision, this.at],
        )
        _step(this, case_id, decision, viewer, case["trace_id"])


def issue(viewer: Viewer, case_id: UUID) -> None:
    """Issue (出证): under the case's lock everything is asked again, then register, document, file and invitation in one commit.

    Raises: NotReviewed, NotPaid, FactsChanged, CaseMovedOn, NotYours.
    """
    allow(viewer, ISSUE)
    with act(viewer, ISSUE) as this:
        case = _locked(case_id)
        may(viewer, ISSUE, _place(case))
        reviewed = row("SELECT id FROM cases_review WHERE case_id = %s AND decision = 'grant'", [case_id])
        if reviewed is None:
            raise NotReviewed
        bill_id = is_settled(case_id)
        if bill_id is None:
            raise NotPaid
        _move(case, "issue")
        grant = _again(case, viewer)
        _write_document(this, case, grant, reviewed["id"], bill_id, viewer)
        _step(this, case_id, "issue", viewer, case["trace_id"])
        _move({**case, "state": "issued"}, "file")
        close_file(this, case_id)
        entry = offered(case["business"])
        said = {"number": case["number"], "business_zh": entry.zh, "business_en": entry.en}
        send(this, case["applicant_id"], phone_for_notice(case["applicant_id"]), "case_issued", said, f"case_issued:{case_id}")
        if case["ticket_id"] and viewer.window_id and viewer.hall_id:
            invite(this, case["ticket_id"], case["accepting_office"], viewer.hall_id, viewer.window_id, case["session_id"])


def _again(case: dict[str, Any], viewer: Viewer) -> dict[str, str]:
    """Check once more in the transaction that writes: the register may have changed since acceptance (X3)."""
    kept = json.loads(case["facts"]) if isinstance(case["facts"], str) else case["facts"]
    findings = _findings(person(case["applicant_id"]), _seen_from(kept), viewer)
    if not findings.clear:
        said = findings.said
        raise FactsChanged(list_zh="；".join(s.zh for s in said), list_en="; ".join(s.en for s in said))
    return findings.grant


def _write_document(this: Act, case: dict[str, Any], grant: dict[str, str], review_id: UUID, bill_id: UUID, viewer: Viewer) -> None:
    serial = f"D{clock.local(this.at):%Y%m%d}{str(case['id'])[-8:].upper()}"
    on = clock.local(this.at).date()
    until = date.fromisoformat(grant["until"]) if grant["until"] else None
    holder = person(case["applicant_id"])
    statement = make_statement("driving_licence", serial, holder.last4, on.isoformat(), grant["until"])
    renew(this, case["subject_id"], serial, int(grant["years"]), date.fromisoformat(grant["from"]), until, office(_office(viewer)).name_zh, on)
    execute(
        "INSERT INTO cases_document (id, case_id, kind, serial, review_id, bill_id, statement, issued_at) VALUES (%s, %s, 'licence', %s, %s, %s, %s, %s)",
        [new_id(), case["id"], serial, review_id, bill_id, statement, this.at],
    )
    add_page(this, case["id"], "document", "驾驶证（演示 SPECIMEN）", statement.encode())
    this.note({"serial": serial, "grant": grant})


def finish_visit(viewer: Viewer, window_id: UUID) -> UUID:
    """The visit at this window is done (办结), and may be rated from now on. Returns: ticket id.

    Raises: WindowIdle, TicketMovedOn, NotYours.
    """
    with act(viewer, "cases.finish_visit") as this:
        ticket_id = finish(viewer, window_id)
        if viewer.office_id and viewer.hall_id:
            invite(this, ticket_id, viewer.office_id, viewer.hall_id, window_id, session_of(ticket_id))
        this.on("ticket", ticket_id)
    return ticket_id
