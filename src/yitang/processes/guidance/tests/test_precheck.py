"""The pre-check: one list, recorded, shown to nobody else."""

from typing import Any
from uuid import uuid4

import pytest

from yitang.platform.database.public import row
from yitang.platform.identity.public import NotYours, anonymous
from yitang.processes.cases.public import precheck_of
from yitang.processes.guidance.public import QUESTIONS, own_precheck, precheck
from yitang.registers.catalogue.public import NotYetHere, businesses


def test_the_medical_is_missing_and_the_list_says_where_to_get_it(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    found = precheck(phone, "DRV-RENEW", {"identity": True}, "phone")
    assert [m["material"] for m in found.missing] == ["medical"]
    assert found.missing[0]["article"] == "R162 Art.63(2)"
    assert "8 分钟" in found.missing[0]["cure_zh"]
    assert not found.ready
    assert own_precheck(phone, found.id) == found
    assert row("SELECT count(*) AS n FROM guidance_consultation WHERE trace_id = %s", [found.trace_id]) == {"n": 1}


def test_an_agent_without_a_letter_hears_everything_at_once(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    found = precheck(phone, "DRV-RENEW", {"agent": True, "violations": True}, "phone")
    assert [m["material"] for m in found.missing] == ["id_person", "medical", "id_agent", "id_agent"]
    assert [g["code"] for g in found.grounds] == ["violations_open"]


def test_all_there_is_ready(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    assert precheck(phone, "DRV-RENEW", {"identity": True, "medical": True}, "phone").ready


def test_every_business_that_is_offered_has_its_questions_and_its_check(city: dict[str, Any]) -> None:
    codes = {b.code for b in businesses() if b.offered}
    assert codes == set(QUESTIONS)
    for code in codes:
        assert precheck_of(code, {}).missing


def test_a_mortgage_with_nothing_in_hand_and_with_everything(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    found = precheck(phone, "VEH-MORTGAGE", {}, "phone")
    assert [m["material"] for m in found.missing] == ["id_mort", "id_agent", "id_agent", "id_mort", "id_agent", "id_agent", "regcert", "mcontract"]
    said = dict.fromkeys(("owner_id", "owner_comes", "certificate", "contract", "licence", "letter", "agent_id"), True)
    assert precheck(phone, "VEH-MORTGAGE", said, "phone").ready
    assert [g["code"] for g in precheck(phone, "VEH-MORTGAGE", {**said, "sealed": True}, "phone").grounds] == ["sealed"]


def test_another_phone_sees_nothing_and_what_is_not_offered_is_refused(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    _, other = anonymous()
    found = precheck(phone, "DRV-RENEW", {}, "phone")
    for wanted in (found.id, uuid4()):
        with pytest.raises(NotYours):
            own_precheck(other, wanted)
    with pytest.raises(NotYetHere):
        precheck(phone, "VEH-REG", {}, "phone")
