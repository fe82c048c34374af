"""Release of a mortgage from the registers and the desk to its rules, and back into the register."""

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
from yitang.processes.cases.businesses import release
from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.cases.businesses.parties import BANK, Party
from yitang.processes.cases.matters import Issued, Matter, PartyRow
from yitang.processes.cases.owners import NOT_SHOWN, PartySeen, came_for, kept_of, kept_owners, of, parties_of, rule_party, shown_of
from yitang.registers.offices.public import OfficeRow
from yitang.registers.people.public import NobodyFound, PersonRow, find_by_number, id_of_number, people
from yitang.registers.vehicles.public import Mortgage, VehicleRow, find_vehicle, lock_vehicle, release_mortgage, vehicle


@dataclass(frozen=True, slots=True)
class ReleaseSeen:
    """What the clerk saw on the desk. ``certificate``: its serial, ``court``: the number of the court's document, each "" when not shown.

    ``contract``: of which mortgage, asked for only when several stand; ``networked``: the lender's release was read over the network.
    """

    owners: tuple[PartySeen, ...] = ()
    lender: PartySeen = NOT_SHOWN
    agent_name: str = ""
    certificate: str = ""
    contract: str = ""
    networked: bool = False
    by_court: bool = False
    court: str = ""
    court_notice: bool = False
    court_valid: bool = True


def _meant(found: VehicleRow, lender: UUID | None, typed: bool, contract: str) -> Mortgage | None:
    """The one entry that is meant: of the lender who applies if one does, by its contract if that was said."""
    fits = [m for m in found.mortgages if (not typed or m.lender_id == lender) and (not contract or m.contract == contract)]
    return fits[0] if len(fits) == 1 else None


