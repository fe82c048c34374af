"""What a clerk does with a case: check, accept, review, issue, withdraw. Each step asks again for everything that it rests on."""

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from yitang.kernel import clock
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.kernel.workdays import workdays_after
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, execute_many, new_id, new_ids, row
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.live.public import Event
from yitang.platform.notices.public import send
from yitang.platform.numbering.public import draw
from yitang.processes.archives.public import add_page, close_file, open_file
from yitang.processes.cases.access import ACCEPT, CHECK, ISSUE, REVIEW, WITHDRAW
from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.cases.carried import CARRIED, as_json
from yitang.processes.cases.deferring import deferrable, drop_deferrals, not_barred, write_deferrals
from yitang.processes.cases.domain import WITHDRAWALS, CaseRow
from yitang.processes.cases.errors import (
    FactsChanged,
    GroundNeeded,
    NobodyServed,
    NothingMissing,
    NotPaid,
    NotReviewed,
    OpenCaseExists,
    PapersMissing,
    ReasonNeeded,
)
from yitang.processes.cases.matters import Matter
from yitang.processes.cases.owners import NOBODY
from yitang.processes.cases.queries import case_row, hall_of, matter_of, open_case, party_ids, show_parties, two_people
from yitang.processes.cases.statements import make_statement
from yitang.processes.cases.steps import locked, move, next_state, not_a_party, not_suspended, not_the_acceptor, note_step, nothing_deferred, place
from yitang.processes.feedback.public import invite
from yitang.processes.payments.public import MoneyNotReturned, is_settled, open_bill, void_bill
from yitang.processes.queue.public import AtWindow, current_at, finish, hold_people, session_of
from yitang.registers.catalogue.public import offered
from yitang.registers.offices.public import is_workday, office
from yitang.registers.people.public import person, phone_for_notice, propose_change, register_person


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


def check(viewer: Viewer, business: str, key: str, seen: Any) -> tuple[Matter, Findings]:
    """Check papers for a business against the registers, without accepting; each look is recorded.

    ``key``: ID number of the holder of a licence, plate number or VIN of a vehicle. ``seen``: what its class asks of the desk, as ``Seen``.
    Raises: NobodyServed, NotYetHere, and what the registers refuse (NobodyFound, NoLicence, NoSuchVehicle, CitizenIdInvalid ...).
    """
    allow(viewer, CHECK)
    offered(business)
    with act(viewer, CHECK) as this:
        may(viewer, CHECK, _here(viewer))
        current = _served(viewer)
        matter = CARRIED[business].find(viewer, key, seen, f"办理 {current.label}")
        show_parties(viewer, matter)
        findings = _findings(business, matter, viewer)
        this.on(matter.subject_kind, matter.subject_id)
        this.about(*(party.person.id for party in matter.parties if party.person.id != NOBODY))
        this.trace(current.trace_id)
    return matter, findings


def _findings(business: str, matter: Matter, viewer: Viewer) -> Findings:
    return CARRIED[business].findings(matter, office(_office(viewer)), clock.today())


def give_notice(viewer: Viewer, business: str, key: str, seen: Any) -> UUID:
    """Give the one notice of everything missing (一次性告知); it is kept as it was given. Returns: the notice's id.

    Raises: NothingMissing, and as ``check``.
    """
    with act(viewer, "cases.give_notice") as this:
        matter, findings = check(viewer, business, key, seen)
        if findings.clear:
            raise NothingMissing
        current = _served(viewer)
        notice_id = new_id()
        execute(
            "INSERT INTO cases_notice (id, visit_id, business, applicant_id, office_id, findings, at) VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s)",
            [notice_id, current.visit_id, business, matter.applicant.id, viewer.office_id, json.dumps(as_json(findings), ensure_ascii=False), this.at],
        )
        said = findings.said
        entry = offered(business)
        named = {"business_zh": entry.zh, "business_en": entry.en}
        lists = {"list_zh": "；".join(s.zh for s in said), "list_en": "; ".join(s.en for s in said)}
        applicant = matter.applicant.id
        send(this, applicant, phone_for_notice(applicant), "papers_missing", {**named, **lists}, f"papers_missing:{notice_id}")
        this.on("notice", notice_id)
        this.about(applicant)
        this.trace(current.trace_id)
    return notice_id


