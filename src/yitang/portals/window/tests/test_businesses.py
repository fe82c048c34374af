"""Each business through its pages: guide, number, console with its own form, the second person, the phone's page of the case, the public check."""

from datetime import date
from typing import Any

import pytest
from tests.trials.people import Sender, staff

from yitang.config.demo.vehicles import banks, cars
from yitang.platform.database.public import row
from yitang.platform.identity.public import anonymous
from yitang.processes.cases.carried import CARRIED
from yitang.processes.cases.public import document_of, two_people
from yitang.processes.cases.queries import case_row
from yitang.processes.queue.public import call_next, issue_ticket, open_window, start_serving
from yitang.processes.queue.tests.test_queue import at, clerk
from yitang.registers.catalogue.public import business

BANK = next(iter(banks().values()))
LENDER = {"lender_number": BANK, "lender_agent_identity": "yes", "lender_agent_letter": "yes", "agent_name": "钱代办"}


def forms(cast: Any) -> dict[str, dict[str, str]]:
    """What a clerk types and ticks for somebody with whom everything is in order."""
    car, paid = cars()["mortgage"], cars()["paid_off"]
    owner = {"owner_0_number": cast["renew"].number}
    return {
        "DRV-RENEW": {"number": cast["renew"].number, "identity": "yes", "medical_on": date(2026, 11, 20).isoformat()},
        "DRV-INFO": {"number": cast["early"].number, "identity": "yes", "new_name": "梁演新", "licence_shown": "yes"},
        "DRV-LOST": {"number": cast["issued_elsewhere"].number, "identity": "yes", "lost": "yes", "health_declared": "yes"},
        "VEH-LIC-DUP": {"number": cars()["customs"].plate, "why": "damaged", "old_here": "yes", "owner_0_number": cast["soldier"].number},
        "VEH-MORTGAGE": {
            "number": car.plate, "certificate": car.certificate, **owner, **LENDER, "contract": "HT-9", "contract_signed": "yes",
            "contract_vehicle": "yes", "contract_parties": "yes",
        },
        "VEH-REC-TEL": {"number": car.plate, "phone": "100 0000 7777", **owner},
        "VEH-MORTGAGE-REL": {"number": paid.plate, "certificate": paid.certificate, **owner, **LENDER, "court_valid": "yes"},
    }  # fmt: skip


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    found: str = answer.content.decode()
    return found


@pytest.mark.parametrize("code", sorted(CARRIED))
def test_each_business_from_the_number_to_the_public_check(city: dict[str, Any], code: str) -> None:
    token, viewer = anonymous()
    li, desk, mine = clerk(city, 3), staff(city, "c03", 3), Sender(token)
    entry = business(code)
    open_window(li, at(li))
    assert entry.zh in text(mine.get(f"/b/{code}"))
    assert "还缺" in text(mine.get(mine.form(f"/b/{code}/check", {})["Location"]))
    issue_ticket(viewer, city["hall"], (code,), "phone")
    call_next(li, at(li))
    start_serving(li, at(li))
    said = forms(city["cast"])[code]
    assert "不能受理" in text(desk.form("/window/check", {"number": said["number"], "do": "check"}))
    assert "材料齐，可以受理" in text(desk.form("/window/check", {**said, "do": "check"}))
    assert desk.form("/window/check", {**said, "do": "accept"}).status_code == 303
    case = case_row(row("SELECT id FROM cases_case")["id"])  # type: ignore[index]
    assert case.number in text(desk.get("/window/"))
    if two_people(code):
        second = staff(city, "r01")
        assert entry.zh in text(second.get(f"/window/review/{case.id}"))
        assert second.form(f"/window/review/{case.id}", {"do": "grant"}).status_code == 303
    else:
        assert desk.form(f"/window/case/{case.id}/review", {}).status_code == 303
    if entry.fee_fen:
        assert desk.form(f"/window/case/{case.id}/cash", {"counted": f"{entry.fee_fen / 100:.2f}"}).status_code == 303
    key = "签注" if entry.endorses else "出证"
    assert f"F9</kbd> {key}" in text(desk.get("/window/"))
    assert desk.form(f"/window/case/{case.id}/issue", {}).status_code == 303
    document = document_of(case)
    assert document
    page = text(mine.get(f"/case/{case.id}"))
    assert document.serial in page
    assert "演示 SPECIMEN" in page
    public = text(Sender().get(f"/v/{document.statement}"))
    assert "现在有效" in public
    assert document.serial in public