class Release:
    """解除抵押登记, VEH-MORTGAGE-REL: the vehicle by plate number or VIN, its registered owners, the lender of the entry."""

    letter = "R"

    def find(self, viewer: Viewer, key: str, seen: ReleaseSeen, purpose: str) -> Matter:
        """The vehicle, its owners as registered, and the entry that is meant.

        Raises: PlateNumberInvalid, VinInvalid, NoSuchVehicle, SeveralVehicles, CitizenIdInvalid, CreditCodeInvalid, TooManyMisses.
        """
        found = find_vehicle(viewer, key, purpose)
        shown, strangers = shown_of(viewer, seen.owners, found.owners, purpose)
        typed = bool(seen.lender.number.strip())
        lender = self._lender(viewer, seen.lender.number, purpose) if typed else None
        entry = _meant(found, lender, typed, clean(seen.contract, 60))
        networked = {id_of_number(code) for code in value("mortgage.networked_lenders")}
        kept = {
            "owners": kept_owners(found.owners, shown), "strangers": strangers, "lender": kept_of(seen.lender if typed else None),
            "lender_entered": not typed or lender in {m.lender_id for m in found.mortgages}, "lender_person": seen.lender.present,
            "entry": entry.serial if entry else "", "networked": seen.networked and entry is not None and entry.lender_id in networked,
            "certificate": clean(seen.certificate, 40).upper(), "by_court": seen.by_court, "court": clean(seen.court, 60),
            "court_notice": seen.court_notice, "court_valid": seen.court_valid,
        }  # fmt: skip
        return self._matter(found, kept, clean(seen.agent_name))

    @staticmethod
    def _lender(viewer: Viewer, number: str, purpose: str) -> UUID | None:
        """Who the lender at the desk is; nobody when the register does not hold him, and then no entry is his."""
        try:
            return find_by_number(viewer, number, purpose).id
        except NobodyFound:
            return None

    def again(self, subject_id: UUID, parties: Mapping[str, list[PersonRow]], kept: dict[str, Any]) -> Matter:  # noqa: ARG002 - by the entry that is kept
        """The vehicle, its owners and its entries as they are now; of the owners only those of the case were seen."""
        return self._matter(vehicle(subject_id), kept, kept.get("agent_name", ""))

    @staticmethod
    def _matter(found: VehicleRow, kept: dict[str, Any], agent: str) -> Matter:
        entry = next((m for m in found.mortgages if m.serial == kept["entry"]), None)
        known = people([*found.owners, *([entry.lender_id] if entry else [])])
        parties = parties_of(found, known, kept)
        parties += [PartyRow("lender", known[entry.lender_id], kept["lender"]["shown"])] if entry else []
        court = [("court", "shown")] if kept["by_court"] else []
        identity = [] if kept["by_court"] else [("id_mort", "shown")]
        papers = [*identity, ("regcert", "shown"), *court]
        seen = [party for party in (*kept["owners"].values(), kept["lender"]) if party["shown"]]
        papers += [("id_agent", "shown")] if any(not party["present"] for party in seen) else []
        came = tuple(came_for(party, kept["lender"] if party.role == "lender" else of(kept, party.person.id), agent) for party in parties if party.here)
        return Matter(tuple(parties), "vehicle", found.id, found, {**kept, "agent_name": agent}, tuple(papers), agent, came=came)

    def findings(self, matter: Matter, office: OfficeRow, on: date) -> Findings:
        """What order 164 says of it; what is granted names the entry and the day on which it was made."""
        found, kept = matter.subject, matter.kept
        entry = next((m for m in found.mortgages if m.serial == kept["entry"]), None)
        lender = next((party for party in matter.parties if party.role == "lender"), None)
        facts = release.Facts(
            on=on, owners=tuple(rule_party(p.role, p, of(kept, p.person.id)) for p in matter.parties if p.role != "lender"),
            lender=rule_party("lender", lender, kept["lender"]) if lender else self._no_entry(kept), strangers=kept["strangers"],
            lender_entered=kept["lender_entered"], standing=len(found.mortgages), entry_known=entry is not None, networked=kept["networked"],
            certificate_shown=bool(kept["certificate"]), certificate_current=kept["certificate"] == found.certificate.upper(),
            by_court=kept["by_court"], court_shown=bool(kept["court"]), court_notice=kept["court_notice"], court_valid=kept["court_valid"],
            registered_here=found.registered_at == office.authority, statuses=found.statuses,
        )  # fmt: skip
        said = release.check(facts, release.Policy(networked_spares_lender=value("release.networked_spares_lender", on)))
        return replace(said, grant={**said.grant, "entry": entry.serial, "since": entry.since.isoformat()}) if entry else said

    @staticmethod
    def _no_entry(kept: dict[str, Any]) -> Party:
        """The lender while no entry is known: an organisation, as nearly all are, unless the clerk says a person."""
        seen, person = kept["lender"], kept["lender_person"]
        return replace(
            BANK, organisation=not person, identity_shown=seen["shown"], identity_valid=seen["valid"], present=person,
            agent_identity=seen["agent_identity"], agent_letter=seen["agent_letter"],
        )  # fmt: skip

    def described(self, matter: Matter) -> list[tuple[str, str]]:
        """Vehicle, certificate, the mortgage that ends, the court's document, who came, what stands afterwards."""
        found, kept = matter.subject, matter.kept
        came = ["本人" if p["present"] else "代理人" for p in kept["owners"].values() if p["shown"]]
        entry = next((m for m in found.mortgages if m.serial == kept["entry"]), None)
        which = f"{entry.contract} 自 {entry.since}" if entry else ""
        return [
            ("车辆", f"{found.plate} {found.make}"), ("车辆识别代号尾号", found.vin[-6:]), ("登记证书编号", kept["certificate"]),
            ("解除的抵押", which), ("法院文书", kept["court"]), ("联网核查", "抵押权人已联网确认" if kept["networked"] else ""),
            ("所有人谁来", "、".join(came)), ("经办人", matter.agent_name), ("现有抵押", str(len(found.mortgages))),
        ]  # fmt: skip

    def precheck(self, answers: dict[str, bool]) -> Findings:
        """From what somebody says alone."""
        yes = answers.get
        court = bool(yes("court"))
        owner = Party(
            "owner", "", False, court or bool(yes("owner_id")), True, bool(yes("owner_comes")), bool(yes("owner_agent_id")), bool(yes("owner_letter"))
        )
        lender = replace(BANK, identity_shown=bool(yes("licence")), agent_identity=bool(yes("agent_id")), agent_letter=bool(yes("letter")))
        facts = release.Facts(
            on=clock.today(), owners=(owner,), lender=replace(lender, identity_shown=False) if court else lender, certificate_shown=bool(yes("certificate")),
            by_court=court, court_shown=bool(yes("court_paper")), court_notice=bool(yes("court_notice")),
            statuses=frozenset({"sealed"} if yes("sealed") else ()),
        )  # fmt: skip
        return release.check(facts, release.Policy())

    def hold(self, subject_id: UUID) -> None:
        """Hold the vehicle to the end of the act."""
        lock_vehicle(subject_id)

    def issue(self, this: Act, matter: Matter, grant: dict[str, str], serial: str, office: OfficeRow, on: date) -> Issued:  # noqa: ARG002
        """The entry on the registration certificate that the mortgage has ended."""
        release_mortgage(this, matter.subject_id, grant["entry"], serial, on)
        return Issued("release", "登记证书签注：解除抵押（演示 SPECIMEN）", "mortgage_release", matter.subject.vin[-4:], "")
