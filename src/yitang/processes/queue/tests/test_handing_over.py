"""Shift hand-over: the window goes on under a colleague, and who handed it over can do nothing there any more."""

import threading
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import together, until_others_wait
from yitang.platform.identity.public import (
    FactorWrong,
    NoColleagueHere,
    NotYours,
    PostMayNot,
    SameOfficer,
    SignInFailed,
    SignInNeeded,
    WindowSessionElsewhere,
    lock_window,
    step_up,
    viewer_of,
)
from yitang.platform.identity.tests.test_locking import at_window
from yitang.platform.identity.tests.test_stepping import HERE, entered, new_code
from yitang.processes.queue import handing_over, window_acts
from yitang.processes.queue.operations import turn_period
from yitang.processes.queue.public import (
    WindowBusy,
    WindowHandedOver,
    WindowNotOpen,
    call_next,
    finish,
    hand_over,
    issue_ticket,
    open_window,
    pause_window,
    start_serving,
)
from yitang.processes.queue.public import (
    at_window as desk_of,
)
from yitang.processes.queue.tests.test_queue import RENEW, at, kiosk

KEPT = ("queue_period", "queue_ticket", "queue_hand_over", "queue_call", "identity_session", "identity_account", "audit_row")


def as_it_is() -> dict[str, Any]:
    return {table: rows(f"SELECT * FROM {table} ORDER BY id") for table in KEPT}


def relieved(city: dict[str, Any], li: Viewer, login: str = "c05", code: str = "", **more: Any) -> str:
    """Whoever holds this login sits down at the window of c03, and has typed all three parts."""
    return hand_over(li, at(li), login, city["accounts"][login]["password"], code or new_code(login), HERE, **more)


@pytest.fixture
def serving(city: dict[str, Any]) -> dict[str, Any]:
    """A001 is served at window 3 by c03, who is signed in there; two more wait."""
    _, li = at_window(city)
    open_window(li, at(li))
    for _ in range(3):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(li, at(li))
    start_serving(li, at(li))
    return {**city, "li": li}


def test_the_window_changes_hands_at_one_instant_and_whoever_is_there_stays(serving: dict[str, Any]) -> None:
    li: Viewer = serving["li"]
    before, code = desk_of(li, at(li)), new_code("c05")
    wang = viewer_of(relieved(serving, li, code=code))
    assert wang
    with pytest.raises(FactorWrong):  # the code that let him in is used up
        step_up(wang, code, HERE)
    assert (wang.window_id, wang.hall_id, wang.post) == (li.window_id, li.hall_id, "clerk")
    after = desk_of(wang, at(li))
    assert after.current == before.current
    periods = rows("SELECT account_id, kind, ticket_id, from_at, to_at FROM queue_period ORDER BY from_at")
    assert [(p["account_id"], p["kind"]) for p in periods] == [(li.account_id, "idle"), (li.account_id, "serving"), (wang.account_id, "serving")]
    assert all(one["to_at"] == two["from_at"] for one, two in pairwise(periods)), "no gap and no overlap"
    assert periods[1]["ticket_id"] == periods[2]["ticket_id"]
    assert periods[2]["to_at"] is None
    kept = row("SELECT * FROM queue_hand_over")
    assert kept
    assert (kept["from_account"], kept["to_account"], kept["from_session"], kept["to_session"], kept["at"]) == (
        li.account_id, wang.account_id, li.session_id, wang.session_id, periods[2]["from_at"]
    )  # fmt: skip
    assert rows("SELECT account, thing_kind, thing_id, \"window\" FROM audit_row WHERE act = 'queue.hand_over'") == [
        {"account": li.account_id, "thing_kind": "account", "thing_id": str(wang.account_id), "window": at(li)}
    ], "one act, by both"
    assert row("SELECT end_reason FROM identity_session WHERE id = %s", [li.session_id]) == {"end_reason": "handed_over"}
    finish(wang, at(li))
    assert call_next(wang, at(li))


@pytest.mark.parametrize("kind", ["idle", "paused"])
def test_a_window_with_nobody_there_is_handed_over_as_it_is(city: dict[str, Any], kind: str) -> None:
    _, li = at_window(city)
    (open_window if kind == "idle" else pause_window)(li, at(li))
    wang = viewer_of(relieved(city, li))
    assert wang
    assert row("SELECT kind, account_id, ticket_id FROM queue_period WHERE to_at IS NULL") == {"kind": kind, "account_id": wang.account_id, "ticket_id": None}


