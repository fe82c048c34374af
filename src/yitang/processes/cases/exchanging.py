"""Exchange of a licence whose data have changed or that is damaged: from register and desk to its rules, and back into the registers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act
from yitang.platform.policy.public import value
from yitang.processes.cases.businesses import exchange
from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.cases.holders import HolderSeen, ages, holder_facts, holder_said, issued_here, kept_of, matter_of_holder, tidy, who_came
from yitang.processes.cases.matters import Issued, Matter
from yitang.registers.drivers.public import LicenceRow, licence_of, lock_licence, reissue
from yitang.registers.offices.public import OfficeRow
from yitang.registers.people.public import PersonRow, change, find_by_number, make_change, number_is_taken, person, what_changes

WORDS = {"name": "姓名", "number": "证号"}
# What is typed anew and lies encrypted with the register of people: the case keeps neither.
NOT_KEPT = ("new_name", "new_number")


@dataclass(frozen=True, slots=True)
class ExchangeSeen(HolderSeen):
    """What the clerk saw on the desk. ``new_name``, ``new_number``: as on the document of now, "" where it is that of the register.

    ``changed_on``: since when, None when nobody knows; ``proof_shown``: the proof of the change of the number.
    """

    new_name: str = ""
    new_number: str = ""
    changed_on: date | None = None
    damaged: bool = False
    licence_shown: bool = False
    proof_shown: bool = False


def _policy(on: date) -> exchange.Policy:
    return exchange.Policy(within_days=value("exchange.within_days", on), ages=ages(on))


def _seen(kept: dict[str, Any]) -> ExchangeSeen:
    known = {name: kept[name] for name in (*HolderSeen.__slots__, "damaged", "licence_shown", "proof_shown")}
    return ExchangeSeen(**known, changed_on=date.fromisoformat(kept["changed_on"]) if kept["changed_on"] else None)


def _matter(holder: PersonRow, kept: dict[str, Any], wanted: tuple[str, str, str] | None = None) -> Matter:
    papers = [("dlicense", "shown")] if kept["changes"] else []
    papers += [("idchange", "shown")] if "number" in kept["changes"] else []
    return replace(matter_of_holder(holder, licence_of(holder.id), _seen(kept), papers, kept), change=wanted)


class Exchange:
    """信息变化/损毁换证, DRV-INFO: the holder's licence, by the ID number that the register has."""

    letter = "D"

    def find(self, viewer: Viewer, key: str, seen: ExchangeSeen, purpose: str) -> Matter:
        """The holder by the number of the register, the licence, and what is to be changed.

        Raises: CitizenIdInvalid, NobodyFound, TooManyMisses, NoLicence, TextTooLong, TextHasControls.
        """
        holder = find_by_number(viewer, key, purpose)
        seen = tidy(seen)
        name, number = what_changes(holder.id, seen.new_name, seen.new_number)
        kept = {field: said for field, said in kept_of(seen).items() if field not in NOT_KEPT}
        kept |= {
            "changed_on": seen.changed_on.isoformat() if seen.changed_on else "", "changes": [w for w, new in (("name", name), ("number", number)) if new],
            "number_of_now": len(number) in (0, 18), "taken": number_is_taken(holder.id, number), "change": "",
        }  # fmt: skip
        return _matter(holder, kept, (name, number, "") if name or number else None)

    def again(self, subject_id: UUID, parties: Mapping[str, list[PersonRow]], kept: dict[str, Any]) -> Matter:  # noqa: ARG002 - one licence a person
        """The same holder, the licence as it is now, and whether the new number is still nobody's."""
        asked = change(UUID(kept["change"])) if kept["change"] else None
        return _matter(parties["applicant"][0], {**kept, "taken": asked is not None and asked.true_from is None and asked.taken})

    def findings(self, matter: Matter, office: OfficeRow, on: date) -> Findings:
        """What order 162 says of it; what is granted is the term that runs, on a new document."""
        kept, licence = matter.kept, matter.subject
        seen = _seen(kept)
        facts = exchange.Facts(
            holder_facts(matter, seen, office, on), frozenset(kept["changes"]), seen.damaged, seen.licence_shown, seen.proof_shown,
            kept["number_of_now"], kept["taken"], seen.changed_on,
        )  # fmt: skip
        found = exchange.check(facts, _policy(on))
        until = licence.valid_until.isoformat() if licence.valid_until else ""
        return replace(found, grant={**found.grant, "from": licence.valid_from.isoformat(), "until": until, "replaces": licence.document_serial})

    def described(self, matter: Matter) -> list[tuple[str, str]]:
        """What changes, masked, since when, the licence that becomes void, who came."""
        licence, kept = matter.subject, matter.kept
        asked = change(UUID(kept["change"])) if kept["change"] else None
        return [
            ("变更", "、".join(WORDS[one] for one in kept["changes"])), ("新姓名", asked.name_masked if asked else ""),
            ("新证号尾号", asked.last4 if asked else ""), ("何时变更", kept["changed_on"]), ("损毁", "是" if kept["damaged"] else ""),
            ("准驾车型", " ".join(licence.classes)), ("作废的原证", licence.document_serial), ("谁来办", who_came(matter)),
        ]  # fmt: skip

    def precheck(self, answers: dict[str, bool]) -> Findings:
        """From what somebody says alone, nothing of the register."""
        on, yes = clock.today(), answers.get
        holder = holder_said(answers, on)
        changes = frozenset(word for word in WORDS if yes(word))
        return exchange.check(exchange.Facts(holder, changes, bool(yes("damaged")), bool(yes("licence")), bool(yes("proof"))), _policy(on))

    def hold(self, subject_id: UUID) -> None:
        """Hold the licence to the end of the act."""
        lock_licence(subject_id)

    def issue(self, this: Act, matter: Matter, grant: dict[str, str], serial: str, office: OfficeRow, on: date) -> Issued:
        """The new name or number, and the new document; the one before is void. Away from the place of issue the licence moves here too."""
        licence: LicenceRow = matter.subject
        if matter.kept["change"]:
            make_change(this, UUID(matter.kept["change"]), on)
        reissue(this, licence.id, serial, grant["why"], on, None if issued_here(licence, office) else office.name_zh)
        return Issued("licence", "驾驶证（演示 SPECIMEN）", "driving_licence", person(matter.applicant.id).last4, grant["until"])
