"""The citizen's own pages: a code to the registered phone lets in, and nothing tells whose number is in the register."""

import re
import threading
import time
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from yitang.config.demo.city import AREA
from yitang.kernel import citizen_id, clock
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity import codes
from yitang.platform.identity.domain import solves
from yitang.platform.identity.jobs import sweep
from yitang.platform.notices.public import Inbox, deliver_due, send
from yitang.platform.policy.public import forget, value
from yitang.processes.cases.public import accept_case, own_cases, review
from yitang.processes.cases.public import issue as issue_case
from yitang.processes.cases.tests.test_case import FULL, RENEW
from yitang.processes.payments.public import take_cash
from yitang.processes.queue.public import call_next, start_serving
from yitang.processes.queue.tests.test_queue import at, clerk
from yitang.registers.people import sign_in
from yitang.registers.people.public import clear, id_of_number

ONCE = re.compile(r'name="once" value="([^"]+)"')
KEYS = re.compile(r'(csrfmiddlewaretoken"|once") value="[^"]+"|nonce="[^"]+"')


@pytest.fixture
def city(city: dict[str, Any]) -> dict[str, Any]:
    """The demo city without the wait before an answer, which one test puts back."""
    floor(0)
    return city


def number(n: int) -> str:
    """A valid number that nobody has."""
    body = f"{AREA}19010101{n:03d}"
    return body + citizen_id.check_digit(body)


def ask(browser: Client, typed: str) -> Any:
    """Open the page, type a number."""
    page = browser.get("/me/sign-in")
    assert page.status_code == 200
    return browser.post("/me/sign-in", {"once": ONCE.findall(page.content.decode())[0], "number": typed})


def sent_code() -> str:
    """The code in the newest message of the inbox page, as a person of the demo reads it."""
    deliver_due(Inbox())
    page = Client().get("/demo/inbox").content.decode()
    return str(re.findall(r"验证码是 (\d{6})", page)[0])


def enter(city: dict[str, Any], key: str = "renew") -> Client:
    """A browser that has signed in."""
    browser = Client()
    assert ask(browser, city["cast"][key].number).status_code == 303
    answer = browser.post("/me/code", {"code": sent_code()})
    assert (answer.status_code, answer["Location"]) == (303, "/me/cases")
    return browser


def words(answer: Any) -> tuple[int, str, str]:
    """What a person sees of an answer: status, target, text without one-use keys."""
    return answer.status_code, answer.get("Location", ""), KEYS.sub("", answer.content.decode())


def test_a_code_to_the_registered_phone_lets_in_once(city: dict[str, Any]) -> None:
    browser = Client()
    assert ask(browser, city["cast"]["renew"].number)["Location"] == "/me/code"
    assert rows("SELECT phone_masked, state FROM notices_notice") == [{"phone_masked": "100****0000", "state": "queued"}]
    code, before = sent_code(), browser.cookies["yitang_session"].value
    other = Client()
    ask(other, number(1))
    assert other.post("/me/code", {"code": code})["Location"] == "/me/code?again=1", "bound to the phone that asked"
    assert "验证码不对" in other.get("/me/code?again=1").content.decode()
    assert "验证码不对" not in other.get("/me/code").content.decode()
    assert browser.post("/me/code", {"code": code})["Location"] == "/me/cases"
    assert browser.cookies["yitang_session"].value != before
    page = browser.get("/me/cases").content.decode()
    assert "还没有业务" in page
    assert browser.get("/me/sign-in")["Location"] == "/me/cases"
    third = Client()
    third.cookies["yitang_session"] = before
    assert third.get("/me/cases")["Location"] == "/me/sign-in", "the old cookie is nobody's"
    found = row("SELECT act, thing_id FROM audit_row WHERE act = 'identity.sign_in_by_code'")
    assert found == {"act": "identity.sign_in_by_code", "thing_id": str(id_of_number(city["cast"]["renew"].number))}