def test_a_closed_window_is_not_handed_over(city: dict[str, Any]) -> None:
    token, li = at_window(city)
    code, before = new_code("c05"), as_it_is()
    with pytest.raises(WindowNotOpen):
        relieved(city, li, code=code)
    assert as_it_is() == before
    assert viewer_of(token)
    open_window(li, at(li))
    relieved(city, li, code=code)


def test_what_is_refused_leaves_the_window_with_whom_it_was(serving: dict[str, Any]) -> None:
    li: Viewer = serving["li"]
    good = serving["accounts"]["c05"]["password"]
    cases: list[tuple[type[Exception], Callable[[], object]]] = [
        (SameOfficer, lambda: relieved(serving, li, "c03", code=codes["c03"])),
        (NoColleagueHere, lambda: relieved(serving, li, "x01", code=codes["x01"])),
        (NoColleagueHere, lambda: relieved(serving, li, "r01", code=codes["r01"])),
        (SignInFailed, lambda: hand_over(li, at(li), "c05", "guess", codes["c05"], HERE)),
        (SignInFailed, lambda: hand_over(li, at(li), "c05", good, "000000", HERE)),
    ]
    codes = {login: new_code(login) for login in ("c03", "x01", "r01", "c05")}
    before = as_it_is()
    for refusal, do in cases:
        with pytest.raises(refusal):
            do()
        assert as_it_is() == before, refusal
    with pytest.raises(PostMayNot):
        hand_over(entered("r01"), at(li), "c05", good, codes["c05"], HERE)
    with pytest.raises(NotYours):
        hand_over(at_window(serving, "c07", 7)[1], at(li), "c05", good, codes["c05"], HERE)
    assert row("SELECT count(*)::int AS n FROM queue_hand_over") == {"n": 0}
    relieved(serving, li, code=codes["c05"])


def test_who_works_at_another_window_confirms_that_he_leaves_it(serving: dict[str, Any]) -> None:
    li: Viewer = serving["li"]
    token, _ = at_window(serving, "c05", 5)
    code, before = new_code("c05"), as_it_is()
    with pytest.raises(WindowSessionElsewhere):
        relieved(serving, li, code=code)
    assert as_it_is() == before
    assert viewer_of(relieved(serving, li, code=code, take_over=True))
    assert viewer_of(token) is None


def test_a_locked_window_is_not_handed_over(serving: dict[str, Any]) -> None:
    li: Viewer = serving["li"]
    lock_window(li)
    before = as_it_is()
    with pytest.raises(SignInNeeded):
        relieved(serving, li)
    assert {k: v for k, v in as_it_is().items() if k != "identity_account"} == {k: v for k, v in before.items() if k != "identity_account"}


def test_the_old_session_can_do_nothing_at_the_window_any_more(serving: dict[str, Any]) -> None:
    li: Viewer = serving["li"]
    relieved(serving, li)
    before = as_it_is()
    for do in (
        call_next, window_acts.recall, start_serving, window_acts.no_show, window_acts.leave, finish, pause_window, open_window, window_acts.close_window,
    ):  # fmt: skip
        with pytest.raises((WindowHandedOver, WindowBusy)):
            do(li, at(li))
    with pytest.raises(WindowHandedOver):
        window_acts.transfer(li, at(li), "second_business")
    with pytest.raises((WindowHandedOver, SignInNeeded)):
        relieved(serving, li, "c07", code=new_code("c07"))
    assert as_it_is()["queue_ticket"] == before["queue_ticket"]
    assert as_it_is()["queue_period"] == before["queue_period"]


