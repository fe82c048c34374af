"""X10, a sticker with a false QR code, a false pay code, a link of ours that leads elsewhere.

Control: every code holds our host and a reference, or begins as the payment provider's do, else it is not drawn; a pay code lives five
minutes; the page that verifies a document asks nobody to sign in or to pay; what a request says of where to go stays at home.
"""

import ast
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import segno
from django.conf import settings
from django.test import Client

from tests.abuse.picture import as_it_was, count
from tests.trials.people import Sender, paired, phone, staff
from yitang.kernel import clock
from yitang.platform.database.public import execute, row, set_clock
from yitang.platform.policy.public import forget
from yitang.portals.frame import drawing
from yitang.portals.frame.drawing import CodeNotOurs, qr
from yitang.portals.kiosk import slip as slips
from yitang.portals.phone import pages as phone_pages
from yitang.processes.cases.public import issue
from yitang.processes.payments.public import ask_code, take_cash
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.queue.tests.test_queue import at

SRC = Path(__file__).resolve().parents[2] / "src" / "yitang"
OURS = re.compile(rf"{re.escape(settings.YITANG_ORIGIN)}/(r|v|d|pay)/[A-Za-z0-9_.~-]{{16,600}}")
FOREIGN = [
    "https://evil.example/", "http://evil.example", "//evil.example/x", "///evil.example", "/\\evil.example", "\\\\evil.example", "http:evil.example",
    "javascript:alert(1)", "data:text/html,x", "HTTPS://EVIL.EXAMPLE", f"{settings.YITANG_ORIGIN}.evil.example/", f"{settings.YITANG_ORIGIN}@evil.example/",
    f"{settings.YITANG_ORIGIN}//evil.example/x", f"{settings.YITANG_ORIGIN}/\\evil.example", f"{settings.YITANG_ORIGIN}///evil.example",
    f"{settings.YITANG_ORIGIN}/\t/evil.example", f"{settings.YITANG_ORIGIN}//evil.example:80", "http://localhost.evil.example", "http://127.0.0.1.evil.example",
    "ftp://evil.example", "http://[::1]@evil.example", "http://evil.example#@localhost", "http://evil.example?localhost", " http://evil.example",
    "\u3000//evil.example", "http://еvil.example", "https:/evil.example", "https:///evil.example", ".evil.example", "//localhost@evil.example/",
    "//evil%2eexample", "/%09/evil.example", "/%5cevil.example", "//evil.example/..", "http://evil.example:8000/", "weixin://pay", "alipays://x", "tel:110",
    "sms:110", "mailto:a@evil.example", "intent://evil#Intent;end", "file:///etc/passwd", "blob:http://evil", "about:blank", "view-source:http://evil.example",
    "//google%E3%80%82com", "/..//evil.example", "/./\\evil.example", "//;@evil.example", "http:\\\\evil.example",
]  # fmt: skip


def home(location: str) -> bool:
    """Whether a browser that is sent there stays with us."""
    at_ = urlsplit(urljoin(settings.YITANG_ORIGIN + "/x", location.replace("\\", "/").replace("\t", "").strip()))
    return at_.scheme in {"http", "https"} and at_.netloc == urlsplit(settings.YITANG_ORIGIN).netloc


def test_nothing_else_draws_a_code() -> None:
    makers = set()
    for file in SRC.rglob("*.py"):
        if "tests" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"qr", "make", "make_qr", "make_micro"}:
                makers.add(str(file.relative_to(SRC)))
    assert makers == {"portals/frame/drawing.py", "portals/kiosk/slip.py"}


