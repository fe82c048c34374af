"""Mortgage registration from the registers and the desk to its rules, and back into the register."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.masking import name as masked
from yitang.kernel.text import clean, identifier
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act
from yitang.platform.policy.public import value
from yitang.processes.cases.businesses import mortgage
from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.cases.businesses.parties import BANK, Party
from yitang.processes.cases.errors import LenderUnknown
from yitang.processes.cases.matters import Issued, Matter, PartyRow
from yitang.processes.cases.owners import NOBODY, NOT_SHOWN, PartySeen, came_for, kept_of, kept_owners, of, parties_of, rule_party, shown_of
from yitang.registers.offices.public import OfficeRow
from yitang.registers.people.public import NobodyFound, PersonRow, find_by_number, kind_and_number, people
from yitang.registers.vehicles.public import VehicleRow, enter_mortgage, find_vehicle, lock_vehicle, vehicle


@dataclass(frozen=True, slots=True)
class MortgageSeen:
    """What the clerk saw on the desk. ``certificate``: its serial, ``contract``: its number, each "" when not shown.

    ``lender_name`` is asked for only when the register does not hold the lender yet.
    """

    owners: tuple[PartySeen, ...] = ()
    lender: PartySeen = NOT_SHOWN
    lender_name: str = ""
    agent_name: str = ""
    certificate: str = ""
    contract: str = ""
    contract_signed: bool = True
    contract_names_vehicle: bool = True
    contract_names_parties: bool = True
    customs_agreed: bool = False


class Mortgage:
    """抵押登记, VEH-MORTGAGE: the vehicle by plate number or VIN, its registered owners, and the lender."""

    letter = "M"

    def find(self, viewer: Viewer, key: str, seen: MortgageSeen, purpose: str) -> Matter:
        """The vehicle, its owners as registered, and the lender by the number on its document.

        Raises: PlateNumberInvalid, VinInvalid, NoSuchVehicle, SeveralVehicles, CitizenIdInvalid, CreditCodeInvalid, LenderUnknown, TooManyMisses.
        """
        found = find_vehicle(viewer, key, purpose)
        shown, strangers = shown_of(viewer, seen.owners, found.owners, purpose)
        lender, newcomer = self._lender(viewer, seen, purpose)
        kept = {
            "owners": kept_owners(found.owners, shown), "strangers": strangers,
            "lender": kept_of(seen.lender if seen.lender.number.strip() else None), "lender_person": seen.lender.present, "contract": clean(seen.contract, 60),
            "certificate": clean(seen.certificate, 40).upper(), "contract_signed": seen.contract_signed, "customs_agreed": seen.customs_agreed,
            "contract_names_vehicle": seen.contract_names_vehicle, "contract_names_parties": seen.contract_names_parties,
            "contract_networked": identifier(seen.lender.number) in value("mortgage.networked_lenders"),
        }  # fmt: skip
        return self._matter(found, people(list(found.owners)), lender, kept, clean(seen.agent_name), newcomer)

    @staticmethod
    def _lender(viewer: Viewer, seen: MortgageSeen, purpose: str) -> tuple[PersonRow | None, tuple[str, str] | None]:
        if not seen.lender.number.strip():
            return None, None
        try:
            return find_by_number(viewer, seen.lender.number, purpose), None
        except NobodyFound as fault:
            name = clean(seen.lender_name)
            if not name:
                raise LenderUnknown from fault
            number = identifier(seen.lender.number)
            kind = "organisation" if kind_and_number(number)[0] == "credit_code" else "natural"
            return PersonRow(NOBODY, kind, masked(name), "", number[-4:], None, ""), (name, number)

    def again(self, subject_id: UUID, parties: Mapping[str, list[PersonRow]], kept: dict[str, Any]) -> Matter:
        """The vehicle as it is now; its owners of now, of whom only those of the case were seen."""
        found = vehicle(subject_id)
        return self._matter(found, people(list(found.owners)), parties["lender"][0], kept, kept.get("agent_name", ""), None)

    @staticmethod
    def _matter(
        found: VehicleRow, owners: dict[UUID, PersonRow], lender: PersonRow | None, kept: dict[str, Any], agent: str, newcomer: tuple[str, str] | None
    ) -> Matter:
        parties = parties_of(found, owners, kept)
        parties += [PartyRow("lender", lender)] if lender else []
        papers = [("id_mort", "shown"), ("regcert", "shown"), ("mcontract", "electronic" if kept["contract_networked"] else "shown")]
        papers += [("id_agent", "shown")] if any(not party["present"] for party in (*kept["owners"].values(), kept["lender"])) else []
        came = tuple(came_for(party, kept["lender"] if party.role == "lender" else of(kept, party.person.id), agent) for party in parties if party.here)
        return Matter(tuple(parties), "vehicle", found.id, found, {**kept, "agent_name": agent}, tuple(papers), agent, newcomer, came)

    def findings(self, matter: Matter, office: OfficeRow, on: date) -> Findings:
        """What order 164 says of it."""
        found, kept = matter.subject, matter.kept
        owners = [party for party in matter.parties if party.role != "lender"]
        lender = next((party for party in matter.parties if party.role == "lender"), None)
        facts = mortgage.Facts(
            on=on, owners=tuple(rule_party(p.role, p, of(kept, p.person.id)) for p in owners),
            lender=rule_party("lender", lender, kept["lender"]) if lender else self._no_lender(kept), strangers=kept["strangers"],
            lender_is_owner=lender is not None and lender.person.id in found.owners, certificate_shown=bool(kept["certificate"]),
            certificate_current=kept["certificate"] == found.certificate.upper(), contract_shown=bool(kept["contract"]),
            contract_networked=kept["contract_networked"], contract_signed=kept["contract_signed"],
            contract_names_vehicle=kept["contract_names_vehicle"], contract_names_parties=kept["contract_names_parties"],
            registered_here=found.registered_at == office.authority, statuses=found.statuses, scrap_on=found.scrap_on,
            under_customs=found.under_customs, customs_agreed=kept["customs_agreed"], standing=len(found.mortgages),
        )  # fmt: skip
        return mortgage.check(facts, mortgage.Policy(second_allowed=value("mortgage.second_allowed", on)))

    @staticmethod
    def _no_lender(kept: dict[str, Any]) -> Party:
        """A lender of whom nothing was shown: taken for an organisation, as nearly all are, unless the clerk says a person."""
        seen = kept["lender"]
        return replace(
            BANK, organisation=not kept["lender_person"], identity_shown=False, present=kept["lender_person"],
            agent_identity=seen["agent_identity"], agent_letter=seen["agent_letter"],
        )  # fmt: skip

    def described(self, matter: Matter) -> list[tuple[str, str]]:
        """Vehicle, certificate, contract, who came for each owner, mortgages that stand already."""
        found, kept = matter.subject, matter.kept
        came = ["本人" if p["present"] else "代理人" for p in kept["owners"].values() if p["shown"]]
        return [
            ("车辆", f"{found.plate} {found.make}"), ("车辆识别代号尾号", found.vin[-6:]), ("登记证书编号", kept["certificate"]),
            ("抵押合同", kept["contract"] or "联网核查"), ("所有人谁来", "、".join(came)), ("经办人", matter.agent_name),
            ("现有抵押", str(len(found.mortgages))),
        ]  # fmt: skip

    def precheck(self, answers: dict[str, bool]) -> Findings:
        """From what somebody says alone."""
        yes = answers.get
        together = bool(yes("owner_comes"))
        owner = Party("owner", "", False, bool(yes("owner_id")), True, together, bool(yes("owner_agent_id")), bool(yes("owner_letter")))
        lender = replace(BANK, identity_shown=bool(yes("licence")), agent_identity=bool(yes("agent_id")), agent_letter=bool(yes("letter")))
        facts = mortgage.Facts(
            on=clock.today(), owners=(owner,), lender=lender, certificate_shown=bool(yes("certificate")), contract_shown=bool(yes("contract")),
            statuses=frozenset({"sealed"} if yes("sealed") else ()),
        )  # fmt: skip
        return mortgage.check(facts, mortgage.Policy())

    def hold(self, subject_id: UUID) -> None:
        """Hold the vehicle to the end of the act."""
        lock_vehicle(subject_id)

    def issue(self, this: Act, matter: Matter, grant: dict[str, str], serial: str, office: OfficeRow, on: date) -> Issued:  # noqa: ARG002
        """The entry on the registration certificate."""
        lender = next(party for party in matter.parties if party.role == "lender")
        enter_mortgage(this, matter.subject_id, lender.person.id, matter.kept["contract"], serial, on)
        return Issued("endorsement", "登记证书签注（演示 SPECIMEN）", "mortgage_entry", matter.subject.vin[-4:], "")