def test_a_strangers_number_and_nobodys_look_the_same(city: dict[str, Any]) -> None:
    seen = []
    for typed in (city["cast"]["stranger"].number, number(2)):
        browser = Client()
        first = browser.get("/me/sign-in")
        answers = [browser.post("/me/sign-in", {"once": ONCE.findall(first.content.decode())[0], "number": typed})]
        answers.append(browser.get("/me/code"))
        answers += [browser.post("/me/code", {"code": "123456"}) for _ in range(value("code.tries") + 1)]
        answers.append(browser.get("/me/code?again=1"))
        answers.append(ask(browser, typed))
        answers.append(browser.get("/me/cases"))
        seen.append([words(one) for one in answers])
        assert typed not in str(seen[-1])
    assert seen[0] == seen[1]
    assert [status for status, *_ in seen[0]] == [303, 200, 303, 303, 303, 303, 303, 303, 200, 429, 303]


def test_asking_about_somebody_from_another_phone_tells_nothing_either(city: dict[str, Any]) -> None:
    seen = []
    for typed in (city["cast"]["stranger"].number, number(3)):
        ask(Client(), typed)
        seen.append([words(ask(Client(), typed)) for _ in range(value("code.a_day") + 1)])
    assert seen[0] == seen[1]
    assert {status for status, *_ in seen[0]} == {303}
    sent = rows("SELECT state, count(*) AS n FROM notices_notice GROUP BY state ORDER BY state")
    assert sent == [{"state": "queued", "n": 1}, {"state": "withheld", "n": 13}], "one message in a minute, whoever asks"


def timed(typed: str) -> float:
    """Seconds of the answer to one number from a new phone."""
    browser = Client()
    key = ONCE.findall(browser.get("/me/sign-in").content.decode())[0]
    begin = time.perf_counter()
    browser.post("/me/sign-in", {"once": key, "number": typed})
    return time.perf_counter() - begin