def accept_case(viewer: Viewer, business: str, key: str, seen: Any, batch_id: UUID | None = None, undertaken: bool = False) -> CaseRow:
    """Accept a case (受理) for the person served at the viewer's window: the legal time limit begins.

    ``batch_id``: what cases that were brought together share (a bank with twenty cars); each is decided by itself.
    ``undertaken``: the applicant has signed that he brings what is missing, where the office lets it come later (容缺受理).

    Raises: DeferralBarred, PapersMissing with one list of everything, OwnMatter, OpenCaseExists; NumberTaken when another window has just registered
    the lender; and as ``check``.
    """
    allow(viewer, ACCEPT)
    entry = offered(business)
    try:
        with act(viewer, ACCEPT) as this:
            may(viewer, ACCEPT, _here(viewer))
            current = _served(viewer)
            matter = CARRIED[business].find(viewer, key, seen, f"受理 {current.label}")
            show_parties(viewer, matter)
            findings = _findings(business, matter, viewer)
            later = deferrable(business, findings, clock.today()) if undertaken else {}
            if not findings.clear and not later:
                said = findings.said
                lists = {"list_zh": "；".join(s.zh for s in said), "list_en": "; ".join(s.en for s in said)}
                raise PapersMissing(**lists, matter=matter, findings=findings)
            not_a_party(viewer, {party.person.id for party in matter.parties})
            under_way = open_case(viewer, business, matter.subject_id)  # to say which; what makes a second impossible is the key
            if under_way:
                raise OpenCaseExists(**under_way)
            if later:
                not_barred(matter.applicant.id, this.at)
                matter = replace(matter, papers=tuple(paper for paper in matter.papers if paper[0] not in later))
            matter = _with_change(this, _with_newcomer(this, matter))
            case_id = _write_case(this, viewer, business, entry.limit_days, current, matter, findings, batch_id)
            if later:
                write_deferrals(this, case_id, case_row(case_id).number, later, entry.limit_days)
            hold_people(this, current.visit_id, matter.came)
            open_bill(this, case_id, _office(viewer), tuple((f.zh, f.en, f.fen) for f in entry.fees))
            return case_row(case_id)
    except IntegrityError as fault:
        if "one_open_case" in str(fault):
            raise OpenCaseExists from fault
        raise


def _office(viewer: Viewer) -> UUID:
    if viewer.office_id is None:
        raise NotYours
    return viewer.office_id


def _with_newcomer(this: Act, matter: Matter) -> Matter:
    """Register the party that the register does not hold yet, from the document that the clerk saw."""
    if matter.newcomer is None:
        return matter
    name, number = matter.newcomer
    kind = next(party.person.kind for party in matter.parties if party.person.id == NOBODY)
    known = person(register_person(this, kind, name, number, "", clock.local(this.at).date()))
    parties = tuple(replace(p, person=known) if p.person.id == NOBODY else p for p in matter.parties)
    return replace(matter, parties=parties, came=tuple(replace(c, person_id=known.id) if c.person_id == NOBODY else c for c in matter.came))


def _with_change(this: Act, matter: Matter) -> Matter:
    """Keep the new name, number or phone with the register of people, encrypted; the case holds the id of it alone."""
    if matter.change is None:
        return matter
    return replace(matter, kept={**matter.kept, "change": str(propose_change(this, matter.applicant.id, *matter.change))}, change=None)


