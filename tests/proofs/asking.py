"""Asking every route as a browser or client does, and taking back whatever came of it."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import get_resolver

from tests.proofs.people import Caller, Office
from tests.proofs.rights import SAID, WITH_FILE
from yitang.platform.database.public import execute, row, rows

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
