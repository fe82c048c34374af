"""Licence renewal from the registers and the desk to its rules, and back into the register."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act
from yitang.platform.policy.public import value
from yitang.processes.cases.businesses import renewal
from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.cases.holders import cycles_that_count, issued_here
from yitang.processes.cases.matters import Issued, Matter, PartyRow
from yitang.processes.queue.public import Came
from yitang.registers.drivers.public import LicenceRow, licence_of, lock_licence, renew
from yitang.registers.offices.public import OfficeRow
from yitang.registers.people.public import PersonRow, find_by_number


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


def _seen(kept: dict[str, Any]) -> Seen:
    return Seen(**{**kept, "medical_on": date.fromisoformat(kept["medical_on"]) if kept["medical_on"] else None})


class Renewal:
    """期满换证, DRV-RENEW: the holder's licence, by the ID number."""

    letter = "D"

    def find(self, viewer: Viewer, key: str, seen: Seen, purpose: str) -> Matter:
        """The holder by the ID number, and the licence.

        Raises: CitizenIdInvalid, NobodyFound, TooManyMisses, NoLicence.
        """
        seen = replace(seen, agent_name=clean(seen.agent_name))
        holder = find_by_number(viewer, key, purpose)
        kept = {name: (v.isoformat() if isinstance(v := getattr(seen, name), date) else v) for name in Seen.__slots__}
        return self._matter(holder, licence_of(holder.id), seen, kept)

    def again(self, subject_id: UUID, parties: Mapping[str, list[PersonRow]], kept: dict[str, Any]) -> Matter:  # noqa: ARG002 - one licence a person
        """The same holder, the licence as it is now."""
        holder = parties["applicant"][0]
        return self._matter(holder, licence_of(holder.id), _seen(kept), kept)

    def _matter(self, holder: PersonRow, licence: LicenceRow, seen: Seen, kept: dict[str, Any]) -> Matter:
        papers = [("id_person", "shown"), ("medical", "shown" if seen.medical_on else "electronic")]
        papers += [] if seen.holder_is_applicant else [("id_agent", "shown")]
        came = Came("applicant", holder.id) if seen.holder_is_applicant else Came("agent", None, seen.agent_name)
        return Matter((PartyRow("applicant", holder),), "licence", licence.id, licence, kept, tuple(papers), seen.agent_name, came=(came,))

    def findings(self, matter: Matter, office: OfficeRow, on: date) -> Findings:
        """What order 162 says of it."""
        licence: LicenceRow = matter.subject
        seen = _seen(matter.kept)
        facts = renewal.Facts(
            on=on, holder_is_applicant=seen.holder_is_applicant, identity_shown=seen.identity_shown, identity_valid=seen.identity_valid,
            identity_matches=seen.identity_matches, valid_until=licence.valid_until, term_years=licence.term_years,
            classes=frozenset(licence.classes), age=matter.applicant.age_on(on) or 0,
            cycles=tuple(renewal.Cycle(c.points, c.studied) for c in cycles_that_count(licence, value("renewal.full_points", on))), statuses=licence.statuses,
            open_violations=licence.open_violations, open_accidents=licence.open_accidents,
            medical_on=seen.medical_on, medical_fit=seen.medical_fit, medical_recognised=seen.medical_recognised,
            medical_networked=licence.medical_on is not None and licence.medical_fit
            and licence.medical_on >= renewal.months_before(on, value("renewal.medical_months", on)),
            agent_identity=seen.agent_identity, agent_letter=seen.agent_letter, ability_tested=seen.ability_tested,
            health_declared=seen.health_declared, deferred_until=licence.deferred_until,
            at_issuing_office=issued_here(licence, office), old_licence_shown=seen.old_licence_shown,
            heavy_points_in_cycle=bool(licence.cycles) and licence.cycles[-1].points > 0, study_hours=3,
        )  # fmt: skip
        return renewal.check(facts, renewal_policy(on))

    def described(self, matter: Matter) -> list[tuple[str, str]]:
        """Classes, the end of the term, the medical proof, the agent."""
        licence: LicenceRow = matter.subject
        medical = matter.kept["medical_on"] or (f"{licence.medical_on} 联网" if licence.medical_on else "")
        until = f"{licence.valid_until}" if licence.valid_until else "长期"
        return [("准驾车型", " ".join(licence.classes)), ("有效期至", until), ("体检", medical), ("谁来办", matter.agent_name or "本人")]

    def precheck(self, answers: dict[str, bool]) -> Findings:
        """From what the person says alone, nothing of the register (below sign-in nothing of it is shown)."""
        on = clock.today()
        yes = answers.get
        facts = renewal.Facts(
            on=on, holder_is_applicant=not yes("agent"), identity_shown=bool(yes("identity")), identity_valid=True, identity_matches=True,
            valid_until=on, term_years=6, classes=frozenset({"C1"}), age=40,
            medical_on=on if yes("medical") else None, agent_identity=bool(yes("agent_identity")), agent_letter=bool(yes("agent_letter")),
            open_violations=1 if yes("violations") else 0, statuses=frozenset({"suspended"}) if yes("suspended") else frozenset(),
        )  # fmt: skip
        return renewal.check(facts, renewal_policy(on))

    def hold(self, subject_id: UUID) -> None:
        """Hold the licence to the end of the act."""
        lock_licence(subject_id)

    def issue(self, this: Act, matter: Matter, grant: dict[str, str], serial: str, office: OfficeRow, on: date) -> Issued:
        """The renewed term and the new document."""
        until = date.fromisoformat(grant["until"]) if grant["until"] else None
        renew(this, matter.subject_id, serial, int(grant["years"]), date.fromisoformat(grant["from"]), until, office.name_zh, on)
        return Issued("licence", "驾驶证（演示 SPECIMEN）", "driving_licence", matter.applicant.last4, grant["until"])
