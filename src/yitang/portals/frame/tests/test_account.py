"""我的账号: what a member of staff sees and changes of his own account, page by page; refusals lose nothing that was typed."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from tests.trials.people import Sender, staff

from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.middleware import cookie_name
from yitang.platform.identity.public import code_for
from yitang.platform.identity.tests.authenticator import HandMadeKey
from yitang.platform.identity.tests.conftest import fresh_step  # noqa: F401 - a fixture
from yitang.platform.identity.tests.test_identity import enter
from yitang.platform.identity.tests.test_new_phone import code_of
from yitang.platform.identity.tests.test_passwords import NEW, setting

pytestmark = pytest.mark.usefixtures("fresh_step")
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


def given(city: dict[str, Any], login: str = "c03") -> dict[str, str]:
    """Password and a fresh one-time code, as fields of a form."""
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = %s", [login])
    return {"password": city["accounts"][login]["password"], "code": code_for(login)}


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_account_page_shows_own_factors_codes_password_and_sessions(city: dict[str, Any], settings: Any) -> None:
    browser = Client(headers={"User-Agent": AGENT})
    here = browser.post("/sign-in", {"login": "c03", **given(city), "window": ""})
    assert here["Location"] == "/window/"
    enter(city)
    page = said(browser.get("/me"))
    for words in ("我的账号", "动态码", "还没有安全钥匙", "还没有", "登记一把安全钥匙", "Chrome Windows 127.0.0.1", "就是这里", "别处", "2</span> 处"):
        assert words in page, words
    assert page.count("结束这一处") == 1, "the one in use is left by signing out"
    assert said(Client().get("/me")).count("请先登录") > 0

    # At an address without a name the pages say that there are no keys.
    settings.YITANG_ORIGIN = "http://10.0.0.1:8000"
    clerk = staff(city, "c03")
    assert "本系统的网址不能用安全钥匙" in said(clerk.get("/me"))
    assert "本系统的网址不能用安全钥匙" in said(clerk.get("/me/keys"))
    refused = Sender().form("/sign-in/key", {})
    assert refused.status_code == 422
    assert "要有域名和 https" in said(refused)


def test_a_key_is_enrolled_used_at_sign_in_and_removed_by_pages(city: dict[str, Any]) -> None:
    clerk, key = staff(city, "c03"), HandMadeKey()
    options = said(clerk.form("/me/keys/challenge", {"purpose": "enrol"}))
    made = key.made(options)
    wrong = clerk.form("/me/keys", {"name": "绿钥匙", "made": made, "password": "guess", "code": "000000"})
    assert wrong.status_code == 422
    assert 'value="绿钥匙"' in said(wrong)
    assert "<title>错误: 密码或动态码不对" in said(wrong)
    assert said(wrong).count("guess") == 0
    done = clerk.form("/me/keys", {"name": "绿钥匙", "made": made, **given(city)})
    assert done["Location"] == "/me?done=key"
    page = said(clerk.get("/me", {"done": "key"}))
    assert "绿钥匙" in page
    assert "安全钥匙登记好了" in page

    browser = Client()
    asked = browser.post("/sign-in/key")
    answer = key.asserted(said(asked))
    fields = {"login": "c03", "password": given(city)["password"], "answer": answer, "code": ""}
    assert Client().post("/sign-in", fields).status_code == 401, "another browser was not asked"
    inside = browser.post("/sign-in", fields)
    assert inside["Location"] == "/window/"
    assert browser.post("/sign-in", fields).status_code == 401, "an answer counts once"
    assert browser.get("/me").status_code == 200, "who is in stays in"

    at = re.search(r"/me/keys/[0-9a-f-]{36}/remove", page)
    assert at
    assert "绿钥匙" in said(clerk.get(at[0]))
    assert clerk.form(at[0], {"password": "guess", "code": "1"}).status_code == 422
    signed = key.asserted(said(clerk.form("/me/keys/challenge", {"purpose": "prove"})))
    gone = clerk.form(at[0], {"password": given(city)["password"], "code": "", "answer": signed})
    assert gone["Location"] == "/me?done=key-removed"
    assert rows("SELECT 1 FROM identity_security_key") == []
    assert clerk.get(at[0]).status_code == 404


def test_recovery_codes_are_shown_once_and_lead_to_the_account(city: dict[str, Any]) -> None:
    clerk = staff(city, "c03")
    fields = given(city)
    shown = said(clerk.form("/me/recovery", fields))
    codes = re.findall(r'<span class="number">([A-Z2-7-]{29})</span>', shown)
    assert len(codes) == 10
    assert clerk.form("/me/recovery", fields).status_code == 422, "a second press has the first one's code"
    assert not any(code in said(clerk.get(path)) for path in ("/me", "/me/recovery") for code in codes)
    assert "您这次是用恢复码登录的" not in said(clerk.get("/me", {"recovered": "1"})), "no code was used yet"
    browser = Client()
    inside = browser.post("/sign-in", {"login": "c03", "password": fields["password"], "code": codes[0]})
    assert inside["Location"] == "/me?recovered=1"
    page = said(browser.get("/me?recovered=1"))
    assert "您这次是用恢复码登录的" in page
    assert '还剩 <b class="num">9</b> 个' in page
    assert "最近一次使用" in page


def test_the_codes_move_to_another_phone_by_pages(city: dict[str, Any]) -> None:
    clerk = staff(city, "c03")
    assert clerk.form("/me/phone", {"password": "guess", "code": "1"}).status_code == 422
    page = said(clerk.form("/me/phone", given(city)))
    assert "<svg" in page
    seed = re.search(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)
    assert seed
    wrong = clerk.form("/me/phone/first-code", {"first": "000000"})
    assert wrong.status_code == 422
    assert seed[0] not in said(wrong)
    assert 'name="first"' in said(wrong)
    first = code_of(seed[0].replace(" ", ""))
    assert clerk.form("/me/phone/first-code", {"first": first})["Location"] == "/me?done=phone"
    assert "动态码换到新手机了" in said(clerk.get("/me", {"done": "phone"}))


def test_a_password_is_changed_by_its_page_and_each_refusal_is_a_page(city: dict[str, Any]) -> None:
    clerk, other = staff(city, "c03"), staff(city, "c03")
    fields = given(city)
    for new, again, words in ((NEW, "another", "两次输入的新密码不一样"), ("2short2", None, "新密码太短"), ("yanshishi yanshishi x", None, "新密码里有")):
        answer = clerk.form("/me/password", {**fields, "new": new, "again": again or new})
        assert answer.status_code == 422
        assert f"<title>错误: {words}" in said(answer)
        assert new not in said(answer)
    assert clerk.form("/me/password", {**fields, "new": NEW, "again": NEW})["Location"] == "/me?done=password"
    assert other.get("/me").status_code == 401
    assert "密码改好了" in said(clerk.get("/me", {"done": "password"}))


def test_a_password_that_is_too_old_leads_to_its_page_and_nowhere_else(city: dict[str, Any]) -> None:
    setting("password.profile", "dengbao")
    execute("UPDATE identity_account SET password_set_at = password_set_at - interval '91 days' WHERE login = 'c03'")
    browser = Client()
    fields = given(city)
    assert browser.post("/sign-in", {"login": "c03", **fields})["Location"] == "/me/password"
    for path in ("/", "/window/", "/me", "/me/keys", "/me/recovery", "/window/line", "/all"):
        led = browser.get(path)
        assert (led.status_code, led["Location"]) == (303, "/me/password"), path
    for path in ("/window/act/open", "/me/keys", "/me/recovery"):
        refused = browser.post(path, fields)
        assert refused.status_code == 403
        assert "您的密码用满期限了" in said(refused)
    assert browser.get("/api/v1/openapi.json").json()["code"] == "password_over"
    page = said(browser.get("/me/password"))
    assert "您的密码用满期限了，改了才能办别的" in page
    assert '至少 <b class="num">12</b> 个字符' in page
    assert json.loads(said(browser.post("/me/keys/challenge", {"purpose": "prove"})))["rpId"] == "localhost"
    changed = browser.post("/me/password", {**given(city), "new": "Kmqwpvzt7wrx", "again": "Kmqwpvzt7wrx"})
    assert changed["Location"] == "/sign-in?changed=1"
    assert "请用新密码登录" in said(browser.get("/sign-in?changed=1"))
    assert browser.get("/window/").status_code == 401
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'c03'")
    assert browser.post("/sign-in", {"login": "c03", "password": "Kmqwpvzt7wrx", "code": code_for("c03")})["Location"] == "/window/"

    # Who must change it may also leave.
    execute("UPDATE identity_account SET password_set_at = NULL WHERE login = 'c03'")
    browser = Client()
    browser.post("/sign-in", {"login": "c03", **given(city), "password": "Kmqwpvzt7wrx"})
    browser.post("/sign-out")
    assert row("SELECT end_reason FROM identity_session WHERE account_id IS NOT NULL ORDER BY id DESC LIMIT 1") == {"end_reason": "signed_out"}


def test_sessions_of_ones_own_are_ended_by_a_button(city: dict[str, Any]) -> None:
    clerk, elsewhere, stranger = staff(city, "c03"), staff(city, "c03"), staff(city, "c05")
    at = re.search(r"/me/sessions/[0-9a-f-]{36}/end", said(clerk.get("/me")))
    assert at
    assert stranger.form(at[0], {}).status_code == 404
    assert elsewhere.get("/me").status_code == 200
    assert clerk.form(at[0], {})["Location"] == "/me?done=session"
    assert elsewhere.get("/me").status_code == 401
    own = row("SELECT id FROM identity_session WHERE account_id = (SELECT id FROM identity_account WHERE login = 'c03') AND ended_at IS NULL")
    assert own
    left = clerk.form(f"/me/sessions/{own['id']}/end", {})
    assert left["Location"] == "/sign-in"
    assert left.cookies[cookie_name()].value == ""
