"""Two people erase what the log says about a person; what must not get through; and what happens at the same moment."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.payloads import ERASED, KEPT
from yitang.platform.audit.public import FolderWitness, act, said, seal_once, verify_installation
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.database.tests.races import MOST_S, together, until_others_wait
from yitang.platform.identity.public import FreshFactorNeeded, NotYours, PostMayNot
from yitang.processes.cases.public import Seen, accept_case, withdraw
from yitang.processes.erasure import operations
from yitang.processes.erasure.domain import must_be_kept
from yitang.processes.erasure.public import (
    ErasureDecided,
    ErasureNeedsReason,
    ErasureNeedsTwo,
    ErasureOfOneself,
    ErasureWaits,
    GroundUnknown,
    MustBeKept,
    NothingToErase,
    OnlyForPeople,
    ask_erasure,
    confirm_erasure,
    erasures,
    refuse_erasure,
)
from yitang.processes.erasure.tests.factories import spoken_of, staff
from yitang.processes.queue.public import call_next, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, kiosk
from yitang.registers.people.public import NobodyFound, id_of_number, match_persons
from yitang.registers.people.tests.factories import number

WHY = "本人 11 月 24 日书面申请"
TABLES = ("erasure_request", "audit_row", "audit_personal_key", "audit_payload")


def picture() -> list[Any]:
    return [rows(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) AS said FROM {table} t") for table in TABLES]


def refused(error: type[Refusal], do: Any) -> Refusal:
    """It is refused by this name, and nothing is written."""
    before = picture()
    with pytest.raises(error) as found:
        do()
    assert picture() == before
    return found.value


def test_two_people_erase_and_the_proof_stands(city: dict[str, Any]) -> None:
    person, told = spoken_of()
    asker, chief = staff("r01"), staff("chief")
    request = ask_erasure(asker, number(), "consent", WHY)
    (line,), more = erasures(chief)
    assert (line.id, line.state, line.ground_zh, line.person_name, line.own, more) == (request, "waiting", "个人撤回同意", "欧阳*试", False, False)
    assert erasures(asker)[0][0].own
    assert said([told])[told].state == KEPT
    assert confirm_erasure(chief, request, "证件已当面核对") == 1
    assert said([told])[told].state == ERASED
    assert rows("SELECT state, keys FROM erasure_request") == [{"state": "erased", "keys": 1}]
    witness = FolderWitness(Path(settings.YITANG_WITNESS))
    seal_once(witness)
    report = verify_installation(witness)
    assert (report.findings, report.erased) == ([], 2), "what was told, and the request itself"
    acts = rows("SELECT act, person FROM audit_row WHERE trace = %s ORDER BY id", [request])
    assert [(one["act"], one["person"]) for one in acts] == [
        ("erasure.ask", asker.person_id), ("erasure.confirm", chief.person_id), ("audit.destroy_key", chief.person_id),
    ]  # fmt: skip
    refused(NothingToErase, lambda: ask_erasure(asker, number(), "consent", WHY))
    refused(ErasureDecided, lambda: confirm_erasure(chief, request, "再来"))
    assert row("SELECT name FROM people_person WHERE id = %s", [person]) == {"name": "欧阳测试"}, "the register has its own time"


def test_every_refusal_is_named_and_writes_nothing(city: dict[str, Any]) -> None:
    spoken_of()
    asker, chief = staff("r01"), staff("chief")
    refused(GroundUnknown, lambda: ask_erasure(asker, number(), "because", WHY))
    refused(ErasureNeedsReason, lambda: ask_erasure(asker, number(), "consent", " "))
    refused(NobodyFound, lambda: ask_erasure(asker, number(9), "consent", WHY))
    assert row("SELECT count(*) AS n FROM people_miss") == {"n": 1}, "a number that nobody has is counted (X25)"
    for login in ("c03", "g01", "admin", "security", "audit"):
        refused(PostMayNot, lambda login=login: ask_erasure(staff(login), number(), "consent", WHY))
    request = ask_erasure(asker, number(), "consent", WHY)
    refused(ErasureWaits, lambda: ask_erasure(chief, number(), "period", WHY))
    refused(ErasureNeedsReason, lambda: confirm_erasure(chief, request, ""))
    refused(PostMayNot, lambda: confirm_erasure(staff("r01"), request, "同意抹除"))
    refused(NotYours, lambda: confirm_erasure(staff("chief"), uuid4(), "同意抹除"))
    refused(NotYours, lambda: confirm_erasure(replace(chief, office_id=uuid4()), request, "同意抹除"))
    refused(ErasureNeedsTwo, lambda: confirm_erasure(replace(chief, person_id=asker.person_id), request, "同意抹除"))
    execute("UPDATE identity_session SET factor_at = factor_at - interval '1 hour' WHERE id = %s", [chief.session_id])
    refused(FreshFactorNeeded, lambda: confirm_erasure(chief, request, "同意抹除"))
    refuse_erasure(chief, request, "不是本人申请")
    refused(ErasureDecided, lambda: refuse_erasure(chief, request, "再来"))
    assert erasures(chief)[0][0].decided_reason == "不是本人申请"


def test_an_organisation_is_no_person(city: dict[str, Any]) -> None:
    """Its key closes what acts said about the people of many cases."""
    bank, told = spoken_of()
    execute("UPDATE people_person SET kind = 'organisation' WHERE id = %s", [bank])
    refused(OnlyForPeople, lambda: ask_erasure(staff("r01"), number(), "consent", WHY))
    assert said([told])[told].state == KEPT


def test_nobody_erases_himself_under_whichever_entry_of_the_register(city: dict[str, Any]) -> None:
    person, _ = spoken_of(1)
    twin, _ = spoken_of(2)
    with act(Viewer.system(), "test.match") as this:
        match_persons(this, person, twin, "派出所证明")
    asker, chief = staff("r01"), staff("chief")
    for who in (person, twin):
        refused(ErasureOfOneself, lambda who=who: ask_erasure(replace(asker, person_id=who), number(), "consent", WHY))
    request = ask_erasure(asker, number(), "consent", WHY)
    for who in (person, twin):
        refused(ErasureOfOneself, lambda who=who: confirm_erasure(replace(chief, person_id=who), request, "同意抹除"))
    assert confirm_erasure(chief, request, "同意抹除") == 2, "both entries are the person"


def test_the_table_itself_asks_for_two_people_who_are_not_the_subject(city: dict[str, Any]) -> None:
    spoken_of()
    request = ask_erasure(staff("r01"), number(), "consent", WHY)
    decide = "UPDATE erasure_request SET state = 'erased', decided_person = {who}, decided_log = id, decided_at = now() WHERE id = %s"
    for who, name in (("asked_person", "an_erasure_needs_two_people"), ("person_id", "nobody_erases_himself"), ("NULL", "an_erasure_needs_two_people")):
        with pytest.raises(IntegrityError, match=name):
            execute(decide.format(who=who), [request])
    with pytest.raises(IntegrityError, match="nobody_erases_himself"):
        execute("UPDATE erasure_request SET asked_person = person_id WHERE id = %s", [request])
    with pytest.raises(Exception, match="permission denied"):
        execute("DELETE FROM erasure_request")


def accepted(city: dict[str, Any]) -> tuple[Viewer, UUID, str]:
    """A case of the renewal's holder is under way at window 3."""
    li, who = clerk(city, 3), city["cast"]["renew"].number
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(li, at(li))
    start_serving(li, at(li))
    return li, accept_case(li, RENEW[0], who, Seen(medical_on=date(2026, 11, 20))).id, who


