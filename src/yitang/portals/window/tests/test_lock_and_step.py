"""The page asks for the one-time code where it is needed, and a window that was left shows and does nothing; what was typed is never lost."""

import re
from typing import Any
from uuid import uuid4

import pytest
from tests.trials.people import Sender, staff

from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.tests.test_stepping import new_code
from yitang.platform.policy.public import value
from yitang.processes.payments.public import take_cash
from yitang.processes.payments.tests.factories import unpaid

HIDDEN = re.compile(r'<input type="hidden" name="(?!csrf|once|fresh_answer)([^"]+)" value="([^"]*)">')


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """A paid case at window 3, and a browser in which c03 is signed in there."""
    found = unpaid(city)
    take_cash(found["clerk"], found["case"], 1000)
    return {**found, "browser": staff(city, "c03", 3), "issue": f"/window/case/{found['case']}/issue"}


def older(column: str, seconds: int) -> None:
    execute(f"UPDATE identity_session SET {column} = {column} - %s::interval", [f"{seconds} s"])


def page(answer: Any) -> str:
    return str(answer.content.decode())


def state() -> Any:
    return row("SELECT state FROM cases_case")


def test_a_stale_factor_is_asked_for_right_there_and_then_what_was_asked_is_done(desk: dict[str, Any]) -> None:
    browser: Sender = desk["browser"]
    assert "这一步会要一次动态码" not in page(browser.get("/window/"))
    older("factor_at", value("session.fresh_factor_s") + 1)
    assert "这一步会要一次动态码" in page(browser.get("/window/"))
    asked = browser.form(desk["issue"], {"counted": "12.50"})
    assert asked.status_code == 403
    assert re.search(r'<input id="fresh_code"[^>]*autofocus', page(asked))
    assert page(asked).count("autofocus") == 1
    assert HIDDEN.findall(page(asked)) == [("counted", "12.50")], "all that was sent goes along"
    assert f'action="{desk["issue"]}"' in page(asked)
    assert state() == {"state": "reviewed"}
    wrong = browser.form(desk["issue"], {"counted": "12.50", "fresh_code": "000000"})
    assert (wrong.status_code, state()) == (422, {"state": "reviewed"})
    assert HIDDEN.findall(page(wrong)) == [("counted", "12.50")]
    done = {"counted": "12.50", "fresh_code": new_code(), "once": str(uuid4())}
    assert browser.form(desk["issue"], done)["Location"] == "/window/"
    assert state() == {"state": "filed"}
    assert browser.form(desk["issue"], done)["Location"] == "/window/", "sent again, it goes to the same page and asks nothing"
    assert rows("SELECT count(*)::int AS n FROM cases_document") == [{"n": 1}]


