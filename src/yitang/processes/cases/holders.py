"""The holder of a licence at the desk: what the clerk saw of him and his agent, how a case keeps that, and what the register says of his licence."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

from yitang.kernel.text import clean
from yitang.platform.policy.public import value
from yitang.processes.cases.businesses.licences import Ages, Holder, years_after
from yitang.processes.cases.matters import Matter, PartyRow
from yitang.processes.queue.public import Came
from yitang.registers.drivers.public import Cycle, LicenceRow
from yitang.registers.offices.public import OfficeRow, offices
from yitang.registers.people.public import PersonRow


@dataclass(frozen=True, slots=True)
class HolderSeen:
    """What the clerk saw of the holder and his agent. ``health_fit``: what he declared of his health fits his classes.

    ``military``: a soldier's document; ``garrison_proof``: with his unit's proof of his address.
    """

    holder_is_applicant: bool = True
    identity_shown: bool = True
    identity_valid: bool = True
    military: bool = False
    garrison_proof: bool = False
    agent_name: str = ""
    agent_identity: bool = False
    agent_letter: bool = False
    health_declared: bool = True
    health_fit: bool = True
    ability_tested: bool = True
    study_hours: int = 3


S = TypeVar("S", bound=HolderSeen)


def tidy(seen: S) -> S:
    """What was seen, with the agent's name as names are kept.

    Raises: TextTooLong, TextHasControls.
    """
    return replace(seen, agent_name=clean(seen.agent_name))


def kept_of(seen: HolderSeen) -> dict[str, Any]:
    """What was seen, as the case keeps it."""
    return {f.name: getattr(seen, f.name) for f in fields(seen)}


def matter_of_holder(holder: PersonRow, licence: LicenceRow, seen: HolderSeen, papers: list[tuple[str, str]], kept: dict[str, Any]) -> Matter:
    """The holder's matter. ``papers``: those beside the identity document and the agent's."""
    agent = [] if seen.holder_is_applicant else [("id_agent", "shown")]
    came = Came("applicant", holder.id) if seen.holder_is_applicant else Came("agent", None, seen.agent_name)
    all_papers = (("id_person", "shown"), *papers, *agent)
    return Matter((PartyRow("applicant", holder),), "licence", licence.id, licence, kept, all_papers, seen.agent_name, came=(came,))


def cycles_that_count(licence: LicenceRow, full: int) -> tuple[Cycle, ...]:
    """The cycles that count: those of the term that ends (R162 Art.62), and older ones whose full points still wait for study and exam."""
    return tuple(c for c in licence.cycles if years_after(c.start, 1) > licence.valid_from or (c.points >= full and not c.studied))


def issued_here(licence: LicenceRow, office: OfficeRow) -> bool:
    """Whether this is the place of issue (核发地): the city's office and those of its counties are one, as for vehicles."""
    return licence.issued_at_office in {one.name_zh for one in offices() if one.authority == office.authority}


def ages(on: date) -> Ages:
    """The policy rows of ages and lateness in force on a day; they stand with those of renewal."""
    return Ages(value("renewal.age_heavy", on), value("renewal.age_light", on), value("renewal.age_test", on), value("renewal.late_years", on))


def holder_facts(matter: Matter, seen: HolderSeen, office: OfficeRow, on: date) -> Holder:
    """What the rules ask about the holder: from the desk, and from the register as it is now."""
    licence: LicenceRow = matter.subject
    full = value("renewal.full_points", on)
    return Holder(
        on=on, age=matter.applicant.age_on(on) or 0, classes=frozenset(licence.classes), statuses=licence.statuses, valid_until=licence.valid_until,
        deferred_until=licence.deferred_until, holder_is_applicant=seen.holder_is_applicant, identity_shown=seen.identity_shown,
        identity_valid=seen.identity_valid, military=seen.military, garrison_proof=seen.garrison_proof, agent_identity=seen.agent_identity,
        agent_letter=seen.agent_letter, at_issuing_office=issued_here(licence, office), health_declared=seen.health_declared,
        health_fit=seen.health_fit, ability_tested=seen.ability_tested, study_hours=seen.study_hours, open_violations=licence.open_violations,
        open_accidents=licence.open_accidents, full_points=any(c.points >= full and not c.studied for c in cycles_that_count(licence, full)),
        points=bool(licence.cycles) and licence.cycles[-1].points > 0,
    )  # fmt: skip


def who_came(matter: Matter) -> str:
    """The agent's name, or that the holder came himself."""
    return matter.agent_name or "本人"


def holder_said(answers: Mapping[str, bool], on: date) -> Holder:
    """The holder of a pre-check: from what somebody says alone, nothing of the register."""
    yes = answers.get
    return Holder(
        on=on, identity_shown=bool(yes("identity")), holder_is_applicant=not yes("agent"), agent_identity=bool(yes("agent_identity")),
        agent_letter=bool(yes("agent_letter")), statuses=frozenset({"suspended"} if yes("held") else ()), at_issuing_office=not yes("away"),
        open_violations=1 if yes("violations") else 0,
    )  # fmt: skip