def at_the_same_moment(city: dict[str, Any], li: Viewer, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> list[Any]:
    """The window is handed over; the old session acts when all is written and nothing committed, and waits for it."""
    written, code = threading.Event(), new_code("c05")
    turn = turn_period

    def turn_and_wait(*said: Any) -> None:
        turn(*said)
        written.set()
        until_others_wait(1)

    with monkeypatch.context() as slow:
        slow.setattr(handing_over, "turn_period", turn_and_wait)
        return together(2, lambda n: act() if n and written.wait(20) else "handed" if relieved(city, li, code=code) else "")


def officers() -> set[UUID]:
    """Who is said to have worked at the window after the hand-over."""
    found = rows("SELECT DISTINCT p.account_id FROM queue_period p, queue_hand_over h WHERE p.window_id = h.window_id AND p.from_at >= h.at")
    return {r["account_id"] for r in found}


def test_a_call_by_the_old_session_at_the_same_moment_calls_nobody(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for guarded in (False, True):
        _, li = at_window(city)
        open_window(li, at(li))
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
        with monkeypatch.context() as off:
            if not guarded:
                off.setattr(window_acts, "CLAIM", window_acts.CLAIM.replace("h.from_session = %(session)s::uuid", "%(session)s::uuid IS NULL"))
            outcome = at_the_same_moment(city, li, monkeypatch, lambda who=li: call_next(who, at(who)))  # type: ignore[misc]
        colleague = row("SELECT to_account FROM queue_hand_over")
        assert colleague
        if guarded:
            assert outcome == ["handed", WindowHandedOver.code]
            assert officers() == {colleague["to_account"]}
            assert rows("SELECT 1 FROM queue_call") == []
        else:
            assert outcome[0] == "handed"
            assert officers() == {colleague["to_account"], li.account_id}, "guard off: who has gone home calls, and the window is his again"
            for table in ("queue_call", "queue_period", "queue_ticket"):
                execute(f"DELETE FROM {table}")
            owner_forgets("queue_hand_over")
            execute("UPDATE identity_session SET ended_at = now() WHERE ended_at IS NULL")


def owner_forgets(table: str) -> None:
    """The program may only add to this table; the owner empties it between the two halves of a test."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_a_step_of_the_old_session_at_the_same_moment_finds_nobody(serving: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    li: Viewer = serving["li"]
    with monkeypatch.context() as off:
        unguarded = window_acts.CURRENT.replace("handed_by IS NULL OR handed_by IS DISTINCT FROM %s::uuid", "true OR %s::uuid IS NULL")
        off.setattr(window_acts, "CURRENT", unguarded)
        outcome = at_the_same_moment(serving, li, monkeypatch, lambda: finish(li, at(li)))
        assert outcome[0] == "handed"
        assert row("SELECT state FROM queue_ticket WHERE number = 1") == {"state": "done"}, "guard off: sent away by who has gone home"
    wang = row("SELECT to_account FROM queue_hand_over")
    assert wang
    assert officers() == {wang["to_account"], li.account_id}
    owner_forgets("queue_hand_over")
    execute("UPDATE identity_session SET ended_at = now() WHERE ended_at IS NULL")
    _, li = at_window(serving)
    call_next(li, at(li))
    assert at_the_same_moment(serving, li, monkeypatch, lambda: finish(li, at(li))) == ["handed", WindowHandedOver.code]
    assert row("SELECT state FROM queue_ticket WHERE number = 2") == {"state": "called"}
    assert officers() == {wang["to_account"]}


def test_two_who_would_take_over_at_once_are_one(serving: dict[str, Any]) -> None:
    li: Viewer = serving["li"]
    codes = {login: new_code(login) for login in ("c05", "c07")}
    outcome = together(2, lambda n: bool(relieved(serving, li, ("c05", "c07")[n], code=codes[("c05", "c07")[n]])))
    assert sorted(map(str, outcome)) == ["True", SignInNeeded.code]
    assert row("SELECT count(*)::int AS n FROM queue_hand_over") == {"n": 1}
    assert row("SELECT count(*)::int AS n FROM queue_period WHERE to_at IS NULL") == {"n": 1}


def test_two_who_relieve_each_other_crosswise_do_not_wait_for_ever(city: dict[str, Any]) -> None:
    _, li = at_window(city)
    _, wang = at_window(city, "c05", 5)
    open_window(li, at(li))
    open_window(wang, at(wang))
    codes = {login: new_code(login) for login in ("c03", "c05")}

    def swap(n: int) -> bool:
        return bool(relieved(city, (li, wang)[n], ("c05", "c03")[n], code=codes[("c05", "c03")[n]], take_over=True))

    assert sorted(map(str, together(2, swap))) == ["True", SignInNeeded.code], "one has left his window before he could hand it over"
