"""A case is stopped as suspicious (停办核查), looked into on record, and released or refused by another person.

R164 Art.74, 75 and R162 Art.83, 84: when such a situation is found an investigation begins at once, what is found is written down. While it
lasts nothing moves the case: no operation (``next_state``), no statement (``a_suspended_case_stands_still``), no money (its bill is held).
"""

import json
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.kernel.workdays import after_a_stop, workdays_after
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.platform.identity.public import NotYours, Place, allow, can, may
from yitang.platform.live.public import Event
from yitang.platform.notices.public import send
from yitang.platform.policy.public import value
from yitang.processes.archives.public import add_page, close_file
from yitang.processes.cases.access import ADD_EVIDENCE, END_SUSPENSION, SUSPEND
from yitang.processes.cases.businesses.suspicions import suspicions
from yitang.processes.cases.deferring import drop_deferrals, put_off
from yitang.processes.cases.domain import EVIDENCE, STATES, CaseRow, EvidenceRow, PauseRow, SuspensionRow
from yitang.processes.cases.errors import EvidenceNeeded, NothingFound, OutcomeNeeded, StoppedByYou, SuspicionNeeded
from yitang.processes.cases.queries import case_for, party_ids
from yitang.processes.cases.steps import locked, next_state, not_a_party, note_step, overtaken, place
from yitang.processes.payments.public import MoneyNotReturned, free_bill, hold_bill, void_bill
from yitang.registers.catalogue.public import business
from yitang.registers.offices.public import is_workday
from yitang.registers.people.public import own_persons, phone_for_notice

MOST_SAID = 400
COLUMNS = "id, case_id, reason, seen, from_state, account_id, person_id, at, due_on, limit_before, ended_at, outcome, decided_account, said"


def suspend_case(viewer: Viewer, case_id: UUID, reason: str, seen: str) -> None:
    """Stop a case that is not issued (停办核查), for a suspicion of ``suspicions`` and what was seen of it.

    The applicant is told that it is looked into, until when, and that he may state his view; not what gave rise to it.

    Raises: SuspicionNeeded, OwnMatter, CaseMovedOn, CaseSuspended, TextTooLong, TextHasControls, PostMayNot, NotYours.
    """
    allow(viewer, SUSPEND)
    with act(viewer, SUSPEND) as this:
        case = locked(case_id)
        may(viewer, SUSPEND, place(case))
        not_a_party(viewer, party_ids(case_id))
        said = clean(seen, MOST_SAID)
        if reason not in suspicions(case["subject_kind"]) or len(said) < 2:
            raise SuspicionNeeded
        next_state(case, "suspend")
        on = clock.local(this.at).date()
        due_on = workdays_after(on, value("cases.investigation_days", on), is_workday)
        hold_bill(this, case_id)  # the bill before the state, as issuing takes them
        stopped = new_id()
        _to(case, "suspended", stopped)
        execute(
            "INSERT INTO cases_suspension (id, case_id, reason, seen, from_state, account_id, person_id, at, due_on, limit_before, outcome, said) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', '')",
            [stopped, case_id, reason, said, case["state"], viewer.account_id, _person(viewer), this.at, due_on, case["due_on"]],
        )
        _page(this, case, "suspension", "停办核查 Suspension", {"reason": reason, "seen": said, "until": due_on.isoformat()})
        _told(this, case, viewer, "suspend", "case_suspended", {"until": due_on.isoformat()}, str(stopped))
        this.note({"reason": reason, "seen": said, "until": due_on})


