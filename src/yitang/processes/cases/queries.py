"""Reading cases: guarded loads, so that not yours is not there."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.disclosure.public import show_people
from yitang.platform.identity.public import NotYours, Place, allow, can, may
from yitang.platform.policy.public import value
from yitang.processes.cases.access import OWN, REVIEW, SEE, SHOW, WITHDRAW
from yitang.processes.cases.carried import CARRIED
from yitang.processes.cases.domain import OPEN, STATES, ActRow, CaseRow, DocumentRow, ReviewRow, WithdrawalRow
from yitang.processes.cases.matters import Matter
from yitang.processes.cases.owners import NOBODY
from yitang.registers.offices.public import windows
from yitang.registers.people.public import PersonRow, own_persons, people

COLUMNS = (
    "id, number, business, channel, state, visit_id, ticket_id, accepting_office, managing_office, window_id, applicant_id, "
    'agent_name, subject_kind, subject_id, trace_id, "grant", accepted_at, due_on, acceptor_account, batch_id, deferred'
)


def as_case(found: dict[str, Any]) -> CaseRow:
    """A row of ``COLUMNS`` as a case."""
    grant = found["grant"]
    return CaseRow(**{**found, "grant": json.loads(grant) if isinstance(grant, str) else grant})


def case_row(case_id: UUID) -> CaseRow:
    """A case for the operation that has just written it.

    Raises: NotYours.
    """
    found = row(f"SELECT {COLUMNS} FROM cases_case WHERE id = %s", [case_id])
    if found is None:
        raise NotYours
    return as_case(found)


def case_for(viewer: Viewer, case_id: UUID) -> CaseRow:
    """A case that the viewer may see: staff of its offices, the applicant, the phone whose ticket it came from.

    Of the staff the parties count against the budget of the day, in the transaction that shows them.

    Raises: NotYours, in the same words as for a case that does not exist; BudgetSpent.
    """
    allow(viewer, SEE)
    found = row("SELECT accepting_office, managing_office, applicant_id, session_id FROM cases_case WHERE id = %s", [case_id])
    if found is None:
        raise NotYours
    may(viewer, SEE, place_of(viewer, found))
    if viewer.account_id is not None:
        show_people(viewer, {found["applicant_id"], *party_ids(case_id)}, "case", case_id)
    return case_row(case_id)


def place_of(viewer: Viewer, found: dict[str, Any]) -> Place:
    """Where a case lies for a viewer: its offices, its applicant, the session of its ticket. ``found``: those columns of its row."""
    sessions = frozenset({found["session_id"]} - {None})
    return Place((found["accepting_office"], found["managing_office"]), None, None, _whose(viewer, found["applicant_id"]), sessions)


def _whose(viewer: Viewer, applicant_id: UUID) -> frozenset[UUID]:
    """Whose case it is: the applicant's, also under another entry of the register that was matched with the signed-in citizen."""
    own = own_persons(viewer.person_id) if viewer.post == "citizen" and viewer.person_id else frozenset()
    return own | {applicant_id} if applicant_id in own else frozenset({applicant_id})


def show_parties(viewer: Viewer, matter: Matter) -> None:
    """The parties of a matter that a clerk has found count against his budget of the day; who is not in the register yet has no entry to look at.

    Raises: BudgetSpent.
    """
    show_people(viewer, {party.person.id for party in matter.parties} - {NOBODY})


def own_cases(viewer: Viewer) -> list[CaseRow]:
    """我的业务: every case of the citizen who signed in by a code, newest first, whichever phone or window it came from.

    Raises: PostMayNot below that level and for staff.
    """
    allow(viewer, OWN)
    if viewer.person_id is None:
        raise NotYours
    own = list(own_persons(viewer.person_id))
    return [as_case(r) for r in rows(f"SELECT {COLUMNS} FROM cases_case WHERE applicant_id = ANY(%s) ORDER BY accepted_at DESC LIMIT 200", [own])]


def cases_of_visit(viewer: Viewer, visit_id: UUID) -> list[CaseRow]:
    """The cases of a visit that the viewer may see, oldest first."""
    allow(viewer, SEE)
    found = rows(f"SELECT {COLUMNS}, session_id FROM cases_case WHERE visit_id = %s ORDER BY accepted_at", [visit_id])
    for r in found:
        sessions = frozenset({r.pop("session_id")} - {None})
        may(viewer, SEE, Place((r["accepting_office"], r["managing_office"]), None, None, _whose(viewer, r["applicant_id"]), sessions))
    return [as_case(r) for r in found]


