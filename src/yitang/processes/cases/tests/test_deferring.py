"""容缺受理: what may come later, chased to its end: brought, or lapsed with its consequence; no case is ever forgotten."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity.public import NotYours, PostMayNot
from yitang.platform.policy.public import forget, value_row
from yitang.processes.archives.public import file_of
from yitang.processes.cases import deferring
from yitang.processes.cases.deferring import DATED, KEPT, MATERIALS
from yitang.processes.cases.jobs import EVERY
from yitang.processes.cases.public import (
    CaseMovedOn,
    CaseSuspended,
    DeferralBarred,
    ExchangeSeen,
    NothingDeferred,
    PaperDateNeeded,
    PapersDeferred,
    PapersMissing,
    Seen,
    accept_case,
    acts_of,
    add_evidence,
    bring_paper,
    case_for,
    chase_deferred,
    deferrals_of,
    due_list,
    issue,
    lapse_case,
    may_bring,
    papers_of,
    release_case,
    review,
    suspend_case,
    withdraw,
)
from yitang.processes.cases.queries import matter_of
from yitang.processes.cases.tests.factories import at_desk, granted, staff
from yitang.processes.cases.tests.test_case import RENEW
from yitang.processes.payments.public import bill_of, take_cash
from yitang.processes.payments.tests.test_codes import on_owner
from yitang.processes.queue.public import call_next, finish, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import at, clerk
from yitang.registers.catalogue.public import business
from yitang.registers.drivers.public import licence_of

WITHOUT = Seen()
FRESH = date(2026, 11, 20)


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    found = at_desk(city, RENEW)
    return {**found, "number": city["cast"]["renew"].number, "chief": staff(city, "chief", "chief")}


def later(desk: dict[str, Any]) -> Any:
    """Accepted without the medical certificate, on a signed undertaking."""
    return accept_case(desk["clerk"], RENEW, desk["number"], WITHOUT, undertaken=True)


def at_day(days: int) -> None:
    set_clock(clock.now() + timedelta(days=days), 1.0)


def kept() -> tuple[Any, ...]:
    """What a refused act must leave as it was."""
    tables = ("cases_case", "cases_act", "cases_deferral", "cases_paper", "payments_bill", "archives_page")
    return tuple(rows(f"SELECT * FROM {table} ORDER BY id") for table in tables)


def notices() -> list[str]:
    return [r["template"] for r in rows("SELECT template FROM notices_notice WHERE template = ANY(%s) ORDER BY created_at", [["paper_due", "case_lapsed"]])]


def test_what_policy_lets_come_later_is_a_paper_of_its_business_that_can_be_brought(city: dict[str, Any]) -> None:
    found = value_row("deferral.materials")
    assert (found.confidence, found.verified) == ("C", False)
    for code, material in KEPT:
        paper = next(one for one in business(code).materials if one.id == material)
        assert material in found.value[code]
        assert paper.id in MATERIALS
    assert set(KEPT) >= DATED


def test_accepted_on_an_undertaking_brought_and_issued(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    with pytest.raises(PapersMissing):
        accept_case(li, RENEW, desk["number"], WITHOUT)
    case = later(desk)
    assert (case.state, case.deferred, case.due_on) == ("accepted", 1, date(2026, 12, 2)), "five working days, and one for the office"
    (one,) = deferrals_of(case)
    assert (one.name, one.due_on, one.state) == (("身体条件证明", "Medical certificate"), date(2026, 12, 1), "open")
    assert papers_of(case) == [("id_person", "shown")], "what comes later is not among what was taken"
    take_cash(li, case.id, 1000)
    was = kept()
    with pytest.raises(PapersDeferred):
        review(li, case.id)
    with pytest.raises(PapersDeferred):
        issue(li, case.id)
    assert kept() == was
    at_day(2)
    colleague = clerk(desk, 5)
    assert may_bring(colleague, case_for(colleague, case.id)), "at any window of the office"
    bring_paper(colleague, case.id, "medical", FRESH)
    case = case_for(li, case.id)
    assert (case.deferred, case.due_on) == (0, date(2026, 11, 27)), "the limit begins with the last paper"
    assert papers_of(case) == [("id_person", "shown"), ("medical", "shown")]
    review(li, case.id)
    issue(li, case.id)
    assert licence_of(case.applicant_id).term_years == 10
    assert [a.act for a in acts_of(case)] == ["accept", "bring", "grant", "issue"]
    file = file_of(case.id)
    assert file
    assert [p.kind for p in file.pages] == ["application", "undertaking", "brought", "document"]


def test_reminded_before_and_on_the_day_then_it_ends_by_name_with_its_consequence(desk: dict[str, Any]) -> None:
    case = later(desk)
    assert EVERY["deferred"].run() == 0, "nothing to do yet"
    at_day(6)
    assert clock.today() == date(2026, 11, 30)
    assert (chase_deferred(), chase_deferred()) == (1, 0)
    assert [(r.group, r.next, r.holder) for r in due_list(desk["clerk"], mine=True)] == [("soon", "papers", desk["clerk"].account_id)]
    at_day(1)
    assert (chase_deferred(), chase_deferred()) == (1, 0)
    assert [(r.group, r.next) for r in due_list(desk["chief"])] == [("today", "papers")]
    assert notices() == ["paper_due", "paper_due"]
    at_day(1)
    assert [(r.group, r.next) for r in due_list(desk["chief"])] == [("overdue", "papers")]
    assert (chase_deferred(), chase_deferred()) == (1, 0)
    case = case_for(desk["phone"], case.id)
    assert (case.state, case.state_zh, case.deferred) == ("lapsed", "容缺逾期终止", 0)
    assert [one.state for one in deferrals_of(case)] == ["lapsed"]
    assert bill_of(case.id).void_at
    assert notices() == ["paper_due", "paper_due", "case_lapsed"]
    file = file_of(case.id)
    assert file
    assert file.closed_at
    with pytest.raises(CaseMovedOn):
        bring_paper(desk["clerk"], case.id, "medical", FRESH)
    li = _next_one(desk)
    with pytest.raises(DeferralBarred) as refusal:
        accept_case(li, RENEW, desk["number"], WITHOUT, undertaken=True)
    assert "2027-05-31" in refusal.value.zh_text
    assert accept_case(li, RENEW, desk["number"], Seen(medical_on=FRESH)).state == "accepted", "with all papers he may come again"


def _next_one(desk: dict[str, Any]) -> Viewer:
    """Days later the same person stands at the window again."""
    li = clerk(desk, 5)
    issue_ticket(desk["phone"], desk["hall"], (RENEW,), "phone")
    call_next(li, at(li))
    start_serving(li, at(li))
    return li


def test_what_may_not_come_later_and_who_may_not_bring(desk: dict[str, Any]) -> None:
    li, number = desk["clerk"], desk["number"]
    was = kept()
    for seen in (replace(WITHOUT, identity_shown=False), replace(WITHOUT, identity_valid=False), Seen(holder_is_applicant=False, agent_name="代某")):
        with pytest.raises(PapersMissing):
            accept_case(li, RENEW, number, seen, undertaken=True)
    execute("UPDATE policy_value SET value = '{}' WHERE name = 'deferral.materials'")
    forget()
    with pytest.raises(PapersMissing):
        later(desk)
    assert kept() == was
    execute("UPDATE policy_value SET value = '{\"DRV-RENEW\": {\"medical\": 5}}' WHERE name = 'deferral.materials'")
    forget()
    case = later(desk)
    was = kept()
    far = Viewer(li.account_id, li.person_id, "clerk", case.id, case.id, case.id, level="two_factor")
    for viewer, refused in ((desk["phone"], PostMayNot), (desk["chief"], PostMayNot), (far, NotYours)):
        with pytest.raises(refused):
            bring_paper(viewer, case.id, "medical", FRESH)
    with pytest.raises(NothingDeferred):
        bring_paper(li, case.id, "id_person")
    with pytest.raises(PaperDateNeeded):
        bring_paper(li, case.id, "medical")
    with pytest.raises(PapersMissing) as refusal:
        bring_paper(li, case.id, "medical", date(2026, 1, 5))
    assert "六个月" in refusal.value.zh_text
    assert kept() == was, "a paper that is too old is none, and the case still waits"
    with pytest.raises(IntegrityError, match="what_is_deferred_is_not_granted"):
        execute("UPDATE cases_case SET state = 'reviewed'")


def test_another_business_two_papers_one_after_the_other(city: dict[str, Any]) -> None:
    desk = at_desk(city, "DRV-INFO")
    seen = ExchangeSeen(new_number="110101199003074477", licence_shown=False, proof_shown=False)
    number = city["cast"]["early"].number
    case = accept_case(desk["clerk"], "DRV-INFO", number, seen, undertaken=True)
    assert [(one.material, one.due_on.isoformat()) for one in deferrals_of(case)] == [("dlicense", "2026-11-27"), ("idchange", "2026-12-01")]
    bring_paper(desk["clerk"], case.id, "dlicense")
    with pytest.raises(NothingDeferred):
        bring_paper(desk["clerk"], case.id, "dlicense")
    with pytest.raises(PapersDeferred):
        review(staff(city, "r01", "reviewer"), case.id)
    bring_paper(desk["clerk"], case.id, "idchange")
    granted(desk, case.id)
    issue(desk["clerk"], case.id)
    assert row("SELECT state FROM cases_case") == {"state": "filed"}


def test_while_it_is_looked_into_its_day_stands_still_too(desk: dict[str, Any]) -> None:
    li, case = desk["clerk"], later(desk)
    suspend_case(li, case.id, "other", "印章不一样")
    with pytest.raises(CaseSuspended):
        bring_paper(li, case.id, "medical", FRESH)
    at_day(20)
    assert chase_deferred() == 0, "a case that stands still does not lapse"
    add_evidence(li, case.id, "asked", "问过了")
    release_case(desk["chief"], case.id, "没有问题")
    (one,) = deferrals_of(case)
    assert (one.state, one.due_on) == ("open", date(2026, 12, 21)), "five working days were left"


def test_whoever_ends_the_case_otherwise_ends_the_waiting(desk: dict[str, Any]) -> None:
    case = later(desk)
    withdraw(desk["clerk"], case.id, "applicant")
    assert [one.state for one in deferrals_of(case)] == ["dropped"]
    again = later(desk)
    review(desk["clerk"], again.id, "refuse", "材料不真实")
    assert [one.state for one in deferrals_of(again)] == ["dropped"]
    at_day(30)
    assert (chase_deferred(), lapse_case(again.id)) == (0, 0)


def unlocked(case_id: UUID) -> dict[str, Any]:
    found = row("SELECT * FROM cases_case WHERE id = %s", [case_id])
    assert found
    return found


@pytest.mark.parametrize("guard", ["off", "statement", "both"])
def test_of_the_last_paper_and_its_lapse_exactly_one_wins_and_without_the_guard_both(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch, guard: str) -> None:
    """The guards are the case's lock, that the lapse ends what is still to come first, and the constraint. All taken away, both win."""
    case = later(desk)
    at_day(8)
    if guard != "both":
        read, written = Meeting(2), Meeting(2)
        monkeypatch.setattr(deferring, "locked", read.after(unlocked))
        # The paper is written and not yet committed when the lapse counts what is late.
        monkeypatch.setattr(deferring, "row", written.after(row))
        monkeypatch.setattr(deferring, "matter_of", written.after(matter_of))
    if guard == "off":
        monkeypatch.setattr(deferring, "drop_deferrals", lambda *_: 1)
        on_owner("ALTER TABLE cases_case DROP CONSTRAINT what_is_deferred_is_not_granted")
    do: list[Callable[[], Any]] = [lambda: bring_paper(desk["clerk"], case.id, "medical", FRESH), lambda: lapse_case(case.id)]
    outcome, (one,) = together(2, lambda n: do[n]()), deferrals_of(case)
    if guard == "off":
        on_owner(
            "ALTER TABLE cases_case ADD CONSTRAINT what_is_deferred_is_not_granted "
            "CHECK (deferred = 0 OR (deferred > 0 AND state IN ('accepted', 'suspended')))"
        )
        assert outcome == [None, 1], "without the guards the paper is there and the case has lapsed"
        return
    assert outcome in ([None, 0], ["case_moved_on", 1])
    assert (one.state, case_for(desk["clerk"], case.id).state) == (("brought", "accepted") if outcome[1] == 0 else ("lapsed", "lapsed"))


def test_of_many_cases_each_ends(city: dict[str, Any]) -> None:
    """Sixty days of the virtual clock: some bring, some are withdrawn, some are stopped and go on, the rest lapse; none is left."""
    li = at_desk(city, RENEW)["clerk"]
    chief, people = staff(city, "chief", "chief"), [city["cast"][who].number for who in ("renew", "renew_kiosk", "soldier")]
    started = [accept_case(li, RENEW, number, WITHOUT, undertaken=True).id for number in people]
    finish(li, at(li))
    for day in range(60):
        at_day(1)
        chase_deferred()
        if day == 1:
            bring_paper(li, started[0], "medical", FRESH)
            suspend_case(li, started[1], "other", "印章不一样")
        if day == 20:
            add_evidence(li, started[1], "asked", "问过了")
            release_case(chief, started[1], "没有问题")
    granted({**city, "clerk": li}, started[0])
    issue(li, started[0])
    assert Counter(r["state"] for r in rows("SELECT state FROM cases_case")) == {"filed": 1, "lapsed": 2}
    assert rows("SELECT 1 FROM cases_deferral WHERE state = 'open'") == []
    assert due_list(chief) == []