def add_evidence(viewer: Viewer, case_id: UUID, kind: str, said: str) -> None:
    """Write down a piece of the investigation (调查记录), in one of the ways of ``EVIDENCE``.

    Raises: EvidenceNeeded, OwnMatter, CaseMovedOn, TextTooLong, TextHasControls, PostMayNot, NotYours.
    """
    allow(viewer, ADD_EVIDENCE)
    with act(viewer, ADD_EVIDENCE) as this:
        case = locked(case_id)
        may(viewer, ADD_EVIDENCE, place(case))
        not_a_party(viewer, party_ids(case_id))
        text = clean(said, MOST_SAID)
        if kind not in EVIDENCE or len(text) < 2:
            raise EvidenceNeeded
        next_state(case, "add_evidence")
        execute(
            "INSERT INTO cases_evidence (id, suspension_id, n, kind, said, account_id, at) "
            "SELECT %s, %s, count(*) + 1, %s, %s, %s, %s FROM cases_evidence WHERE suspension_id = %s",
            [new_id(), case["suspension_id"], kind, text, viewer.account_id, this.at, case["suspension_id"]],
        )
        _page(this, case, "evidence", f"调查记录：{EVIDENCE[kind][0]}", {"kind": kind, "said": text})
        note_step(this, case, "evidence", viewer)
        this.note({"kind": kind, "said": text})


def release_case(viewer: Viewer, case_id: UUID, why: str) -> None:
    """The suspicion is dispelled (恢复办理): the case stands where it stood, its limit without the time of the investigation.

    Raises: OutcomeNeeded, NothingFound, StoppedByYou, OwnMatter, CaseMovedOn, TextTooLong, TextHasControls, PostMayNot, NotYours.
    """
    allow(viewer, END_SUSPENSION)
    with act(viewer, END_SUSPENSION) as this:
        case, stopped, said = _to_end(viewer, case_id, why)
        to = next_state(case, f"release_{stopped['from_state']}")
        free_bill(this, case_id)
        _end(this, viewer, stopped, "released", said)
        due_on = _limit(stopped, clock.local(this.at).date())
        put_off(this, case, clock.local(stopped["at"]).date(), clock.local(this.at).date())
        _to(case, to, None)
        execute("UPDATE cases_case SET due_on = %s WHERE id = %s", [due_on, case_id])
        _page(this, case, "released", "核查结论：恢复办理", {"why": said})
        _told(this, case, viewer, "release", "case_released", {"until": due_on.isoformat() if due_on else "—"}, str(stopped["id"]))
        this.note({"why": said, "limit": due_on})


def reject_case(viewer: Viewer, case_id: UUID, why: str) -> None:
    """The suspicion is borne out (不予办理): the case ends refused, the applicant is told why and how he may object.

    What was paid before waits for its return; it does not force a yes.

    Raises: OutcomeNeeded, NothingFound, StoppedByYou, OwnMatter, CaseMovedOn, TextTooLong, TextHasControls, PostMayNot, NotYours.
    """
    allow(viewer, END_SUSPENSION)
    with act(viewer, END_SUSPENSION) as this:
        case, stopped, said = _to_end(viewer, case_id, why)
        to = next_state(case, "reject")
        free_bill(this, case_id)
        with suppress(MoneyNotReturned):
            void_bill(this, case_id)
        drop_deferrals(this, case)
        _end(this, viewer, stopped, "refused", said)
        _to(case, to, None)
        _page(this, case, "rejected", "核查结论：不予办理", {"why": said})
        close_file(this, case_id)
        remedy = {"days": value("cases.object_days"), "months": value("cases.sue_months")}
        _told(this, case, viewer, "reject", "case_rejected", remedy, str(stopped["id"]))
        this.note({"why": said})


def _person(viewer: Viewer) -> UUID:
    if viewer.person_id is None:
        raise NotYours
    return viewer.person_id


def _to(case: dict[str, Any], state: str, stopped: UUID | None) -> None:
    """State and suspension change in one statement, on the state that was read: of two acts that both read it, the second changes nothing."""
    sql = "UPDATE cases_case SET state = %s, suspension_id = %s WHERE id = %s AND state = %s RETURNING id"
    if row(sql, [state, stopped, case["id"], case["state"]]) is None:
        raise overtaken(case["id"])