def test_the_archive_duty_refuses_by_the_name_of_the_case_until_its_time_is_over(city: dict[str, Any]) -> None:
    li, case, who = accepted(city)
    asker = staff("r01")
    found = row("SELECT number FROM cases_case")
    assert found
    said_ = refused(MustBeKept, lambda: ask_erasure(asker, who, "consent", WHY))
    assert f"业务 {found['number']} 要存档，还在办理" in said_.zh_text
    withdraw(li, case, "applicant")
    said_ = refused(MustBeKept, lambda: ask_erasure(asker, who, "consent", WHY))
    assert "保存到 2031-11-24 前" in said_.zh_text
    set_clock(clock.now() + timedelta(days=5 * 365), 1.0)
    refused(MustBeKept, lambda: ask_erasure(asker, who, "consent", WHY))
    set_clock(clock.now() + timedelta(days=2), 1.0)
    request = ask_erasure(asker, who, "period", WHY)
    assert confirm_erasure(staff("chief"), request, "到期") == 1


def test_years_are_counted_whole() -> None:
    day = date(2028, 2, 29)
    assert must_be_kept("", "1", day, 5, date(2033, 2, 28)) is not None
    assert must_be_kept("", "1", day, 5, date(2033, 3, 1)) is None
    assert must_be_kept("7", "1", day, 5, date(2050, 1, 1)) is not None, "one under way has no end"
    assert must_be_kept("", "", None, 5, day) is None


