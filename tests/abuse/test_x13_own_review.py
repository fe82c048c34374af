"""X13, reviewing or accepting one's own case.

Control: reviewer and acceptor are two persons, not two accounts (rule and CHECK); whoever is a party neither accepts nor reviews nor
issues, under whichever entry of the register he stands (rule; CHECK for the applicant). An agent is known by name only and is not compared.
Two who review for each other more often than their work explains are listed for the auditor.
"""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from tests.abuse.picture import as_it_was, count, owner
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, execute_many, row, rows
from yitang.processes.cases import operations
from yitang.processes.cases.public import OwnMatter, SamePerson, Seen, accept_case, issue, review, review_pairs
from yitang.processes.cases.tests.test_mortgage_case import accept, desk, second
from yitang.processes.erasure.tests.factories import staff as signed_in
from yitang.processes.oversight.public import reviewing_pairs
from yitang.processes.payments.public import take_cash
from yitang.processes.queue.public import call_next, finish, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, kiosk
from yitang.registers.people.public import id_of_number, match_persons
from yitang.registers.people.tests.factories import somebody

__all__ = ["desk"]
EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
FULL = Seen(medical_on=date(2026, 11, 20))
CHECK = "ALTER TABLE cases_review ADD CONSTRAINT reviewer_is_not_the_acceptor CHECK (two_people = false OR NOT reviewer_person = acceptor_person)"
CHECK_APPLICANT = "ALTER TABLE cases_case ADD CONSTRAINT acceptor_is_not_the_applicant CHECK (NOT acceptor_person = applicant_id)"


def test_a_second_account_of_the_acceptor_reviews_nothing_and_without_the_guards_it_does(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule and CHECK taken away, the acceptor's second account reviews; the CHECK alone refuses it, also in raw SQL; the rule names it."""
    li = desk["clerk"]
    other_account = Viewer(uuid4(), li.person_id, "reviewer", li.office_id, li.hall_id, level="two_factor")
    case = accept(desk)
    with monkeypatch.context() as off:
        # The rule compares accounts, as somebody would who did not think of a second one.
        off.setattr(operations, "not_the_acceptor", by_account)
        owner("ALTER TABLE cases_review DROP CONSTRAINT reviewer_is_not_the_acceptor")
        try:
            review(other_account, case.id)
            assert count("cases_review", "reviewer_person = acceptor_person") == 1, "one person did both"
        finally:
            owner("DELETE FROM cases_review")
            owner(CHECK)
            execute("UPDATE cases_case SET state = 'accepted'")
        with as_it_was(), pytest.raises(IntegrityError, match="reviewer_is_not_the_acceptor"):
            review(other_account, case.id)
    with as_it_was(), pytest.raises(SamePerson):
        review(other_account, case.id)
    insert = (
        "INSERT INTO cases_review (id, case_id, two_people, acceptor_person, reviewer_account, reviewer_person, decision, ground, at) "
        "VALUES (%s, %s, true, %s, %s, %s, 'grant', '', now())"
    )
    with as_it_was(), pytest.raises(IntegrityError, match="reviewer_is_not_the_acceptor"):
        execute(insert, [uuid4(), case.id, li.person_id, uuid4(), li.person_id])
    review(second(desk), case.id)
    assert row("SELECT state FROM cases_case") == {"state": "reviewed"}


def by_account(viewer: Viewer, case: dict[str, Any], two: bool) -> None:
    """The rule without its point."""
    if two and viewer.account_id == case["acceptor_account"]:
        raise SamePerson


def at_the_window(city: dict[str, Any], viewer: Viewer) -> None:
    """Somebody is served at the viewer's window."""
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(viewer, at(viewer))
    start_serving(viewer, at(viewer))


def test_nobody_works_on_a_case_of_which_he_is_a_party_and_without_the_guards_he_does(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    number = city["cast"]["renew"].number
    me = id_of_number(number)
    li = clerk(city, 3)
    as_holder = replace(li, person_id=me)
    at_the_window(city, li)
    with monkeypatch.context() as off:
        off.setattr(operations, "not_a_party", lambda *_: None)
        with as_it_was(), pytest.raises(IntegrityError, match="acceptor_is_not_the_applicant"):
            accept_case(as_holder, "DRV-RENEW", number, FULL)
        owner("ALTER TABLE cases_case DROP CONSTRAINT acceptor_is_not_the_applicant")
        try:
            case = accept_case(as_holder, "DRV-RENEW", number, FULL)
            review(as_holder, case.id)
            take_cash(as_holder, case.id, 1000)
            issue(as_holder, case.id)
            assert count("cases_document") == 1, "he renewed his own licence, alone"
        finally:
            for table in ("archives_page", "archives_file", "cases_document", "cases_review", "cases_act", "cases_paper", "cases_party", "cases_case"):
                owner(f"DELETE FROM {table}")
            owner(CHECK_APPLICANT)
    finish(li, at(li))
    at_the_window(city, li)
    # Another who is due: the first one is renewed now.
    number = city["cast"]["soldier"].number
    me = id_of_number(number)
    assert me
    twin = somebody(7)
    with act(Viewer.system(), "test.match") as this:
        match_persons(this, me, twin, "派出所证明")
    for person in (me, twin):
        with as_it_was(), pytest.raises(OwnMatter):
            accept_case(replace(li, person_id=person), "DRV-RENEW", number, FULL)
    case = accept_case(li, "DRV-RENEW", number, FULL)
    for person in (me, twin):
        with as_it_was(), pytest.raises(OwnMatter):
            review(replace(clerk(city, 5), person_id=person), case.id)
    review(li, case.id)
    take_cash(li, case.id, 1000)
    with as_it_was(), pytest.raises(OwnMatter):
        issue(replace(clerk(city, 5), person_id=me), case.id)
    issue(li, case.id)


MORE_CASES = """
INSERT INTO cases_case SELECT (jsonb_populate_record(c, jsonb_build_object(
    'id', gen_random_uuid(), 'number', 'planted-' || n, 'state', 'filed', 'subject_id', gen_random_uuid()))).*
FROM cases_case c, generate_series(1, %s) n RETURNING id
"""
REVIEWED = """
INSERT INTO cases_review (id, case_id, two_people, acceptor_person, reviewer_account, reviewer_person, decision, ground, at)
VALUES (%s, %s, true, %s, %s, %s, 'grant', '', %s)
"""


def test_a_planted_pair_is_found_among_a_thousand_reviews_and_no_other(desk: dict[str, Any]) -> None:
    """The guard is the comparison by pair: by acceptor alone and by reviewer alone the two do what the others do."""
    accept(desk)
    chance, auditor = random.Random(164), signed_in("audit")
    acceptors, reviewers = [uuid4() for _ in range(10)], [uuid4() for _ in range(6)]
    friends = (acceptors[2], reviewers[4])
    said = []
    for n, one in enumerate(rows(MORE_CASES, [1000])):
        acceptor = acceptors[n % 10]
        reviewer = friends[1] if acceptor == friends[0] and chance.random() < 0.4 else chance.choice(reviewers)
        said.append([uuid4(), one["id"], acceptor, uuid4(), reviewer, clock.now()])
    execute_many(REVIEWED, said)
    by_reviewer = {one: sum(n for (_, r), n in review_pairs(*EVER).items() if r == one) for one in reviewers}
    assert all(n < 1.35 * 1000 / 6 for n in by_reviewer.values()), "no reviewer by himself looks odd"
    found = [(one.acceptor, one.reviewer) for one in reviewing_pairs(auditor) if one.stands_out]
    assert found == [friends]
