"""Our own scanner over every route: what each answers to what nobody should send.

What each route answers everybody is judged where everybody asks for everything (``test_rights.py``).
"""

import os
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.proofs.asking import taken_back
from tests.proofs.people import COOKIE, Office, peopled
from tests.proofs.rights import ELSEWHERE, LEFT_BY_DENIALS, MAY
from tests.proofs.scanner import MARK, findings

METHODS = ("DELETE", "TRACE", *(("PUT", "PATCH", "CONNECT", "PROPFIND", "OPTIONS", "X") if os.environ.get("YITANG_PROVE") else ()))
# One who may, for each route; of nobody's route, nobody.
ASKED = {key: min(may) if may else "nobody" for key, may in {**MAY, **{key: {"nobody"} for key in ELSEWHERE}}.items()}


@pytest.fixture
def office(city: dict[str, Any]) -> Office:
    return peopled(city)


def reported(found: dict[str, list[str]]) -> str:
    """One line for each finding."""
    return "\n".join(f"{where}: {one}" for where, all_ in found.items() for one in all_)


def test_no_route_takes_a_method_that_it_does_not_have(office: Office) -> None:
    found: dict[str, list[str]] = {}
    for route in sorted({key.split(" ", 1)[1] for key in ASKED}):
        caller = office.callers[next(name for key, name in ASKED.items() if key.split(" ", 1)[1] == route)]
        for method in METHODS:
            answer, touched = taken_back(lambda c=caller, m=method, r=route: c.ask(m, office.address(r)))
            wrong = findings(answer) if answer.status_code != 405 or answer.content else []
            if answer.status_code < 400 and not (method == "OPTIONS" and answer.status_code == 200 and not answer.content):
                wrong.append(f"answered {answer.status_code}")
            if touched - LEFT_BY_DENIALS:
                wrong.append(f"wrote {touched}")
            if wrong:
                found[f"{method} {route}"] = wrong
    assert not found, reported(found)


def test_what_is_sent_comes_back_as_text_and_nothing_leads_away(office: Office) -> None:
    found: dict[str, list[str]] = {}
    hostile = f"?q={quote(MARK)}&next=//evil.example/&to=https://evil.example&{quote(MARK)}=1"
    for key, name in ASKED.items():
        method, route = key.split(" ", 1)
        address = office.address(route) + hostile
        body = (f"q={quote(MARK)}&name={quote(MARK)}&login={quote(MARK)}&number={quote(MARK)}&to=//evil.example/&reason={quote(MARK)}").encode()
        answer, _ = taken_back(lambda c=office.callers[name], m=method, a=address, b=body: c.ask(m, a, b if m == "POST" else b"", FORM))
        if wrong := findings(answer):
            found[key] = wrong
        broken = "/" + route.replace("<", MARK).replace(">", "")
        answer, _ = taken_back(lambda c=office.callers[name], m=method, a=broken: c.ask(m, quote(a), b"", FORM))
        if wrong := findings(answer):
            found[f"{key}, with a mark in its address"] = wrong
    assert not found, reported(found)


FORM = "application/x-www-form-urlencoded"


def test_no_form_is_taken_that_does_not_come_from_a_page_of_ours(office: Office) -> None:
    """ASVS 3.5.1. Devices sign each request instead; the API takes no write without a header that no form of another site can send."""
    found = []
    for key, name in ASKED.items():
        method, route = key.split(" ", 1)
        caller = office.callers[name]
        if method != "POST" or route.startswith("api/") or caller.key:
            continue
        strange = Client(raise_request_exception=False, enforce_csrf_checks=True)
        strange.cookies[COOKIE] = caller.token
        answer, touched = taken_back(lambda c=strange, r=route: c.post(office.address(r), b"", FORM, headers={"origin": "https://evil.example"}))
        if answer.status_code < 400 or touched - LEFT_BY_DENIALS:
            found.append(f"{key} as {name}: {answer.status_code}, wrote {touched}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "localhost:80:80", "", "127.0.0.1.evil.example"])
def test_a_request_for_another_host_is_turned_away(db: None, host: str) -> None:
    answer: HttpResponse = Client(raise_request_exception=False).get("/sign-in", headers={"host": host})
    assert answer.status_code == 400
    assert b"evil" not in answer.content
    assert findings(answer) == []


def test_the_scanner_sees_what_it_looks_for() -> None:
    """The guards taken away: an answer with everything wrong."""
    answer = HttpResponse(f'<p onclick="x">{MARK}</p><script>1</script><form action="//evil.example">Traceback', content_type="text/html; charset=utf-8")
    answer["Server"], answer["Location"], answer["Access-Control-Allow-Origin"] = "x/1", "https://evil.example", "*"
    answer.set_cookie("a", "b")
    said = "\n".join(findings(answer))
    for word in ("X-Content-Type-Options", "Cache-Control", "policy lacks", "names the server", "a script may read it", "SameSite", "leads away",
                 "comes back as a tag", "a handler in the page", "without the nonce", "tells how it is made", "another site's scripts"):  # fmt: skip
        assert word in said, word