def _to_end(viewer: Viewer, case_id: UUID, why: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """The case and its suspension, locked, for one who may decide; and what he says."""
    case = locked(case_id)
    may(viewer, END_SUSPENSION, place(case))
    not_a_party(viewer, party_ids(case_id))
    said = clean(why, MOST_SAID)
    if len(said) < 2:
        raise OutcomeNeeded
    next_state(case, "add_evidence")  # only a suspended case takes evidence, and only such a one is decided
    stopped = row("SELECT * FROM cases_suspension WHERE id = %s", [case["suspension_id"]])
    assert stopped is not None
    if stopped["person_id"] in own_persons(_person(viewer)):
        raise StoppedByYou
    if row("SELECT 1 AS some FROM cases_evidence WHERE suspension_id = %s LIMIT 1", [stopped["id"]]) is None:
        raise NothingFound
    return case, stopped, said


def _end(this: Act, viewer: Viewer, stopped: dict[str, Any], outcome: str, said: str) -> None:
    execute(
        "UPDATE cases_suspension SET ended_at = %s, outcome = %s, decided_account = %s, decided_person = %s, said = %s WHERE id = %s",
        [this.at, outcome, viewer.account_id, viewer.person_id, said, stopped["id"]],
    )


def _limit(stopped: dict[str, Any], on: date) -> date | None:
    """The legal limit from now on: without the time of the investigation where policy says so."""
    before: date | None = stopped["limit_before"]
    if before is None or not value("cases.suspension_stops_limit", on):
        return before
    return after_a_stop(before, clock.local(stopped["at"]).date(), on, is_workday)


def _page(this: Act, case: dict[str, Any], kind: str, title: str, said: dict[str, str]) -> None:
    add_page(this, case["id"], kind, title, json.dumps({"number": case["number"], **said}, ensure_ascii=False).encode())


def _told(this: Act, case: dict[str, Any], viewer: Viewer, step: str, template: str, said: dict[str, Any], once: str) -> None:
    """Number the step; tell the phone that holds the ticket, and the applicant."""
    note_step(this, case, step, viewer)
    if case["ticket_id"]:
        this.tell(Event(f"ticket:{case['ticket_id']}", "case", {"step": step}))
    entry, applicant = business(case["business"]), case["applicant_id"]
    named = {"number": case["number"], "business_zh": entry.zh, "business_en": entry.en}
    send(this, applicant, phone_for_notice(applicant), template, {**named, **said}, f"{template}:{once}")


def suspensions_of(viewer: Viewer, case_id: UUID) -> list[tuple[SuspensionRow, list[EvidenceRow]]]:
    """The suspensions of a case with their evidence, the newest first, for staff who may look into it.

    Raises: PostMayNot for everybody else, NotYours.
    """
    allow(viewer, ADD_EVIDENCE)
    case_for(viewer, case_id)
    found = [SuspensionRow(**r) for r in rows(f"SELECT {COLUMNS} FROM cases_suspension WHERE case_id = %s ORDER BY at DESC", [case_id])]
    pieces: dict[UUID, list[EvidenceRow]] = {one.id: [] for one in found}
    for r in rows("SELECT suspension_id, n, kind, said, account_id, at FROM cases_evidence WHERE suspension_id = ANY(%s) ORDER BY n", [list(pieces)]):
        pieces[r.pop("suspension_id")].append(EvidenceRow(**r))
    return [(one, pieces[one.id]) for one in found]


def pause_of(case: CaseRow) -> PauseRow | None:
    """What the applicant is told of the last suspension of a case that its viewer may see."""
    found = row("SELECT at, due_on, ended_at, outcome, said FROM cases_suspension WHERE case_id = %s ORDER BY at DESC LIMIT 1", [case.id])
    if found is None:
        return None
    return PauseRow(**{**found, "said": found["said"] if found["outcome"] == "refused" else ""})


def may_suspend(viewer: Viewer, case: CaseRow) -> bool:
    """Whether the viewer may stop the case as it is now."""
    return (case.state, "suspend") in STATES and can(viewer, SUSPEND, _where(case))


def may_end_suspension(viewer: Viewer, case: CaseRow, stopped: SuspensionRow) -> bool:
    """Whether the viewer may release or refuse the case: another person than who stopped it."""
    other = viewer.person_id is not None and stopped.person_id not in own_persons(viewer.person_id)
    return case.state == "suspended" and other and can(viewer, END_SUSPENSION, _where(case))


def _where(case: CaseRow) -> Place:
    return Place((case.accepting_office, case.managing_office))
