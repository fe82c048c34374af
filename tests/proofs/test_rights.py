"""A3: everybody asks for everything, over HTTP, in every state; a table says who may, and it was not written from the rules.

A denial writes nothing but what a refused request leaves by design: nonces, the use of a session, counts against guessing, the log.
"""

import json
from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import get_resolver

from tests.proofs.people import Caller, Office, peopled
from tests.proofs.scanner import findings
from tests.trials.test_bad_input import operations, takes_post
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.public import Place, PostMayNot, access_table, allow, can
from yitang.platform.policy.public import forget
from yitang.platform.uploads.tests.factories import picture
from yitang.processes.queue.public import live_topics

PHONES = {"phone", "other_phone", "citizen"}
CLERKS = {"c03", "c05", "x01"}
HERE = {"c03", "c05"}
GUIDES = {*CLERKS, "g01"}
ADMINISTRATORS = {"admin", "security", "audit"}
STAFF = {*CLERKS, "g01", "r01", "chief", "chiefx", *ADMINISTRATORS}
DEVICES = {"kiosk", "display", "screen"}
ALL = {"nobody", *PHONES, *STAFF, *DEVICES}
HEADS = {"chief", "chiefx"}
# Who sees what is changed by two people.
CHANGERS = {*ADMINISTRATORS, *HEADS}
SHOWS = {"display", "kiosk", "screen", "c03", "c05", "g01", "chief"}
SESSIONS = {*PHONES, *STAFF}