def case_on_screen(viewer: Viewer, window_id: UUID, visit_id: UUID) -> CaseRow | None:
    """The newest case of the visit that a window serves, for the citizen's side of that window. Nothing before it is accepted.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SHOW)
    may(viewer, SHOW, Place((), viewer.hall_id, window_id))
    found = row(f"SELECT {COLUMNS} FROM cases_case WHERE visit_id = %s ORDER BY accepted_at DESC LIMIT 1", [visit_id])
    return as_case(found) if found else None


def acts_of(case: CaseRow) -> list[ActRow]:
    """The acts of a case in order."""
    return [ActRow(**r) for r in rows("SELECT n, act, account_id, at, log_id FROM cases_act WHERE case_id = %s ORDER BY n", [case.id])]


def document_of(case: CaseRow) -> DocumentRow | None:
    """The document of a case, once it is issued."""
    found = row("SELECT id, case_id, kind, serial, statement, issued_at FROM cases_document WHERE case_id = %s", [case.id])
    return DocumentRow(**found) if found else None


def notice(viewer: Viewer, notice_id: UUID) -> dict[str, Any]:
    """A notice of everything missing, for the office that gave it.

    Raises: NotYours.
    """
    allow(viewer, SEE)
    found = row("SELECT * FROM cases_notice WHERE id = %s", [notice_id])
    if found is None:
        raise NotYours
    may(viewer, SEE, Place((found["office_id"],)))
    show_people(viewer, [found["applicant_id"]], "notice", notice_id)
    kept = found["findings"]
    return {**found, "findings": json.loads(kept) if isinstance(kept, str) else kept}


def cases_of_day(viewer: Viewer, on: date, state: str = "") -> list[CaseRow]:
    """Cases that the viewer's office accepted on a day, newest first, all or in one state."""
    allow(viewer, SEE)
    start, end = clock.local_day_bounds(on)
    found = rows(
        f"SELECT {COLUMNS} FROM cases_case WHERE accepting_office = %s AND accepted_at >= %s AND accepted_at < %s AND (%s = '' OR state = %s) "
        "ORDER BY accepted_at DESC LIMIT 500",
        [viewer.office_id, start, end, state, state],
    )
    return [as_case(r) for r in found]


def two_people(business: str) -> bool:
    """Whether acceptor and reviewer of a business are two people (a policy row says for which)."""
    return business in value("cases.two_people")


def parties_of(case: CaseRow) -> list[tuple[str, PersonRow]]:
    """The parties of a case with their roles, the registered owner first; masked."""
    found = rows("SELECT role, person_id FROM cases_party WHERE case_id = %s ORDER BY id", [case.id])
    known = people([r["person_id"] for r in found])
    return [(r["role"], known[r["person_id"]]) for r in found]


def party_ids(case_id: UUID) -> set[UUID]:
    """The persons who are parties of a case."""
    return {r["person_id"] for r in rows("SELECT person_id FROM cases_party WHERE case_id = %s", [case_id])}


def matter_of(case_id: UUID) -> Matter:
    """The matter of a case from what it kept and the registers as they are now."""
    case = row("SELECT business, subject_id, facts FROM cases_case WHERE id = %s", [case_id])
    if case is None:
        raise NotYours
    found = rows("SELECT role, person_id FROM cases_party WHERE case_id = %s ORDER BY id", [case_id])
    known = people([r["person_id"] for r in found])
    parties: dict[str, list[PersonRow]] = {}
    for party in found:
        parties.setdefault(party["role"], []).append(known[party["person_id"]])
    kept = json.loads(case["facts"]) if isinstance(case["facts"], str) else case["facts"]
    return CARRIED[case["business"]].again(case["subject_id"], parties, kept)


def described(case: CaseRow, matter: Matter | None = None) -> list[tuple[str, str]]:
    """What a second person must know of a case, for one who may see it; of its matter, if that was read already."""
    return [(word, said) for word, said in CARRIED[case.business].described(matter or matter_of(case.id)) if said]


def papers_of(case: CaseRow) -> list[tuple[str, str]]:
    """The papers that were taken for a case: material, and ``shown`` or ``electronic``."""
    return [(r["material"], r["state"]) for r in rows("SELECT material, state FROM cases_paper WHERE case_id = %s ORDER BY id", [case.id])]


def review_of(case: CaseRow) -> ReviewRow | None:
    """What its review decided, once there was one."""
    found = row("SELECT decision, ground, at FROM cases_review WHERE case_id = %s", [case.id])
    return ReviewRow(**found) if found else None


def withdrawal_of(case: CaseRow) -> WithdrawalRow | None:
    """Why it was withdrawn, if it was."""
    if case.state != "withdrawn":
        return None
    found = row(r"SELECT substr(act, 10) AS reason, at FROM cases_act WHERE case_id = %s AND act LIKE 'withdraw\_%%'", [case.id])
    return WithdrawalRow(**found) if found else None


def hall_of(viewer: Viewer, window_id: UUID | None) -> UUID | None:
    """The viewer's hall, if the window is one of its windows."""
    if viewer.hall_id is None or window_id is None:
        return None
    return viewer.hall_id if window_id == viewer.window_id or window_id in {w.id for w in windows(viewer.hall_id, clock.today())} else None


def may_withdraw(viewer: Viewer, case: CaseRow) -> bool:
    """Whether the viewer may end the case as it is now; whether money stands against it, its bill says."""
    return (case.state, "withdraw") in STATES and can(viewer, WITHDRAW, Place(hall_id=hall_of(viewer, case.window_id)))


def open_case(viewer: Viewer, business: str, subject_id: UUID) -> dict[str, Any]:
    """The case of a business that is under way for a thing, as facts of a refusal, if the viewer's office accepted it."""
    found = row(
        "SELECT id AS case_id, number FROM cases_case WHERE business = %s AND subject_id = %s AND accepting_office = %s AND state = ANY(%s)",
        [business, subject_id, viewer.office_id, list(OPEN)],
    )
    return dict(found) if found else {}


def cases_to_review(viewer: Viewer) -> list[CaseRow]:
    """Cases of the viewer's office that wait for a second person, the oldest first, without those that the viewer accepted."""
    allow(viewer, REVIEW)
    found = rows(
        f"SELECT {COLUMNS} FROM cases_case WHERE state = 'accepted' AND deferred = 0 AND business = ANY(%s) "
        "AND (accepting_office = %s OR managing_office = %s) AND acceptor_person <> %s ORDER BY accepted_at LIMIT 200",
        [value("cases.two_people"), viewer.office_id, viewer.office_id, viewer.person_id],
    )
    return [as_case(r) for r in found]
