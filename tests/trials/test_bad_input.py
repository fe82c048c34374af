"""Every field of every form and of the API gets what no one should type: a named refusal, never a fault, nothing left behind."""

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.trials.forms import FORMS, QUERIES, TEXTS
from tests.trials.people import Sender, paired, staff
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.public import anonymous, make_account
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.tests.administrators import of
from yitang.platform.policy.public import forget
from yitang.portals.api.urls import api
from yitang.portals.frame.sheets import forms_drawn
from yitang.processes.cases.public import ask_waiver
from yitang.processes.guidance.public import Asked as AskedFirst
from yitang.processes.guidance.public import ask_first, precheck
from yitang.processes.outages.public import forms, print_forms
from yitang.processes.outages.tests.test_outages import chief
from yitang.processes.payments.public import Sandbox, ask_code
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.requests.public import ask
from yitang.registers.people.public import id_of_number

BAD = {
    "wrong check digit": "110101199003070019", "200 characters": "王" * 200,
    "emoji": "😀👨‍👩‍👧", "rare": "𠮷䶮", "full width": "１１０１０１１９９００３０７００１９",
    "sql": "'; DROP TABLE queue_ticket; --", "html": "<script>alert(1)</script>", "nul": "a\0b", "very long": "长" * 60_000, "empty": "", "blank": "   ",
    "negative": "-1", "not finite": "1e400", "huge": "9" * 400, "turned around": "\u202eabc", "half": "\ud800", "template": "{{ 7*7 }}{% debug %}",
    "path": "../../etc/passwd", "line": "a\r\nX-Planted: 1", "format": "%s%n{0}",
}  # fmt: skip
WRONG_TYPES: list[Any] = [None, True, -1, 10**400, 1.5, [], {}, [None], {"a": [{}]}, [[]], ["DRV-RENEW"] * 1000]
# What nothing may be added to by a refused request.
KEPT = (
    "identity_security_key", "identity_recovery",
    "queue_ticket", "queue_visit", "queue_call", "queue_period", "cases_case", "cases_notice", "cases_review", "cases_document", "payments_payment",
    "payments_order", "payments_incoming", "guidance_precheck", "guidance_consultation",
    "guidance_mark", "guidance_slip", "guidance_inquiry", "guidance_hand_on", "guidance_led", "uploads_file",
    "feedback_rating", "identity_device", "archives_page",
    "live_outbox", "identity_account", "identity_post", "identity_grant", "people_person", "drivers_fact", "custody_batch",
)  # fmt: skip


WHOLE = bool(os.environ.get("YITANG_PROVE"))


def share(values: Iterable[Any], n: int) -> list[Any]:
    """Every value in ``make prove``; each day a third of them, the next field the next third."""
    return list(values) if WHOLE else list(values)[n % 3 :: 3]


@pytest.fixture
def place(city: dict[str, Any]) -> dict[str, Any]:
    """An office at work: somebody is served at window 3, the bill is open, a pay code on the second screen."""
    desk = unpaid(city)
    # The pause after an answer (X25) is tested where it is built; here it would be waited for some hundred times.
    execute("UPDATE policy_value SET value = '0' WHERE name = 'code.answer_after_s'")
    forget()
    order = ask_code(desk["clerk"], desk["case"])
    waiver = ask_waiver(desk["clerk"], desk["case"], "office_error", "看过原件")
    window = desk["clerk"].window_id
    ticket = row("SELECT id FROM queue_ticket")
    assert ticket
    link = make_account(of("admin"), "n77", "新来的", uuid4())
    token, citizen = anonymous()
    head = chief(city)
    batch = print_forms(head, city["hall"], 2, forms_drawn)
    words = {
        "batch": str(batch), "form": str(forms(head, batch)[0].id),
        "window": str(window), "ticket": str(ticket["id"]), "case": str(desk["case"]), "hall": str(city["hall"]),
        "nothing": str(uuid4()), "waiver": str(waiver),
        "pay": order.qr.rpartition("/")[2],
        "number": city["cast"]["violations"].number, "office": str(city["office"]), "enrol": link.token, "account": str(link.account_id),
        "inquiry": str(ask_first(desk["clerk"], AskedFirst("hall", "papers", "DRV-RENEW"))),
        "precheck": str(precheck(desk["clerk"], "DRV-RENEW", {}, "guide").id), "own": str(precheck(citizen, "DRV-RENEW", {}, "phone").id),
    }  # fmt: skip
    person = id_of_number(city["cast"]["lost"].number)
    citizen, session = begin("code", person_id=person)
    request = ask(Viewer(person_id=person, post="citizen", session_id=session, level="code"), "copy", "", "", "", city["office"])
    words["request"] = str(request)
    senders = {
        "citizen": Sender(citizen),
        "nobody": Sender(), "phone": Sender(token), "clerk": staff(city, "c03", 3), "chief": staff(city, "chief"), "kiosk": paired(city, "kiosk"),
        "screen": paired(city, "screen", window), "display": paired(city, "display"), "locked": staff(city, "c05", 5),
        "system": staff(city, "admin"), "security": staff(city, "security"), "audit": staff(city, "audit"),
    }  # fmt: skip
    senders["locked"].form("/lock", {})
    return {**desk, "words": words, "senders": senders}


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the program."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one, one.namespace or space)
        else:
            yield f"{space}:{one.name}", one