# Route (method and address) -> who may. Written from what each person does at work, not from the rules of the rooms.
MAY: dict[str, set[str]] = {
    "GET ": ALL, "GET search": ALL, "GET all": ALL, "GET b/<slug:code>": ALL, "GET b/<slug:code>/check": ALL, "GET b/<slug:code>/ticket": ALL,
    "GET hall-now": ALL, "GET v/<str:token>": ALL, "GET r/<str:reference>": ALL, "GET size/<slug:size>": ALL, "GET sign-in": ALL,
    "POST lock": CLERKS, "GET pressed": STAFF, "GET unlock": STAFF, "POST unlock": STAFF,
    "POST sign-out": ALL, "GET me/sign-in": ALL, "POST me/sign-out": ALL, "GET demo/inbox": ALL, "GET privacy": ALL,
    "POST b/<slug:code>/check": {*PHONES, *CLERKS, "g01", "kiosk"},
    "GET check/<uuid:precheck_id>": {"phone", *HERE, "g01"},
    "POST b/<slug:code>/ticket": {*PHONES, "kiosk", "g01"},
    "GET t/<uuid:ticket_id>": {"phone", "c03", "c05", "g01", "chief"},
    "GET t/<uuid:ticket_id>/live": {"phone", "c03", "c05", "g01", "chief"},
    "GET mine": ALL, "GET t/<uuid:ticket_id>/leave": {"phone"},
    "POST t/<uuid:ticket_id>/leave": {"phone"},
    "POST t/<uuid:ticket_id>/rate": {"phone", "screen"},
    "GET case/<uuid:case_id>": {"phone", "citizen", "c03", "c05", "r01", "chief"},
    "GET case/<uuid:case_id>/papers": {"phone", "citizen", "c03", "c05", "r01", "chief"}, "POST case/<uuid:case_id>/papers": {"phone", "citizen"},
    "POST case/<uuid:case_id>/papers/<uuid:upload_id>/remove": {"phone", "citizen"},
    "GET case/<uuid:case_id>/papers/<uuid:upload_id>/<int:page>": {"phone", "citizen", "c03", "c05", "r01", "chief"},
    "GET window/case/<uuid:case_id>/papers": {*HERE, "r01", "chief"},
    "GET window/case/<uuid:case_id>/papers/<uuid:upload_id>/<int:page>": {*HERE, "r01", "chief"},
    "GET window/case/<uuid:case_id>/papers/<uuid:upload_id>/original": {*HERE, "r01", "chief"},
    "POST me/sign-in": PHONES,
    "GET me/code": SESSIONS, "POST me/code": SESSIONS,
    "GET me/cases": {"citizen"},
    # What is held of a person is his own; of his requests the reviewers and the head of the office that answers know.
    "GET me/data": {"citizen"}, "POST me/data": {"citizen"}, "GET me/data/<uuid:request_id>": {"citizen"},
    "POST me/data/<uuid:request_id>/withdraw": {"citizen"}, "GET me/data/<uuid:request_id>/copy": {"citizen"},
    "GET me/data/<uuid:request_id>/copy.json": {"citizen"},
    # An export is whose it is; a second person decides about a large one of his office.
    "GET window/exports": {"r01", *HEADS}, "POST window/exports": {"r01", *HEADS}, "GET window/exports/<uuid:export_id>": {"chief"},
    "POST window/exports/<uuid:export_id>/file": {"chief"}, "POST window/exports/<uuid:export_id>/<slug:what>": {"r01"},
    "GET window/requests": {"r01", *HEADS}, "GET window/requests/new": {*CLERKS, "r01"}, "POST window/requests/new": {*CLERKS, "r01"},
    "GET window/requests/<uuid:request_id>": {"r01", "chief"}, "POST window/requests/<uuid:request_id>/<slug:what>": {"r01", "chief"},
    "GET window/requests/<uuid:request_id>/copy": {"r01"}, "POST window/requests/<uuid:request_id>/copy": {"r01"},
    "GET me": STAFF,
    # Everybody signs in and may touch a key for it; one's own account is one's own, and nobody else's session or key is there.
    "POST sign-in/key": ALL, "GET me/keys": STAFF, "POST me/keys": STAFF, "POST me/keys/challenge": STAFF, "GET me/recovery": STAFF, "POST me/recovery": STAFF,
    "GET me/password": STAFF, "POST me/password": STAFF, "GET me/keys/<uuid:key_id>/remove": {"c03"}, "POST me/keys/<uuid:key_id>/remove": {"c03"},
    "POST me/sessions/<uuid:session_id>/end": {"c03"}, "GET me/phone": STAFF, "POST me/phone": STAFF, "POST me/phone/first-code": STAFF,
    "GET kiosk/": ALL, "GET kiosk/start": {"kiosk"}, "GET kiosk/over": {"kiosk"}, "GET kiosk/line": {"kiosk"},
    "GET kiosk/b/<slug:code>": {"kiosk"}, "POST kiosk/take/<slug:code>": {"kiosk"},
    # Everybody sees the board of the own hall and of no other.
    "GET hall/": ALL, "GET hall/board": {*SHOWS, "x01", "chiefx"},
    "GET window/": CLERKS, "GET window/head": CLERKS, "GET window/line": CLERKS, "GET window/work": CLERKS,
    "GET window/hand-over": CLERKS,
    # The guide's pages: his and the clerks' who help; a pre-check and its photos are its hall's, one's own are the phone's.
    "GET window/guide": ALL, "GET guide/": GUIDES, "GET guide/now": GUIDES, "GET guide/own-proof": GUIDES, "GET guide/b/<slug:code>": GUIDES,
    "POST guide/b/<slug:code>": GUIDES, "GET guide/number": GUIDES, "POST guide/number": GUIDES, "GET guide/ticket": GUIDES,
    "GET guide/check/<uuid:precheck_id>": HERE | {"g01"}, "POST guide/check/<uuid:precheck_id>": HERE | {"g01"},
    "POST guide/check/<uuid:precheck_id>/photo": HERE | {"g01"},
    "POST guide/check/<uuid:precheck_id>/photo/<uuid:upload_id>/remove": HERE | {"g01"},
    "GET guide/check/<uuid:precheck_id>/photo/<uuid:upload_id>/<int:page>": HERE | {"g01"},
    "GET guide/check/<uuid:precheck_id>/slip": HERE | {"g01"}, "POST guide/check/<uuid:precheck_id>/slip": HERE | {"g01"},
    # A question is the hall's; only its owner answers, and only he to whom it was offered takes it over.
    "GET guide/asked": GUIDES, "POST guide/asked": GUIDES, "GET guide/asked/<uuid:inquiry_id>": HERE | {"g01"},
    "POST guide/asked/<uuid:inquiry_id>": HERE | {"g01"}, "GET chief/green": HEADS, "GET chief/asked": HEADS,
    "GET window/prechecked/<uuid:ticket_id>/<uuid:upload_id>/<int:page>": {*HERE, "g01", "chief"},
    "GET check/<uuid:precheck_id>/papers": {"phone", *HERE, "g01"}, "POST check/<uuid:precheck_id>/papers": {"phone", *HERE, "g01"},
    "POST check/<uuid:precheck_id>/papers/<uuid:upload_id>/remove": {"phone", *HERE, "g01"},
    "GET check/<uuid:precheck_id>/papers/<uuid:upload_id>/<int:page>": {"phone", *HERE, "g01"},
    # Behind a link to an original stands the session that asked for it; of one that nobody was given there is nothing to fetch.
    "GET files/<str:token>": set(), "GET c/<str:reference>": ALL, "GET order": ALL,
    "GET window/review": {*CLERKS, "r01"}, "GET window/review/list": {*CLERKS, "r01"},
    "GET window/review/<uuid:case_id>": {*HERE, "r01", "chief"}, "POST window/review/<uuid:case_id>": {*HERE, "r01"},
    "POST window/act/<slug:what>": CLERKS, "POST window/transfer": CLERKS, "POST window/check": CLERKS,
    "POST window/case/<uuid:case_id>/<slug:what>": HERE,
    "GET window/case/<uuid:case_id>": {*HERE, "r01", "chief"},
    # What is due in an office is seen by those who work on its cases; who stops a case and who looks into it belongs to its office.
    "GET window/corrections": {*CLERKS, "r01", *HEADS}, "POST window/corrections": {*CLERKS, "r01"},
    "GET window/due": {*CLERKS, "r01", *HEADS}, "GET window/due/list": {*CLERKS, "r01", *HEADS}, "GET chief/due": HEADS,
    "GET window/case/<uuid:case_id>/investigation": {*HERE, "r01", "chief"}, "POST window/case/<uuid:case_id>/investigation": {*HERE, "r01", "chief"},
    "GET window/notice/<uuid:notice_id>": HERE,
    # Forms of a hall on paper: its chief prints and closes, its desks enter; each step has its own row below.
    "GET window/forms": {*STAFF - ADMINISTRATORS - {"r01"}}, "GET window/forms/<uuid:form_id>": {*HERE, "g01", "chief"},
    "POST window/forms/<uuid:form_id>/<slug:what>": {*HERE, "g01", "chief"},
    "GET chief/paper": HEADS, "POST chief/paper/<slug:what>": HEADS, "GET chief/paper/<uuid:batch_id>": {"chief"},
    "GET chief/paper/<uuid:batch_id>/sheets": {"chief"}, "POST chief/paper/<uuid:batch_id>/close": {"chief"},
    # A paper is printed and looked at by the desks of its office; its code is for anybody, the own paper for who may see the case.
    "POST window/print/<slug:what>/<uuid:thing_id>": {*HERE, "r01", "chief"}, "GET window/paper/<uuid:document_id>": {*HERE, "r01", "chief"},
    "GET window/paper/<uuid:document_id>/<int:n>": {*HERE, "r01", "chief"},
    "POST window/paper/<uuid:document_id>/<slug:what>": {*HERE, "r01", "chief"}, "GET d/<str:token>": ALL,
    "GET case/<uuid:case_id>/printed/<uuid:document_id>": {"phone", "citizen", "c03", "c05", "r01", "chief"},
    # A row of the log is seen by the staff of the office where it was written.
    "GET window/proof/<uuid:row_id>": STAFF - {"x01", "chiefx"}, "GET window/own-proof": STAFF,
    "GET window/screen": ALL, "GET window/screen/now": {"screen"}, "POST window/screen/rate/<uuid:ticket_id>": {"screen"},
    "GET chief/overpaid": HEADS, "POST chief/overpaid/<uuid:incoming_id>/back": {"chief"},
    "GET chief/money": HEADS, "POST chief/money/<slug:what>": HEADS,
    # Money of a case: whoever may see the case; a second person decides, a clerk asks, prints and pays out.
    "GET window/case/<uuid:case_id>/money": {*HERE, "r01", "chief"}, "POST window/case/<uuid:case_id>/money/<slug:what>": HERE,
    "GET window/case/<uuid:case_id>/receipt/<int:page>": {*HERE, "r01", "chief"},
    "GET window/money": {*CLERKS, "r01", *HEADS}, "POST window/money": {"r01", "chief"},
    "GET window/money/waiver/<uuid:waiver_id>": {*HERE, "r01", "chief"}, "POST window/money/waiver/<uuid:waiver_id>": {"r01", "chief"},
    "GET window/money/refund/<uuid:refund_id>": {*HERE, "r01", "chief"}, "POST window/money/refund/<uuid:refund_id>": {"r01", "chief"},
    # The drawer of the own window; its sheet once it is counted, and for who accepts it.
    "GET window/drawer": CLERKS, "POST window/drawer/<slug:what>": CLERKS,
    "GET window/till/<uuid:till_id>": {"c03", "r01", "chief"}, "POST window/till/<uuid:till_id>/<slug:what>": {"r01", "chief"},
    # Behind a pay code stands who holds it; of one that nobody holds there is nothing to see.
    "GET pay/<str:token>": set(), "POST pay/<str:token>": set(),
    "POST t/<uuid:ticket_id>/back": {"phone", *HERE, "g01", "kiosk"}, "POST window/return/<uuid:ticket_id>": HERE, "POST kiosk/back": {"kiosk"},
    "GET chief/": HEADS, "GET chief/figures": HEADS, "GET chief/rows/<slug:figure>": HEADS, "GET chief/cases": HEADS, "GET chief/calls": HEADS,
    "GET chief/windows": HEADS,
    "GET chief/ratings": HEADS, "GET chief/looks": HEADS, "POST chief/looks/<uuid:day_id>": {"chief"},
    # One asks for an erasure, another head of the same office decides.
    "GET chief/erasures": {*HEADS, "r01"}, "POST chief/erasures": {*HEADS, "r01"}, "POST chief/erasures/<uuid:erasure_id>/<slug:what>": {"chief"},
    "GET chief/devices": {*HEADS, "admin"}, "POST chief/devices": {*HEADS, "admin"},
    "POST chief/devices/<uuid:device_id>/revoke": {"chief", "admin"},
    # Behind a link of enrolment stands who was given it; of one that nobody was given there is nothing to see.
    "GET enrol/<str:token>": set(), "POST enrol/<str:token>": set(),
    "GET admin/": {"admin", "security"}, "GET admin/new": {"admin"}, "POST admin/new": {"admin"},
    "GET admin/account/<uuid:account_id>": {"admin", "security"}, "POST admin/account/<uuid:account_id>/<slug:what>": {"admin", "security"},
    "GET admin/waiting": {"security"}, "POST admin/waiting/<uuid:grant_id>/<slug:what>": {"security"},
    "GET audit/": {"audit"}, "POST audit/person": {"audit"}, "GET audit/row/<uuid:row_id>": {"audit"}, "GET audit/faults": {"audit"},
    "GET audit/looks": {"audit"}, "GET audit/rates": {"audit"},
    # The proof of a row that is not sealed yet is not there for anybody.
    "GET audit/row/<uuid:row_id>/proof": set(),
    "GET admin/changes": CHANGERS, "GET admin/changes/<uuid:change_id>": CHANGERS, "POST admin/changes/<uuid:change_id>/<slug:what>": {"security"},
    "GET admin/change/<slug:kind>/<str:subject>": CHANGERS, "POST admin/change/<slug:kind>/<str:subject>": {"admin"}, "GET admin/policy": CHANGERS,
    "GET admin/places": CHANGERS, "GET admin/places/<uuid:hall_id>": CHANGERS,
    "GET admin/retention": {"admin"}, "GET admin/grants": {"audit"}, "GET admin/grants/<uuid:grant_id>": {"audit"},
    "GET api/v1/openapi.json": ALL, "POST api/v1/pairings": ALL, "GET api/v1/pairings/<pairing_id>": ALL, "POST api/v1/sessions/phone": ALL,
    "POST api/v1/sessions/fresh": STAFF, "POST api/v1/sessions/locking": CLERKS, "POST api/v1/sessions/unlocking": CLERKS,
    "POST api/v1/tickets": {*PHONES, "kiosk", "g01"},
    "POST api/v1/tickets/<ticket_id>/leaving": {"phone"},
    "POST api/v1/tickets/<ticket_id>/rating": {"phone", "screen"},
    **{f"POST api/v1/windows/<window_id>/{what}": {"c03"} for what in ("opening", "pause", "call", "recall", "start", "no-show", "finish")},
    "POST api/v1/calls/<call_id>/acknowledgement": {"display"},
    "GET api/v1/halls/<hall_id>/board": SHOWS,
    # The heads of another installation's log come from it alone, by its own signature.
    "POST api/v1/witness/heads": set(), "GET api/v1/witness/heads": set(), "GET api/v1/witness/heads/last": set(),
}  # fmt: skip
# Asked with nothing in hand, and answered in words of their own: tested where they are built.
ELSEWHERE = {"POST sign-in", "POST window/hand-over", "POST api/v1/payments/messages", "POST api/v1/sessions/staff", "GET api/v1/"}
# What is asked with: fields of forms, bodies of the API.
SAID: dict[str, dict[str, Any]] = {
    "POST b/<slug:code>/ticket": {"hall": "<hall>"}, "POST t/<uuid:ticket_id>/rate": {"grade": "4"},
    "POST window/screen/rate/<uuid:ticket_id>": {"grade": "4"}, "POST me/sign-in": {"number": "<number>"},
    "POST kiosk/back": {"slip": "<slip>"}, "POST guide/number": {"business": "DRV-RENEW", "evidence": "soldier"},
    "POST guide/b/<slug:code>": {"identity": "yes"}, "POST guide/asked": {"channel": "hall", "topic": "papers"},
    "POST guide/asked/<uuid:inquiry_id>": {"do": "answer", "outcome": "answered"},
    "POST guide/check/<uuid:precheck_id>": {"paper-medical": "seen"},
    "POST window/review/<uuid:case_id>": {"do": "grant"}, "POST window/paper/<uuid:document_id>/<slug:what>": {"reason": "打印机卡纸"},
    "POST window/forms/<uuid:form_id>/<slug:what>": {"reason": "写坏了"}, "POST chief/paper/<slug:what>": {"count": "2"},
    "POST window/money": {"id": "<refund>"}, "POST window/money/waiver/<uuid:waiver_id>": {"do": "grant"},
    "POST window/money/refund/<uuid:refund_id>": {"do": "grant"}, "POST window/drawer/<slug:what>": {"counted": "0"},
    "POST window/case/<uuid:case_id>/investigation": {"do": "suspend", "reason": "other", "seen": "看到了"},
    "POST window/corrections": {"do": "ask", "number": "<number>", "kind": "make", "after": "演示牌", "why": "录错了"},
    "POST window/check": {"number": "<number>", "do": "check"}, "POST chief/devices": {"code": "<pairing>", "name": "x", "window": ""},
    "POST chief/erasures": {"number": "<number>", "ground": "consent", "reason": "书面申请"},
    "POST chief/erasures/<uuid:erasure_id>/<slug:what>": {"reason": "不是本人"},
    "POST audit/person": {"number": "<number>", "purpose": "complaint"},
    "POST window/exports": {"source": "cases.accepted", "from_on": "2026-11-24", "to_on": "2026-11-24", "format": "csv", "purpose": "报市局的月度统计"},
    "POST me/data": {"kind": "delete", "office": "<office>"},
    "POST window/requests/new": {"kind": "delete", "number": "<number>", "seen": "yes"},
    "POST window/requests/<uuid:request_id>/<slug:what>": {"text": "可以取了"},
    "POST chief/looks/<uuid:day_id>": {"more": "5", "reason": "年底清档"},
    "POST admin/new": {"name": "新来的", "badge": "n78", "number": "<number>"},
    "POST admin/account/<uuid:account_id>/<slug:what>": {"reason": "没来"}, "POST admin/waiting/<uuid:grant_id>/<slug:what>": {"reason": "人手够了"},
    "POST admin/changes/<uuid:change_id>/<slug:what>": {"reason": "没有依据"},
    "POST admin/change/<slug:kind>/<str:subject>": {"value": "7", "from_on": "2099-01-01", "reason": "现场要", "source": "决定", "do": "ask"},
    "POST api/v1/tickets": {"hall": "<hall>", "businesses": ["DRV-RENEW"]}, "POST api/v1/tickets/<ticket_id>/rating": {"grade": 4},
    "POST api/v1/calls/<call_id>/acknowledgement": {"shown": True, "played": True}, "POST api/v1/pairings": {"kind": "display", "public_key": "AAAA"},
    "POST api/v1/witness/heads": {
        "size": 1, "root": "00" * 32, "at": "2026-11-24T02:00:00.000000+00:00", "key": "sign-head.1", "signature": "00" * 64, "leaves": ["00" * 32],
    },
    "POST api/v1/sessions/fresh": {"code": "000000"}, "POST api/v1/sessions/unlocking": {"code": "000000"},
}  # fmt: skip
# A form with a file: its fields, and the file.
WITH_FILE = {
    f"POST {address}": ({"material": "medical"}, picture())
    for address in ("case/<uuid:case_id>/papers", "check/<uuid:precheck_id>/papers", "guide/check/<uuid:precheck_id>/photo")
}
# Written by any refused request: a device's nonce, the use of a session, counts against guessing, the record of a refused look; and whom somebody
# of the staff has had opened, whatever he was then refused to do with the case.
LEFT_BY_DENIALS = {
    "identity_nonce", "identity_session", "identity_attempt", "people_miss", "audit_row", "audit_payload", "audit_writer", "disclosure_day", "disclosure_seen",
}  # fmt: skip
# Claimed first and given back with the refusal: the statistics count the attempt, the table is as it was.
GIVEN_BACK = {"database_once"}
STATES = {
    "ticket": ("waiting", "called", "serving", "passed", "done", "left"),
    "case": ("accepted", "reviewed", "refused", "issued", "filed", "withdrawn", "suspended", "lapsed"),
}


