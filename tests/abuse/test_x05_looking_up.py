"""X5, looking up a celebrity.

Control: who looks for a person has somebody at the own window, and says so in the record of the look, in the same transaction; what is
shown is masked; no page shows a full name, number or phone. A wrong number counts (X25). Looks of a day without ticket or case are listed for the
auditor, and each officer's looks are held against the others'. Not built: decoys, a list of protected people; a look while somebody else is
served cannot be told from the work, only found in the record and by its rate.
"""

import ast
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.abuse.picture import as_it_was, count
from tests.trials.people import staff
from tests.trials.test_every_page import PAGES
from tests.trials.test_every_page import office as busy
from yitang.kernel import clock
from yitang.platform.audit import operations as audit
from yitang.platform.audit.public import act, look
from yitang.platform.database.public import row, rows, set_clock
from yitang.processes.cases import operations
from yitang.processes.cases.public import NobodyServed, Seen, accept_case, check
from yitang.processes.erasure.tests.factories import staff as signed_in
from yitang.processes.oversight import faults
from yitang.processes.oversight.public import looks_without_work, officer_rates
from yitang.processes.queue.domain import AtWindow
from yitang.processes.queue.public import call_next, issue_ticket, leave, start_serving
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, kiosk
from yitang.registers.people import queries as people
from yitang.registers.people.public import clear, id_of_number, unmask

__all__ = ["busy"]
SRC = Path(__file__).resolve().parents[2] / "src" / "yitang"
# Who looks for a person or vehicle by a number, unmasks a value, or takes it in clear: each stands behind somebody who is served, or hands
# the value to a notice or a card and shows it nowhere.
LOOKERS = {
    "processes/cases/renewing.py": {"find_by_number"}, "processes/cases/mortgaging.py": {"find_by_number", "find_vehicle"},
    "processes/cases/owners.py": {"find_by_number"},
    "processes/cases/releasing.py": {"find_by_number", "find_vehicle"},
    "processes/cases/replacing.py": {"find_by_number"},
    "processes/cases/vehicle_licensing.py": {"find_vehicle"},
    "registers/people/changing.py": {"clear"},
    "processes/cases/exchanging.py": {"find_by_number"},
    "processes/cases/contact_filing.py": {"find_vehicle"},
    "registers/people/queries.py": {"clear"},
    "processes/requests/operations.py": {"find_by_number"},
    "processes/cases/correcting.py": {"find_vehicle"}, "processes/cases/money_acts.py": {"clear"},
    "processes/papers/content.py": {"clear"},
}  # fmt: skip
# What shows a person everything that is held of him, on his own request, each fetch a recorded look: in full, that is what it is for.
# So are his papers: a licence, a decision and a cover of a file carry the name that they are made out to.
OWN_COPY = {"phone:data-copy", "phone:data-file", "window:request-copy", "phone:printed", "window:sheet"}
NAMES = {"find_by_number", "find_vehicle", "unmask", "clear"}


def served(viewer: Any) -> AtWindow:
    """Somebody at the window who is not there."""
    return AtWindow(viewer.window_id, viewer.window_id, "A000", "ordinary", RENEW, "serving", None, None, None, None, 0, None, None)  # type: ignore[arg-type]


