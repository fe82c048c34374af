"""Filing of an owner's contact to the letter of order 164: grants and refusals in balance."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from yitang.processes.cases.businesses.contact import PARTY_RULES, PHONE, RULES, Facts, Policy, check
from yitang.processes.cases.businesses.parties import OWNER, Party
from yitang.processes.cases.tests.orders import in_balance, said_of, stands_in_its_order
from yitang.registers.catalogue.public import business, order_articles

ON = date(2026, 11, 24)
ALL: list[Any] = [*PARTY_RULES, *RULES]
GOOD = Facts(on=ON)
CO = Party("co_owner")
BY_AGENT = replace(OWNER, present=False, agent_identity=True, agent_letter=True)
FIRM = Party("owner", organisation=True, present=False, agent_identity=True, agent_letter=True)
SOLDIER = replace(OWNER, military=True, garrison_proof=True)


def having(*statuses: str) -> Facts:
    return replace(GOOD, statuses=frozenset(statuses))


GRANTS = {
    "the owner shows who he is": (GOOD, ""),
    "the owner sends an agent": (replace(GOOD, owners=(BY_AGENT,)), ""),
    "a firm owns it": (replace(GOOD, owners=(FIRM,)), ""),
    "two owners, the registered one alone": (replace(GOOD, owners=(OWNER, replace(CO, identity_shown=False))), ""),
    "a soldier with his unit's proof": (replace(GOOD, owners=(SOLDIER,)), ""),
    "on the day of the change": (replace(GOOD, changed_on=ON), ""),
    "on the thirtieth day": (replace(GOOD, changed_on=ON - timedelta(days=30)), ""),
    "a day late: told and served": (replace(GOOD, changed_on=ON - timedelta(days=31)), "1"),
    "a year late: told and served": (replace(GOOD, changed_on=date(2025, 11, 24)), "335"),
    "a mortgage stands": (having("mortgaged"), ""),
    "sealed by a court": (having("sealed"), ""),
    "seized by an authority": (having("seized"), ""),
    "an overdue inspection and open violations": (having("inspection_overdue", "violations"), ""),
}


@pytest.mark.parametrize(("given", "late"), GRANTS.values(), ids=GRANTS)
def test_granted(given: Facts, late: str) -> None:
    found = check(given, Policy())
    assert found.clear, found.said
    assert found.grant == {"from": "2026-11-24", "late": late}


REFUSALS: dict[str, tuple[Facts, list[str], list[str]]] = {
    "the owner shows no identity": (replace(GOOD, owners=(replace(OWNER, identity_shown=False),)), ["id_owner"], []),
    "only the co-owner is here": (replace(GOOD, owners=(replace(OWNER, identity_shown=False), CO)), ["id_owner"], []),
    "the firm shows nothing of its own": (replace(GOOD, owners=(replace(FIRM, identity_shown=False),)), ["id_owner"], []),
    "the firm's agent has neither paper": (replace(GOOD, owners=(replace(FIRM, agent_identity=False, agent_letter=False),)), ["id_agent", "id_agent"], []),
    "the owner's agent has no letter": (replace(GOOD, owners=(replace(BY_AGENT, agent_letter=False),)), ["id_agent"], []),
    "the owner's agent has no identity card": (replace(GOOD, owners=(replace(BY_AGENT, agent_identity=False),)), ["id_agent"], []),
    "a soldier's certificate alone": (replace(GOOD, owners=(replace(SOLDIER, garrison_proof=False),)), ["id_owner"], []),
    "an expired card, or one of fifteen signs": (replace(GOOD, owners=(replace(OWNER, identity_valid=False),)), [], ["identity_invalid"]),
    "no phone was said": (replace(GOOD, phone=False, phone_right=False), [], ["contact_missing"]),
    "a phone of ten digits": (replace(GOOD, phone_right=False), [], ["contact_wrong"]),
    "the registered phone": (replace(GOOD, phone_same=True), [], ["nothing_changed"]),
    "the buyer who has not registered yet": (replace(GOOD, strangers=1), [], ["not_owner"]),
    "registered elsewhere": (replace(GOOD, registered_here=False), [], ["registered_elsewhere"]),
    "deregistered": (having("cancelled"), [], ["cancelled"]),
    "stolen": (having("stolen"), [], ["stolen"]),
    "everything at once": (
        replace(having("stolen"), owners=(replace(BY_AGENT, identity_shown=False, agent_letter=False),), phone=False, registered_here=False),
        ["id_owner", "id_agent"], ["contact_missing", "registered_elsewhere", "stolen"]),
}  # fmt: skip


@pytest.mark.parametrize(("given", "missing", "grounds"), REFUSALS.values(), ids=REFUSALS)
def test_refused_with_one_complete_list(given: Facts, missing: list[str], grounds: list[str]) -> None:
    assert said_of(check(given, Policy())) == (missing, grounds)


def test_enough_cases_in_balance() -> None:
    assert in_balance(GRANTS, REFUSALS)


def test_each_rule_quotes_the_order() -> None:
    assert [rule.name for rule in ALL if not stands_in_its_order(rule.says.basis)] == []


def test_each_rule_bites_in_some_case() -> None:
    some = [given for given, *_ in REFUSALS.values()]
    assert {r.name for f in some for party in f.applying() for r in PARTY_RULES if r.bites(party)} == {r.name for r in PARTY_RULES}
    assert {r.name for f in some for r in RULES if r.bites(f, Policy())} == {r.name for r in RULES}


def test_it_is_free_and_no_paper_is_asked_for_that_the_catalogue_does_not_name() -> None:
    entry = business("VEH-REC-TEL")
    assert entry.fee_fen == 0
    assert {rule.says.material for rule in ALL if hasattr(rule.says, "material")} == {m.id for m in entry.materials}


def test_an_application_on_line_goes_to_the_platform_of_the_ministry() -> None:
    assert "应当使用互联网交通安全综合服务管理平台受理申请人网上提交的申请" in order_articles("164")[6]
    assert any("第六条" in said.zh for said in business("VEH-REC-TEL").conditions)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("13900000001", True), ("10000007777", True), ("01012345678", True), ("1390000000", False), ("23900000001", False), ("110", False), ("", False),
    ],
)  # fmt: skip
def test_what_can_be_a_phone(typed: str, right: bool) -> None:
    assert bool(PHONE.fullmatch(typed)) == right
