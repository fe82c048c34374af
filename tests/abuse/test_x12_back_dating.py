"""X12, back-dating an acceptance: sending the time oneself, or setting the clock of the machine that writes.

Control: no write takes the time of an act; a time that is evidence (a medical certificate, a provider's payment) is a field of its own;
what is written comes from the shared clock, which is the database's. The API refuses fields that it does not describe; a page ignores
them, since browsers and their extensions send what nobody asked for.
"""

import ast
import json
import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.urls import get_resolver

from tests.abuse.picture import as_it_was
from tests.trials.people import paired, phone, staff
from tests.trials.test_bad_input import operations
from yitang.kernel import clock
from yitang.platform.audit.public import act
from yitang.platform.database import clock as database_clock
from yitang.platform.database.clock import DatabaseClock
from yitang.platform.database.public import execute, row
from yitang.portals.api.urls import api
from yitang.processes.cases.public import Seen, accept_case
from yitang.processes.queue.public import call_next, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, kiosk

SRC = Path(__file__).resolve().parents[2] / "src" / "yitang"
# Times that somebody else vouches for: they are stored beside the time at which we heard of them.
EVIDENCE = {"paid_at", "paper_time"}
PAST = "2020-01-01T00:00:00Z"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def addresses() -> None:
    """The addresses are loaded before the API is asked to describe itself: afterwards nothing can be added to it."""
    assert get_resolver().url_patterns


def form_fields() -> set[str]:
    """Every field that a page reads or offers: by the code that asks for it, and by the templates."""
    found = set()
    for file in (SRC / "portals").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"get", "getlist"} and node.args:
                found |= {one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    for file in (SRC / "portals").rglob("*.html"):
        found |= set(re.findall(r"""\bname=["']([^"']+)["']""", file.read_text(encoding="utf-8")))
    return found


def test_no_write_has_a_field_for_the_time_of_an_act() -> None:
    fields = {name for _, _, schema in operations() for name in schema} | form_fields()
    assert {"hall", "businesses", "medical_on", "counted", "grade"} <= fields, "the walk finds what there is"
    assert {name for name in fields if re.search(r"(_at|time)$", name)} == EVIDENCE
    planted = ast.parse("request.POST.get('accepted_at')")
    assert [n.args[0].value for n in ast.walk(planted) if isinstance(n, ast.Call)] == ["accepted_at"], "the walk would see one"  # type: ignore[attr-defined]


def test_a_time_sent_to_the_api_is_refused_by_name(city: dict[str, Any]) -> None:
    sender = paired(city, "kiosk")

    def send(**more: Any) -> Any:
        body = {"hall": str(city["hall"]), "businesses": ["DRV-RENEW"], **more}
        return sender.send("POST", "/api/v1/tickets", json.dumps(body).encode(), "application/json")

    with as_it_was():
        for name in ("issued_at", "at", "ready_at", "counts_from", "day"):
            answer = send(**{name: PAST})
            assert (answer.status_code, answer.json()["code"]) == (422, "fields_invalid"), name
            assert name in answer.json()["zh"]
    said: Any = api.get_openapi_schema(path_prefix="/api/v1/")
    bodies = {name for name, one in said["components"]["schemas"].items() if one.get("additionalProperties") is False}
    assert {"PairingIn", "TicketIn", "SignIn", "Acknowledgement", "Grade", "PaymentMessage"} <= bodies, "and says so to whoever reads it"
    assert send().status_code == 200
    assert row("SELECT count(*) AS n FROM queue_ticket WHERE issued_at >= %s", [NOW]) == {"n": 1}


def test_a_time_sent_to_a_page_is_ignored_all_the_way_to_the_acceptance(city: dict[str, Any]) -> None:
    past = dict.fromkeys(("issued_at", "at", "accepted_at", "due_on", "clock", "now", "date", "known_at", "true_from"), "2020-01-01")
    assert phone().form("/b/DRV-RENEW/ticket", {"hall": str(city["hall"]), **past}).status_code == 303
    clerk_ = staff(city, "c03", 3)
    for what in ("open", "call", "start"):
        assert clerk_.form(f"/window/act/{what}", past).status_code == 303
    typed = {"number": city["cast"]["renew"].number, "identity": "yes", "medical_on": "2026-11-20", "do": "accept", **past}
    assert clerk_.form("/window/check", typed).status_code == 303
    found = row(
        "SELECT min(least(t.issued_at, t.called_at, t.served_at, v.started_at, c.accepted_at, p.at)) AS first, min(c.due_on) AS due "
        "FROM cases_case c JOIN queue_ticket t ON t.id = c.ticket_id JOIN queue_visit v ON v.id = t.visit_id JOIN cases_paper p ON p.case_id = c.id"
    )
    assert found
    assert found["first"] >= NOW
    assert found["due"] == date(2026, 11, 25), "the limit runs from what was recorded"
    with as_it_was():
        answer = clerk_.form("/window/check", {**typed, "medical_on": "2027-01-01"})
        assert "体检证明日期" in answer.content.decode(), "evidence of a day that has not come is refused by name"


class HostClock:
    """The clock of a program that believes its own machine."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    real_now = now


def test_a_host_set_back_three_days_moves_nothing_and_a_program_that_believes_it_would(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    true_time, back = time.time, timedelta(days=3).total_seconds()
    li = clerk(city, 3)
    execute("DELETE FROM database_clock")  # the plain clock of an office, not the demo's

    def stored() -> timedelta:
        name = f"test.{uuid4().hex[:6]}"
        with act(li, name) as this:
            this.on("x", "x")
        found = row("SELECT clock_at, real_at, clock_timestamp() AS truth FROM audit_row WHERE act = %s", [name])
        assert found
        assert abs(found["clock_at"] - found["real_at"]) < timedelta(seconds=5)
        return found["clock_at"] - found["truth"]  # type: ignore[no-any-return]

    source = clock.installed()
    monkeypatch.setattr(time, "time", lambda: true_time() - back)
    monkeypatch.setattr(database_clock, "datetime", _Back)
    try:
        clock.install(HostClock())
        assert stored() < timedelta(days=-2), "what is written follows the machine"
        clock.install(DatabaseClock())
        assert abs(stored()) < timedelta(seconds=5), "the database's clock does not follow"
    finally:
        clock.install(source)


class _Back(datetime):
    """A host whose calendar is three days behind."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.fromtimestamp(time.time(), tz or UTC)


def test_what_a_case_says_of_its_time_is_the_clocks(city: dict[str, Any]) -> None:
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    li = clerk(city, 3)
    call_next(li, at(li))
    start_serving(li, at(li))
    before = clock.now()
    case = accept_case(li, "DRV-RENEW", city["cast"]["renew"].number, Seen(medical_on=date(2026, 11, 20)))
    assert before <= case.accepted_at <= clock.now()
    kept = row("SELECT facts ->> 'medical_on' AS medical, accepted_at FROM cases_case")
    assert kept == {"medical": "2026-11-20", "accepted_at": case.accepted_at}, "the certificate's day lies apart, as evidence"
