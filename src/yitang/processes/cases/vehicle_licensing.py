"""A vehicle licence anew: from the register and the desk to its rules, and back into the register."""

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
from yitang.processes.cases.businesses import vehicle_licence
from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.cases.businesses.parties import Party
from yitang.processes.cases.matters import Issued, Matter
from yitang.processes.cases.owners import PartySeen, came_for, kept_owners, of, parties_of, rule_party, shown_of
from yitang.registers.offices.public import OfficeRow
from yitang.registers.people.public import PersonRow, people
from yitang.registers.vehicles.public import VehicleRow, find_vehicle, lock_vehicle, reissue_vehicle_licence, vehicle


@dataclass(frozen=True, slots=True)
class VehicleLicenceSeen:
    """What the clerk saw and heard. ``damaged``: it is exchanged, else it is lost; ``old_here``: the old one lies on the desk."""

    owners: tuple[PartySeen, ...] = ()
    agent_name: str = ""
    damaged: bool = False
    old_here: bool = False


def _policy(on: date) -> vehicle_licence.Policy:
    return vehicle_licence.Policy(every_owner=value("vehicle_licence.every_owner", on), at_scrap=value("vehicle_licence.at_scrap", on))


def _matter(found: VehicleRow, kept: dict[str, Any], agent: str) -> Matter:
    parties = parties_of(found, people(list(found.owners)), kept)
    papers = [("id_owner", "shown"), *([("oldcert", "shown")] if kept["damaged"] else [])]
    papers += [("id_agent", "shown")] if any(party["shown"] and not party["present"] for party in kept["owners"].values()) else []
    came = tuple(came_for(party, of(kept, party.person.id), agent) for party in parties if party.here)
    return Matter(tuple(parties), "vehicle", found.id, found, {**kept, "agent_name": agent}, tuple(papers), agent, came=came)


class VehicleLicence:
    """补领、换领行驶证, VEH-LIC-DUP: the vehicle by plate number or VIN, and its registered owner."""

    letter = "X"

    def find(self, viewer: Viewer, key: str, seen: VehicleLicenceSeen, purpose: str) -> Matter:
        """The vehicle and its owners as registered.

        Raises: PlateNumberInvalid, VinInvalid, NoSuchVehicle, SeveralVehicles, CitizenIdInvalid, CreditCodeInvalid, TooManyMisses.
        """
        found = find_vehicle(viewer, key, purpose)
        shown, strangers = shown_of(viewer, seen.owners, found.owners, purpose)
        kept = {"owners": kept_owners(found.owners, shown), "strangers": strangers, "damaged": seen.damaged, "old_here": seen.old_here}
        return _matter(found, kept, clean(seen.agent_name))

    def again(self, subject_id: UUID, parties: Mapping[str, list[PersonRow]], kept: dict[str, Any]) -> Matter:  # noqa: ARG002 - its owners of now
        """The vehicle and its owners as they are now; of the owners only those of the case were seen."""
        return _matter(vehicle(subject_id), kept, kept.get("agent_name", ""))

    def findings(self, matter: Matter, office: OfficeRow, on: date) -> Findings:
        """What order 164 says of it; what is granted names the licence that becomes void."""
        found, kept = matter.subject, matter.kept
        facts = vehicle_licence.Facts(
            on=on, owners=tuple(rule_party(p.role, p, of(kept, p.person.id)) for p in matter.parties), strangers=kept["strangers"],
            damaged=kept["damaged"], old_here=kept["old_here"], registered_here=found.registered_at == office.authority, statuses=found.statuses,
            scrap_on=found.scrap_on,
        )  # fmt: skip
        said = vehicle_licence.check(facts, _policy(on))
        return replace(said, grant={**said.grant, "replaces": found.licence})

    def described(self, matter: Matter) -> list[tuple[str, str]]:
        """Vehicle, why it is issued anew, the licence that becomes void, who came."""
        found, kept = matter.subject, matter.kept
        came = ["本人" if p["present"] else "代理人" for p in kept["owners"].values() if p["shown"]]
        return [
            ("车辆", f"{found.plate} {found.make}"), ("车辆识别代号尾号", found.vin[-6:]), ("原因", "损毁换领" if kept["damaged"] else "丢失补领"),
            ("作废的原证", found.licence), ("所有人谁来", "、".join(came)), ("经办人", matter.agent_name),
        ]  # fmt: skip

    def precheck(self, answers: dict[str, bool]) -> Findings:
        """From what somebody says alone."""
        yes = answers.get
        owner = Party("owner", "", False, bool(yes("owner_id")), True, bool(yes("owner_comes")), bool(yes("owner_agent_id")), bool(yes("owner_letter")))
        facts = vehicle_licence.Facts(
            on=clock.today(), owners=(owner,), damaged=bool(yes("damaged")), old_here=bool(yes("damaged") and yes("old")), registered_here=not yes("elsewhere")
        )
        return vehicle_licence.check(facts, _policy(clock.today()))

    def hold(self, subject_id: UUID) -> None:
        """Hold the vehicle to the end of the act."""
        lock_vehicle(subject_id)

    def issue(self, this: Act, matter: Matter, grant: dict[str, str], serial: str, office: OfficeRow, on: date) -> Issued:  # noqa: ARG002
        """The new vehicle licence; the one before is void."""
        reissue_vehicle_licence(this, matter.subject_id, serial, grant["why"], on)
        return Issued("vehicle", "行驶证（演示 SPECIMEN）", "vehicle_licence", matter.subject.vin[-4:], "")
