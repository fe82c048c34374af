"""A4: every write is sent ten times, and ten times at once, with one key: one effect, and everybody gets the same answer."""

import os
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse

from tests.proofs.asking import ask, taken_back
from tests.proofs.people import Office, peopled
from tests.proofs.rights import MAY, SAID
from yitang.platform.database.public import execute, row

TIMES = 10
# What carries no key, and why a repetition does no harm.
WITHOUT_KEY = {
    "POST api/v1/pairings": "a key waits under one code, the newest, and a person lets it in or not",
    "POST api/v1/sessions/phone": "a phone that has a session keeps it",
    "POST sign-out": "a session ends once",
    "POST lock": "locked twice is locked",
    "POST unlock": "a one-time code counts once",
    "POST api/v1/sessions/fresh": "a one-time code counts once",
    "POST api/v1/sessions/locking": "locked twice is locked",
    "POST api/v1/sessions/unlocking": "a one-time code counts once",
    "POST me/sign-out": "a session ends once",
    "POST me/sessions/<uuid:session_id>/end": "a session ends once",
    "POST sign-in/key": "a challenge is made for one session; the newest counts",
    "POST me/keys/challenge": "a challenge is made for one session; the newest counts",
    "POST me/keys": "what the key made answers a challenge that counts once, and the second factor counts once",
    "POST me/keys/<uuid:key_id>/remove": "the second factor counts once, and a key is removed once",
    "POST me/phone": "the second factor counts once; of two seeds that wait the newer does",
    "POST me/phone/first-code": "the seed that waits takes its place once",
    "POST me/recovery": "the second factor counts once; the newest codes count",
    "POST me/password": "the old password and the second factor count once",
    "POST enrol/<str:token>": "a link is used once",
    "POST chief/erasures": "a waiting erasure of a person is one",
    "POST window/corrections": "of one wrong entry one correction waits (cases/tests/test_correcting.py)",
    "POST chief/erasures/<uuid:erasure_id>/<slug:what>": "an erasure is decided once",
    "POST audit/person": "a question changes nothing; each asking is a row of the log",
    "POST admin/new": "a badge number is one account's",
    "POST admin/account/<uuid:account_id>/<slug:what>": "a waiting grant of a post is one; what ended has ended; a new link takes the old one's place",
    "POST admin/changes/<uuid:change_id>/<slug:what>": "a change is decided once",
    "POST admin/change/<slug:kind>/<str:subject>": "one change of a thing waits at a time",
    "POST admin/waiting/<uuid:grant_id>/<slug:what>": "a grant is decided once",
    "POST api/v1/witness/heads": "a batch is kept once, by its size",
    "POST pay/<str:token>": "a provider's transaction counts once, however often it is told",
    "POST kiosk/back": "the kiosk's signature carries a nonce that counts once, and a number comes back from one state only",
    "POST window/exports/<uuid:export_id>/file": "the file leaves once, in the act that deletes it here",
    "POST window/requests/<uuid:request_id>/copy": "it proves a second factor, whose code counts once, and leads to the copy",
    "POST me/code": "the code itself works once",
    "POST window/screen/rate/<uuid:ticket_id>": "a visit is rated once, by constraint",
    "POST window/money": "a refund that the provider refused is turned once, by its state",
    "POST window/money/waiver/<uuid:waiver_id>": "a waiver is decided once, by its state",
    "POST window/money/refund/<uuid:refund_id>": "a refund is decided once, by its state and the sum of the bill",
    "POST window/till/<uuid:till_id>/<slug:what>": "a till is accepted once, by constraint, and sent back from one state only",
    "POST chief/overpaid/<uuid:incoming_id>/back": "money that came too much goes back once, by constraint",
    "POST window/check": "a check changes nothing; acceptance is kept once by constraint and by the form's key",
}
# Who sends it, and what must be so before it can succeed (statements, with the things of the office by name).
WAITING = "UPDATE queue_ticket SET state = 'waiting', window_id = NULL, called_at = NULL WHERE id = %(ticket_id)s"
CALLED = "UPDATE queue_ticket SET state = 'called', window_id = %(window_id)s WHERE id = %(ticket_id)s"
PASSED = "UPDATE queue_ticket SET state = 'passed', window_id = NULL, closed_at = called_at WHERE id = %(ticket_id)s"
FREE = "UPDATE queue_ticket SET state = 'left', window_id = NULL WHERE id = %(ticket_id)s"
OPEN = (
    "UPDATE requests_request SET state = 'open', answered_person = NULL, answered_account = NULL, answer_cipher = NULL, ended_at = NULL "
    "WHERE %(ticket_id)s::uuid IS NOT NULL"
)
LARGE = "UPDATE exports_export SET state = 'waiting', above_cap = true, cipher = NULL WHERE %(ticket_id)s::uuid IS NOT NULL"
SENDS: dict[str, tuple[str, str]] = {
    "POST b/<slug:code>/check": ("phone", ""),
    "POST b/<slug:code>/ticket": ("other_phone", ""),
    "POST t/<uuid:ticket_id>/leave": ("phone", WAITING),
    "POST t/<uuid:ticket_id>/rate": ("phone", ""),
    "POST t/<uuid:ticket_id>/back": ("phone", PASSED),
    "POST window/return/<uuid:ticket_id>": ("c05", PASSED),
    "POST case/<uuid:case_id>/papers": ("phone", ""),
    "POST case/<uuid:case_id>/papers/<uuid:upload_id>/remove": ("phone", ""),
    "POST me/sign-in": ("other_phone", ""),
    "POST guide/b/<slug:code>": ("g01", ""),
    "POST guide/check/<uuid:precheck_id>": ("g01", ""),
    "POST guide/check/<uuid:precheck_id>/photo": ("g01", ""),
    "POST guide/check/<uuid:precheck_id>/photo/<uuid:upload_id>/remove": ("g01", ""),
    "POST guide/check/<uuid:precheck_id>/slip": ("g01", ""),
    "POST guide/number": ("g01", ""),
    "POST guide/asked": ("g01", ""),
    "POST guide/asked/<uuid:inquiry_id>": ("g01", ""),
    "POST check/<uuid:precheck_id>/papers": ("phone", ""),
    "POST check/<uuid:precheck_id>/papers/<uuid:upload_id>/remove": ("phone", ""),
    "POST me/data": ("citizen", ""),
    "POST me/data/<uuid:request_id>/withdraw": ("citizen", OPEN),
    "POST window/requests/new": ("c03", ""),
    "POST window/requests/<uuid:request_id>/<slug:what>": ("r01", OPEN),
    "POST window/exports": ("chief", ""),
    "POST window/case/<uuid:case_id>/investigation": ("c03", ""),
    "POST window/exports/<uuid:export_id>/<slug:what>": ("r01", LARGE),
    "POST chief/looks/<uuid:day_id>": ("chief", ""),
    "POST window/review/<uuid:case_id>": ("c05", ""),
    "POST window/forms/<uuid:form_id>/<slug:what>": ("c03", ""),
    "POST chief/paper/<slug:what>": ("chief", ""),
    "POST chief/paper/<uuid:batch_id>/close": ("chief", "UPDATE outages_form SET state = 'void', reason = '没有用上'"),
    "POST window/print/<slug:what>/<uuid:thing_id>": ("c03", ""),
    "POST window/paper/<uuid:document_id>/<slug:what>": ("c03", ""),
    "POST window/act/<slug:what>": ("c03", CALLED),
    "POST window/transfer": ("c03", ""),
    "POST window/case/<uuid:case_id>/<slug:what>": ("c03", ""),
    "POST window/case/<uuid:case_id>/money/<slug:what>": ("c03", ""),
    "POST window/drawer/<slug:what>": ("c03", ""),
    "POST chief/money/<slug:what>": ("chief", ""),
    "POST chief/devices": ("chief", ""),
    "POST chief/devices/<uuid:device_id>/revoke": ("chief", ""),
    "POST kiosk/take/<slug:code>": ("kiosk", ""),
    "POST api/v1/tickets": ("kiosk", ""),
    "POST api/v1/tickets/<ticket_id>/leaving": ("phone", WAITING),
    "POST api/v1/tickets/<ticket_id>/rating": ("screen", ""),
    "POST api/v1/windows/<window_id>/opening": ("c03", FREE),
    "POST api/v1/windows/<window_id>/pause": ("c03", FREE),
    "POST api/v1/windows/<window_id>/call": ("c03", WAITING),
    "POST api/v1/windows/<window_id>/recall": ("c03", CALLED),
    "POST api/v1/windows/<window_id>/start": ("c03", CALLED),
    "POST api/v1/windows/<window_id>/no-show": ("c03", CALLED),
    "POST api/v1/windows/<window_id>/finish": ("c03", ""),
    "POST api/v1/calls/<call_id>/acknowledgement": ("display", ""),
}

