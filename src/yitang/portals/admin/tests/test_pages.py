"""The pages of the three administrators, over plain forms: from a new account to its grant, each sees what is his and nothing else."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pyotp
import pytest
from tests.trials.people import Sender, staff

from yitang.config.demo.city import AREA
from yitang.kernel import citizen_id, clock
from yitang.platform.audit.public import seal_once
from yitang.platform.audit.witness import FolderWitness
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.public import code_for, enrolment, grants
from yitang.platform.identity.tests.administrators import asked, newcomer, of, owner, posts_of, state_of
from yitang.platform.identity.tests.conftest import fresh_step  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("fresh_step")
WORDS = "correct horse battery"
BODY = f"{AREA}19900101777"
NUMBER = BODY + citizen_id.check_digit(BODY)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def today() -> str:
    return clock.local(clock.real_now()).date().isoformat()


@pytest.fixture
def three(city: dict[str, Any]) -> dict[str, Sender]:
    return {login: staff(city, login) for login in ("admin", "security", "audit")}


def new_account(admin: Sender, badge: str = "p01", **other: str) -> Any:
    return admin.form("/admin/new", {"name": "新来的", "badge": badge, "number": NUMBER, **other})


def link_on(page: Any) -> str:
    found = re.search(r"http[^<\s]*/enrol/[\w-]{22}", text(page))
    assert found
    return urlsplit(found[0]).path


def account_id(badge: str = "p01") -> str:
    found = row("SELECT id FROM identity_account WHERE login = %s", [badge])
    assert found
    return str(found["id"])


def asking(city: dict[str, Any], **other: str) -> dict[str, str]:
    return {"post": "clerk", "service": "police", "office": str(city["office"]), "hall": str(city["hall"]), "from_on": today(), "to_on": "",
            "reason": "新招，分到 1 号厅", **other}  # fmt: skip


def test_from_a_new_account_to_a_clerk_at_the_window(city: dict[str, Any], three: dict[str, Sender]) -> None:
    link = link_on(new_account(three["admin"]))
    at = f"/admin/account/{account_id()}"
    assert "等本人设置" in text(three["admin"].get(at))
    assert three["admin"].form(f"{at}/ask", asking(city)).status_code == 303
    waiting = text(three["security"].get("/admin/waiting"))
    for said in ("新来的", "p01", "窗口（民警）", "演示市车辆管理所 1号厅", "新招，分到 1 号厅", "等您确认"):
        assert said in waiting, said
    [grant] = [r["id"] for r in rows("SELECT id FROM identity_grant")]
    assert three["security"].form(f"/admin/waiting/{grant}/confirm", {"reason": "见过本人和证件"}).status_code == 303
    assert "没有要确认的" in text(three["security"].get("/admin/waiting"))
    person = Sender()
    page = text(person.get(link))
    assert "<svg" in page
    assert "新来的" in page
    code = pyotp.TOTP(enrolment(link.rpartition("/")[2]).seed)
    done = person.form(link, {"password": WORDS, "again": WORDS, "code": code.at(clock.real_now())})
    assert (done.status_code, "设好了" in text(done)) == (200, True)
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'p01'")
    entered = person.form("/sign-in", {"login": "p01", "password": WORDS, "code": code_for("p01")})
    assert (entered.status_code, entered["Location"]) == (303, "/window/")
    assert person.get(link).status_code == 404
    seal_once(FolderWitness())
    listed = text(three["audit"].get("/admin/grants"))
    assert "已确认" in listed
    assert listed.count("已封存") == 2
    shown = text(three["audit"].get(f"/admin/grants/{grant}"))
    assert "见过本人和证件" in shown
    assert shown.count("与封存时一致，树头签名对") == 2
    owner(f"UPDATE audit_row SET account = person WHERE id = '{grants(of('audit'))[0][0][0].decided_log}'")
    assert "有人改动过" in text(three["audit"].get(f"/admin/grants/{grant}"))


def test_a_link_is_shown_once_and_lies_nowhere(three: dict[str, Sender]) -> None:
    key = str(uuid4())
    first = new_account(three["admin"], once=key)
    token = link_on(first).rpartition("/")[2]
    again = new_account(three["admin"], once=key)
    assert (again.status_code, again["Location"]) == (303, f"/admin/account/{account_id()}")
    for at in ("/admin/", f"/admin/account/{account_id()}"):
        assert token not in text(three["admin"].get(at))
    for table in ("database_once", "identity_enrolment", "identity_account", "audit_row", "audit_payload"):
        assert [r for r in rows(f"SELECT {table}::text AS t FROM {table}") if token in r["t"]] == [], table
    newer = three["admin"].form(f"/admin/account/{account_id()}/reset", {"reason": "链接弄丢了"})
    assert link_on(newer).rpartition("/")[2] != token
    assert Sender().get(f"/enrol/{token}").status_code == 404


def test_each_has_his_own_menu_and_none_of_anothers(three: dict[str, Sender]) -> None:
    links = {"admin": "/admin/", "security": "/admin/waiting", "audit": "/admin/grants"}
    every = {"/admin/", "/admin/new", "/admin/waiting", "/admin/grants", "/chief/devices"}
    menus = {"admin": {"/admin/", "/admin/new", "/chief/devices"}, "security": {"/admin/", "/admin/waiting"}, "audit": {"/admin/grants"}}
    for login, begins in links.items():
        page = three[login].get(begins)
        assert page.status_code == 200
        head = text(page).partition("</header>")[0]
        assert {one for one in every if f'href="{one}"' in head} == menus[login]
        for one in every - menus[login]:
            assert three[login].get(one).status_code == 403, (login, one)


def test_the_security_administrator_sees_an_account_and_may_only_suspend_it(three: dict[str, Sender], city: dict[str, Any]) -> None:
    at = f"/admin/account/{of('c03').account_id}"
    page = text(three["security"].get(at))
    assert f'action="{at}/suspend"' in page
    for step in ("ask", "reset", "end"):
        assert f'action="{at}/{step}"' not in page
        assert three["security"].form(f"{at}/{step}", asking(city)).status_code == (403 if step != "end" else 422)
    assert three["security"].form(f"{at}/suspend", {"reason": "停职"}).status_code == 303
    assert "已停用" in text(three["security"].get(at))


def test_every_refusal_names_itself_and_loses_nothing_that_was_typed(city: dict[str, Any], three: dict[str, Sender]) -> None:
    admin = three["admin"]
    wrong = new_account(admin, badge="c03")
    assert wrong.status_code == 409
    for said in ("login_taken", 'value="新来的"', 'value="c03"', f'value="{NUMBER}"'):
        assert said in text(wrong), said
    assert new_account(admin, number="123").status_code == 422
    who = newcomer("p02")
    cases: list[tuple[str, dict[str, str], int, str, str]] = [
        ("ask", asking(city, post="audit"), 422, "hall_for_administrator", "新招，分到 1 号厅"),
        ("ask", asking(city, office="x"), 422, "“单位”", "新招，分到 1 号厅"),
        ("ask", asking(city, from_on="2020-01-01"), 422, "dates_wrong", 'value="2020-01-01"'),
        ("ask", asking(city, from_on="x"), 422, "“从哪天”", "新招，分到 1 号厅"), ("ask", asking(city, reason=""), 422, "reason_missing", today()),
        ("ask", asking(city, hall=str(uuid4())), 422, "“大厅”", "新招，分到 1 号厅"), ("suspend", {"reason": ""}, 422, "reason_missing", "停用"),
        ("reset", {"reason": "长" * 201}, 422, "text_too_long", "长" * 201),
    ]  # fmt: skip
    for step, typed, status, name, kept in cases:
        answer = admin.form(f"/admin/account/{who}/{step}", typed)
        assert (answer.status_code, name in text(answer), kept in text(answer)) == (status, True, True), (step, name)
        assert "<title>错误: " in text(answer)
    assert (posts_of(who), state_of(who)) == ([], "enrolling")
    assert rows("SELECT 1 FROM identity_grant") == []
    grant = asked(city, who)
    empty = three["security"].form(f"/admin/waiting/{grant}/confirm", {"reason": ""})
    assert (empty.status_code, "reason_missing" in text(empty)) == (422, True)
    long = three["security"].form(f"/admin/waiting/{grant}/refuse", {"reason": "长" * 201})
    assert (long.status_code, "长" * 201 in text(long)) == (422, True)
    three["security"].form(f"/admin/waiting/{grant}/refuse", {"reason": "人手够了"})
    late = three["security"].form(f"/admin/waiting/{grant}/confirm", {"reason": "是"})
    assert (late.status_code, "grant_decided" in text(late)) == (409, True)
    own = admin.form(f"/admin/account/{of('admin').account_id}/suspend", {"reason": "自己"})
    assert (own.status_code, "not_for_oneself" in text(own)) == (403, True)
    assert "您自己的账号" in text(admin.get(f"/admin/account/{of('admin').account_id}"))


@pytest.mark.parametrize(
    ("password", "again", "code", "name"),
    [("short", "short", None, "太短"), (WORDS, WORDS + "x", None, "两次输的密码不一样"), (WORDS, WORDS, "000000", "动态码不对")],
)
def test_what_is_typed_wrong_at_the_link_is_said_and_no_password_comes_back(
    three: dict[str, Sender], password: str, again: str, code: str | None, name: str
) -> None:
    link = link_on(new_account(three["admin"]))
    seed = enrolment(link.rpartition("/")[2]).seed
    typed = code or pyotp.TOTP(seed).at(clock.real_now())
    if typed == pyotp.TOTP(seed).at(clock.real_now()) and code:
        typed = "999999"
    answer = Sender().form(link, {"password": password, "again": again, "code": typed})
    assert answer.status_code == 422
    assert name in text(answer)
    assert f'value="{typed}"' in text(answer)
    assert f'value="{password}"' not in text(answer)
    assert state_of(account_id()) == "enrolling"  # type: ignore[arg-type]


def test_a_badge_number_is_found_whole_and_a_long_list_has_pages(three: dict[str, Sender], city: dict[str, Any]) -> None:
    admin = three["admin"]
    found = admin.get("/admin/", {"badge": "c03"})
    assert (found.status_code, found["Location"]) == (302, f"/admin/account/{of('c03').account_id}")
    missing = text(admin.get("/admin/", {"badge": "c0"}))
    assert "没有工号是“c0”的账号" in missing
    first, second = text(admin.get("/admin/")), text(admin.get("/admin/", {"page": "1"}))
    assert "下一页" in first
    assert "上一页" in second
    assert first.count("/admin/account/") == 50
    county = row("SELECT id FROM offices_office WHERE kind = 'county'")
    assert county
    assert "x01" in text(admin.get("/admin/", {"office": str(county["id"])}))
    assert "x01" not in first
    full = row("SELECT name FROM identity_account WHERE login = 'c03'")
    assert full
    assert full["name"] not in first, "a list shows names masked"


def test_a_return_says_what_to_look_at_and_waits_for_the_person(three: dict[str, Sender], nothing_remembered: Callable[[], None]) -> None:
    at = f"/admin/account/{of('c09').account_id}"
    told = three["admin"].form(f"{at}/reset", {"reason": "手机丢了"})
    assert (told.status_code, "reset_in_person" in text(told)) == (409, True)
    three["security"].form(f"{at}/suspend", {"reason": "停职"})
    link = link_on(three["admin"].form(f"{at}/reset", {"reason": "复职"}))
    assert "先当面核对证件" in text(three["security"].get("/admin/waiting"))
    [grant] = [r["id"] for r in rows("SELECT id FROM identity_grant")]
    early = three["security"].form(f"/admin/waiting/{grant}/confirm", {"reason": "见过"})
    assert (early.status_code, "not_enrolled_yet" in text(early), 'value="见过"' in text(early)) == (409, True, True)
    seed = pyotp.TOTP(enrolment(link.rpartition("/")[2]).seed)
    done = text(Sender().form(link, {"password": WORDS, "again": WORDS, "code": seed.at(clock.real_now())}))
    assert "还要请安全管理员当面核对证件" in done
    assert three["security"].form(f"/admin/waiting/{grant}/confirm", {"reason": "当面核对了"}).status_code == 303
    assert "在用" in text(three["security"].get(at))


def made_stale(login: str) -> None:
    """Everybody who is signed in as this proved his second factor longer ago than a grant takes."""
    execute(
        "UPDATE identity_session SET factor_at = factor_at - interval '6 minutes' WHERE account_id = (SELECT id FROM identity_account WHERE login = %s)",
        [login],
    )


def test_a_grant_and_a_reset_ask_for_the_code_in_place_and_lose_nothing_that_was_typed(city: dict[str, Any], three: dict[str, Sender]) -> None:
    admin, security, who = three["admin"], three["security"], newcomer("p03")
    at = f"/admin/account/{who}"
    made_stale("admin")
    for step, typed in (("ask", asking(city)), ("reset", {"reason": "链接弄丢了"})):
        before = rows("SELECT id, state FROM identity_grant"), rows("SELECT token_digest FROM identity_enrolment")
        asks = admin.form(f"{at}/{step}", typed)
        assert (asks.status_code, 'name="fresh_code"' in text(asks)) == (403, True), step
        for name, said in typed.items():
            assert f'<input type="hidden" name="{name}" value="{said}">' in text(asks), (step, name)
        wrong = admin.form(f"{at}/{step}", {**typed, "fresh_code": "000000"})
        assert (wrong.status_code, typed["reason"] in text(wrong), 'name="fresh_code"' in text(wrong)) == (422, True, True)
        assert (rows("SELECT id, state FROM identity_grant"), rows("SELECT token_digest FROM identity_enrolment")) == before
        execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'admin'")
        done = admin.form(f"{at}/{step}", {**typed, "fresh_code": code_for("admin")})
        assert done.status_code == (303 if step == "ask" else 200), step
        made_stale("admin")
    [grant] = [r["id"] for r in rows("SELECT id FROM identity_grant WHERE state = 'waiting'")]
    made_stale("security")
    for step, ends in (("refuse", "refused"), ("confirm", "refused")):
        asks = security.form(f"/admin/waiting/{grant}/{step}", {"reason": "看过文件"})
        assert (asks.status_code, 'name="fresh_code"' in text(asks), 'value="看过文件"' in text(asks)) == (403, step == "refuse", step == "refuse")
        execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'security'")
        answer = security.form(f"/admin/waiting/{grant}/{step}", {"reason": "看过文件", "fresh_code": code_for("security")})
        assert answer.status_code == (303 if step == "refuse" else 409)
        assert rows("SELECT state FROM identity_grant") == [{"state": ends}]
        made_stale("security")


def test_a_reset_in_person_gives_the_word_to_one_and_the_link_to_the_other(city: dict[str, Any], three: dict[str, Sender]) -> None:
    admin, security, at = three["admin"], three["security"], f"/admin/account/{of('c09').account_id}"
    wrong = admin.form(f"{at}/in-person", {"paper": "", "reason": "手机和钥匙都丢了"})
    assert (wrong.status_code, "paper_unknown" in text(wrong), 'value="手机和钥匙都丢了"' in text(wrong)) == (422, True, True)
    key = str(uuid4())
    said = {"paper": "id_card", "reason": "手机和钥匙都丢了", "once": key}
    shown = re.search(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){2}", text(admin.form(f"{at}/in-person", said)))
    assert shown
    again = admin.form(f"{at}/in-person", said)
    assert (again.status_code, again["Location"]) == (303, at), "the word is shown once"
    waiting = text(security.get("/admin/waiting"))
    for one in ("当面重置账号", "居民身份证", "手机和钥匙都丢了"):
        assert one in waiting, one
    assert shown[0] not in waiting
    [grant] = [r["id"] for r in rows("SELECT id FROM identity_grant")]
    link = link_on(security.form(f"/admin/waiting/{grant}/confirm", {"reason": "见过本人和证件"}))
    seed = pyotp.TOTP(enrolment(link.rpartition("/")[2]).seed)
    typed = {"password": WORDS, "again": WORDS, "code": seed.at(clock.real_now())}
    assert 'name="half"' in text(Sender().get(link))
    wrong = Sender().form(link, {**typed, "half": "AAAA-AAAA-AAAA"})
    assert (wrong.status_code, "口令不对" in text(wrong), 'value="AAAA-AAAA-AAAA"' in text(wrong)) == (422, True, True)
    done = Sender().form(link, {**typed, "half": shown[0].lower().replace("-", " ")})
    assert (done.status_code, "设好了" in text(done)) == (200, True)
    assert state_of(of("c09").account_id or uuid4()) == "active"
