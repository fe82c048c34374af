"""The pages of changes: a form, its preview, the change that waits, and who decides it; over plain forms as each post sees them."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from tests.trials.people import Sender, staff

from yitang.kernel import clock
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.public import code_for
from yitang.platform.identity.tests.administrators import of
from yitang.platform.policy.public import value
from yitang.registers.offices.public import is_workday, opening, window, windows

NAME = "queue.recall_max"
AT = f"/admin/change/policy/{NAME}"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def day(later: int) -> str:
    return (clock.today() + timedelta(days=later)).isoformat()


@pytest.fixture
def people(city: dict[str, Any]) -> dict[str, Sender]:
    return {login: staff(city, login) for login in ("admin", "security", "audit", "chief", "chiefx", "c03")}


def typed(**other: str) -> dict[str, str]:
    return {"value": "5", "from_on": day(2), "reason": "现场要多呼", "source": "本所第 7 号决定", **other}


def change_at(answer: Any) -> str:
    assert answer.status_code == 303, text(answer)
    return str(answer["Location"])


def test_a_value_from_the_list_to_the_day_it_counts(city: dict[str, Any], people: dict[str, Sender]) -> None:
    listed = text(people["admin"].get("/admin/policy"))
    assert f'href="{AT}"' in listed
    assert "cases.two_people" in text(people["audit"].get("/admin/policy", {"only": "unverified"}))
    assert NAME not in text(people["audit"].get("/admin/policy", {"only": "unverified"}))
    before = value(NAME)
    shown = people["admin"].form(AT, {**typed(), "do": "preview"})
    assert (shown.status_code, "先核对" in text(shown), rows("SELECT 1 FROM changes_change")) == (200, True, [])
    for said in (f">{before}<", "<b>5</b>", 'name="value" value="5"', "现场要多呼", "本所第 7 号决定"):
        assert said in text(shown), said
    at = change_at(people["admin"].form(AT, {**typed(), "do": "ask"}))
    assert "撤回这个申请" in text(people["admin"].get(at))
    assert "有改动等确认" in text(people["admin"].get("/admin/policy"))
    assert NAME in text(people["security"].get("/admin/changes"))
    page = text(people["security"].get(at))
    assert f'action="{at}/confirm"' in page
    assert "撤回这个申请" not in page
    for login in ("audit", "chief"):
        assert "/confirm" not in text(people[login].get(at)), login
    assert change_at(people["security"].form(f"{at}/confirm", {"reason": "看过决定"})) == at
    assert value(NAME, clock.today() + timedelta(days=2)) == 5
    done = text(people["audit"].get(at))
    for said in ("已确认", "看过决定", "本所第 7 号决定", "申请 "):
        assert said in done, said
    undo = re.search(r'href="([^"]+\?undo=[^"]+)"', text(people["admin"].get(at)))
    assert undo
    assert f">{before}</textarea>" in text(people["admin"].get(undo[1].partition("?")[0], {"undo": undo[1].partition("=")[2]}))
    assert "?undo=" not in text(people["audit"].get(at))


def test_hours_holidays_and_a_plan_by_the_head_of_the_office_and_the_system_administrator(city: dict[str, Any], people: dict[str, Sender]) -> None:
    hall, chief, admin = city["hall"], people["chief"], people["admin"]
    assert str(hall) in text(chief.get("/admin/places"))
    monday = clock.today() + timedelta(days=14 - clock.today().weekday())
    one = windows(hall, monday)[0]
    assert str(one.id) in text(chief.get(f"/admin/places/{hall}"))
    hours = {f"{end}_{n}": at if n < 5 else "" for n in range(1, 8) for end, at in (("opens", "08:00"), ("closes", "16:30"))}
    ways: list[tuple[str, dict[str, str], str]] = [
        (f"/admin/change/hours/{hall}", hours, "08:30–17:00"),
        ("/admin/change/days/all", {"works": "no", "to_on": (monday + timedelta(days=1)).isoformat(), "name_zh": "春节", "name_en": "Spring"}, "春节，放假"),
        (f"/admin/change/plan/{one.id}", {"takes": "some", "business": "DRV-RENEW"}, "什么业务都办"),
    ]  # fmt: skip
    for at, said, seen in ways:
        whole = {"from_on": monday.isoformat(), "reason": "过节", **said}
        shown = text(chief.form(at, {**whole, "do": "preview"}))
        assert "先核对" in shown
        assert seen in shown
        change = change_at(chief.form(at, {**whole, "do": "ask"}))
        assert change_at(admin.form(f"{change}/confirm", {"reason": "看过"})) == change
    assert not is_workday(monday)
    assert opening(hall, monday + timedelta(days=2)).opens.isoformat() == "08:00:00"
    assert not opening(hall, monday + timedelta(days=4)).works
    assert window(one.id, monday).skills == frozenset({"DRV-RENEW"})
    days = "/admin/change/days/all"
    undo = re.search(r"\?undo=([\w-]+)", text(chief.get(text_link(chief, "春节"))))
    assert undo
    back = text(chief.get(days, {"undo": undo[1]}))
    assert f"{monday.isoformat()} 照平常" in back
    kept = re.search(r'name="days" value="([^"]+)"', back)
    assert kept
    again = chief.form(days, {"days": kept[1].replace("&quot;", '"'), "reason": "退回", "do": "ask"})
    admin.form(f"{change_at(again)}/confirm", {"reason": "看过"})
    assert is_workday(monday)


def text_link(sender: Sender, _: str) -> str:
    found = row("SELECT id FROM changes_change WHERE kind = 'days' AND state = 'confirmed'")
    assert found
    return f"/admin/changes/{found['id']}"


def test_the_preview_of_a_plan_names_the_business_that_no_window_would_take(city: dict[str, Any], people: dict[str, Sender]) -> None:
    found = windows(city["hall"], date.max)
    execute(
        "INSERT INTO offices_plan (window_id, effective_from, skills) SELECT id, '2022-05-01', '{DRV-RENEW}' FROM offices_window WHERE id = ANY(%s)",
        [[one.id for one in found[1:]]],
    )
    said = {"takes": "some", "business": "DRV-RENEW", "from_on": day(3), "reason": "分流", "do": "preview"}
    shown = text(people["chief"].form(f"/admin/change/plan/{found[0].id}", said))
    assert shown.count("从那天起这个大厅没有窗口能办") >= 5
    change = change_at(people["chief"].form(f"/admin/change/plan/{found[0].id}", {**said, "do": "ask"}))
    assert "从那天起这个大厅没有窗口能办" in text(people["admin"].get(change)), "who decides sees it too"


def test_every_refusal_names_itself_and_loses_nothing_that_was_typed(city: dict[str, Any], people: dict[str, Sender]) -> None:
    admin, chief, hall = people["admin"], people["chief"], city["hall"]
    cases: list[tuple[Sender, str, dict[str, str], int, str]] = [
        (admin, AT, typed(value="five"), 422, "“新的值”"), (admin, AT, typed(value='"5"'), 422, "value_wrong"), (admin, AT, typed(source=""), 422, "“依据”"),
        (admin, AT, typed(from_on=day(-1)), 422, "effect_too_early"), (admin, AT, typed(from_on="x"), 422, "“从哪天生效”"),
        (admin, AT, typed(value=str(value(NAME))), 409, "nothing_changes"), (admin, AT, typed(value="[" * 9000), 422, "“新的值”"),
        (chief, f"/admin/change/hours/{hall}", {"opens_1": "09:00", "closes_1": "08:00", "from_on": day(1), "reason": "改时间"}, 422, "hours_wrong"),
        (chief, "/admin/change/days/all", {"works": "no", "name_zh": "", "name_en": "x", "from_on": day(1), "reason": "过节"}, 422, "days_wrong"),
        (chief, "/admin/change/days/all", {"works": "", "from_on": day(1), "reason": "过节"}, 422, "“上班还是放假”"),
        (chief, "/admin/change/days/all", {"works": "no", "from_on": day(1), "to_on": day(99), "reason": "过节"}, 422, "“到哪天”"),
        (chief, f"/admin/change/plan/{windows(hall, date.max)[0].id}", {"takes": "some", "from_on": day(1), "reason": "分流"}, 422, "skills_wrong"),
    ]  # fmt: skip
    for sender, at, said, status, name in cases:
        for do in ("preview", "ask"):
            answer = sender.form(at, {**said, "do": do})
            kept = f'value="{said["reason"]}"'
            assert (answer.status_code, name in text(answer), kept in text(answer)) == (status, True, True), (at, said, do)
            assert "<title>错误: " in text(answer)
    assert rows("SELECT 1 FROM changes_change") == []
    empty = admin.form(AT, {**typed(reason=""), "do": "ask"})
    assert (empty.status_code, "reason_missing" in text(empty), ">5</textarea>" in text(empty)) == (422, True, True)
    at = change_at(admin.form(AT, {**typed(), "do": "ask"}))
    twice = admin.form(AT, {**typed(value="6"), "do": "ask"})
    assert (twice.status_code, "another_change_waits" in text(twice), ">6</textarea>" in text(twice)) == (409, True, True)
    for sender, step in ((people["security"], "confirm"), (people["security"], "refuse"), (admin, "withdraw")):
        empty = sender.form(f"{at}/{step}", {"reason": ""})
        assert (empty.status_code, "reason_missing" in text(empty)) == (422, True)
    execute("UPDATE identity_session SET factor_at = factor_at - interval '6 minutes' WHERE account_id = %s", [of("security").account_id])
    asks = people["security"].form(f"{at}/confirm", {"reason": "看过"})
    assert (asks.status_code, 'name="fresh_code"' in text(asks), 'value="看过"' in text(asks)) == (403, True, True)
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'security'")
    assert change_at(people["security"].form(f"{at}/confirm", {"reason": "看过", "fresh_code": code_for("security")})) == at
    late = admin.form(f"{at}/withdraw", {"reason": "不要了"})
    assert (late.status_code, "change_decided" in text(late)) == (409, True)


def test_who_may_not_ask_sees_the_thing_and_no_form(city: dict[str, Any], people: dict[str, Sender]) -> None:
    things = {AT: "admin", f"/admin/change/hours/{city['hall']}": "chief", "/admin/change/days/all": "chief"}
    for at, asker in things.items():
        for login in ("admin", "security", "audit", "chief", "chiefx"):
            page = people[login].get(at)
            assert (page.status_code, 'name="reason"' in text(page)) == (200, login == asker), (at, login)
            if login != asker:
                assert people[login].form(at, {**typed(), "do": "ask"}).status_code == 403, (at, login)
        assert people["c03"].get(at).status_code == 403
    assert people["admin"].get("/admin/change/law/1").status_code == 404
    assert people["admin"].get("/admin/change/policy/no.such").status_code == 404
    assert people["admin"].get("/admin/change/hours/x").status_code == 404
    assert rows("SELECT 1 FROM changes_change") == []