def test_who_looks_is_known() -> None:
    found: dict[str, set[str]] = {}
    for file in SRC.rglob("*.py"):
        if "tests" in file.parts:
            continue
        calls = {n.func.id for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
        if calls & NAMES:
            found[str(file.relative_to(SRC))] = calls & NAMES
    assert found == LOOKERS


def test_without_work_nobody_is_looked_up_and_without_the_guard_anybody_is(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    celebrity = city["cast"]["renew"]
    li = clerk(city, 3)
    with monkeypatch.context() as off:
        off.setattr(operations, "_served", served)
        matter, _ = check(li, "DRV-RENEW", celebrity.number, Seen())
        assert matter.applicant.name_masked[0] == celebrity.name[0], "with nobody at the window he reads the file"
    looks = count("audit_row", "act = 'look'")
    with as_it_was(), pytest.raises(NobodyServed):
        check(li, "DRV-RENEW", celebrity.number, Seen())
    by_http = staff(city, "c03", 3)
    with as_it_was():
        answer = by_http.form("/window/check", {"number": celebrity.number, "do": "check"})
        assert answer.status_code == 409
        assert celebrity.name[0] not in answer.content.decode().replace(celebrity.number, "")[-3000:]
    for login in ("g01", "r01", "chief", "admin"):
        assert staff(city, login).form("/window/check", {"number": celebrity.number, "do": "check"}).status_code in {401, 403, 404}
    assert count("audit_row", "act = 'look'") == looks, "nothing was looked at"
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(li, at(li))
    with as_it_was(), pytest.raises(NobodyServed):
        check(li, "DRV-RENEW", celebrity.number, Seen())
    start_serving(li, at(li))
    check(li, "DRV-RENEW", celebrity.number, Seen())
    look = row("SELECT account, thing_id, \"window\" FROM audit_row WHERE act = 'look' ORDER BY real_at DESC LIMIT 1")
    assert look == {"account": li.account_id, "thing_id": str(id_of_number(celebrity.number)), "window": li.window_id}


def test_no_look_without_its_row_in_the_same_transaction(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The log cannot be written: then nothing is shown. Without the tie of the two, the value is out and no row says so."""
    li, who = clerk(city, 3), id_of_number(city["cast"]["renew"].number)
    assert who

    def broken(_: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(audit, "_write", broken)
    with as_it_was():
        for field in ("name", "number", "phone"):
            with pytest.raises(ConnectionError):
                unmask(li, who, field, "通知取证")
        assert clear(who, "number") == city["cast"]["renew"].number, "the bare read, that no page may call, would have given it"
    monkeypatch.undo()
    before = count("audit_row", "act = 'look'")
    for field in ("name", "number", "phone"):
        assert unmask(li, who, field, "通知取证") == clear(who, field)
    kinds = rows("SELECT thing_kind FROM audit_row WHERE act = 'look' ORDER BY real_at DESC LIMIT 3")
    assert {r["thing_kind"] for r in kinds} == {"person.name", "person.number", "person.phone"}
    assert count("audit_row", "act = 'look'") == before + 3


def looks_of_today() -> list[tuple[Any, str, str]]:
    """What the auditor's list of this day names: who, what kind of look, the stated reason."""
    return [(one.account, one.thing_kind, one.reason) for one in looks_without_work(signed_in("audit"), clock.today())]


def test_a_look_without_work_is_on_the_auditors_list_and_one_with_work_is_not(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    celebrity = id_of_number(city["cast"]["violations"].number)
    assert celebrity
    li = clerk(city, 3)
    with monkeypatch.context() as off:
        # The guard is the row of the look: without it the value is shown, and nobody hears of it.
        off.setattr(people, "look", lambda *_: None)
        unmask(li, celebrity, "phone", "就看看")
        assert looks_of_today() == []
    unmask(li, celebrity, "phone", "就看看")
    assert looks_of_today() == [(li.account_id, "person.phone", "就看看")]
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(li, at(li))
    start_serving(li, at(li))
    check(li, "DRV-RENEW", city["cast"]["renew"].number, Seen())
    unmask(li, id_of_number(city["cast"]["renew"].number) or celebrity, "phone", "核对手机号")
    assert looks_of_today() == [(li.account_id, "person.phone", "就看看")], "what is looked at while somebody is served has its work"
    accept_case(li, "DRV-RENEW", city["cast"]["renew"].number, Seen(medical_on=date(2026, 11, 20)))
    leave(li, at(li))
    set_clock(clock.now() + timedelta(hours=1), 1.0)
    renewed = id_of_number(city["cast"]["renew"].number)
    assert renewed
    unmask(li, renewed, "phone", "补一个材料")
    assert looks_of_today() == [(li.account_id, "person.phone", "就看看")], "a case of the day with this person is work too"
    unmask(clerk(city, 5), renewed, "name", "别人的业务")
    assert [one[2] for one in looks_of_today()] == ["就看看", "别人的业务"], "another's case is not"
    with monkeypatch.context() as off:
        off.setattr(faults, "_without_work", lambda *_: [])
        assert looks_of_today() == [], "without the question whether there was work, nothing is listed"
    assert "就看看" in staff(city, "audit").get("/audit/looks").content.decode()


def test_who_looks_far_more_often_than_the_others_stands_out(city: dict[str, Any]) -> None:
    celebrity = id_of_number(city["cast"]["violations"].number)
    clerks = [clerk(city, n) for n in range(1, 9)]
    for one in clerks:
        for n in range(20):
            with act(one, "queue.call_next"):
                look(one, "person", celebrity, f"办理 A{n:03d}")
    curious = clerks[3]

    def listed() -> list[Any]:
        return [one.account for one in officer_rates(signed_in("audit"), "look") if one.stands_out]

    assert listed() == [], "as often as the others"
    for _ in range(40):
        look(curious, "person", celebrity, "办理")
    assert listed() == [curious.account_id]


def test_no_page_of_anybody_shows_a_full_name_number_or_phone(busy: dict[str, Any], city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from django.urls import reverse

    secret = {value for one in city["cast"].values() if one.number for value in (one.number, one.name) if value and not value.endswith(("银行", "公司"))}
    for one in city["cast"].values():
        person = id_of_number(one.number) if one.number else None
        if person and row("SELECT 1 AS yes FROM people_phone WHERE person_id = %s AND true_to IS NULL", [person]):
            secret.add(clear(person, "phone"))
    natural = {r["name"] for r in rows("SELECT name FROM people_person WHERE kind = 'natural'")}
    secret = {one for one in secret if one in natural or one[:6].isdigit()}
    assert len(secret) > 10

    def shown(enough: int = 10_000) -> set[str]:
        found: set[str] = set()
        for name, (welcome, at_) in PAGES.items():
            if name in OWN_COPY:
                continue
            path = reverse(name, kwargs={key: busy["words"].get(value, value) for key, value in at_.items()})
            for who in sorted(welcome):
                page = busy[who].get(path).content.decode(errors="replace")  # some are pictures
                found |= {one for one in secret if one in page}
                if len(found) >= enough:
                    return found
        return found

    assert shown() == set()
    from yitang.kernel import masking

    monkeypatch.setattr(masking, "name", lambda full: full)
    assert shown(enough=1), "without the mask the walk finds names"