def test_five_wrong_codes_are_five_although_each_act_was_undone(desk: dict[str, Any]) -> None:
    browser: Sender = desk["browser"]
    older("factor_at", value("session.fresh_factor_s") + 1)
    answers = [browser.form(desk["issue"], {"fresh_code": "000000"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert 'id="fresh_code"' in page(browser.form(desk["issue"], {"fresh_code": "000000"})), "what was asked is kept until the pause is over"
    assert state() == {"state": "reviewed"}


def test_another_refusal_after_the_code_is_told_as_what_it_is(city: dict[str, Any]) -> None:
    found = unpaid(city)
    browser = staff(city, "c03", 3)
    older("factor_at", value("session.fresh_factor_s") + 1)
    said = browser.form(f"/window/case/{found['case']}/issue", {"fresh_code": new_code()})
    assert said.status_code == 409
    assert "not_paid" in page(said)
    assert 'id="fresh_code"' not in page(said)


def test_the_api_says_which_route_freshens_the_session(desk: dict[str, Any]) -> None:
    browser: Sender = desk["browser"]
    older("factor_at", value("session.fresh_factor_s") + 1)

    def fresh(code: str) -> Any:
        return browser.client.post("/api/v1/sessions/fresh", {"code": code}, content_type="application/json")

    assert fresh("000000").json()["code"] == "factor_wrong"
    assert fresh(new_code()).json() == {"done": True, "id": None}
    assert browser.form(desk["issue"], {}).status_code == 303
    assert Sender().client.post("/api/v1/sessions/fresh", {"code": "1"}, content_type="application/json").status_code == 401


def test_a_window_that_was_left_shows_nothing_and_does_nothing(desk: dict[str, Any]) -> None:
    browser: Sender = desk["browser"]
    name = row("SELECT name FROM people_person p JOIN cases_case c ON c.applicant_id = p.id")
    assert name
    assert 'id="cover"' in page(browser.get("/window/"))
    older("seen_at", value("session.window_lock_s") + 1)
    before = rows("SELECT * FROM queue_ticket"), rows("SELECT * FROM cases_case"), rows("SELECT count(*) FROM audit_row")
    for path in ("/window/", "/window/head", "/window/work", "/window/review", f"/window/case/{desk['case']}", "/me", "/", "/pressed", "/sign-in"):
        answer = browser.get(path)
        assert answer.status_code == 423, path
        assert not {name["name"], "A001", row("SELECT number FROM cases_case")["number"]} & set(re.split(r"[<>\s]", page(answer))), path  # type: ignore[index]
    for path in (desk["issue"], "/window/act/finish", "/window/check", "/lock"):
        assert browser.form(path, {}).status_code == 423, path
    refused = browser.client.post(f"/api/v1/windows/{uuid4()}/call", {}, content_type="application/json", headers={"Idempotency-Key": "x" * 20})
    assert (refused.status_code, refused.json()["code"]) == (423, "window_locked")
    assert "unlocking" in refused.json()["cure_en"]
    assert (rows("SELECT * FROM queue_ticket"), rows("SELECT * FROM cases_case"), rows("SELECT count(*) FROM audit_row")) == before
    assert browser.form("/unlock", {"code": new_code()})["Location"] == "/window/"
    assert "A001" in page(browser.get("/window/")), "the number and the case are still there"
    assert browser.form(desk["issue"], {}).status_code == 303, "and the factor is fresh"


def test_a_form_that_met_the_lock_goes_on_with_all_that_was_typed(desk: dict[str, Any]) -> None:
    browser: Sender = desk["browser"]
    older("seen_at", value("session.window_lock_s") + 1)
    typed = {"reason": "unpaid", "from": 'a "quoted" <word>'}
    locked = browser.form(f"/window/case/{desk['case']}/withdraw", typed)
    kept = dict(HIDDEN.findall(page(locked)))
    assert kept == {"to": f"/window/case/{desk['case']}/withdraw", "kept-reason": "unpaid", "kept-from": "a &quot;quoted&quot; &lt;word&gt;"}
    said = {"to": kept["to"], "kept-reason": "unpaid", "kept-from": typed["from"]}
    wrong = browser.form("/unlock", {**said, "code": "000000"})
    assert wrong.status_code == 422
    assert dict(HIDDEN.findall(page(wrong))) == kept
    unlocked = browser.form("/unlock", {**said, "code": new_code()})
    assert dict(HIDDEN.findall(page(unlocked))) == {"reason": "unpaid", "from": kept["kept-from"]}
    assert f'action="{kept["to"]}"' in page(unlocked)
    assert state() == {"state": "reviewed"}, "it goes on by a press, not by itself"


def test_nothing_goes_on_at_an_address_that_is_not_ours(desk: dict[str, Any]) -> None:
    browser: Sender = desk["browser"]
    for to in ("//elsewhere.example/", "https://elsewhere.example/", "/no/such/page", "javascript:alert(1)"):
        browser.form("/lock", {})
        assert browser.form("/unlock", {"code": new_code(), "to": to, "kept-x": "1"})["Location"] == "/window/", to


def test_by_hand_from_the_api_and_out_from_the_lock(desk: dict[str, Any]) -> None:
    browser: Sender = desk["browser"]
    client = browser.client
    assert browser.form("/lock", {})["Location"] == "/window/"
    assert browser.get("/window/").status_code == 423
    assert client.post("/api/v1/sessions/unlocking", {"code": "000000"}, content_type="application/json").status_code == 422
    assert client.post("/api/v1/sessions/unlocking", {"code": new_code()}, content_type="application/json").status_code == 200
    assert client.post("/api/v1/sessions/locking", {}, content_type="application/json").status_code == 200
    assert client.post("/unlock", {"code": "000000"}, headers={"X-Yitang-Fragment": "1"}).status_code == 422
    assert client.post("/unlock", {"code": new_code()}, headers={"X-Yitang-Fragment": "1"}).status_code == 204
    browser.form("/lock", {})
    assert browser.form("/sign-out", {})["Location"] == "/sign-in"
    assert row("SELECT end_reason FROM identity_session WHERE window_id IS NOT NULL") == {"end_reason": "signed_out"}


def test_a_press_keeps_the_window_and_what_a_page_fetches_does_not(desk: dict[str, Any]) -> None:
    client, most = desk["browser"].client, value("session.window_lock_s")
    for _ in range(3):
        older("seen_at", most - 100)
        assert client.get("/pressed").status_code == 204
    older("seen_at", most - 100)
    assert client.get("/pressed", headers={"X-Yitang-Fragment": "1"}).status_code == 204
    older("seen_at", 101)
    assert client.get("/pressed").status_code == 423


def test_a_process_in_which_no_staff_sits_refuses_a_locked_session_in_words(desk: dict[str, Any], settings: Any) -> None:
    browser: Sender = desk["browser"]
    browser.form("/lock", {})
    settings.YITANG_PORTALS = ("phone",)
    shown = browser.get("/")
    assert shown.status_code == 423
    assert "已锁屏" in page(shown)
    assert "/unlock" not in re.findall(r'action="([^"]*)"', page(shown)), "that address is not served here"
    execute("UPDATE identity_session SET locked_at = NULL")
    assert 'id="cover"' not in page(browser.get("/"))
