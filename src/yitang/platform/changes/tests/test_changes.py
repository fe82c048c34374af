"""A change by two people: asked, looked at, decided once; what is confirmed counts from its day, and nothing else ever does."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from yitang.kernel import clock
from yitang.kernel.text import TextTooLong
from yitang.platform.changes import operations
from yitang.platform.changes.domain import Wanted
from yitang.platform.changes.errors import (
    AnotherChangeWaits,
    ChangeDecided,
    ChangeNeedsTwo,
    ChangeOvertaken,
    EffectPast,
    EffectTooEarly,
    NoSuchChange,
    NothingChanges,
    ReasonOfChangeMissing,
)
from yitang.platform.changes.public import ask_change, change_of, changes, confirm_change, kinds, lapse, refuse_change, waiting_changes, withdraw_change
from yitang.platform.database.public import execute, rows, transaction
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity.public import FreshFactorNeeded, NotYours, PostMayNot
from yitang.platform.identity.tests.administrators import of
from yitang.platform.policy.errors import ValueWrong
from yitang.platform.policy.public import forget, set_value, value

NAME = "queue.recall_max"


def day(later: int = 0) -> date:
    return clock.today() + timedelta(days=later)


def wanted(becomes: Any = 3, later: int = 1, **other: Any) -> Wanted:
    return replace(Wanted("policy", NAME, becomes, day(later), "现场要多呼一次", "本所 2026 年第 7 号决定"), **other)


def asked(becomes: Any = 3, later: int = 1, **other: Any) -> Any:
    return ask_change(of("admin"), wanted(becomes, later, **other))


def state(change_id: Any) -> str:
    return change_of(of("audit"), change_id).state


def kept() -> dict[str, Any]:
    return {name: rows(f"SELECT * FROM {name} ORDER BY 1") for name in ("changes_change", "policy_value")} | {
        "log": rows("SELECT count(*) FROM audit_row WHERE result = 'done'")
    }


def test_what_is_confirmed_counts_from_its_day_and_not_before(city: dict[str, Any]) -> None:
    before = value(NAME)
    change_id = asked(before + 1, 10)
    assert value(NAME, day(10)) == before, "asked for is not changed"
    assert [one.id for one in waiting_changes(of("security"))] == [change_id]
    confirm_change(of("security"), change_id, "看过决定")
    assert [value(NAME, day(n)) for n in (0, 9, 10, 11)] == [before, before, before + 1, before + 1]
    assert f"只到 {day(10)} 的前一天" in kinds()["policy"].seen(NAME, before, 9, day(2)).warnings[0]
    found = change_of(of("audit"), change_id)
    assert (found.state, found.was, found.becomes, found.reason, found.source, found.decided_reason) == (
        "confirmed", before, before + 1, "现场要多呼一次", "本所 2026 年第 7 号决定", "看过决定",
    )  # fmt: skip
    assert (found.asked_account_id, found.decided_account_id) == (of("admin").account_id, of("security").account_id)
    logged = {r["act"]: r["id"] for r in rows("SELECT act, id FROM audit_row WHERE thing_kind = 'change' AND thing_id = %s", [str(change_id)])}
    assert logged == {"changes.ask_policy": found.asked_log, "changes.confirm_policy": found.decided_log}
    assert rows("SELECT source FROM policy_value WHERE name = %s AND effective_from = %s", [NAME, day(10)]) == [{"source": "本所 2026 年第 7 号决定"}]


def test_refused_taken_back_and_lapsed_change_nothing(city: dict[str, Any]) -> None:
    values = rows("SELECT * FROM policy_value ORDER BY id")
    one = asked()
    refuse_change(of("security"), one, "没有依据")
    two = asked()
    with pytest.raises(PostMayNot):
        withdraw_change(of("security"), two, "我替他撤")
    with pytest.raises(NotYours):
        withdraw_change(replace(of("admin"), person_id=uuid4()), two, "我替他撤")
    withdraw_change(of("admin"), two, "写错了")
    three = asked()
    execute("UPDATE changes_change SET asked_at = asked_at - interval '7 days 1 second' WHERE id = %s", [three])
    with pytest.raises(ChangeDecided):
        confirm_change(of("security"), three, "太晚")
    assert sum(found for found in together(3, lambda _: lapse()) if isinstance(found, int)) == 1, "once, however many sweep"
    assert [state(found) for found in (one, two, three)] == ["refused", "withdrawn", "lapsed"]
    for found in (one, two, three):
        for do in (confirm_change, refuse_change):
            with pytest.raises(ChangeDecided):
                do(of("security"), found, "再来")
    with pytest.raises(ChangeDecided):
        withdraw_change(of("admin"), one, "再来")
    assert rows("SELECT * FROM policy_value ORDER BY id") == values
    assert [found.id for found in changes(of("audit"), "policy", NAME)[0]] == [two, one, three], "the newest first"
    asked()


def test_to_undo_is_a_new_change_back_to_what_was(city: dict[str, Any]) -> None:
    first = asked(later=0)
    confirm_change(of("security"), first, "是")
    assert value(NAME) == 3
    was = change_of(of("admin"), first).was
    back = asked(was, 0, reason="退回原来的值")
    confirm_change(of("security"), back, "是")
    assert value(NAME) == was
    assert [(one.was, one.becomes) for one in changes(of("audit"), "policy", NAME)[0]] == [(3, was), (was, 3)]


def test_what_does_not_fit_is_refused_by_name_and_writes_nothing(city: dict[str, Any]) -> None:
    admin, security = of("admin"), of("security")
    wrong: list[tuple[type[Exception], Any]] = [
        (ValueWrong, "three"), (ValueWrong, -1), (ValueWrong, True), (ValueWrong, [3]), (ValueWrong, None), (ValueWrong, float("inf")),
        (NothingChanges, value(NAME)),
    ]  # fmt: skip
    before = kept()
    for error, said in wrong:
        with pytest.raises(error):
            ask_change(admin, wanted(said))
    others: list[tuple[type[Exception], Wanted]] = [
        (EffectTooEarly, wanted(later=-1)), (ReasonOfChangeMissing, wanted(reason=" ")), (NoSuchChange, wanted(kind="law")),
        (NoSuchChange, wanted(subject="no.such")), (TextTooLong, wanted(source="长" * 301)),
    ]  # fmt: skip
    for error, one in others:
        with pytest.raises(error):
            ask_change(admin, one)
    for login in ("security", "audit", "chief", "c03"):
        with pytest.raises(PostMayNot):
            ask_change(of(login), wanted())
    assert kept() == before
    change_id = asked()
    stale = of("security")
    execute("UPDATE identity_session SET factor_at = factor_at - interval '6 minutes' WHERE id = %s", [stale.session_id])
    before = kept()
    refused: list[tuple[type[Exception], Any]] = [
        (AnotherChangeWaits, lambda: ask_change(admin, wanted(4))), (ReasonOfChangeMissing, lambda: confirm_change(security, change_id, "")),
        (ReasonOfChangeMissing, lambda: refuse_change(security, change_id, "")), (NoSuchChange, lambda: confirm_change(security, uuid4(), "是")),
        (FreshFactorNeeded, lambda: confirm_change(stale, change_id, "是")), (ReasonOfChangeMissing, lambda: withdraw_change(admin, change_id, " ")),
        (ChangeNeedsTwo, lambda: confirm_change(replace(admin, post="security"), change_id, "我自己批")),
        (ChangeNeedsTwo, lambda: refuse_change(replace(admin, post="security"), change_id, "我自己退")),
        *((PostMayNot, lambda login=login: confirm_change(of(login), change_id, "是")) for login in ("admin", "audit", "chief")),
        (PostMayNot, lambda: waiting_changes(of("c03"))),
    ]  # fmt: skip
    for error, do in refused:
        with pytest.raises(error):
            do()
    assert kept() == before


def test_what_was_overtaken_or_is_past_is_not_confirmed(city: dict[str, Any]) -> None:
    change_id = asked(3, 5)
    set_value(NAME, 9, day(2), "the office")
    with pytest.raises(ChangeOvertaken):
        confirm_change(of("security"), change_id, "是")
    execute("DELETE FROM policy_value WHERE name = %s AND effective_from = %s", [NAME, day(2)])
    forget()
    execute("UPDATE changes_change SET effective_from = %s WHERE id = %s", [day(-1), change_id])
    with pytest.raises(EffectPast):
        confirm_change(of("security"), change_id, "是")
    assert state(change_id) == "waiting"


def test_two_people_are_a_rule_of_the_table_too(city: dict[str, Any]) -> None:
    change_id = asked()
    for change, name in (
        ("state = 'confirmed', decided_at = now(), decided_person = asked_person", "a_change_needs_two_people"),
        ("state = 'refused', decided_at = now()", "a_change_needs_two_people"),
        ("state = 'withdrawn', decided_at = now(), decided_person = gen_random_uuid()", "a_change_is_taken_back_by_who_asked"),
        ("state = 'lapsed'", "a_change_that_is_over_has_its_time"), ("state = 'done', decided_at = now()", "change_state_is_known"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=name), transaction():
            execute(f"UPDATE changes_change SET {change} WHERE id = %s", [change_id])


def test_asked_for_at_the_same_moment_one_waits_and_without_the_key_both(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found = together(4, lambda n: str(bool(ask_change(of("admin"), wanted(5 + n)))))
    assert sorted(map(str, found)) == ["True", *["another_change_waits"] * 3]
    withdraw_change(of("admin"), waiting_changes(of("admin"))[0].id, "一起来的")
    monkeypatch.setattr(operations, "_hold", lambda *_: None)
    found = together(4, lambda n: str(bool(ask_change(of("admin"), wanted(5 + n)))))
    assert sorted(map(str, found)) == ["True", *["another_change_waits"] * 3], "the key of the table alone keeps them apart"


@pytest.mark.parametrize("other", ["confirm", "refuse", "withdraw"])
def test_of_two_decisions_at_once_one_counts_and_without_the_guards_both(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch, other: str) -> None:
    """The guards: the thing's lock, the row held, and the condition of the statement that decides."""
    acts: dict[str, Any] = {"confirm": (confirm_change, "security"), "refuse": (refuse_change, "security"), "withdraw": (withdraw_change, "admin")}

    def both(change_id: Any) -> list[str]:
        todo = [acts["confirm"], acts[other]]
        return sorted(map(str, together(2, lambda n: todo[n][0](of(todo[n][1]), change_id, "是"))))

    for _ in range(3):
        change_id = asked(value(NAME, day(1)) + 1)
        assert both(change_id) == ["None", "change_decided"]
        forget()
        assert (value(NAME, day(1)) == change_of(of("audit"), change_id).becomes) == (state(change_id) == "confirmed")
    change_id = asked(value(NAME, day(1)) + 1)
    meeting = Meeting(2)
    with monkeypatch.context() as off:
        off.setattr(operations, "_hold", lambda *_: None)
        off.setattr(operations, "_waiting", meeting.after(lambda viewer, kind, name, found: change_of(viewer, found)))
        off.setattr(operations, "DECIDE", operations.DECIDE.replace(" AND state = 'waiting'", ""))
        if other == "withdraw":
            off.setattr(operations, "may", meeting.after(lambda *_: None, lambda _, act, *__: act == "changes.withdraw"))
        assert both(change_id) == ["None", "None"], "guard off: both thought that it waited"


def test_every_kind_has_acts_with_rules_of_two_posts() -> None:
    from yitang.platform.identity.public import access_table

    posts = {rule.act: set(rule.posts) for rule in access_table()}
    for kind in kinds().values():
        assert posts[kind.ask].isdisjoint(posts[kind.confirm])
        assert posts[kind.confirm] == posts[kind.refuse]
        assert all(rule.fresh for rule in access_table() if rule.act == kind.confirm)