def work_for(typed: str) -> list[str]:
    """The statements that an answer takes, in order: what differs in them would differ in time.

    The clock and the policy are read again every few seconds, whoever asks.
    """
    said: list[str] = []

    def watch(run: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if "database_clock" not in str(sql) and "policy_value" not in str(sql):
            said.append(re.sub(r"\d+", "", str(sql)))
        return run(sql, params, many, context)

    with connection.execute_wrapper(watch):
        timed(typed)
    return said


@pytest.fixture
def registered(city: dict[str, Any]) -> list[str]:
    """Numbers of people with a phone; limits out of the way."""
    execute("UPDATE policy_value SET value = '100000' WHERE name IN ('code.address_an_hour', 'code.all_an_hour')")
    forget()
    return [clear(one["id"], "number") for one in rows("SELECT person_id AS id FROM people_phone ORDER BY id LIMIT 200")]


def floor(seconds: float) -> None:
    """The answer comes after so many seconds."""
    execute("UPDATE policy_value SET value = %s::jsonb WHERE name = 'code.answer_after_s'", [str(seconds)])
    forget()


def test_the_work_is_the_same_for_nobody_and_a_short_cut_would_show(registered: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    timed(registered[0])
    for n in range(5):
        assert work_for(registered[n + 1]) == work_for(number(100 + n))

    def hasty(this: Any, person_id: Any, phone: Any, *rest: Any) -> Any:
        return send(this, person_id, phone, *rest) if phone else None

    monkeypatch.setattr(sign_in, "send", hasty)
    assert work_for(registered[10]) != work_for(number(200)), "guard off: without the notice to nobody the work tells"
    floor(0.06)
    assert min(timed(registered[11]), timed(number(201))) >= 0.06, "the second guard: the answer waits for its time"


def test_what_is_refused_is_said_on_the_page(city: dict[str, Any]) -> None:
    browser = Client()
    bad = ask(browser, "510101199001011234")
    assert bad.status_code == 422
    assert "summary" in bad.content.decode()
    assert "510101199001011234" not in bad.content.decode()
    assert browser.post("/me/sign-in", {"number": number(1)}).status_code == 422, "a form without its key"
    assert ask(browser, city["cast"]["renew"].number).status_code == 303
    assert ask(browser, city["cast"]["renew"].number).status_code == 429
    assert Client().post("/me/code", {"code": "123456"})["Location"] == "/me/sign-in"
    assert Client().get("/me/cases")["Location"] == "/me/sign-in"
    assert Client().get("/me/sign-out").status_code == 405


def test_a_double_click_sends_one_code_and_keeps_no_digest_of_the_number(city: dict[str, Any]) -> None:
    import hashlib
    import json

    browser, typed = Client(), city["cast"]["renew"].number
    key = ONCE.findall(browser.get("/me/sign-in").content.decode())[0]
    answers = [browser.post("/me/sign-in", {"once": key, "number": typed}) for _ in range(2)]
    assert [one["Location"] for one in answers] == ["/me/code", "/me/code"]
    assert len(rows("SELECT 1 FROM notices_notice")) == 1
    guess = hashlib.sha256(json.dumps([["number", [typed]]], ensure_ascii=False).encode()).digest()
    kept = [bytes(one["body_digest"]) for one in rows("SELECT body_digest FROM database_once")]
    assert kept
    assert guess not in kept


def test_limits_by_address_and_for_all_together(city: dict[str, Any]) -> None:
    execute("UPDATE policy_value SET value = '6' WHERE name = 'code.address_an_hour'")
    forget()
    cast = list(city["cast"].values())
    seen = [ask(Client(), one.number).status_code for one in cast[:7]]
    assert seen == [303] * 6 + [429]
    far = Client(REMOTE_ADDR="10.9.9.9")
    assert "data-puzzle" not in far.get("/me/sign-in").content.decode(), "nobody works for a code in a quiet hour"
    execute("UPDATE policy_value SET value = '2' WHERE name = 'code.all_an_hour'")
    execute("UPDATE policy_value SET value = '8' WHERE name = 'code.puzzle_bits'")
    forget()
    refused = ask(far, cast[8].number)
    page = refused.content.decode()
    assert (refused.status_code, "先算一道题" in page, "取号、查材料不用登录" in page) == (429, True, True)
    assert cast[8].number not in page
    asked = re.search(r'data-puzzle="(\w+)" data-bits="(\d+)"', page)
    assert asked
    solution = next(str(n) for n in count() if solves(asked.group(1), str(n), int(asked.group(2))))
    sent = far.post("/me/sign-in", {"once": ONCE.findall(page)[0], "number": cast[8].number, "solution": solution})
    assert (sent.status_code, sent["Location"]) == (303, "/me/code"), "another address is not stopped, and works for its code"
    assert not rows("SELECT 1 FROM identity_attempt WHERE position('10.9.9.9'::bytea in subject) > 0")


def test_many_phones_at_once_get_one_message_to_one_person_and_without_the_lock_more(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def storm(typed: str) -> int:
        phones = [Client() for _ in range(6)]
        keys = [ONCE.findall(one.get("/me/sign-in").content.decode())[0] for one in phones]
        barrier = threading.Barrier(len(phones))

        def run(n: int) -> None:
            try:
                barrier.wait()
                phones[n].post("/me/sign-in", {"once": keys[n], "number": typed})
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(n,)) for n in range(len(phones))]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        return len(rows("SELECT 1 FROM notices_notice WHERE state = 'queued' AND person_id = %s", [id_of_number(typed)]))

    assert storm(city["cast"]["renew"].number) == 1
    for room in (sign_in, codes):  # by person, and by address, from which all of them come
        monkeypatch.setattr(room, "lock", lambda *_: None)
    honest = codes._too_often

    def slow(*rest: Any) -> bool:
        found = honest(*rest)
        time.sleep(0.1)
        return found

    monkeypatch.setattr(codes, "_too_often", slow)
    assert storm(city["cast"]["early"].number) > 1, "guard off"


def a_case(city: dict[str, Any], key: str, browser: Client) -> Any:
    """The citizen takes a number on the phone, is called and served, and the case is accepted."""
    page = browser.get(f"/b/{RENEW}/ticket").content.decode()
    taken = browser.post(f"/b/{RENEW}/ticket", {"once": ONCE.findall(page)[0], "hall": str(city["hall"])})
    assert taken.status_code == 303, taken.content.decode()[:2000]
    li = clerk(city, 3)
    call_next(li, at(li))
    start_serving(li, at(li))
    return li, accept_case(li, RENEW, city["cast"][key].number, FULL)


def test_my_cases_are_mine_and_the_notices_of_a_trip_go_out(city: dict[str, Any]) -> None:
    browser = enter(city)
    li, case = a_case(city, "renew", browser)
    page = browser.get("/me/cases").content.decode()
    assert case.number in page
    assert "已受理" in page
    review(li, case.id)
    take_cash(li, case.id, 1000)
    issue_case(li, case.id)
    assert "已归档" in browser.get("/me/cases").content.decode()
    assert browser.get(f"/case/{case.id}").status_code == 200
    kinds = [one["template"] for one in rows("SELECT template FROM notices_notice ORDER BY created_at, id")]
    assert kinds == ["sign_in_code", "number_called", "case_issued"]
    deliver_due(Inbox())
    page = Client().get("/demo/inbox").content.decode()
    assert "3 号窗口" in page
    assert f"您的业务 {case.number}" in page
    assert city["cast"]["renew"].phone not in page

    stranger = enter(city, "stranger")
    assert case.number not in stranger.get("/me/cases").content.decode()
    assert stranger.get(f"/case/{case.id}").status_code == 404
    from_home = enter_again(city, "renew")
    assert case.number in from_home.get("/me/cases").content.decode(), "also from another phone"
    assert from_home.get(f"/case/{case.id}").status_code == 200


def enter_again(city: dict[str, Any], key: str) -> Client:
    """The same citizen on another phone, some minutes later."""
    execute("UPDATE identity_code SET created_at = created_at - interval '5 minutes'")
    return enter(city, key)


def test_the_man_with_two_entries_sees_the_cases_of_both(city: dict[str, Any]) -> None:
    from yitang.kernel.viewer import Viewer
    from yitang.platform.audit.public import act
    from yitang.registers.people.public import match_persons

    browser = enter(city)
    _, case = a_case(city, "renew", browser)
    other, kept = id_of_number(city["cast"]["renew"].number), id_of_number(city["cast"]["early"].number)
    assert other
    assert kept
    second = enter(city, "early")
    assert case.number not in second.get("/me/cases").content.decode()
    assert second.get(f"/case/{case.id}").status_code == 404
    with act(Viewer.system(), "test.match") as this:
        match_persons(this, kept, other, "派出所证明")
    assert case.number in second.get("/me/cases").content.decode()
    assert second.get(f"/case/{case.id}").status_code == 200


def test_staff_and_phones_without_sign_in_have_no_such_list(city: dict[str, Any]) -> None:
    from yitang.platform.identity.public import PostMayNot, anonymous

    with pytest.raises(PostMayNot):
        own_cases(clerk(city, 3))
    with pytest.raises(PostMayNot):
        own_cases(anonymous()[1])


def test_signing_out_ends_the_session_at_once(city: dict[str, Any]) -> None:
    browser = enter(city)
    token = browser.cookies["yitang_session"].value
    answer = browser.post("/me/sign-out")
    assert (answer.status_code, answer["Location"], answer["Clear-Site-Data"]) == (303, "/", '"cache", "storage"')
    old = Client()
    old.cookies["yitang_session"] = token
    assert old.get("/me/cases")["Location"] == "/me/sign-in"
    assert row("SELECT end_reason FROM identity_session WHERE person_id IS NOT NULL") == {"end_reason": "signed_out"}


def test_the_inbox_page_is_of_the_demo_only(city: dict[str, Any], settings: Any) -> None:
    page = Client().get("/demo/inbox")
    assert "还没有消息" in page.content.decode()
    assert "演示" in page.content.decode()
    settings.YITANG_DEMO = False
    assert Client().get("/demo/inbox").status_code == 404
    settings.YITANG_DEMO = True
    execute("UPDATE policy_value SET value = 'false' WHERE name = 'notices.sandbox'")
    forget()
    assert Client().get("/demo/inbox").status_code == 404


def test_codes_and_tries_are_forgotten_after_a_day(city: dict[str, Any]) -> None:
    ask(Client(), city["cast"]["renew"].number)
    assert sweep() == 0
    past = clock.real_now() - timedelta(days=1, seconds=1)
    execute("UPDATE identity_code SET created_at = %s", [past])
    execute("UPDATE identity_attempt SET at = %s", [past])
    assert sweep() >= 2
    assert rows("SELECT 1 FROM identity_code") == []