def _write_case(
    this: Act, viewer: Viewer, business: str, limit: int | None, current: AtWindow, matter: Matter, findings: Findings, batch_id: UUID | None
) -> UUID:
    case_id, on, drawn = new_id(), clock.local(this.at).date(), draw(this, "case", "day")
    number = f"{drawn.period}-{drawn.number:05d}"
    kept = json.dumps(matter.kept, ensure_ascii=False)
    execute(
        "INSERT INTO cases_case (id, number, business, channel, state, visit_id, ticket_id, session_id, window_id, accepting_office, managing_office, "
        "applicant_id, agent_name, subject_kind, subject_id, acceptor_account, acceptor_person, trace_id, facts, \"grant\", accepted_at, due_on, "
        "batch_id, deferred) "
        "VALUES (%s, %s, %s, 'window', 'accepted', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s, %s, %s, 0)",
        [
            case_id, number, business, current.visit_id, current.ticket_id, current.session_id, viewer.window_id, viewer.office_id,
            viewer.office_id, matter.applicant.id, matter.agent_name, matter.subject_kind, matter.subject_id, viewer.account_id, viewer.person_id,
            current.trace_id, kept, json.dumps(findings.grant), this.at, workdays_after(on, limit, is_workday) if limit else None, batch_id,
        ],
    )  # fmt: skip
    execute_many(
        "INSERT INTO cases_party (id, case_id, role, person_id) VALUES (%s, %s, %s, %s)",
        [[n, case_id, party.role, party.person.id] for n, party in zip(new_ids(len(matter.parties)), matter.parties, strict=True)],
    )
    execute_many(
        "INSERT INTO cases_paper (id, case_id, material, state, account_id, at) VALUES (%s, %s, %s, %s, %s, %s)",
        [[n, case_id, *paper, viewer.account_id, this.at] for n, paper in zip(new_ids(len(matter.papers)), matter.papers, strict=True)],
    )
    open_file(this, case_id)
    add_page(this, case_id, "application", "申请信息确认 Application", json.dumps({"number": number, **matter.kept}, ensure_ascii=False).encode())
    note_step(this, {"id": case_id, "window_id": viewer.window_id, "accepting_office": viewer.office_id, "trace_id": current.trace_id}, "accept", viewer)
    this.note({"parties": {str(p.person.id): p.role for p in matter.parties}, "seen": matter.kept})
    return case_id


def review(viewer: Viewer, case_id: UUID, decision: str = "grant", ground: str = "") -> None:
    """Review a case (审核): ``grant`` or ``refuse`` with its ground. Where policy asks for two people, not the one who accepted it.

    Raises: SamePerson, OwnMatter, GroundNeeded, CaseMovedOn, CaseSuspended, NotYours.
    """
    allow(viewer, REVIEW)
    with act(viewer, REVIEW) as this:
        case = locked(case_id)
        may(viewer, REVIEW, place(case))
        not_a_party(viewer, party_ids(case_id))
        nothing_deferred(case, decision)
        two = two_people(case["business"])
        not_the_acceptor(viewer, case, two)
        said = clean(ground) if decision == "refuse" else ""
        if decision == "refuse" and len(said) < 2:
            raise GroundNeeded
        if decision == "refuse":
            drop_deferrals(this, case)
            with suppress(MoneyNotReturned):  # what was paid before the review waits for its refund; it does not force a yes
                void_bill(this, case_id)
        move(case, decision)
        execute(
            "INSERT INTO cases_review (id, case_id, two_people, acceptor_person, reviewer_account, reviewer_person, decision, ground, at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [new_id(), case_id, two, case["acceptor_person"], viewer.account_id, viewer.person_id, decision, said, this.at],
        )
        note_step(this, case, decision, viewer)


def issue(viewer: Viewer, case_id: UUID) -> None:
    """Issue (出证): under the case's lock everything is asked again, then register, document, file and invitation in one commit.

    Raises: OwnMatter, NotReviewed, NotPaid, FactsChanged, CaseMovedOn, CaseSuspended, NotYours.
    """
    allow(viewer, ISSUE)
    with act(viewer, ISSUE) as this:
        case = locked(case_id)
        may(viewer, ISSUE, place(case))
        not_a_party(viewer, party_ids(case_id))
        not_suspended(case)
        nothing_deferred(case)
        reviewed = row("SELECT id FROM cases_review WHERE case_id = %s AND decision = 'grant'", [case_id])
        if reviewed is None:
            raise NotReviewed
        bill_id = is_settled(case_id)
        if bill_id is None:
            raise NotPaid
        move(case, "issue")
        matter, grant = _again(case, viewer)
        _write_document(this, case, matter, grant, reviewed["id"], bill_id, viewer)
        note_step(this, case, "issue", viewer)
        move({**case, "state": "issued"}, "file")
        close_file(this, case_id)
        entry = offered(case["business"])
        said = {"number": case["number"], "business_zh": entry.zh, "business_en": entry.en}
        for owner in (party.person.id for party in matter.parties if party.role != "lender"):
            send(this, owner, phone_for_notice(owner), "case_issued", said, f"case_issued:{case_id}:{owner}")
        if case["ticket_id"] and viewer.window_id and viewer.hall_id:
            invite(this, case["ticket_id"], case["accepting_office"], viewer.hall_id, viewer.window_id, case["session_id"])