def pages() -> dict[str, URLPattern]:
    return {name: pattern for name, pattern in routes() if not name.startswith("api")}


def takes_post(pattern: URLPattern) -> bool:
    """Whether a page takes a form: the view's decorator says which methods it knows."""
    seen: Any = pattern.callback
    for _ in range(5):
        closure = getattr(seen, "__closure__", None) or ()
        for cell in closure:
            if isinstance(cell.cell_contents, list | tuple) and cell.cell_contents and all(isinstance(m, str) for m in cell.cell_contents):
                return "POST" in cell.cell_contents
        seen = getattr(seen, "__wrapped__", None)
        if seen is None:
            break
    return True


def test_every_page_with_a_form_is_in_the_table() -> None:
    with_forms = {name for name, pattern in pages().items() if takes_post(pattern)}
    assert len(with_forms) > 12, "the walk finds the forms"
    assert with_forms == set(FORMS)


def counts() -> dict[str, int]:
    union = " UNION ALL ".join(f"SELECT '{table}' AS name, count(*) AS n FROM {table}" for table in KEPT)
    return {r["name"]: r["n"] for r in rows(union)}


def filled(place: dict[str, Any], values: dict[str, str]) -> dict[str, str]:
    return {name: place["words"].get(value, value) for name, value in values.items()}


def judge(answer: Any, what: str, before: dict[str, int], planted: str) -> None:
    """Never a fault; a refusal names itself in both languages and leaves nothing behind; nothing typed comes back as markup."""
    text = answer.content.decode()
    assert answer.status_code < 500, (what, text[:300])
    assert "X-Planted" not in answer.headers
    assert "<script>alert(1)" not in text, what
    assert "{{ 7*7 }}" in text or "49{" not in text
    if answer.status_code >= 400:
        assert 'role="alert"' in text, (what, answer.status_code, text[:300])
        assert 'lang="en"' in text
        assert any("\u4e00" <= sign <= "\u9fff" for sign in text)
        assert counts() == before, (what, "left something behind")
    if planted == "nul":
        assert answer.status_code >= 400, what


