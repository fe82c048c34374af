"""A vehicle licence anew to the letter of order 164: grants and refusals in balance."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from yitang.processes.cases.businesses.parties import OWNER, Party
from yitang.processes.cases.businesses.vehicle_licence import PARTY_RULES, RULES, Facts, Policy, check
from yitang.processes.cases.tests.orders import in_balance, said_of, stands_in_its_order
from yitang.registers.catalogue.public import business

ON = date(2026, 11, 24)
ALL: list[Any] = [*PARTY_RULES, *RULES]
LOST = Facts(on=ON)
DAMAGED = replace(LOST, damaged=True, old_here=True)
CO = Party("co_owner")
BY_AGENT = replace(OWNER, present=False, agent_identity=True, agent_letter=True)
FIRM = Party("owner", organisation=True, present=False, agent_identity=True, agent_letter=True)
SOLDIER = replace(OWNER, military=True, garrison_proof=True)


def having(*statuses: str) -> Facts:
    return replace(LOST, statuses=frozenset(statuses))


GRANTS = {
    "lost, and the owner is here": LOST,
    "damaged and handed in": DAMAGED,
    "the owner sends an agent": replace(LOST, owners=(BY_AGENT,)),
    "an agent hands in the damaged one": replace(DAMAGED, owners=(BY_AGENT,)),
    "a firm owns it": replace(LOST, owners=(FIRM,)),
    "two owners, both here": replace(LOST, owners=(OWNER, CO)),
    "two owners, the registered one alone": replace(LOST, owners=(OWNER, replace(CO, identity_shown=False))),
    "a soldier with his unit's proof": replace(LOST, owners=(SOLDIER,)),
    "a mortgage stands": having("mortgaged"),
    "sealed by a court": having("sealed"),
    "seized by an authority": having("seized"),
    "an overdue inspection": having("inspection_overdue"),
    "open violations": having("violations"),
    "a pledge": having("pledged"),
    "the day before the end of its years": replace(LOST, scrap_on=date(2026, 11, 25)),
    "at the end of its years": replace(LOST, scrap_on=ON),
}


@pytest.mark.parametrize("given", GRANTS.values(), ids=GRANTS)
def test_granted(given: Facts) -> None:
    found = check(given, Policy())
    assert found.clear, found.said
    assert found.grant == {"why": "damaged" if given.damaged else "lost", "from": "2026-11-24"}


REFUSALS: dict[str, tuple[Facts, list[str], list[str]]] = {
    "the owner shows no identity": (replace(LOST, owners=(replace(OWNER, identity_shown=False),)), ["id_owner"], []),
    "only the co-owner is here": (replace(LOST, owners=(replace(OWNER, identity_shown=False), CO)), ["id_owner"], []),
    "the firm shows no licence of its own": (replace(LOST, owners=(replace(FIRM, identity_shown=False),)), ["id_owner"], []),
    "the firm's agent has no letter": (replace(LOST, owners=(replace(FIRM, agent_letter=False),)), ["id_agent"], []),
    "the firm's agent has no identity card": (replace(LOST, owners=(replace(FIRM, agent_identity=False),)), ["id_agent"], []),
    "the owner's agent has no letter": (replace(LOST, owners=(replace(BY_AGENT, agent_letter=False),)), ["id_agent"], []),
    "the owner's agent has no identity card": (replace(LOST, owners=(replace(BY_AGENT, agent_identity=False),)), ["id_agent"], []),
    "a soldier's certificate alone": (replace(LOST, owners=(replace(SOLDIER, garrison_proof=False),)), ["id_owner"], []),
    "damaged, and left at home": (replace(DAMAGED, old_here=False), ["oldcert"], []),
    "an expired card, or one of fifteen signs": (replace(LOST, owners=(replace(OWNER, identity_valid=False),)), [], ["identity_invalid"]),
    "said to be lost, and it lies on the desk": (replace(LOST, old_here=True), [], ["not_lost"]),
    "the buyer who has not registered yet": (replace(LOST, strangers=1), [], ["not_owner"]),
    "registered elsewhere": (replace(LOST, registered_here=False), [], ["registered_elsewhere"]),
    "deregistered": (having("cancelled"), [], ["cancelled"]),
    "stolen": (having("stolen"), [], ["stolen"]),
    "everything at once": (
        replace(having("stolen"), owners=(replace(BY_AGENT, identity_shown=False, agent_letter=False),), damaged=True, registered_here=False),
        ["id_owner", "id_agent", "oldcert"], ["registered_elsewhere", "stolen"]),
}  # fmt: skip


@pytest.mark.parametrize(("given", "missing", "grounds"), REFUSALS.values(), ids=REFUSALS)
def test_refused_with_one_complete_list(given: Facts, missing: list[str], grounds: list[str]) -> None:
    assert said_of(check(given, Policy())) == (missing, grounds)


def test_enough_cases_in_balance() -> None:
    assert in_balance(GRANTS, REFUSALS)


def test_each_rule_quotes_the_order_or_names_its_policy(db: None) -> None:
    assert [rule.name for rule in ALL if not stands_in_its_order(rule.says.basis)] == []


def test_each_rule_bites_in_some_case() -> None:
    some = [*(given for given, *_ in REFUSALS.values()), GRANTS["at the end of its years"]]
    assert {r.name for f in some for party in f.applying(Policy()) for r in PARTY_RULES if r.bites(party)} == {r.name for r in PARTY_RULES}
    assert {r.name for f in some for p in (Policy(), Policy(at_scrap=False)) for r in RULES if r.bites(f, p)} == {r.name for r in RULES}


def test_no_paper_is_asked_for_that_the_catalogue_does_not_name() -> None:
    listed = {m.id for m in business("VEH-LIC-DUP").materials}
    assert {rule.says.material for rule in ALL if hasattr(rule.says, "material")} == listed


def test_what_the_order_leaves_open_is_policy() -> None:
    alone, old = GRANTS["two owners, the registered one alone"], GRANTS["at the end of its years"]
    assert said_of(check(alone, Policy(every_owner=True))) == (["id_owner"], [])
    assert said_of(check(old, Policy(at_scrap=False))) == ([], ["scrap"])
    assert check(replace(LOST, scrap_on=date(2026, 11, 25)), Policy(at_scrap=False)).clear
