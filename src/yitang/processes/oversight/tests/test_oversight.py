"""The auditor reads the log along a thread: from whatever he begins he finds the acts, each of his readings is a row, and no content of a case is shown."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import FolderWitness, NoSuchRow, act, check_proof, own_keys, read_keys, record_refusal, seal_once
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.public import NotYours, PostMayNot
from yitang.processes.cases.public import CaseMovedOn, withdraw
from yitang.processes.erasure.tests.factories import staff
from yitang.processes.feedback.public import invite, rate
from yitang.processes.oversight.public import (
    Asked,
    Line,
    NothingOfThatName,
    PurposeMissing,
    SpanTooLong,
    faults,
    looks_without_work,
    officer_rates,
    one_row,
    person_reference,
    proof_of,
    reviewing_pairs,
    timeline,
)
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.queue.tests.test_queue import at
from yitang.registers.people.public import NobodyFound, id_of_number
from yitang.registers.people.tests.factories import number


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """A case was accepted and reviewed at window 3; the auditor sits at his desk."""
    return unpaid(city) | {"auditor": staff("audit")}


def found(desk: dict[str, Any], begins: str, said: str = "", **more: Any) -> list[Line]:
    return timeline(desk["auditor"], Asked(begins, said, more.pop("purpose", "complaint"), **more))[0]


def acts(lines: list[Line]) -> list[str]:
    return [line.row.act for line in lines]


def test_from_wherever_he_begins_he_finds_who_did_what_in_order(desk: dict[str, Any]) -> None:
    case = row("SELECT number, trace_id, ticket_id FROM cases_case")
    assert case
    ticket = row("SELECT letter, number FROM queue_ticket WHERE id = %s", [case["ticket_id"]])
    assert ticket
    trip = ["queue.issue_ticket", "queue.call_next", "queue.start", "cases.accept", "cases.review"]
    by_trace = found(desk, "trace", str(case["trace_id"]))
    assert acts(by_trace) == trip
    assert acts(found(desk, "case", case["number"])) == trip
    assert acts(found(desk, "ticket", f"{ticket['letter']}{ticket['number']:03d}")) == trip
    assert acts(found(desk, "ticket", str(case["ticket_id"]))) == trip
    li = desk["clerk"]
    accept = next(line.row for line in by_trace if line.row.act == "cases.accept")
    assert (accept.account, accept.post, accept.window, accept.office, accept.result) == (li.account_id, "clerk", li.window_id, li.office_id, "done")
    by_officer = acts(found(desk, "officer", "c03"))
    assert by_officer == acts(found(desk, "window", "1-3"))
    assert [one for one in by_officer if one in trip] == trip[1:]
    assert "look" in by_officer
    assert acts(found(desk, "officer", "c05")) == []


def test_from_a_person_he_finds_who_worked_and_who_looked_and_nothing_of_the_person(desk: dict[str, Any]) -> None:
    who = desk["cast"]["renew"].number
    person = person_reference(desk["auditor"], who, "complaint")
    assert person == id_of_number(who)
    lines = found(desk, "person", str(person))
    assert acts(lines) == ["cases.accept", "look", "cases.review", "look"], "the clerk's acts with his look, and the auditor's own question"
    assert lines[1].reason.startswith("受理 A")
    assert lines[-1].row.account == desk["auditor"].account_id
    said = repr(lines)
    assert who not in said
    assert desk["cast"]["renew"].name not in said
    assert "medical" not in said, "what was seen on the desk is content of the case"


def test_every_reading_is_a_row_with_its_purpose_and_a_refused_one_reads_nothing(desk: dict[str, Any]) -> None:
    auditor = desk["auditor"]

    def own() -> list[dict[str, Any]]:
        return rows("SELECT act, result, thing_kind, thing_id FROM audit_row WHERE account = %s ORDER BY n", [auditor.account_id])

    assert own() == []
    number_ = rows("SELECT number FROM cases_case")[0]["number"]
    found(desk, "case", number_)
    assert own() == [{"act": "look", "result": "looked", "thing_kind": "log", "thing_id": f"case:{number_}"}]
    mine = found(desk, "officer", "audit")
    assert (mine[0].row.thing_id, mine[0].reason) == (f"case:{number_}", "投诉举报"), "and the auditor is audited"
    faults(auditor, clock.today())
    looks_without_work(auditor, clock.today())
    officer_rates(auditor, "look")
    reviewing_pairs(auditor)
    day = clock.today()
    assert [one["thing_id"] for one in own()[2:]] == [f"faults:{day}", f"looks:{day}", "rates:look", "rates:pairs"]
    before = own()
    wrong: list[tuple[type[Refusal], Callable[[], Any]]] = [
        (PurposeMissing, lambda: found(desk, "case", number_, purpose="")), (NothingOfThatName, lambda: found(desk, "case", "261124-99999")),
        (NothingOfThatName, lambda: found(desk, "ticket", "A999")), (NothingOfThatName, lambda: found(desk, "ticket", "'; DROP")),
        (NothingOfThatName, lambda: found(desk, "officer", "c0")), (NothingOfThatName, lambda: found(desk, "window", "1-99")),
        (NothingOfThatName, lambda: found(desk, "person", desk["cast"]["renew"].number)), (NothingOfThatName, lambda: found(desk, "moon", "x")),
        (SpanTooLong, lambda: found(desk, "time", from_on=day - timedelta(days=40), to_on=day)),
        (PurposeMissing, lambda: person_reference(auditor, number(), "")), (NobodyFound, lambda: person_reference(auditor, number(77), "case")),
        (NotYours, lambda: one_row(auditor, uuid4())), (NoSuchRow, lambda: proof_of(auditor, uuid4())),
    ]  # fmt: skip
    for error, do in wrong:
        with pytest.raises(error):
            do()
    assert own() == before
    assert row("SELECT count(*) AS n FROM people_miss") == {"n": 1}, "who asks for a number that nobody has is counted, the auditor too (X25)"


def test_nobody_but_the_auditor_reads(desk: dict[str, Any]) -> None:
    day = clock.today()
    for login in ("c03", "r01", "g01", "chief", "admin", "security"):
        other = staff(login)
        reads: list[Callable[[Viewer], Any]] = [
            lambda who: timeline(who, Asked("time", "", "routine")), lambda who: faults(who, day), lambda who: looks_without_work(who, day),
            lambda who: officer_rates(who, "look"), reviewing_pairs, lambda who: one_row(who, uuid4()), lambda who: proof_of(who, uuid4()),
            lambda who: person_reference(who, number(), "case"),
        ]  # fmt: skip
        for read in reads:
            with pytest.raises(PostMayNot):
                read(other)


def test_filters_and_pages_hold_every_row_once(desk: dict[str, Any]) -> None:
    for n in range(60):
        with act(desk["clerk"], "test.touch") as this:
            this.on("thing", n)
    record_refusal(desk["clerk"], "test.touch", CaseMovedOn(state_zh="x", state="y"), "thing", 99)
    asked = Asked("officer", "c03", "routine")
    first, more = timeline(desk["auditor"], asked)
    second, over = timeline(desk["auditor"], asked, 1)
    assert (len(first), more, over) == (50, True, False)
    ids = [line.row.id for line in (*first, *second)]
    mine = rows("SELECT id FROM audit_row WHERE account = %s ORDER BY clock_at, id", [desk["clerk"].account_id])
    assert ids == [one["id"] for one in mine]
    (refused,) = found(desk, "officer", "c03", result="refused")
    assert (refused.row.thing_id, refused.reason) == ("99", "case_moved_on")
    assert found(desk, "time", office=uuid4()) == []
    assert found(desk, "time", from_on=clock.today() - timedelta(days=3), to_on=clock.today() - timedelta(days=1)) == []
    assert len(found(desk, "time", office=desk["office"])) == 50


def test_one_row_is_checked_and_its_proof_holds_elsewhere(desk: dict[str, Any]) -> None:
    accept: UUID = rows("SELECT id FROM audit_row WHERE act = 'cases.accept'")[0]["id"]
    with pytest.raises(NoSuchRow):
        proof_of(desk["auditor"], accept)
    seal_once(FolderWitness(Path(settings.YITANG_WITNESS)))
    line, checked = one_row(desk["auditor"], accept)
    assert (checked.good, checked.head_size == line.row.head_size, line.row.number) == (True, True, checked.proof.number)
    proven = check_proof(proof_of(desk["auditor"], accept), read_keys(own_keys()))
    assert proven.row
    assert proven.row["act"] == "cases.accept"
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE audit_row SET post = 'chief' WHERE id = %s", [accept])
    assert not one_row(desk["auditor"], accept)[1].good


def test_each_fault_leads_back_to_its_acts(desk: dict[str, Any]) -> None:
    li, ticket = desk["clerk"], rows("SELECT id FROM queue_ticket")[0]["id"]
    with act(li, "test.invite") as this:
        invite(this, ticket, desk["office"], desk["hall"], at(li), desk["phone"].session_id)
    rate(desk["phone"], ticket, 1)
    withdraw(li, desk["case"], "mistake")
    record_refusal(li, "cases.issue", CaseMovedOn(state_zh="x", state="y"), "case", desk["case"])
    listed = faults(desk["auditor"], clock.today())
    assert sorted(one.kind for one in listed) == ["mistake", "rating", "refused"]
    assert {one.account for one in listed} == {li.account_id}
    for one in listed:
        if one.begins == "row":
            assert one_row(desk["auditor"], UUID(one.said))[0].row.act == "cases.issue"
        else:
            assert "cases.accept" in acts(found(desk, one.begins, one.said)), one
    assert faults(desk["auditor"], clock.today() - timedelta(days=1)) == []


def test_erased_missing_and_changed_are_told_apart_on_the_timeline(desk: dict[str, Any]) -> None:
    from django.db import connections

    case = rows("SELECT number FROM cases_case")[0]["number"]
    before = {line.row.act: line.payload for line in found(desk, "case", case)}
    assert set(before.values()) == {"kept"}
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM audit_payload WHERE row = (SELECT id FROM audit_row WHERE act = 'queue.call_next')")
        cursor.execute("UPDATE audit_payload SET cipher = 'x' WHERE row = (SELECT id FROM audit_row WHERE act = 'queue.start')")
    execute("UPDATE audit_personal_key SET cipher = NULL, destroyed_log = id")
    after = {line.row.act: line.payload for line in found(desk, "case", case)}
    assert after == {**before, "queue.call_next": "missing", "queue.start": "changed", "cases.accept": "erased", "cases.review": "erased"}