# In the daily run; ``make prove`` sends them all.
SOME = ("POST b/<slug:code>/ticket", "POST window/case/<uuid:case_id>/<slug:what>", "POST api/v1/tickets", "POST api/v1/windows/<window_id>/call")


@pytest.fixture
def office(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setitem(SAID, "POST window/transfer", {"reason": "other_window"})
    return peopled(city)


def prepared(office: Office, key: str) -> None:
    statement = SENDS[key][1]
    if statement:
        execute(statement, {name: UUID(office.things[name]) for name in ("ticket_id", "window_id")})


def acts() -> int:
    found = row("SELECT count(*) AS n FROM audit_row WHERE result = 'done'")
    assert found
    n: int = found["n"]
    return n


def at_once(send: Callable[[], HttpResponse]) -> list[HttpResponse]:
    """Ten times at once, each over a connection of its own."""
    said: list[HttpResponse] = []
    gate = threading.Barrier(TIMES)

    def one() -> None:
        try:
            gate.wait()
            said.append(send())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_every_write_is_in_the_table() -> None:
    writes = {key for key in MAY if key.startswith("POST")}
    assert writes == set(SENDS) | set(WITHOUT_KEY)


def judge(office: Office, key: str, way: Callable[[Callable[[], HttpResponse]], list[HttpResponse]]) -> list[HttpResponse]:
    """Send it ten times with one key and look: the same answer each time, one act (or one and the act that it is part of)."""
    caller, once = office.callers[SENDS[key][0]], str(uuid4())
    prepared(office, key)
    before = acts()
    answers = way(lambda: ask(office, caller, key, once))
    assert len(answers) == TIMES, f"{key}: {TIMES - len(answers)} were not answered"
    said = {(a.status_code, a.headers.get("Location"), a.content) for a in answers}
    assert len(said) == 1, f"{key}: the answers differ: {[s[0] for s in said]}"
    assert answers[0].status_code in (200, 303), f"{key}: {answers[0].content.decode()[:300]}"
    assert acts() - before in (1, 2), f"{key}: {acts() - before} acts"
    assert row("SELECT count(*) AS n FROM database_once WHERE key = %s", [once]) == {"n": 1}
    return answers


def test_ten_times_one_after_the_other_is_one_effect(office: Office) -> None:
    for key in SENDS:
        taken_back(lambda k=key: judge(office, k, lambda send: [send() for _ in range(TIMES)])[0])


@pytest.mark.parametrize("key", SENDS if os.environ.get("YITANG_PROVE") else SOME)
def test_ten_times_at_once_is_one_effect(office: Office, key: str) -> None:
    judge(office, key, at_once)


def test_with_the_guard_taken_away_the_effect_is_many(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from yitang.portals.api import v1

    monkeypatch.setattr(v1, "once", lambda _p, _k, _r, _b, do: do())
    key = "POST api/v1/tickets"
    before = acts()
    at_once(lambda: ask(office, office.callers["kiosk"], key, "a" * 32))
    assert acts() - before == TIMES
