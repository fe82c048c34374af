"""Posts that sign in with a security key and with nothing else, because the office says so (ASVS 6.3.3)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from tests.trials.people import Sender

from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.errors import FactorWrong, KeyNeeded
from yitang.platform.identity.middleware import cookie_name
from yitang.platform.identity.public import (
    ask_assertion,
    ask_enrolment,
    ask_grant,
    code_for,
    enrol_key,
    limit_of,
    make_recovery_codes,
    sign_in,
    step_up,
    viewer_of,
)
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.tests.administrators import newcomer, wanted
from yitang.platform.identity.tests.authenticator import HandMadeKey
from yitang.platform.identity.tests.test_identity import enter
from yitang.platform.identity.tests.test_security_keys import by_key, inside, proof, with_key
from yitang.platform.policy.public import forget

pytestmark = pytest.mark.usefixtures("fresh_step", "asked_for")
HERE = "10.0.0.1"


@pytest.fixture
def asked_for(city: dict[str, Any]) -> None:
    """The office asks the three administrators and the chief for keys."""
    execute("""UPDATE policy_value SET value = '["admin", "security", "audit", "chief"]' WHERE name = 'sign_in.key_posts'""")
    forget()


def page(answer: Any) -> str:
    return str(answer.content.decode())


def test_who_has_no_key_is_let_in_to_enrol_one_and_to_nothing_else(city: dict[str, Any]) -> None:
    token = enter(city, "admin")
    assert viewer_of(token) is None, "to every page he is nobody"
    holder = viewer_of(token, changing=True)
    assert holder
    assert limit_of(holder.session_id) == "enrol"
    key = HandMadeKey()
    enrol_key(holder, "蓝色钥匙", key.made(ask_enrolment(holder)), proof(city, "admin"))
    assert viewer_of(token, changing=True) is None, "what it was good for is done"
    viewer = viewer_of(by_key(city, key, "admin"))
    assert viewer
    assert (viewer.post, limit_of(viewer.session_id)) == ("admin", "")
    assert viewer_of(enter(city)), "a clerk's post is not named, so a code lets him in"


def test_where_there_is_a_key_a_code_opens_nothing_and_is_not_used_up(city: dict[str, Any]) -> None:
    with_key(city, "chief")
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'chief'")
    code, before = code_for("chief"), rows("SELECT id, ended_at FROM identity_session")
    for _ in range(7):
        with pytest.raises(KeyNeeded) as refusal:
            sign_in("chief", city["accounts"]["chief"]["password"], code, HERE)
    assert "接口" in refusal.value.cure_zh_text
    assert rows("SELECT id, ended_at FROM identity_session") == before
    assert row("SELECT totp_step FROM identity_account WHERE login = 'chief'") == {"totp_step": 0}


def test_a_lost_key_is_replaced_by_way_of_a_recovery_code(city: dict[str, Any]) -> None:
    with_key(city, "chief")
    token = sign_in("chief", city["accounts"]["chief"]["password"], make_recovery_codes(inside(city, "chief"), proof(city, "chief"))[0], HERE)
    assert viewer_of(token) is None
    holder = viewer_of(token, changing=True)
    assert holder
    assert limit_of(holder.session_id) == "enrol"


def test_the_api_says_that_such_a_post_cannot_sign_in_there_with_and_without_a_key(city: dict[str, Any]) -> None:
    for given in (lambda: None, lambda: with_key(city, "chief")):
        given()
        execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'chief'")
        said = {"login": "chief", "password": city["accounts"]["chief"]["password"], "code": code_for("chief")}
        before = rows("SELECT id FROM identity_session")
        answer = Sender().client.post("/api/v1/sessions/staff", said, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "key_needed")
        assert "接口上没有安全钥匙" in answer.json()["cure_zh"]
        assert rows("SELECT id FROM identity_session") == before


def test_every_page_leads_to_the_one_that_enrols_a_key_and_a_form_is_refused_by_name(city: dict[str, Any]) -> None:
    person = Sender()
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'admin'")
    entered = person.form("/sign-in", {"login": "admin", "password": city["accounts"]["admin"]["password"], "code": code_for("admin")})
    assert entered.status_code == 303
    for at in ("/admin/", "/me", "/me/password"):
        assert person.get(at)["Location"] == "/me/keys", at
    accounts = rows("SELECT 1 FROM identity_account")
    tried = person.form("/admin/new", {"name": "新来的", "badge": "k1", "number": "1"})
    assert (tried.status_code, "key_first" in page(tried)) == (403, True)
    assert rows("SELECT 1 FROM identity_account") == accounts
    assert "先登记一把" in page(person.get("/me/keys"))
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'admin'")
    key = HandMadeKey()
    options = person.form("/me/keys/challenge", {"purpose": "enrol"}).content.decode()
    typed = {"name": "蓝色钥匙", "made": key.made(options), "password": city["accounts"]["admin"]["password"], "code": "000000"}
    wrong = person.form("/me/keys", typed)
    assert (wrong.status_code, 'value="蓝色钥匙"' in page(wrong)) == (422, True)
    done = person.form("/me/keys", {**typed, "code": code_for("admin")})
    assert (done.status_code, done["Location"]) == (303, "/sign-in?enrolled=1")
    assert "用安全钥匙登录" in page(Sender().get("/sign-in?enrolled=1"))
    assert person.get("/admin/").status_code != 200
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'admin'")
    told = person.form("/sign-in", {"login": "admin", "password": typed["password"], "code": code_for("admin")})
    assert (told.status_code, "key_needed" in page(told) or "您的岗位要用安全钥匙" in page(told)) == (403, True)


def test_a_fresh_factor_of_such_a_post_is_the_key_again_and_not_a_code(city: dict[str, Any]) -> None:
    key, _ = with_key(city, "admin")
    viewer = viewer_of(by_key(city, key, "admin"))
    assert viewer
    execute("UPDATE identity_session SET factor_at = factor_at - interval '6 minutes'")
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'admin'")
    with pytest.raises(KeyNeeded):
        step_up(viewer, code_for("admin"), HERE)
    asked = ask_assertion(viewer, "prove")
    with pytest.raises(FactorWrong):
        step_up(viewer, "", HERE, HandMadeKey().asserted(asked))
    answer = key.asserted(asked)
    step_up(viewer, "", HERE, answer)
    with pytest.raises(FactorWrong):
        step_up(viewer, "", HERE, answer)
    assert ask_grant(viewer, newcomer("n01", uuid4()), wanted(city))


def test_the_page_takes_the_key_in_place_and_does_what_was_asked(city: dict[str, Any], three_stale: Callable[[], Sender]) -> None:
    key, _ = with_key(city, "admin")
    who, person = newcomer("n02", uuid4()), three_stale()
    typed = {"reason": "链接弄丢了"}
    asks = person.form(f"/admin/account/{who}/reset", typed)
    assert (asks.status_code, 'data-key-ask="prove"' in page(asks), 'value="链接弄丢了"' in page(asks)) == (403, True, True)
    by_code = person.form(f"/admin/account/{who}/reset", {**typed, "fresh_code": code_for("admin")})
    assert (by_code.status_code, "您的岗位要用安全钥匙" in page(by_code), 'value="链接弄丢了"' in page(by_code)) == (403, True, True)
    options = person.form("/me/keys/challenge", {"purpose": "prove"}).content.decode()
    done = person.form(f"/admin/account/{who}/reset", {**typed, "fresh_code": "", "fresh_answer": key.asserted(options)})
    assert (done.status_code, "/enrol/" in page(done)) == (200, True)


@pytest.fixture
def three_stale(city: dict[str, Any]) -> Callable[[], Sender]:
    """The system administrator, signed in with his key some time ago."""

    def opened() -> Sender:
        found = row("SELECT a.id, p.id AS post FROM identity_account a JOIN identity_post p ON p.account_id = a.id WHERE a.login = 'admin'")
        assert found
        token, session = begin("two_factor", found["id"], found["post"])
        execute("UPDATE identity_session SET factor_at = factor_at - interval '6 minutes' WHERE id = %s", [session])
        execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'admin'")
        person = Sender(token)
        assert person.client.cookies[cookie_name()].value == token
        return person

    return opened


def test_at_an_address_where_no_browser_uses_keys_nobody_is_locked_out(city: dict[str, Any], settings: Any) -> None:
    settings.YITANG_ORIGIN = "http://127.0.0.1:8000"
    viewer = viewer_of(enter(city, "admin"))
    assert viewer
    assert viewer.post == "admin"
