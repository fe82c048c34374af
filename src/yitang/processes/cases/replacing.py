"""Replacement of a lost licence from the register and the desk to its rules, and back into the register."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act
from yitang.platform.policy.public import value
from yitang.processes.cases.businesses import replacement
from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.cases.holders import HolderSeen, ages, holder_facts, holder_said, issued_here, kept_of, matter_of_holder, tidy, who_came
from yitang.processes.cases.matters import Issued, Matter
from yitang.registers.drivers.public import LicenceRow, licence_of, lock_licence, reissue
from yitang.registers.offices.public import OfficeRow
from yitang.registers.people.public import PersonRow, find_by_number


@dataclass(frozen=True, slots=True)
class LostSeen(HolderSeen):
    """What the clerk saw and heard. ``lost``: the holder declares it; ``old_here``: the old licence lies on the desk."""

    identity_matches: bool = True
    lost: bool = True
    old_here: bool = False


def _policy(on: date) -> replacement.Policy:
    return replacement.Policy(after_the_term=value("replacement.after_the_term", on), ages=ages(on))


def _matter(holder: PersonRow, kept: dict[str, Any]) -> Matter:
    return matter_of_holder(holder, licence_of(holder.id), LostSeen(**kept), [], kept)


class Replacement:
    """遗失补证, DRV-LOST: the holder's licence, by the ID number."""

    letter = "D"

    def find(self, viewer: Viewer, key: str, seen: LostSeen, purpose: str) -> Matter:
        """The holder by the ID number, and the licence.

        Raises: CitizenIdInvalid, NobodyFound, TooManyMisses, NoLicence, TextTooLong, TextHasControls.
        """
        return _matter(find_by_number(viewer, key, purpose), kept_of(tidy(seen)))

    def again(self, subject_id: UUID, parties: Mapping[str, list[PersonRow]], kept: dict[str, Any]) -> Matter:  # noqa: ARG002 - one licence a person
        """The same holder, the licence as it is now."""
        return _matter(parties["applicant"][0], kept)

    def findings(self, matter: Matter, office: OfficeRow, on: date) -> Findings:
        """What order 162 says of it; what is granted is the term that runs, on a new document."""
        seen, licence = LostSeen(**matter.kept), matter.subject
        facts = replacement.Facts(holder_facts(matter, seen, office, on), seen.identity_matches, seen.lost, seen.old_here)
        found = replacement.check(facts, _policy(on))
        until = licence.valid_until.isoformat() if licence.valid_until else ""
        return replace(found, grant={**found.grant, "from": licence.valid_from.isoformat(), "until": until, "replaces": licence.document_serial})

    def described(self, matter: Matter) -> list[tuple[str, str]]:
        """Classes, the end of the term, the licence that becomes void, who came."""
        licence: LicenceRow = matter.subject
        until = f"{licence.valid_until}" if licence.valid_until else "长期"
        return [("准驾车型", " ".join(licence.classes)), ("有效期至", until), ("作废的原证", licence.document_serial), ("谁来办", who_came(matter))]

    def precheck(self, answers: dict[str, bool]) -> Findings:
        """From what somebody says alone, nothing of the register."""
        on, yes = clock.today(), answers.get
        holder = holder_said(answers, on)
        return replacement.check(replacement.Facts(holder, lost=not yes("found")), _policy(on))

    def hold(self, subject_id: UUID) -> None:
        """Hold the licence to the end of the act."""
        lock_licence(subject_id)

    def issue(self, this: Act, matter: Matter, grant: dict[str, str], serial: str, office: OfficeRow, on: date) -> Issued:
        """The new document; the one before is void. Away from the place of issue the licence moves here too (R162 Art.70, 64)."""
        moves = None if issued_here(matter.subject, office) else office.name_zh
        reissue(this, matter.subject_id, serial, "lost", on, moves)
        return Issued("licence", "驾驶证（演示 SPECIMEN）", "driving_licence", matter.applicant.last4, grant["until"])