def withdraw(viewer: Viewer, case_id: UUID, reason: str) -> None:
    """End a case that is not issued (撤回业务), for a reason of ``WITHDRAWALS``; its open pay code is taken back, its bill is void, its file closed.

    What was accepted stays as it was; the same business may be accepted anew for the same thing.

    Raises: ReasonNeeded, OwnMatter, CaseMovedOn, CaseSuspended, MoneyNotReturned, NotYours.
    """
    allow(viewer, WITHDRAW)
    with act(viewer, WITHDRAW) as this:
        case = locked(case_id)
        may(viewer, WITHDRAW, Place(hall_id=hall_of(viewer, case["window_id"])))
        not_a_party(viewer, party_ids(case_id))
        if reason not in WITHDRAWALS:
            raise ReasonNeeded
        next_state(case, "withdraw")
        void_bill(this, case_id)  # the bill before the state, as issuing takes them
        drop_deferrals(this, case)
        move(case, "withdraw")
        zh, en = WITHDRAWALS[reason]
        add_page(
            this, case_id, "withdrawal", "撤回业务 Withdrawal", json.dumps({"number": case["number"], "reason": reason, "zh": zh}, ensure_ascii=False).encode()
        )
        close_file(this, case_id)
        note_step(this, case, f"withdraw_{reason}", viewer)
        this.note({"reason": reason})
        if case["ticket_id"]:
            this.tell(Event(f"ticket:{case['ticket_id']}", "case", {"step": "withdraw"}))
        entry = offered(case["business"])
        said = {"number": case["number"], "business_zh": entry.zh, "business_en": entry.en, "reason_zh": zh, "reason_en": en}
        applicant = case["applicant_id"]
        send(this, applicant, phone_for_notice(applicant), "case_withdrawn", said, f"case_withdrawn:{case_id}")


def _again(case: dict[str, Any], viewer: Viewer) -> tuple[Matter, dict[str, str]]:
    """Check once more in the transaction that writes: the registers may have changed since acceptance (X3)."""
    CARRIED[case["business"]].hold(case["subject_id"])
    matter = matter_of(case["id"])
    findings = _findings(case["business"], matter, viewer)
    if not findings.clear:
        said = findings.said
        raise FactsChanged(list_zh="；".join(s.zh for s in said), list_en="; ".join(s.en for s in said))
    return matter, findings.grant


def _write_document(this: Act, case: dict[str, Any], matter: Matter, grant: dict[str, str], review_id: UUID, bill_id: UUID, viewer: Viewer) -> None:
    on = clock.local(this.at).date()
    serial = f"{CARRIED[case['business']].letter}{on:%Y%m%d}{str(case['id'])[-8:].upper()}"
    issued = CARRIED[case["business"]].issue(this, matter, grant, serial, office(_office(viewer)), on)
    statement = make_statement(issued.statement, serial, issued.last4, on.isoformat(), issued.until)
    execute(
        "INSERT INTO cases_document (id, case_id, kind, serial, review_id, bill_id, statement, issued_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [new_id(), case["id"], issued.kind, serial, review_id, bill_id, statement, this.at],
    )
    execute('UPDATE cases_case SET "grant" = %s::jsonb WHERE id = %s', [json.dumps(grant), case["id"]])
    add_page(this, case["id"], "document", issued.title, statement.encode())
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