@pytest.mark.parametrize("name", FORMS)
def test_no_field_of_a_form_breaks_the_page(place: dict[str, Any], name: str) -> None:
    for form in FORMS[name]:
        sender, right = place["senders"][form.who], filled(place, form.fields)
        path = reverse(name, kwargs=filled(place, form.at))
        for n, key in enumerate([*right, "once", "nobody_asked_for_this"]):
            for planted, value in share(BAD.items(), n):
                before = counts()
                judge(sender.form(path, {**right, key: value}), f"{name} {key}: {planted}", before, planted)
        odd = [
            (b"\xff\xfe%zz=%u0000&a=%ff", "application/x-www-form-urlencoded"),
            (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
            (b"&".join(b"f%d=1" % n for n in range(3000)), "application/x-www-form-urlencoded"),
            (b"a=" + b"x" * 1_100_000, "application/x-www-form-urlencoded"),
        ]
        for body, content in odd:
            before = counts()
            judge(sender.send("POST", path, body, content), f"{name} {body[:20]!r}", before, "")
        break_cookies(sender, path)


def break_cookies(sender: Sender, path: str) -> None:
    """The same address with headers of a broken client."""
    if sender.device:
        return
    for headers in (
        {"X-Yitang-Device": "x"}, {"X-Yitang-Device": str(uuid4()), "X-Yitang-Time": "9" * 400}, {"X-Yitang-Device": str(uuid4()), "X-Yitang-Time": "-1"},
        {"Cookie": "yitang_session=" + "x" * 5000}, {"Cookie": "yitang_session=\u00e9; yitang_size=<b>"}, {"Referer": "http://elsewhere/"},
    ):  # fmt: skip
        before = counts()
        answer = Sender().client.post(path, {"once": str(uuid4())}, headers=headers)
        judge(answer, f"{path} {headers}", before, "")


@pytest.mark.parametrize("name", QUERIES)
def test_no_field_of_an_address_breaks_the_page(place: dict[str, Any], name: str) -> None:
    who, query, at = QUERIES[name]
    for key in query:
        for planted, value in BAD.items():
            if planted != "half":
                before = counts()
                judge(place["senders"][who].get(reverse(name, kwargs=filled(place, at)), {**query, key: value}), f"{name} {key}: {planted}", before, planted)


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_in_a_path_breaks_the_page(place: dict[str, Any], name: str) -> None:
    from urllib.parse import quote

    start = reverse(name, kwargs={TEXTS[name]: "PLANT"}).partition("PLANT")[0]
    sender = place["senders"]["chief" if name.startswith("chief") else "phone"]
    for planted, value in BAD.items():
        if planted not in {"half", "very long"}:
            before = counts()
            judge(sender.get(start + quote(value, safe="")), f"{name}: {planted}", before, planted)
    for token in ("NQ.x.", "bnVsbA.sign-document~1.", "e30.%00.", "WzEsMiwzXQ.installation.", f"MQ.{'k' * 500}.AA"):
        judge(sender.get(start + token), f"{name}: {token}", counts(), "")


def test_an_address_that_no_page_has_is_named(place: dict[str, Any]) -> None:
    for path in ("/nothing", "/t/not-a-uuid", "/window/case/1", "/%00", "/%ff", "/administrator/", "/.env"):
        judge(place["senders"]["phone"].get(path), path, counts(), "")


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Every write of the API by method, path and the schema of its body, from the description that it gives of itself."""
    said: Any = api.get_openapi_schema(path_prefix="/api/v1/")
    found = []
    for path, methods in said["paths"].items():
        for method, what in methods.items():
            body = what.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            schema = said["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], {})
            found.append((method.upper(), path, schema.get("properties", {})))
    return found


RIGHT: dict[str, Any] = {
    "kind": "kiosk", "public_key": "AAAA", "hall": "hall", "businesses": ["DRV-RENEW"], "klass": "ordinary", "evidence": "", "language": "zh", "login": "c05",
    "password": "x", "code": "000000", "window": None, "take_over": False, "shown": True, "played": True, "grade": 5, "provider": "sandbox", "merchant": "m",
    "size": 1, "root": "00" * 32, "at": "2026-11-24T02:00:00.000000+00:00", "key": "sign-head.1", "leaves": ["00" * 32], "sm3": None, "gap": None,
    "order": str(uuid4()), "transaction": "t", "fen": 1, "currency": "CNY", "paid_at": "2026-11-24T02:00:00Z", "key_id": "k", "signature": "AAAA",
}  # fmt: skip


def test_every_field_of_the_api_is_in_the_table() -> None:
    fields = {name for _, _, schema in operations() for name in schema}
    assert len(operations()) > 14
    assert fields == set(RIGHT)


def test_the_api_describes_itself(place: dict[str, Any]) -> None:
    answer = place["senders"]["nobody"].get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert "/api/v1/tickets" in answer.json()["paths"]


def judge_api(answer: Any, what: str, before: dict[str, int]) -> None:
    assert answer.status_code < 500, (what, answer.content[:300])
    if answer.status_code >= 400:
        said = answer.json()
        assert said["code"], what
        assert any("\u4e00" <= sign <= "\u9fff" for sign in said["zh"]), what
        assert said["en"].isascii() or "“" in said["en"], what
        assert counts() == before, (what, "left something behind")


@pytest.mark.parametrize("who", ["nobody", "phone", "kiosk", "display", "screen", "clerk"])
def test_no_field_of_the_api_breaks_it(place: dict[str, Any], who: str) -> None:
    sender: Sender = place["senders"][who]
    for method, path, schema in operations():
        for number in (place["words"]["ticket"], str(uuid4()), "x", "%00", "😀"):
            at = path.replace("{ticket_id}", number).replace("{window_id}", number).replace("{call_id}", number).replace("{hall_id}", number)
            at = at.replace("{pairing_id}", number)
            if at == path and number != "x":
                continue
            right = {name: place["words"].get(str(RIGHT[name]), RIGHT[name]) for name in schema}
            bodies = [{**right, name: bad} for name in schema for bad in [*BAD.values(), *WRONG_TYPES]] if number == "x" or who == "kiosk" else [right]
            for body in share(bodies, 0) if len(bodies) > 1 else bodies:
                before = counts()
                judge_api(sender.send(method, at, json.dumps(body).encode(), "application/json"), f"{who} {method} {at} {str(body)[:200]}", before)
        for raw in (b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff", b"[" * 100_000, b'{"a": NaN}'):
            before = counts()
            judge_api(sender.send(method, path.replace("{", "").replace("}", ""), raw, "application/json"), f"{who} {method} {path} {raw[:20]!r}", before)


def test_the_trial_itself_would_see_what_is_left_behind(place: dict[str, Any]) -> None:
    before = counts()
    place["senders"]["kiosk"].form(reverse("kiosk:take", kwargs={"code": "DRV-RENEW"}), {"language": "zh"})
    assert counts() != before
    assert Sandbox().look(place["words"]["pay"]), "the pay code that forms are sent with is a real one"