def test_every_code_of_a_trip_leads_to_us_with_a_reference_alone(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    make, print_ = segno.make, slips.Dummy.qr
    monkeypatch.setattr(segno, "make", lambda text, **how: drawn.append(text) or make(text, **how))
    monkeypatch.setattr(slips.Dummy, "qr", lambda self, text, **how: drawn.append(text) or print_(self, text, **how))
    desk = unpaid(city)
    li = desk["clerk"]
    paired(city, "kiosk").form("/kiosk/take/DRV-RENEW", {})
    ask_code(li, desk["case"])
    screen = paired(city, "screen", at(li))
    shown = screen.get("/window/screen/now").content.decode()
    assert "<svg" in shown
    assert "收款方" in shown, "who gets the money stands beside it"
    take_cash(li, desk["case"], 1000)
    issue(li, desk["case"])
    execute("UPDATE cases_case SET session_id = NULL")
    assert staff(city, "c03", 3).get(f"/case/{desk['case']}").status_code == 200
    assert [text.split("/")[3] for text in drawn] == ["r", "pay", "v"], "slip, pay code, document: there is no fourth"
    for text in drawn:
        assert OURS.fullmatch(text), text
        for person in (city["cast"]["renew"].number, city["cast"]["renew"].name):
            assert person not in text


def test_a_foreign_code_is_not_drawn_and_without_the_guard_it_is(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody changed the stored code of an order to his own: without the guard the second screen shows it to the citizen."""
    desk = unpaid(city)
    li = desk["clerk"]
    ask_code(li, desk["case"])
    screen = paired(city, "screen", at(li))
    execute("UPDATE payments_order SET qr = 'https://evil.example/pay/1'")
    with monkeypatch.context() as off:
        seen: list[str] = []
        make = segno.make
        off.setattr(segno, "make", lambda text, **how: seen.append(text) or make(text, **how))
        off.setattr(drawing, "ours", lambda text, _: text)
        assert screen.get("/window/screen/now").status_code == 200
        assert seen == ["https://evil.example/pay/1"]
    with as_it_was():
        answer = screen.get("/window/screen/now")
        assert (answer.status_code, "code_not_ours" in answer.content.decode(), "<svg" in answer.content.decode()) == (409, True, False)
    for text in FOREIGN:
        if not text.startswith(settings.YITANG_ORIGIN + "/"):
            with pytest.raises(CodeNotOurs):
                qr(text, 4)


def test_an_old_pay_code_is_refused_and_without_its_end_it_is_paid(city: dict[str, Any]) -> None:
    desk = unpaid(city)
    citizen = phone()
    token = ask_code(desk["clerk"], desk["case"]).qr.rpartition("/")[2]
    assert citizen.get(f"/pay/{token}").status_code == 200
    set_clock(clock.now() + timedelta(seconds=301), 1.0)
    with as_it_was():
        answer = citizen.form(f"/pay/{token}", {})
        assert (answer.status_code, "no_open_code" in answer.content.decode()) == (409, True)
        assert "作废" in citizen.get(f"/pay/{token}").content.decode()
    execute("UPDATE payments_sandbox_order SET until_at = until_at + interval '1 year'")
    assert citizen.form(f"/pay/{token}", {}).status_code == 303
    assert count("payments_payment") == 1, "a code without an end would be paid a year later"


def test_the_page_that_verifies_asks_nobody_to_sign_in_or_to_pay(city: dict[str, Any]) -> None:
    desk = unpaid(city)
    take_cash(desk["clerk"], desk["case"], 1000)
    issue(desk["clerk"], desk["case"])
    statement = row("SELECT statement FROM cases_document")
    assert statement
    good = statement["statement"]
    for token, word in ((good, "现在有效"), (good[:30] + ("A" if good[30] != "A" else "B") + good[31:], "被改过"), ("rubbish", "")):
        for who in (Sender(), phone()):
            answer = who.get(f"/v/{token}")
            page = answer.content.decode()
            assert answer.status_code == 200
            assert word in page
            main = page[page.index("<main") :]
            assert set(re.findall(r"<input[^>]*name=\"([^\"]+)\"", main)) <= {"last4"}
            assert 'type="password"' not in page
            leads = set(re.findall(r"(?:href|action|src)=\"([^\"]+)\"", page))
            assert not {to for to in leads if re.search(r"sign-in|/me|/pay|//", to)}, leads
            assert not answer.cookies, "it does not even begin a session"


@pytest.mark.parametrize("guard", ["off", "on"])
def test_whatever_a_request_says_of_where_to_go_stays_at_home(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch, guard: str) -> None:
    if guard == "off":
        monkeypatch.setattr(phone_pages, "url_has_allowed_host_and_scheme", lambda *_, **__: True)
    away = []
    for target in FOREIGN:
        answer = Client(raise_request_exception=False).get("/size/large", headers={"Referer": target.encode("ascii", "ignore").decode()})
        if not home(answer["Location"]):
            away.append(target)
    assert bool(away) == (guard == "off"), away


def test_no_page_goes_where_a_parameter_says(city: dict[str, Any]) -> None:
    execute("UPDATE policy_value SET value = '0' WHERE name = 'code.answer_after_s'")
    forget()
    names = ("next", "url", "to", "return", "return_to", "back", "redirect", "continue", "target", "p", "given", "again", "held")
    citizen, li = phone(), staff(city, "c03", 3)
    hall = {"hall": str(city["hall"])}
    posts = {"/me/sign-in": {"number": "x"}, "/sign-in": {"login": "x"}, "/b/DRV-RENEW/ticket": hall, "/me/sign-out": {}, "/sign-out": {}}
    paths = [f"/{name}" for name in ("", "search", "all", "me/sign-in", "me/code", "me/cases", "sign-in", "b/DRV-RENEW/ticket", "size/large", "window/", "me")]
    for target in FOREIGN[:6]:
        asked = dict.fromkeys(names, target)
        for path in paths:
            for sender in (citizen, li):
                answer = sender.get(path, asked)
                assert home(answer.headers.get("Location", "/")), (path, target)
                assert 'http-equiv="refresh"' not in answer.content.decode()
    for path, fields in posts.items():
        answer = phone().form(path, {**fields, **dict.fromkeys(names, FOREIGN[0])})
        assert home(answer.headers.get("Location", "/")), path
    forget()


def test_a_name_that_is_not_ours_is_not_answered_and_without_the_list_it_is(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's host name that leads to our address: a page of ours under his name."""
    with monkeypatch.context() as off:
        off.setattr(settings, "ALLOWED_HOSTS", ["*"])
        assert Client().get("/", headers={"Host": "evil.example"}).status_code == 200
    with as_it_was():
        answer = Client(raise_request_exception=False).get("/", headers={"Host": "evil.example"})
        assert answer.status_code == 400
        assert "evil.example" not in answer.content.decode()
