"""Hours, closed days and plans change from a day on, by the head of the office and the system administrator; who reads a day gets that day's."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError

from yitang.kernel import clock
from yitang.platform.changes.errors import ChangeOvertaken, EffectTooEarly, NothingChanges
from yitang.platform.changes.public import Wanted, ask_change, change_of, confirm_change, kind_of
from yitang.platform.database.public import execute, row, rows, transaction
from yitang.platform.identity.public import NotYours, PostMayNot
from yitang.platform.identity.tests.administrators import of
from yitang.registers.catalogue.public import businesses
from yitang.registers.offices.errors import DaysWrong, HoursWrong, NoSuchHall, SkillsWrong
from yitang.registers.offices.public import hours_of, is_workday, opening, window, windows

REASON = "夏天提前半小时"


def day(later: int) -> date:
    return clock.today() + timedelta(days=later)


def next_monday() -> date:
    return day(7 - clock.today().weekday() + 7)


def ask(kind: str, subject: Any, becomes: Any, on: date, login: str = "chief") -> UUID:
    return ask_change(of(login), Wanted(kind, str(subject), becomes, on, REASON))


def made(kind: str, subject: Any, becomes: Any, on: date) -> UUID:
    change_id = ask(kind, subject, becomes, on)
    confirm_change(of("admin"), change_id, "看过")
    return change_id


def week(hall: UUID, on: date, **other: Any) -> dict[str, Any]:
    kept = hours_of(hall, on)
    found: dict[str, Any] = {str(n): [f"{one:%H:%M}" for one in kept[n]] if n in kept else None for n in range(1, 8)}
    return found | {name.removeprefix("d"): value for name, value in other.items()}


def tables() -> dict[str, Any]:
    names = ("offices_opening", "offices_special_day", "offices_plan", "changes_change")
    return {name: rows(f"SELECT * FROM {name} ORDER BY 1") for name in names}


def test_hours_change_from_their_day_and_a_weekday_can_be_closed(city: dict[str, Any]) -> None:
    hall, monday = city["hall"], next_monday()
    made("hours", hall, week(hall, monday, d1=["08:00", "16:30"], d5=None), monday)
    before, after = opening(hall, monday - timedelta(days=7)), opening(hall, monday)
    assert (before.opens, before.closes) == (time(8, 30), time(17))
    assert (after.opens, after.closes) == (time(8), time(16, 30))
    assert opening(hall, monday - timedelta(days=3)).works, "the Friday before"
    assert not opening(hall, monday + timedelta(days=4)).works, "the Friday after"
    back = made("hours", hall, week(hall, monday, d1=["08:30", "17:00"], d5=["08:30", "17:00"]), monday + timedelta(days=7))
    assert opening(hall, monday + timedelta(days=11)).works
    assert not opening(hall, monday + timedelta(days=4)).works, "the week in between stays as it was"
    assert change_of(of("audit"), back).was["5"] is None
    early = kind_of("hours").seen(str(hall), week(hall, monday), week(hall, monday, d1=None), monday + timedelta(days=3))
    assert early.warnings == (f"只到 {monday + timedelta(days=7)} 的前一天：从那天起已定好了另一个安排。",)
    preview = kind_of("hours").seen(str(hall), week(hall, monday), week(hall, monday, d1=None), monday + timedelta(days=8))
    assert preview.warnings == ()
    assert preview.lines == (("周一", "08:00–16:30", "不开门"),)
    shut = {str(n): None for n in range(1, 8)}
    assert kind_of("hours").seen(str(hall), week(hall, monday), shut, monday).warnings
    with pytest.raises(IntegrityError, match="a_hall_opens_before_it_closes"), transaction():
        execute("UPDATE offices_opening SET opens = closes")


def test_closed_days_of_all_halls_move_the_working_days_of_the_law_and_those_of_one_hall_do_not(city: dict[str, Any]) -> None:
    hall, monday = city["hall"], next_monday()
    days = {monday.isoformat(): [False, "春节", "Spring Festival"], (monday + timedelta(days=5)).isoformat(): [True, "补班", "Working Saturday"]}
    made("days", "all", days, monday)
    assert not is_workday(monday)
    assert is_workday(monday + timedelta(days=5))
    assert opening(hall, monday).reason_zh == "春节放假"
    assert opening(hall, monday + timedelta(days=5)).works
    made("days", hall, {(monday + timedelta(days=1)).isoformat(): [False, "停电", "Power cut"]}, monday)
    assert not opening(hall, monday + timedelta(days=1)).works
    assert is_workday(monday + timedelta(days=1)), "a hall that is closed is no holiday of the law"
    made("days", "all", {monday.isoformat(): None}, monday)
    assert is_workday(monday)
    assert opening(hall, monday).works
    assert kind_of("days").seen("all", {monday.isoformat(): None}, {monday.isoformat(): [False, "节", "Feast"]}, monday).lines == (
        (f"{monday.isoformat()} 周一", "照平常", "节，放假"),
    )


def test_a_plan_counts_from_its_day_and_the_preview_names_what_no_window_would_take(city: dict[str, Any]) -> None:
    found = windows(city["hall"], day(1))
    offered = [one for one in businesses() if one.offered]
    for one in found[1:]:
        execute("INSERT INTO offices_plan (window_id, effective_from, skills) VALUES (%s, '2022-05-01', '{DRV-RENEW}')", [one.id])
    first = found[0]
    seen = kind_of("plan").seen(str(first.id), None, ["DRV-RENEW"], day(3))
    assert len(seen.warnings) == len(offered) - 1
    assert all("没有窗口能办" in said for said in seen.warnings)
    assert not any("换证" in said and "DRV-RENEW" in said for said in seen.warnings)
    change_id = made("plan", first.id, ["VEH-MORTGAGE", "DRV-RENEW"], day(3))
    assert window(first.id, day(2)).skills is None
    assert any(f"只到 {day(3)} 的前一天" in said for said in kind_of("plan").seen(str(first.id), None, ["DRV-RENEW"], day(2)).warnings)
    assert window(first.id, day(3)).skills == frozenset({"DRV-RENEW", "VEH-MORTGAGE"})
    assert (change_of(of("audit"), change_id).was, change_of(of("audit"), change_id).becomes) == (None, ["DRV-RENEW", "VEH-MORTGAGE"])
    made("plan", first.id, None, day(5))
    assert [window(first.id, day(n)).skills is None for n in (2, 3, 4, 5)] == [True, False, False, True]
    assert kind_of("plan").seen(str(first.id), ["DRV-RENEW"], None, day(5)).warnings == ()


def test_what_does_not_fit_is_refused_by_name_and_writes_nothing(city: dict[str, Any]) -> None:
    hall, on = city["hall"], next_monday()
    one = windows(hall, on)[0].id
    today = clock.today()
    before = tables()
    good = week(hall, on, d1=["08:00", "16:30"])
    wrong: list[tuple[type[Exception], str, Any, Any, date]] = [
        (HoursWrong, "hours", hall, {"1": ["08:00", "09:00"]}, on), (HoursWrong, "hours", hall, good | {"1": ["09:00", "08:00"]}, on),
        (HoursWrong, "hours", hall, good | {"1": ["x", "08:00"]}, on), (HoursWrong, "hours", hall, good | {"1": ["08:00"]}, on),
        (HoursWrong, "hours", hall, None, on), (NothingChanges, "hours", hall, week(hall, on), on), (NoSuchHall, "hours", uuid4(), good, on),
        (NoSuchHall, "hours", "x", good, on), (EffectTooEarly, "hours", hall, good, today - timedelta(days=1)),
        (DaysWrong, "days", hall, {}, on), (DaysWrong, "days", hall, {"x": None}, on), (DaysWrong, "days", hall, {on.isoformat(): [False, "", ""]}, on),
        (DaysWrong, "days", hall, {on.isoformat(): "closed"}, on), (DaysWrong, "days", hall, {today.isoformat(): [False, "节", "Feast"]}, on),
        (NothingChanges, "days", hall, {on.isoformat(): None}, on), (SkillsWrong, "plan", one, [], on), (SkillsWrong, "plan", one, ["NO-SUCH"], on),
        (SkillsWrong, "plan", one, "DRV-RENEW", on), (NoSuchHall, "plan", uuid4(), None, on), (NothingChanges, "plan", one, None, on),
    ]  # fmt: skip
    for error, kind, subject, becomes, from_ in wrong:
        with pytest.raises(error):
            ask(kind, subject, becomes, from_)
    for login in ("admin", "security", "audit", "c03"):
        with pytest.raises(PostMayNot):
            ask("hours", hall, good, on, login)
    for kind, subject, becomes in (("hours", hall, good), ("plan", one, ["DRV-RENEW"]), ("days", "all", {on.isoformat(): [False, "节", "Feast"]})):
        with pytest.raises(NotYours):
            ask(kind, subject, becomes, on, "chiefx")
    assert tables() == before
    change_id = ask("hours", hall, good, on)
    for login in ("chief", "security", "audit"):
        with pytest.raises(PostMayNot):
            confirm_change(of(login), change_id, "是")
    execute("UPDATE offices_opening SET opens = '07:00' WHERE hall_id = %s AND weekday = 2", [hall])
    with pytest.raises(ChangeOvertaken):
        confirm_change(of("admin"), change_id, "是")
    assert row("SELECT state FROM changes_change") == {"state": "waiting"}