SHARES = 4
# Of a route with several steps, the one that is asked; each of the others has a test of its own.
STEP = {
    "window/case/<uuid:case_id>/money/": "receipt", "window/drawer/": "count", "window/till/": "send-back", "chief/money/": "compare",
    "window/forms/": "void",
    "chief/paper/": "print",
    "window/print/": "notice",
    "window/paper/": "copy",
    "window/case/": "review",
    "admin/account/": "suspend",
    "admin/waiting/": "refuse", "chief/erasures/": "refuse", "admin/changes/": "refuse",
    "window/requests/": "answer", "window/exports/": "approve",
}  # fmt: skip


def routes(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every address that this program serves, with what answers there."""
    for found in (resolver or get_resolver()).url_patterns:
        address = prefix + str(found.pattern)
        if hasattr(found, "url_patterns"):
            yield from routes(found, address)
        else:
            yield address, found


def ask(office: Office, caller: Caller, key: str, once: str = "") -> HttpResponse:
    """One request of a route as a browser or client sends it, with a new one-use key or a given one."""
    once = once or str(uuid4())
    method, route = key.split(" ", 1)
    step = next((one for begins, one in STEP.items() if route.startswith(begins)), "<slug:what>")
    route = route.replace("<slug:what>", step)
    if "precheck" in route:
        route = route.replace("<uuid:upload_id>", office.things["photo"])
    address = office.address(route.replace("c/<str:reference>", f"c/{office.things['slip']}") if route.startswith("c/") else route)
    said = {k: fill(office, v) for k, v in SAID.get(key, {}).items()}
    if route.startswith("api/"):
        return caller.ask(method, address, json.dumps(said).encode() if method == "POST" else b"", **{"Idempotency-Key": once})
    if key in WITH_FILE:
        fields, content = WITH_FILE[key]
        sent = {**fields, "once": once, "file": SimpleUploadedFile("photo.jpg", content)}
        return caller.ask(method, address, encode_multipart(BOUNDARY, sent), MULTIPART_CONTENT)
    body = urlencode({**said, "once": once}).encode() if method == "POST" else b""
    return caller.ask(method, address, body, "application/x-www-form-urlencoded")


def fill(office: Office, value: Any) -> Any:
    """A placeholder of what is said."""
    return (
        {
            "<hall>": str(office.hall),
            "<office>": str(office.office),
            "<pairing>": office.pairing,
            "<slip>": office.things["str:reference"],
            "<number>": office.number,
            "<refund>": office.things["uuid:refund_id"],
        }.get(value, value)
        if isinstance(value, str)
        else value
    )


def denied(answer: HttpResponse) -> bool:
    """Not known, may not, not there; or sent away to sign in."""
    return answer.status_code in (401, 403, 404) or (answer.status_code == 303 and answer["Location"].endswith("/me/sign-in"))


class Undone(Exception):
    """Takes a request back."""


def written() -> dict[str, int]:
    """How often this connection has written to each table since it last told the server's statistics."""
    return {r["t"]: r["n"] for r in rows("SELECT relname AS t, n_tup_ins + n_tup_upd + n_tup_del AS n FROM pg_stat_xact_user_tables")}


def taken_back(question: Any) -> Any:
    """Ask inside a transaction that is taken back: everybody finds the office as it was. Returns: the answer and the tables written."""
    found: list[Any] = []
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with pytest.raises(Undone), block:
        before = written()
        answer = question()
        kept = row("SELECT count(*) AS n FROM database_once")
        assert kept
        assert not denied(answer) or kept["n"] == 0, "a refused request used up its key"
        found = [answer, {table for table, count in written().items() if count != before.get(table, 0)}]
        raise Undone
    return found


def in_state(office: Office, kind: str, state: str, caller: Caller, key: str) -> HttpResponse:
    """Ask about a thing that is in this state now."""
    table = {"ticket": "queue_ticket", "case": "cases_case"}[kind]
    free = ", window_id = NULL" if kind == "ticket" and state not in ("called", "serving") else ""
    free += f", suspension_id = {'id' if state == 'suspended' else 'NULL'}" if kind == "case" else ""
    execute(f"UPDATE {table} SET state = %s{free} WHERE id = %s", [state, office.things[f"uuid:{kind}_id"]])
    return ask(office, caller, key)


@pytest.fixture
def office(city: dict[str, Any]) -> Office:
    # The walk of all routes may take longer than a window stands open with nobody there, or a code of pairing lives.
    execute("UPDATE policy_value SET value = '86400' WHERE name IN ('session.window_lock_s', 'pairing.lives_s')")
    forget()
    return peopled(city)


def test_every_route_is_in_the_table() -> None:
    known = {*MAY, *ELSEWHERE}
    assert {address for address, _ in routes()} == {key.split(" ", 1)[1] for key in known}
    forms = {f"POST {address}" for address, page in routes() if not address.startswith("api/") and takes_post(page)}
    described = {f"{method} {path.strip('/').replace('{', '<').replace('}', '>')}" for method, path, _ in operations()}
    assert {key for key in known if key.startswith("POST") or key in described} == forms | described


@pytest.mark.parametrize("share", range(SHARES))
def test_everybody_gets_what_the_table_says_and_a_denial_writes_nothing(office: Office, share: int) -> None:
    """A share of the routes each, so that no window is locked for idleness before the last is asked."""
    wrong = []
    for key, may in list(MAY.items())[share::SHARES]:
        for name, caller in office.callers.items():
            answer, touched = taken_back(lambda c=caller, k=key: ask(office, c, k))
            said = f"{key} as {name}: {answer.status_code}"
            wrong += [f"{said}: {one}" for one in findings(answer)]
            if denied(answer) != (name not in may):
                wrong.append(f"{said}: {'denied' if denied(answer) else 'let in'}, the table says otherwise")
            elif answer.status_code == 405:
                wrong.append(f"{said}: the page does not take this")
            elif denied(answer) and touched - LEFT_BY_DENIALS - GIVEN_BACK:
                wrong.append(f"{said}: denied, and yet wrote {touched - LEFT_BY_DENIALS}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("kind", "states"), [(kind, states[n::2]) for kind, states in STATES.items() for n in range(2)])
def test_no_state_opens_a_door_that_is_closed(office: Office, kind: str, states: tuple[str, ...]) -> None:
    wrong = []
    concerned = [key for key in MAY if f"{kind}_id" in key and MAY[key] != ALL]
    for state, key in product(states, concerned):
        for name in set(office.callers) - MAY[key]:
            answer, _ = taken_back(lambda c=office.callers[name], k=key, s=state: in_state(office, kind, s, c, k))
            if not denied(answer):
                wrong.append(f"{key} as {name} in state {state}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("what", ["review", "cash", "code", "code-cancel", "issue", "bring", "withdraw"])
def test_each_step_of_a_case_is_closed_to_whom_its_route_is_closed(office: Office, what: str) -> None:
    key, address = "POST window/case/<uuid:case_id>/<slug:what>", office.address(f"window/case/<uuid:case_id>/{what}")
    for name, caller in office.callers.items():
        said = {"counted": "10", "reason": "mistake"}
        answer, touched = taken_back(
            lambda c=caller, s=said: c.ask("POST", address, urlencode({**s, "once": str(uuid4())}).encode(), "application/x-www-form-urlencoded")
        )
        assert denied(answer) == (name not in MAY[key]), f"{what} as {name}: {answer.status_code}"
        assert not denied(answer) or not touched - LEFT_BY_DENIALS - GIVEN_BACK, f"{what} as {name}: denied, and yet wrote"


def test_a_paper_is_revoked_by_the_head_of_its_office_alone(office: Office) -> None:
    address = office.address("window/paper/<uuid:document_id>/revoke")
    for name, caller in office.callers.items():
        body = urlencode({"reason": "印错了", "once": str(uuid4())}).encode()
        answer, touched = taken_back(partial(caller.ask, "POST", address, body, "application/x-www-form-urlencoded"))
        assert denied(answer) == (name != "chief"), f"{name}: {answer.status_code}"
        assert not denied(answer) or not touched - LEFT_BY_DENIALS - GIVEN_BACK, f"{name}: denied, and yet wrote"


FORM_STEPS = {
    "window/forms/<uuid:form_id>/enter": {*HERE, "g01"}, "window/forms/<uuid:form_id>/decide": {*HERE, "g01", "chief"},
    "window/forms/<uuid:form_id>/record": HERE, "window/forms/<uuid:form_id>/miss": {"chief"}, "window/forms/<uuid:form_id>/settle": {"chief"},
    "window/forms/<uuid:form_id>/burn": set(), "chief/paper/start": HEADS, "chief/paper/end": HEADS, "chief/paper/burn": set(),
}  # fmt: skip


def test_each_step_with_a_form_is_closed_to_everybody_else(office: Office) -> None:
    for route, may in FORM_STEPS.items():
        for name, caller in office.callers.items():
            body = urlencode({"reason": "一句话", "hours": "2", "once": str(uuid4())}).encode()
            answer, touched = taken_back(partial(caller.ask, "POST", office.address(route), body, "application/x-www-form-urlencoded"))
            assert denied(answer) == (name not in may), f"{route} as {name}: {answer.status_code}"
            assert not denied(answer) or not touched - LEFT_BY_DENIALS - GIVEN_BACK, f"{route} as {name}: denied, and yet wrote"


STEPS = {
    "ask": {"admin"}, "reset": {"admin"}, "in-person": {"admin"},
    "end": {"admin"}, "suspend": {"admin", "security"}, "confirm": {"security"}, "refuse": {"security"}, "delete": set(),
}  # fmt: skip


def test_each_step_with_an_account_or_a_grant_is_closed_to_everybody_else(office: Office) -> None:
    post = row("SELECT p.id FROM identity_post p JOIN identity_account a ON a.id = p.account_id WHERE a.login = 'c11'")
    assert post
    for what, may in STEPS.items():
        at = "admin/waiting/<uuid:grant_id>/" if what in ("confirm", "refuse") else "admin/account/<uuid:account_id>/"
        said = {"reason": "一句话", "post": str(post["id"]) if what == "end" else "guide", "service": "police", "office": str(office.office),
                "from_on": "2099-01-01"}  # fmt: skip
        for name, caller in office.callers.items():
            body = urlencode({**said, "once": str(uuid4())}).encode()
            answer, touched = taken_back(partial(caller.ask, "POST", office.address(at + what), body, "application/x-www-form-urlencoded"))
            assert denied(answer) == (name not in may), f"{what} as {name}: {answer.status_code}"
            assert not denied(answer) or not touched - LEFT_BY_DENIALS - GIVEN_BACK, f"{what} as {name}: denied, and yet wrote"
            # The account of this office has not used its link: there is nothing yet that a reset could take away.
            good = (409,) if what == "in-person" else (200, 303)
            assert denied(answer) or answer.status_code in good, f"{what} as {name}: {answer.status_code}"


@pytest.mark.parametrize(("what", "may"), [("confirm", {"security"}), ("refuse", {"security"}), ("withdraw", {"admin"}), ("delete", set())])
def test_each_step_with_a_change_is_closed_to_everybody_else(office: Office, what: str, may: set[str]) -> None:
    address = office.address(f"admin/changes/<uuid:change_id>/{what}")
    for name, caller in office.callers.items():
        body = urlencode({"reason": "一句话", "once": str(uuid4())}).encode()
        answer, touched = taken_back(partial(caller.ask, "POST", address, body, "application/x-www-form-urlencoded"))
        assert denied(answer) == (name not in may), f"{what} as {name}: {answer.status_code}"
        assert not denied(answer) or not touched - LEFT_BY_DENIALS - GIVEN_BACK, f"{what} as {name}: denied, and yet wrote"


def test_everybody_hears_what_concerns_him_and_nothing_else(office: Office) -> None:
    hall = f"hall:{office.hall}"
    county = row("SELECT h.id FROM offices_hall h JOIN offices_office o ON o.id = h.office_id WHERE o.kind = 'county'")
    assert county
    hears = {name: set(live_topics(caller.viewer())) for name, caller in office.callers.items() if caller.token}
    window = {name: next((t for t in topics if t.startswith("window:")), "") for name, topics in hears.items()}
    assert window["c03"] == f"window:{office.things['window_id']}"
    assert len({window["c03"], window["c05"], window["x01"]}) == 3
    assert hears["phone"] == {hall, f"ticket:{office.things['ticket_id']}"}
    assert hears["other_phone"] == hears["citizen"] == set()
    assert {name for name, topics in hears.items() if hall in topics} == {"phone", "c03", "c05", "g01", "r01", "chief"}
    assert {hears_nothing for hears_nothing in ADMINISTRATORS if not hears[hears_nothing]} == ADMINISTRATORS
    assert {name for name, topics in hears.items() if any(t.startswith("review:") for t in topics)} == {"r01"}
    assert hears["x01"] == {f"hall:{county['id']}", window["x01"]}


# Every act that an administrator's post may do at all, by the access table of all rooms: no case, no ticket, no person is among them.
# What everybody of the staff does with his own account.
OWN = {
    "identity.end_session", "identity.step_up", "identity.enrol_key", "identity.remove_key", "identity.prepare_one_time_codes",
    "identity.confirm_one_time_codes", "identity.make_recovery_codes", "identity.change_password",
}  # fmt: skip
ACTS = {
    "admin": OWN | {
        "custody.admit_peer", "custody.acknowledge_gap", "identity.approve_pairing", "identity.revoke_device", "identity.make_account", "identity.start_reset",
    "changes.ask_policy", "changes.see", "changes.withdraw", "custody.confirm_restore", "custody.offline_copy", "custody.restore_drill",
    "identity.ask_grant", "identity.ask_reset", "identity.end_post", "identity.see_accounts", "identity.suspend_account", "keys.ask_change",
    "keys.confirm_change", "keys.retire", "keys.rotate", "offices.confirm_change", "offices.refuse_change", "retention.see",
    },
    "security": OWN | {
    "changes.confirm_policy", "changes.refuse_policy", "changes.see", "custody.confirm_restore", "identity.confirm_grant", "identity.confirm_reset",
    "identity.refuse_grant", "identity.see_accounts", "identity.see_waiting_grants", "identity.suspend_account", "keys.ask_change", "keys.confirm_change",
    "keys.retire", "keys.rotate",
    },
    "audit": OWN | {"identity.see_grants", "changes.see", "oversight.see_rates", "oversight.see_faults", "oversight.trace"},
}  # fmt: skip


def test_an_administrator_may_do_what_is_written_here_and_no_other_act_of_any_room(office: Office) -> None:
    acts = {rule.act for rule in access_table()}
    for post, his in ACTS.items():
        viewer = office.callers[post].viewer()
        assert viewer.hall_id is None, "an administrator belongs to no hall"
        anywhere = Place((office.office,), office.hall, UUID(office.things["window_id"]), frozenset({viewer.person_id or uuid4()}))
        assert {act for act in acts if can(viewer, act, anywhere)} == his
        for act in acts - his:
            with pytest.raises(PostMayNot):
                allow(viewer, act)
    assert not {
        act
        for mine in ACTS.values()
        for act in mine
        if not act.startswith(("custody.", "identity.", "keys.", "changes.", "offices.", "retention.", "oversight."))
    }


def test_the_proof_sees_a_door_that_stands_open(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard taken away: with a rule that lets everybody in, a clerk of another office reads the case, and the table says no."""
    monkeypatch.setattr("yitang.processes.cases.queries.may", lambda *_: None)
    answer, _ = taken_back(lambda: ask(office, office.callers["x01"], "GET window/case/<uuid:case_id>"))
    assert not denied(answer)
