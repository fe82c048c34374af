"""X14, mass export, or paging through everybody.

Control: a budget of distinct persons for each of the staff, by post and day, over all pages and the API, counted in the transaction that shows them;
at the budget a named refusal, and the head of the office may add for today, with a reason, never for himself. No list names persons.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection

from tests.abuse.picture import as_it_was, count, owner
from tests.trials.people import Sender, staff
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, new_id, row, rows, set_clock
from yitang.platform.disclosure import operations
from yitang.platform.disclosure.public import (
    BudgetSpent,
    NotOwnBudget,
    RaiseOutOfBounds,
    RaiseWithoutReason,
    budgets_today,
    own_budget,
    raise_budget,
    show_people,
)
from yitang.platform.identity.public import NotYours, PostMayNot
from yitang.platform.identity.tests.administrators import of
from yitang.platform.policy.public import forget
from yitang.processes.cases import queries as cases
from yitang.processes.cases.public import Seen, accept_case
from yitang.processes.queue.public import call_next, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, kiosk

MOST, MANY = 3, 10
CASE = (
    "number, business, channel, state, visit_id, ticket_id, session_id, window_id, accepting_office, managing_office, agent_name, subject_kind, "
    'acceptor_account, acceptor_person, trace_id, facts, "grant", accepted_at, due_on, deferred'
)


def budgets(most: int) -> None:
    execute("UPDATE policy_value SET value = jsonb_build_object('other', %s::int) WHERE name = 'disclosure.budgets'", [most])
    forget()


@pytest.fixture
def files(city: dict[str, Any]) -> list[UUID]:
    """Ten cases of the office, of ten persons, as one after the other comes; and a budget of three."""
    li = clerk(city, 3)
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(li, at(li))
    start_serving(li, at(li))
    first = accept_case(li, RENEW[0], city["cast"]["renew"].number, Seen(medical_on=clock.today())).id
    made = []
    for n, one in enumerate(rows("SELECT id, person_id FROM drivers_licence ORDER BY archive_number LIMIT %s", [MANY])):
        made.append(new_id())
        said = CASE.replace("number,", "%s,", 1).replace("state,", "'filed',", 1)
        execute(
            f"INSERT INTO cases_case (id, applicant_id, subject_id, {CASE}) SELECT %s, %s, %s, {said} FROM cases_case WHERE id = %s",
            [made[-1], one["person_id"], one["id"], f"X14-{n}", first],
        )
        execute(
            "INSERT INTO payments_bill (id, case_id, office_id, fen, items, opened_at) SELECT %s, %s, office_id, fen, items, opened_at FROM payments_bill "
            "WHERE case_id = %s",
            [new_id(), made[-1], first],
        )
        execute("INSERT INTO cases_party (id, case_id, role, person_id) VALUES (%s, %s, 'applicant', %s)", [new_id(), made[-1], one["person_id"]])
    assert len(made) == MANY
    execute("DELETE FROM disclosure_seen")
    execute("DELETE FROM disclosure_day")
    budgets(MOST)
    return made


def walk(who: Sender, files: list[UUID]) -> list[int]:
    """The statuses of every page of every case that somebody of the staff can ask for, page by page in turn."""
    routes = ("/window/case/{}", "/window/review/{}", "/case/{}", "/window/case/{}/papers", "/case/{}/papers")
    return [who.get(routes[n % len(routes)].format(case)).status_code for n, case in enumerate(files)]


@pytest.mark.parametrize("login", ["c03", "r01", "chief"])
def test_who_pages_through_everybody_stops_at_the_budget_and_without_the_guard_does_not(
    city: dict[str, Any], files: list[UUID], login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = staff(city, login, 3 if login == "c03" else None)
    with monkeypatch.context() as off:
        off.setattr(cases, "show_people", lambda *_: None)
        assert walk(who, files) == [200] * MANY, "without the guard he reads on"
    assert count("disclosure_seen") == 0
    assert walk(who, files) == [200] * MOST + [429] * (MANY - MOST)
    assert count("disclosure_seen") == MOST
    assert [who.get(f"/window/case/{case}").status_code for case in files[: MOST + 1]] == [200] * MOST + [429], "whom he saw he sees again"
    said = who.get(f"/window/case/{files[-1]}").content.decode()
    assert "budget_spent" in said
    assert "请所长" in said
    assert 'lang="en"' in said
    refused = row("SELECT count(*) AS n FROM audit_row WHERE act = 'look' AND result = 'refused' AND thing_kind = 'case'")
    assert refused is not None
    assert refused["n"] >= MANY - MOST, "each refused look is on record"
    opened = rows("SELECT thing_id FROM audit_row WHERE act = 'look' AND result = 'looked' AND thing_kind = 'case' AND account = %s", [of(login).account_id])
    assert sorted(one["thing_id"] for one in opened) == sorted(str(one) for one in files[:MOST]), "each first look has its read row"


@pytest.mark.parametrize("login", ["g01", "admin", "security", "audit", "x01", "chiefx"])
def test_who_has_no_business_with_a_case_sees_nobody(city: dict[str, Any], files: list[UUID], login: str) -> None:
    assert set(walk(staff(city, login), files)) <= {401, 403, 404}
    assert count("disclosure_seen") == 0


def test_a_refused_look_leaves_everything_as_it_was(city: dict[str, Any], files: list[UUID]) -> None:
    who = staff(city, "r01")
    walk(who, files[:MOST])
    with as_it_was():
        assert who.get(f"/window/case/{files[-1]}").status_code == 429


def test_searching_at_the_window_counts_too_and_by_person_not_by_account(city: dict[str, Any], files: list[UUID]) -> None:
    """Pages, search and another account of the same person: one budget."""
    li = clerk(city, 3)
    other = staff(city, "c03", 3)
    walk(other, files[:MOST])
    with as_it_was():
        said = other.form("/window/check", {"number": city["cast"]["soldier"].number, "medical_on": "2026-11-20", "do": "check"})
    assert said.status_code == 429
    assert "budget_spent" in said.content.decode() or "上限" in said.content.decode()
    twin = same_person(li, uuid4())
    with pytest.raises(BudgetSpent):
        show_people(twin, [uuid4()])
    assert own_budget(twin).left == 0


def same_person(who: Viewer, account: UUID) -> Viewer:
    return replace(who, account_id=account)


def test_tomorrow_the_budget_is_new(city: dict[str, Any], files: list[UUID]) -> None:
    reviewer = of("r01")
    show_people(reviewer, [uuid4() for _ in range(MOST)])
    with pytest.raises(BudgetSpent):
        show_people(reviewer, [uuid4()])
    set_clock(clock.now() + timedelta(days=1), 1.0)
    show_people(reviewer, [uuid4()])


def test_the_pages_warn_before_it_is_spent(city: dict[str, Any], files: list[UUID]) -> None:
    budgets(5)
    who = staff(city, "r01")
    assert "今天快看满了" not in who.get(f"/window/case/{files[0]}").content.decode()
    walk(who, files[:4])
    assert '还能看 <b class="num">1</b> 位' in who.get(f"/window/case/{files[0]}").content.decode()
    assert '还能看 <b class="num">1</b> 位' in who.get(f"/window/review/{files[0]}").content.decode()
    assert '今天看过 <b class="num">4</b> 位' in who.get("/me").content.decode()


def test_the_chief_adds_for_today_with_a_reason_and_never_for_himself(city: dict[str, Any], files: list[UUID]) -> None:
    chief, reviewer = staff(city, "chief"), staff(city, "r01")
    walk(reviewer, files)
    day = row("SELECT id FROM disclosure_day")
    assert day
    address = f"/chief/looks/{day['id']}"
    assert "满了" in chief.get("/chief/looks").content.decode()
    for fields, said in (({"more": "2", "reason": " "}, "raise_without_reason"), ({"more": "500", "reason": "年底清档"}, "raise_out_of_bounds"),
                         ({"more": "x", "reason": "年底清档"}, "raise_out_of_bounds")):  # fmt: skip
        with as_it_was():
            answer = chief.form(address, fields)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert f'value="{fields["more"]}"' in page, "what was typed is there"
    assert chief.form(address, {"more": "2", "reason": "年底清档"}).status_code == 303
    assert walk(reviewer, files) == [200] * (MOST + 2) + [429] * (MANY - MOST - 2)
    assert "年底清档" in chief.get("/chief/looks").content.decode()
    assert count("audit_row", "act = 'disclosure.raise_budget'") == 1
    head = of("chief")
    show_people(head, [uuid4()])
    own = next(one for one in budgets_today(head) if one.own)
    with as_it_was(), pytest.raises(NotOwnBudget):
        raise_budget(head, own.id, 2, "年底清档")
    with as_it_was(), pytest.raises(NotYours):
        raise_budget(of("chiefx"), own.id, 2, "年底清档")
    with as_it_was(), pytest.raises(PostMayNot):
        raise_budget(of("r01"), own.id, 2, "年底清档")
    with as_it_was(), pytest.raises(RaiseWithoutReason):
        raise_budget(head, day["id"], 2, "")
    with as_it_was(), pytest.raises(RaiseOutOfBounds):
        raise_budget(head, day["id"], 0, "年底清档")
    with pytest.raises(IntegrityError, match="nobody_raises_his_own_budget"):
        execute(
            "INSERT INTO disclosure_raise (id, day_id, viewer_person, more, reason, by_account, by_person, at) VALUES (%s, %s, %s, 1, 'x', %s, %s, %s)",
            [new_id(), own.id, head.person_id, head.account_id, head.person_id, clock.now()],
        )


def at_once(many: int) -> tuple[list[str], list[str]]:
    """So many looks of one reviewer at the same moment, each at somebody else. Returns: who was shown, and what refused the others."""
    reviewer, shown, refused, ready = of("r01"), list[str](), list[str](), threading.Barrier(many)

    def one() -> None:
        ready.wait()
        try:
            show_people(reviewer, [uuid4()])
            shown.append("shown")
        except (BudgetSpent, IntegrityError) as fault:
            refused.append(type(fault).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return shown, refused


@contextmanager
def without_constraint() -> Iterator[None]:
    """The owner takes the constraint away, and gives it back to an empty table."""
    owner("ALTER TABLE disclosure_day DROP CONSTRAINT a_budget_is_not_overspent")
    try:
        yield
    finally:
        owner("TRUNCATE disclosure_raise, disclosure_seen, disclosure_day")
        owner("ALTER TABLE disclosure_day ADD CONSTRAINT a_budget_is_not_overspent CHECK (seen <= allowed)")


def test_ten_at_once_see_three_and_without_the_guards_ten(city: dict[str, Any], files: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    unguarded = "UPDATE disclosure_day SET seen = seen + %s WHERE id = %s AND (%s > 0)"
    with monkeypatch.context() as off:
        off.setattr(operations, "SPEND", unguarded)
        with without_constraint():
            assert len(at_once(MANY)[0]) == MANY, "with both guards away everybody is shown"
        shown, refused = at_once(MANY)
        assert (len(shown), set(refused)) == (MOST, {"IntegrityError"}), "the constraint alone holds"
    execute("DELETE FROM disclosure_seen")
    execute("DELETE FROM disclosure_day")
    shown, refused = at_once(MANY)
    assert (len(shown), set(refused), len(refused)) == (MOST, {"BudgetSpent"}, MANY - MOST)
    assert row("SELECT seen, allowed FROM disclosure_day") == {"seen": MOST, "allowed": MOST}
    assert count("disclosure_seen") == MOST


def test_one_person_at_many_windows_at_once_counts_once(city: dict[str, Any], files: list[UUID]) -> None:
    reviewer, who, ready = of("r01"), uuid4(), threading.Barrier(4)

    def one() -> None:
        ready.wait()
        try:
            show_people(reviewer, [who])
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert own_budget(reviewer).seen == 1


def test_citizens_and_devices_have_no_budget(city: dict[str, Any], files: list[UUID]) -> None:
    show_people(kiosk(city), [uuid4() for _ in range(50)])
    assert count("disclosure_day") == 0
