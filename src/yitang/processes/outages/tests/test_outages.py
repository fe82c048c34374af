"""A morning on paper: the chief says so, forms are filled, two people enter each, and they become records by the ordinary rules."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections

from yitang.config.demo.vehicles import banks, cars
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.documents.public import Statement, make_statement
from yitang.platform.identity.public import FreshFactorNeeded, NotYours, PostMayNot
from yitang.platform.identity.sessions import begin
from yitang.portals.frame.sheets import forms_drawn
from yitang.portals.window.forms import SEEN
from yitang.processes.archives.public import file_of, page_bytes
from yitang.processes.cases.carried import CARRIED
from yitang.processes.cases.public import PapersMissing, case_for
from yitang.processes.outages import form_acts, operations
from yitang.processes.outages.errors import (
    BatchClosed,
    EndNotThere,
    FormIncomplete,
    FormMovedOn,
    FormsCount,
    FormsNotAccounted,
    NotWhileOnPaper,
    PaperModeOff,
    PaperModeOn,
    SayWhy,
    SecondPersonNeeded,
)
from yitang.processes.outages.public import (
    batches,
    close_batch,
    decide_form,
    differing,
    end_paper_mode,
    enter_form,
    form_for,
    form_numbered,
    forms,
    forms_to_do,
    miss_form,
    paper_mode,
    print_forms,
    record_form,
    settle_form,
    sheets,
    start_paper_mode,
    verify_form,
    void_form,
)
from yitang.processes.outages.queries import forget, outage_now
from yitang.processes.queue.public import WindowBusy, WindowNotOpen, call_next, issue_ticket, open_window
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, kiosk

BANK = next(iter(banks().values()))
LENDER = {"lender_number": BANK, "lender_agent_identity": "yes", "lender_agent_letter": "yes", "agent_name": "钱代办"}


def chief(city: dict[str, Any]) -> Viewer:
    """The head of the office, whose session has just proved its second factor."""
    found = row("SELECT id, person_id FROM identity_account WHERE login = 'chief'")
    assert found
    session = begin("two_factor", found["id"])[1]
    return Viewer(found["id"], found["person_id"], "chief", city["office"], city["hall"], session_id=session, level="two_factor")


@pytest.fixture
def hall(city: dict[str, Any]) -> dict[str, Any]:
    """The hall has been on paper for ten minutes; a batch of eight forms is there; window 3 is open."""
    head = chief(city)
    batch = print_forms(head, city["hall"], 8, forms_drawn)
    outage = start_paper_mode(head, city["hall"], "全市断网", 4)
    set_clock(clock.now() + timedelta(minutes=10), 1.0)
    li = clerk(city, 3)
    open_window(li, at(li))
    return {**city, "chief": head, "batch": batch, "outage": outage, "li": li, "wang": clerk(city, 5), "zhao": clerk(city, 7)}


def blank(hall: dict[str, Any], n: int = 0) -> UUID:
    return forms(hall["chief"], hall["batch"])[n].id


def said(hall: dict[str, Any], code: str = "DRV-RENEW", minutes: int = 5, **more: str) -> dict[str, str]:
    """What stands on a form on which everything is in order, so many minutes ago."""
    cast, car, paid = hall["cast"], cars()["mortgage"], cars()["paid_off"]
    owner = {"owner_0_number": cast["renew"].number}
    of = {
        "DRV-RENEW": {"number": cast["renew"].number, "identity": "yes", "medical_on": date(2026, 11, 20).isoformat()},
        "DRV-INFO": {"number": cast["early"].number, "identity": "yes", "new_name": "梁演新", "licence_shown": "yes"},
        "DRV-LOST": {"number": cast["issued_elsewhere"].number, "identity": "yes", "lost": "yes", "health_declared": "yes"},
        "VEH-LIC-DUP": {"number": cars()["customs"].plate, "why": "damaged", "old_here": "yes", "owner_0_number": cast["soldier"].number},
        "VEH-MORTGAGE": {"number": car.plate, "certificate": car.certificate, **owner, **LENDER, "contract": "HT-9", "contract_signed": "yes",
                         "contract_vehicle": "yes", "contract_parties": "yes"},
        "VEH-REC-TEL": {"number": car.plate, "phone": "100 0000 7777", **owner},
        "VEH-MORTGAGE-REL": {"number": paid.plate, "certificate": paid.certificate, **owner, **LENDER, "court_valid": "yes"},
    }[code]  # fmt: skip
    when = clock.local(clock.now() - timedelta(minutes=minutes))
    head = {"what": "acceptance", "business": code, "paper_on": f"{when:%Y-%m-%d}", "paper_time": f"{when:%H:%M}", "officer": "c03"}
    return {**head, **of, **more}


def seen_of(code: str, fields: Any) -> Any:
    return SEEN[code](fields)


def ready(hall: dict[str, Any], fields: dict[str, str], n: int = 0) -> UUID:
    """A form that two people entered alike."""
    form = blank(hall, n)
    assert enter_form(hall["wang"], form, fields) == "once"
    assert enter_form(hall["zhao"], form, fields) == "ready"
    return form


def state(form: UUID) -> str:
    found = row("SELECT state FROM outages_form WHERE id = %s", [form])
    assert found
    return str(found["state"])


def test_the_chief_switches_a_hall_to_paper_and_back(city: dict[str, Any]) -> None:
    head, place = chief(city), city["hall"]
    head = replace(head, session_id=begin("two_factor", head.account_id)[1])
    assert paper_mode(place) is None
    for reason, hours, fault in (("", 4, SayWhy), ("全市断网", 0, EndNotThere), ("全市断网", 25, EndNotThere)):
        with pytest.raises(fault):
            start_paper_mode(head, place, reason, hours)
    with pytest.raises(PostMayNot):
        start_paper_mode(clerk(city, 3), place, "全市断网", 4)
    with pytest.raises(NotYours):
        start_paper_mode(replace(head, office_id=uuid4()), place, "全市断网", 4)
    execute("UPDATE identity_session SET factor_at = factor_at - interval '1 hour' WHERE id = %s", [head.session_id])
    with pytest.raises(FreshFactorNeeded):
        start_paper_mode(head, place, "全市断网", 4)
    assert rows("SELECT id FROM outages_outage") == []
    execute("UPDATE identity_session SET factor_at = now() WHERE id = %s", [head.session_id])
    start_paper_mode(head, place, "全市断网", 4)
    now = paper_mode(place)
    assert now
    assert (now.reason, now.over_at - now.began_at) == ("全市断网", timedelta(hours=4))
    assert row("SELECT count(*) AS n FROM live_outbox WHERE topic = %s AND kind = 'paper_mode'", [f"hall:{place}"]) == {"n": 1}
    with pytest.raises(PaperModeOn):
        start_paper_mode(head, place, "又断了", 2)
    end_paper_mode(head, place)
    assert paper_mode(place) is None
    with pytest.raises(PaperModeOff):
        end_paper_mode(head, place)
    start_paper_mode(head, place, "又断了", 1)
    set_clock(clock.now() + timedelta(hours=1, minutes=1), 1.0)
    forget()
    assert paper_mode(place) is None, "its end has come"
    start_paper_mode(head, place, "还没好", 1)


def test_of_two_who_switch_one_does_and_without_the_guards_both(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    head = chief(city)

    def press(n: int) -> Any:
        return bool(start_paper_mode(replace(head, trace_id=uuid4()), city["hall"], f"断网{n}", 2))

    with monkeypatch.context() as off, connections["owner"].cursor() as owner:
        off.setattr(operations, "lock", lambda *_: None)
        off.setattr(operations, "outage_now", Meeting(2).after(outage_now))
        assert sorted(map(str, together(2, press))) == [IntegrityError.__name__, "True"], "the constraint is the guarantee"
        owner.execute("DELETE FROM outages_outage")
        owner.execute("DROP INDEX a_hall_has_one_paper_mode")
        off.setattr(operations, "outage_now", Meeting(2).after(lambda _: None))
        try:
            assert together(2, press) == [True, True]
        finally:
            owner.execute("DELETE FROM outages_outage")
            owner.execute("CREATE UNIQUE INDEX a_hall_has_one_paper_mode ON outages_outage (hall_id) WHERE ended_at IS NULL")
    assert sorted(map(str, together(2, press))) == ["True", "paper_mode_on"]


def test_forms_are_numbered_and_each_has_a_code_of_its_own(hall: dict[str, Any]) -> None:
    head, html = hall["chief"], sheets(hall["chief"], hall["batch"]).decode()
    found = forms(head, hall["batch"])
    assert [one.serial for one in found] == [f"N2026-000001-00{n}" for n in range(1, 9)]
    assert all(html.count(one.serial) == 1 for one in found)
    assert html.count("<svg") == 8
    assert "演示" in html
    for count in (0, 51):
        with pytest.raises(FormsCount):
            print_forms(head, hall["hall"], count, forms_drawn)
    with pytest.raises(PostMayNot):
        print_forms(hall["li"], hall["hall"], 3, forms_drawn)
    assert row("SELECT count(*) AS n FROM outages_form") == {"n": 8}


def test_each_business_becomes_an_accepted_case_with_both_times(hall: dict[str, Any]) -> None:
    for n, code in enumerate(sorted(CARRIED)):
        becomes_a_case(hall, code, n)
    assert rows("SELECT id FROM queue_service_time") == [], "what was typed afterwards is no measured service"
    assert rows("SELECT id FROM queue_call") == [], "nobody was called"


def becomes_a_case(hall: dict[str, Any], code: str, n: int) -> None:
    li, fields = hall["li"], said(hall, code)
    form = ready(hall, fields, n)
    case_id = record_form(li, form, seen_of)
    case, kept = case_for(li, case_id), form_for(li, form)
    assert (case.state, case.business, case.acceptor_account) == ("accepted", code, li.account_id)
    assert (kept.state, kept.case_id) == ("recorded", case_id)
    assert kept.claimed_at
    assert kept.recorded_at
    assert case.accepted_at - kept.claimed_at >= timedelta(minutes=4), "no back-dating: the case has the time at which it was recorded (X12)"
    file = file_of(case_id)
    assert file
    page = json.loads(page_bytes(next(p for p in file.pages if p.kind == "paper_form")))
    assert (page["serial"], page["claimed"], page["officer"]) == (kept.serial, f"{fields['paper_on']} {fields['paper_time']}", "c03")
    ticket = row("SELECT letter, state, window_id FROM queue_ticket WHERE id = %s", [kept.ticket_id])
    assert ticket == {"letter": "R", "state": "done", "window_id": None}
    assert row("SELECT kind FROM queue_period WHERE to_at IS NULL") == {"kind": "idle"}, "the window is free again"
    with pytest.raises(FormMovedOn):
        record_form(li, form, seen_of)


def test_a_number_that_was_taken_on_paper(hall: dict[str, Any]) -> None:
    for n, (outcome, ends) in enumerate((("served", "done"), ("left", "left"))):
        ticket = record_form(hall["li"], ready(hall, said(hall, what="ticket", outcome=outcome), n), seen_of)
        assert row("SELECT state, businesses FROM queue_ticket WHERE id = %s", [ticket]) == {"state": ends, "businesses": ["DRV-RENEW"]}
    assert rows("SELECT id FROM cases_case") == []


def test_two_entries_that_differ_are_shown_and_decided_by_a_third(hall: dict[str, Any]) -> None:
    form, li = blank(hall), hall["li"]
    enter_form(hall["wang"], form, said(hall))
    assert differing(form_for(li, form)) == [], "the second does not see the first"
    assert enter_form(hall["zhao"], form, said(hall, number=hall["cast"]["soldier"].number)) == "differs"
    assert [(d.name, d.first, d.second) for d in differing(form_for(li, form))] == [("number", hall["cast"]["renew"].number, hall["cast"]["soldier"].number)]
    with pytest.raises(FormMovedOn):
        record_form(li, form, seen_of)
    for same in (hall["wang"], hall["zhao"]):
        with pytest.raises(SecondPersonNeeded):
            decide_form(same, form, said(hall))
    assert state(form) == "differs"
    decide_form(li, form, said(hall))
    assert case_for(li, record_form(li, form, seen_of)).state == "accepted"
    kept = rows("SELECT fields_cipher FROM outages_entry")
    assert len(kept) == 3
    assert all(hall["cast"]["renew"].number.encode() not in bytes(r["fields_cipher"]) for r in kept)


def test_nobody_enters_a_form_twice_whichever_account(hall: dict[str, Any]) -> None:
    form = blank(hall)
    enter_form(hall["wang"], form, said(hall))
    with pytest.raises(SecondPersonNeeded):
        enter_form(replace(hall["wang"], account_id=uuid4()), form, said(hall))
    assert row("SELECT count(*) AS n FROM outages_entry") == {"n": 1}
    assert state(form) == "once"


def test_one_person_at_two_screens_enters_once_and_without_the_guards_twice(hall: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    form, fields = blank(hall), said(hall)

    def press(n: int) -> Any:
        return enter_form(replace(hall["wang"], trace_id=uuid4()), form, fields)

    assert sorted(together(2, press)) == ["once", "second_person_needed"]
    second = blank(hall, 1)
    with monkeypatch.context() as off, connections["owner"].cursor() as owner:
        off.setattr(form_acts, "entered_by", lambda _: set())
        enter_form(hall["wang"], second, fields)
        with pytest.raises(IntegrityError):
            enter_form(hall["wang"], second, fields)
        owner.execute("ALTER TABLE outages_entry DROP CONSTRAINT nobody_enters_a_form_twice")
        try:
            assert enter_form(hall["wang"], second, fields) == "ready"
        finally:
            owner.execute("TRUNCATE outages_entry")
            owner.execute("ALTER TABLE outages_entry ADD CONSTRAINT nobody_enters_a_form_twice UNIQUE (form_id, person_id)")


def test_a_form_becomes_one_record_however_many_press(hall: dict[str, Any]) -> None:
    form = ready(hall, said(hall))
    desks = [hall["li"], hall["wang"]]
    open_window(hall["wang"], at(hall["wang"]))
    found = together(2, lambda n: str(record_form(desks[n], form, seen_of)))
    assert sum(one == "form_moved_on" for one in found) == 1, found
    assert row("SELECT count(*) AS n FROM cases_case") == {"n": 1}
    assert row("SELECT count(*) AS n FROM queue_ticket") == {"n": 1}


def test_what_the_rules_refuse_waits_by_name_and_is_recorded_when_cured_or_settled(hall: dict[str, Any]) -> None:
    li, form = hall["li"], ready(hall, said(hall, medical_on=""))
    with pytest.raises(PapersMissing):
        record_form(li, form, seen_of)
    waits = form_for(li, form)
    assert waits.state == "blocked"
    assert "身体条件证明" in waits.refused
    assert [one.id for one in forms_to_do(li)] == [form]
    assert rows("SELECT id FROM cases_case") == rows("SELECT id FROM queue_ticket") == []
    assert row("SELECT count(*) AS n FROM audit_row WHERE act = 'outages.block_form'") == {"n": 1}
    with pytest.raises(PostMayNot):
        settle_form(li, form, "群众已自行撤回")
    settle_form(hall["chief"], form, "请群众补体检后重新取号")
    assert state(form) == "settled"


def test_the_desk_that_is_not_ready_leaves_the_form_as_it_was(hall: dict[str, Any]) -> None:
    form, li, zhao = ready(hall, said(hall)), hall["li"], hall["zhao"]
    with pytest.raises(WindowNotOpen):
        record_form(zhao, form, seen_of)
    issue_ticket(kiosk(hall), hall["hall"], RENEW, "kiosk")
    call_next(li, at(li))
    with pytest.raises(WindowBusy):
        record_form(li, form, seen_of)
    assert state(form) == "ready"


WRONG: tuple[tuple[dict[str, str], type[Exception]], ...] = (
    ({"what": "x"}, FormIncomplete), ({"business": ""}, FormIncomplete), ({"officer": ""}, FormIncomplete), ({"number": ""}, FormIncomplete),
    ({"paper_time": "25:00"}, FormIncomplete), ({"paper_on": ""}, FormIncomplete), ({"what": "ticket"}, FormIncomplete),
    ({"paper_on": "2026-11-23"}, NotWhileOnPaper), ({"paper_time": "23:59"}, NotWhileOnPaper), ({"paper_time": "09:00"}, NotWhileOnPaper),
)  # fmt: skip


def test_a_form_that_does_not_say_enough_is_not_entered(hall: dict[str, Any]) -> None:
    for more, fault in WRONG:
        with pytest.raises(fault):
            enter_form(hall["wang"], blank(hall), {**said(hall), **more})
        assert state(blank(hall)) == "blank"
    assert rows("SELECT id FROM outages_entry") == []


def test_a_batch_closes_when_every_serial_is_accounted_for(hall: dict[str, Any]) -> None:
    head, li = hall["chief"], hall["li"]
    record_form(li, ready(hall, said(hall)), seen_of)
    with pytest.raises(FormsNotAccounted) as left:
        close_batch(head, hall["batch"])
    assert left.value.facts == {"n": 7, "serials": ", ".join(f"N2026-000001-00{n}" for n in range(2, 9))}
    for n in range(3, 8):
        void_form(li, blank(hall, n), "没有用上")
    with pytest.raises(SayWhy):
        void_form(li, blank(hall, 1), " ")
    void_form(li, blank(hall, 1), "写坏了")
    with pytest.raises(PostMayNot):
        miss_form(li, blank(hall, 2), "找不到")
    miss_form(head, blank(hall, 2), "柜台和垃圾桶都找过")
    with pytest.raises(FormMovedOn):
        enter_form(hall["wang"], blank(hall, 1), said(hall))
    close_batch(head, hall["batch"])
    with pytest.raises(BatchClosed):
        close_batch(head, hall["batch"])
    found = batches(head)[0]
    assert (found.open_forms, dict(found.states)) == (0, {"recorded": 1, "void": 6, "missing": 1})
    assert found.closed_at


def test_no_form_of_another_office_is_there(hall: dict[str, Any]) -> None:
    stranger = Viewer(uuid4(), uuid4(), "clerk", uuid4(), uuid4(), uuid4(), level="two_factor")
    serial = forms(hall["chief"], hall["batch"])[0].serial
    for ask in (
        lambda: form_for(stranger, blank(hall)), lambda: form_numbered(stranger, serial), lambda: form_numbered(hall["li"], "N2026-999999-001"),
        lambda: enter_form(stranger, blank(hall), said(hall)), lambda: void_form(stranger, blank(hall), "写坏了"),
        lambda: close_batch(replace(hall["chief"], office_id=uuid4()), hall["batch"]), lambda: sheets(stranger, hall["batch"]),
    ):  # fmt: skip
        with pytest.raises(NotYours):
            ask()
    assert form_numbered(hall["li"], f" {serial.lower()} ").serial == serial


def test_a_false_sheet_that_says_the_system_is_down_is_found_out(hall: dict[str, Any]) -> None:
    """The code says what the chief has said, and nothing else can be made to say it."""

    def code(serial: str) -> str:
        return make_statement(Statement("form", serial, "", "2026-11-24", ""))

    real = code(forms(hall["chief"], hall["batch"])[0].serial)

    def verdict(token: str) -> str:
        found = verify_form(token)
        return found.verdict if found else ""

    assert verdict(real) == "in_use"
    end_paper_mode(hall["chief"], hall["hall"])
    assert verdict(real) == "not_now", "a blank form of ours, taken out while the system works"
    assert verdict(code("N2026-000009-001")) == "unknown"
    assert verdict("a.b.c") == ""
    assert verdict(make_statement(Statement("acceptance", "S2026-000001", "", "2026-11-24", ""))) == ""
    void_form(hall["li"], blank(hall), "写坏了")
    assert verdict(real) == "ended"