def test_of_two_who_ask_at_once_one_waits_and_of_two_who_confirm_one_erases(city: dict[str, Any]) -> None:
    spoken_of()
    asker, chief = staff("r01"), staff("chief")
    found = together(2, lambda n: ask_erasure((asker, chief)[n], number(), "consent", WHY))
    assert sorted(type(one).__name__ for one in found) == ["UUID", "str"]
    assert "erasure_waits" in found
    waits = row("SELECT id, asked_person FROM erasure_request")
    assert waits
    second = replace(chief, person_id=uuid4()) if waits["asked_person"] == chief.person_id else chief
    assert sorted(map(str, together(2, lambda _: confirm_erasure(second, waits["id"], "同意抹除")))) == ["1", "erasure_decided"]
    assert row("SELECT count(*) AS n FROM audit_row WHERE act = 'audit.destroy_key'") == {"n": 1}


@pytest.mark.parametrize("guard", [False, True])
def test_a_case_that_is_accepted_while_the_erasure_is_confirmed_is_kept(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch, guard: bool) -> None:
    """The guard is the order: keys are held before it is asked what must be kept. Asked first, the case is not seen and its payload is lost."""
    li, who = clerk(city, 3), city["cast"]["renew"].number
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(li, at(li))
    start_serving(li, at(li))
    person = id_of_number(who)
    with act(li, "test.visit") as this:
        this.about(person)
    request = ask_erasure(staff("r01"), who, "consent", WHY)
    chief = staff("chief")
    if not guard:
        monkeypatch.setattr(operations, "live_keys", lambda persons: [UUID(int=1)])
    inside, go_on, found = threading.Event(), threading.Event(), list[Any]()

    def accept() -> None:
        try:
            with act(li, "test.outer"):
                found.append(accept_case(li, RENEW[0], who, Seen(medical_on=date(2026, 11, 20))))
                inside.set()
                assert go_on.wait(MOST_S)
        finally:
            inside.set()
            connection.close()

    def confirm() -> None:
        try:
            found.append(confirm_erasure(chief, request, "同意抹除"))
        except Refusal as refusal:
            found.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept), threading.Thread(target=confirm)]
    threads[0].start()
    assert inside.wait(MOST_S)
    threads[1].start()
    until_others_wait(1)
    go_on.set()
    for thread in threads:
        thread.join()
    row_id = rows("SELECT id FROM audit_row WHERE act = 'cases.accept'")[0]["id"]
    assert (found[1], said([row_id])[row_id].state) == (("case_must_be_kept", KEPT) if guard else (1, ERASED))
