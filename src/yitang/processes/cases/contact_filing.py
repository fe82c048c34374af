"""Filing of a vehicle owner's contact: from register and desk to its rules, and back into the register of people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.text import clean, identifier
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act
from yitang.platform.notices.public import send
from yitang.platform.policy.public import value
from yitang.processes.cases.businesses import contact
from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.cases.businesses.parties import Party
from yitang.processes.cases.matters import Issued, Matter
from yitang.processes.cases.owners import PartySeen, came_for, kept_owners, of, parties_of, rule_party, shown_of
from yitang.registers.offices.public import OfficeRow
from yitang.registers.people.public import PersonRow, change, make_change, people, phone_for_notice
from yitang.registers.vehicles.public import VehicleRow, find_vehicle, lock_vehicle, vehicle


@dataclass(frozen=True, slots=True)
class ContactSeen:
    """What the clerk saw and heard: the owners, the new phone ("" = not said), since when, None when nobody knows."""

    owners: tuple[PartySeen, ...] = ()
    agent_name: str = ""
    phone: str = ""
    changed_on: date | None = None


def _matter(found: VehicleRow, kept: dict[str, Any], agent: str, wanted: tuple[str, str, str] | None = None) -> Matter:
    parties = parties_of(found, people(list(found.owners)), kept)
    papers = [("id_owner", "shown")]
    papers += [("id_agent", "shown")] if any(party["shown"] and not party["present"] for party in kept["owners"].values()) else []
    came = tuple(came_for(party, of(kept, party.person.id), agent) for party in parties if party.here)
    return Matter(tuple(parties), "vehicle", found.id, found, {**kept, "agent_name": agent}, tuple(papers), agent, came=came, change=wanted)


class ContactFiling:
    """备案：联系方式, VEH-REC-TEL: the vehicle by plate number or VIN, and its registered owner's phone."""

    letter = "F"

    def find(self, viewer: Viewer, key: str, seen: ContactSeen, purpose: str) -> Matter:
        """The vehicle, its owners as registered, and the new phone, which the case does not keep.

        Raises: PlateNumberInvalid, VinInvalid, NoSuchVehicle, SeveralVehicles, CitizenIdInvalid, CreditCodeInvalid, TooManyMisses.
        """
        found = find_vehicle(viewer, key, purpose)
        shown, strangers = shown_of(viewer, seen.owners, found.owners, purpose)
        phone = identifier(seen.phone)
        kept = {
            "owners": kept_owners(found.owners, shown), "strangers": strangers, "phone": bool(phone), "right": bool(contact.PHONE.fullmatch(phone)),
            "same": bool(phone) and phone == phone_for_notice(found.owners[0]), "change": "",
            "changed_on": seen.changed_on.isoformat() if seen.changed_on else "",
        }  # fmt: skip
        return _matter(found, kept, clean(seen.agent_name), ("", "", phone))

    def again(self, subject_id: UUID, parties: Mapping[str, list[PersonRow]], kept: dict[str, Any]) -> Matter:  # noqa: ARG002 - its owners of now
        """The vehicle and its owners as they are now; of the owners only those of the case were seen."""
        return _matter(vehicle(subject_id), kept, kept.get("agent_name", ""))

    def findings(self, matter: Matter, office: OfficeRow, on: date) -> Findings:
        """What order 164 says of it."""
        found, kept = matter.subject, matter.kept
        facts = contact.Facts(
            on=on, owners=tuple(rule_party(p.role, p, of(kept, p.person.id)) for p in matter.parties), strangers=kept["strangers"],
            phone=kept["phone"], phone_right=kept["right"], phone_same=kept["same"],
            changed_on=date.fromisoformat(kept["changed_on"]) if kept["changed_on"] else None,
            registered_here=found.registered_at == office.authority, statuses=found.statuses,
        )  # fmt: skip
        return contact.check(facts, contact.Policy(within_days=value("contact.within_days", on)))

    def described(self, matter: Matter) -> list[tuple[str, str]]:
        """Vehicle, the new phone, masked, who came."""
        found, kept = matter.subject, matter.kept
        asked = change(UUID(kept["change"])) if kept["change"] else None
        came = ["本人" if p["present"] else "代理人" for p in kept["owners"].values() if p["shown"]]
        return [
            ("车辆", f"{found.plate} {found.make}"), ("新联系电话", asked.phone_masked if asked else ""), ("何时变更", kept["changed_on"]),
            ("所有人谁来", "、".join(came)), ("经办人", matter.agent_name),
        ]  # fmt: skip

    def precheck(self, answers: dict[str, bool]) -> Findings:
        """From what somebody says alone."""
        yes = answers.get
        owner = Party("owner", "", False, bool(yes("owner_id")), True, bool(yes("owner_comes")), bool(yes("owner_agent_id")), bool(yes("owner_letter")))
        return contact.check(contact.Facts(clock.today(), (owner,), registered_here=not yes("elsewhere")), contact.Policy())

    def hold(self, subject_id: UUID) -> None:
        """Hold the vehicle to the end of the act."""
        lock_vehicle(subject_id)

    def issue(self, this: Act, matter: Matter, grant: dict[str, str], serial: str, office: OfficeRow, on: date) -> Issued:  # noqa: ARG002
        """The new phone; the one before is told, so that nobody loses his notices unseen."""
        owner = matter.applicant.id
        before = phone_for_notice(owner)
        make_change(this, UUID(matter.kept["change"]), on)
        if before:
            send(this, owner, before, "contact_changed", {"serial": serial}, f"contact_changed:{serial}")
        return Issued("filing", "备案记录：联系方式（演示 SPECIMEN）", "contact_filing", matter.subject.vin[-4:], "")
