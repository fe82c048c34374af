"""From the register and what the clerk saw to the facts that the rules ask about."""

from dataclasses import dataclass
from datetime import date

from yitang.kernel import clock
from yitang.platform.policy.public import value
from yitang.processes.cases.businesses import renewal
from yitang.processes.cases.businesses.findings import Findings
from yitang.registers.drivers.public import LicenceRow
from yitang.registers.people.public import PersonRow


@dataclass(frozen=True, slots=True)
class Seen:
    """What the clerk saw on the desk. ``medical_on``: date on the certificate, None when there is none."""

    holder_is_applicant: bool = True
    identity_shown: bool = True
    identity_valid: bool = True
    identity_matches: bool = True
    medical_on: date | None = None
    medical_fit: bool = True
    medical_recognised: bool = True
    agent_name: str = ""
    agent_identity: bool = False
    agent_letter: bool = False
    old_licence_shown: bool = True
    health_declared: bool = True
    ability_tested: bool = True


def renewal_policy(on: date) -> renewal.Policy:
    """The policy rows of renewal in force on a day."""
    return renewal.Policy(
        window_days=value("renewal.window_days", on), medical_months=value("renewal.medical_months", on),
        late_years=value("renewal.late_years", on), full_points=value("renewal.full_points", on),
        age_heavy=value("renewal.age_heavy", on), age_light=value("renewal.age_light", on), age_test=value("renewal.age_test", on),
        count_from_old_expiry=value("renewal.new_term_counts_from", on) == "old_expiry",
    )  # fmt: skip


def renewal_facts(person: PersonRow, licence: LicenceRow, seen: Seen, office_name: str, on: date) -> renewal.Facts:
    """Plain facts of a renewal."""
    return renewal.Facts(
        on=on, holder_is_applicant=seen.holder_is_applicant, identity_shown=seen.identity_shown, identity_valid=seen.identity_valid,
        identity_matches=seen.identity_matches, valid_until=licence.valid_until, term_years=licence.term_years,
        classes=frozenset(licence.classes), age=person.age_on(on) or 0,
        cycles=tuple(renewal.Cycle(c.points, c.studied) for c in licence.cycles), statuses=licence.statuses,
        open_violations=licence.open_violations, open_accidents=licence.open_accidents,
        medical_on=seen.medical_on, medical_fit=seen.medical_fit, medical_recognised=seen.medical_recognised,
        medical_networked=licence.medical_on is not None and licence.medical_fit
        and licence.medical_on >= renewal.months_before(on, value("renewal.medical_months", on)),
        agent_identity=seen.agent_identity, agent_letter=seen.agent_letter, ability_tested=seen.ability_tested,
        health_declared=seen.health_declared, deferred_until=licence.deferred_until,
        at_issuing_office=licence.issued_at_office == office_name, old_licence_shown=seen.old_licence_shown,
        heavy_points_in_cycle=bool(licence.cycles) and licence.cycles[-1].points > 0, study_hours=3,
    )  # fmt: skip


def precheck_renewal(answers: dict[str, bool]) -> Findings:
    """The check before a ticket: from what the person says alone, nothing of the register (below sign-in nothing of it is shown)."""
    on = clock.today()
    yes = answers.get
    facts = renewal.Facts(
        on=on, holder_is_applicant=not yes("agent"), identity_shown=bool(yes("identity")), identity_valid=True, identity_matches=True,
        valid_until=None if yes("long_term") else on, term_years=6, classes=frozenset({"C1"}), age=40,
        medical_on=on if yes("medical") else None, agent_identity=bool(yes("agent_identity")), agent_letter=bool(yes("agent_letter")),
        open_violations=1 if yes("violations") else 0, statuses=frozenset({"suspended"}) if yes("suspended") else frozenset(),
    )  # fmt: skip
    return renewal.check(facts, renewal_policy(on))


def as_json(findings: Findings) -> dict[str, list[dict[str, str]]]:
    """Findings as they are kept with a notice."""
    return {
        "missing": [
            {"material": m.material, "zh": m.zh, "en": m.en, "article": m.basis.article, "cure_zh": m.cure_zh, "cure_en": m.cure_en} for m in findings.missing
        ],
        "grounds": [{"code": g.code, "zh": g.zh, "en": g.en, "article": g.basis.article, "cure_zh": g.cure_zh, "cure_en": g.cure_en} for g in findings.grounds],
    }
