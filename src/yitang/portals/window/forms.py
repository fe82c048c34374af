"""What a clerk ticked and typed, as the check of each business asks for it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from yitang.kernel import clock
from yitang.portals.frame.fields import FieldWrong
from yitang.processes.cases.public import (
    ContactSeen,
    ExchangeSeen,
    Ground,
    LostSeen,
    Matter,
    Missing,
    MortgageSeen,
    PartySeen,
    ReleaseSeen,
    Seen,
    VehicleLicenceSeen,
)

MOST_OWNERS = 6
OF_OWNER = ("number", "agent", "agent_identity", "agent_letter", "invalid", "military", "garrison_proof")


def day_of(said: Mapping[str, str], name: str, zh: str) -> date | None:
    """A day that has come, or none.

    Raises: FieldWrong for one that has not.
    """
    try:
        day = date.fromisoformat(said.get(name, ""))
    except ValueError:
        return None
    if day > clock.today():
        raise FieldWrong(name=zh)
    return day


def renewal_seen(said: Mapping[str, str]) -> Seen:
    """The desk of a renewal.

    Raises: FieldWrong for a certificate of a day that has not come.
    """
    medical = day_of(said, "medical_on", "体检证明日期")
    return Seen(
        holder_is_applicant=said.get("agent") != "yes", identity_shown=said.get("identity") == "yes",
        identity_matches=said.get("mismatch") != "yes", medical_on=medical, agent_name=said.get("agent_name", ""),
        agent_identity=said.get("agent_identity") == "yes", agent_letter=said.get("agent_letter") == "yes",
    )  # fmt: skip


def _party(said: Mapping[str, str], name: str, present: bool) -> PartySeen:
    return PartySeen(
        said.get(f"{name}_number", "")[:40], said.get(f"{name}_invalid") != "yes", present,
        said.get(f"{name}_agent_identity") == "yes", said.get(f"{name}_agent_letter") == "yes", said.get(f"{name}_military") == "yes",
        said.get(f"{name}_garrison_proof") == "yes",
    )  # fmt: skip


def owners_seen(said: Mapping[str, str]) -> tuple[PartySeen, ...]:
    """Each owner of whom a number was typed."""
    lines = [n for n in range(MOST_OWNERS) if said.get(f"owner_{n}_number", "").strip()]
    return tuple(_party(said, f"owner_{n}", said.get(f"owner_{n}_agent") != "yes") for n in lines)


def mortgage_seen(said: Mapping[str, str]) -> MortgageSeen:
    """The desk of a mortgage: each owner, the lender, certificate and contract."""
    return MortgageSeen(
        owners_seen(said), _party(said, "lender", said.get("lender_present") == "yes"), said.get("lender_name", "")[:200], said.get("agent_name", ""),
        said.get("certificate", ""), said.get("contract", ""), said.get("contract_signed") == "yes", said.get("contract_vehicle") == "yes",
        said.get("contract_parties") == "yes", said.get("customs") == "yes",
    )  # fmt: skip


def release_seen(said: Mapping[str, str]) -> ReleaseSeen:
    """The desk of a release: each owner, the lender, certificate, and the court's papers where a court ended the mortgage."""
    return ReleaseSeen(
        owners_seen(said), _party(said, "lender", said.get("lender_present") == "yes"), said.get("agent_name", ""), said.get("certificate", ""),
        said.get("contract", ""), said.get("networked") == "yes", said.get("by_court") == "yes", said.get("court", ""),
        said.get("court_notice") == "yes", said.get("court_valid") == "yes",
    )  # fmt: skip


def vehicle_licence_seen(said: Mapping[str, str]) -> VehicleLicenceSeen:
    """The desk of a vehicle licence anew."""
    return VehicleLicenceSeen(owners_seen(said), said.get("agent_name", ""), said.get("why") == "damaged", said.get("old_here") == "yes")


def contact_seen(said: Mapping[str, str]) -> ContactSeen:
    """The desk of a filing of contact.

    Raises: FieldWrong for a change of a day that has not come.
    """
    return ContactSeen(owners_seen(said), said.get("agent_name", ""), said.get("phone", "")[:40], day_of(said, "changed_on", "变更日期"))


def _holder(said: Mapping[str, str]) -> dict[str, Any]:
    """The holder of a licence and his agent, as every business of a licence asks."""
    return {
        "holder_is_applicant": said.get("agent") != "yes", "identity_shown": said.get("identity") == "yes",
        "identity_valid": said.get("identity_invalid") != "yes", "military": said.get("military") == "yes",
        "garrison_proof": said.get("garrison_proof") == "yes", "agent_name": said.get("agent_name", ""),
        "agent_identity": said.get("agent_identity") == "yes", "agent_letter": said.get("agent_letter") == "yes",
        "health_declared": said.get("health_declared") == "yes", "health_fit": said.get("health_unfit") != "yes",
        "ability_tested": said.get("ability_tested") == "yes", "study_hours": 3 if said.get("studied") == "yes" else 0,
    }  # fmt: skip


def lost_seen(said: Mapping[str, str]) -> LostSeen:
    """The desk of a replacement."""
    return LostSeen(
        **_holder(said), identity_matches=said.get("mismatch") != "yes", lost=said.get("lost") == "yes", old_here=said.get("old_here") == "yes",
    )  # fmt: skip


def exchange_seen(said: Mapping[str, str]) -> ExchangeSeen:
    """The desk of an exchange.

    Raises: FieldWrong for a change of a day that has not come.
    """
    return ExchangeSeen(
        **_holder(said), new_name=said.get("new_name", ""), new_number=said.get("new_number", "")[:40],
        changed_on=day_of(said, "changed_on", "变更日期"), damaged=said.get("damaged") == "yes", licence_shown=said.get("licence_shown") == "yes",
        proof_shown=said.get("proof_shown") == "yes",
    )  # fmt: skip


SEEN: dict[str, Callable[[Mapping[str, str]], Any]] = {
    "DRV-RENEW": renewal_seen, "DRV-INFO": exchange_seen, "DRV-LOST": lost_seen, "VEH-LIC-DUP": vehicle_licence_seen,
    "VEH-MORTGAGE": mortgage_seen, "VEH-MORTGAGE-REL": release_seen, "VEH-REC-TEL": contact_seen,
}  # fmt: skip


def owner_rows(typed: Mapping[str, str], matter: Matter | None) -> list[dict[str, Any]]:
    """A line of the form for each registered owner, at least one; with what was typed in it."""
    owners = [p for p in matter.parties if p.role != "lender"] if matter else []
    filled = [n for n in range(MOST_OWNERS) if typed.get(f"owner_{n}_number", "").strip()]
    count = max(1, len(owners), filled[-1] + 1 if filled else 0)
    lines = [{k: typed.get(f"owner_{n}_{k}", "") for k in OF_OWNER} for n in range(count)]
    # What was typed stands beside the owner whom it belongs to, in whatever order the documents were read.
    for n, owner in enumerate(owners):
        fits = next((at for at, line in enumerate(lines) if line["number"].strip().upper()[-4:] == owner.person.last4), n)
        lines[n], lines[fits] = lines[fits], lines[n]
    return [{"n": n, "party": owners[n] if n < len(owners) else None, **line} for n, line in enumerate(lines)]


# Where on the page a finding can be cured: material or ground -> field. What is not here is about the register, not about a field.
FIELDS = {
    "medical": "medical_on", "id_person": "identity", "identity_mismatch": "mismatch", "regcert": "certificate", "certificate_not_current": "certificate",
    "mcontract": "contract", "contract_invalid": "contract_signed", "contract_other_vehicle": "contract_vehicle",
    "contract_other_parties": "contract_parties", "customs": "customs",
    "court": "court", "court_invalid": "court_valid", "which_entry": "contract", "not_lender": "lender_number",
    "declaration": "health_declared", "not_fit": "health_unfit", "ability_test": "ability_tested", "study_hours": "studied", "not_lost": "old_here",
    "oldcert": "old_here", "dlicense": "licence_shown", "idchange": "proof_shown", "number_taken": "new_number", "number_of_the_past": "new_number",
    "nothing_changed": "new_name", "contact_missing": "phone", "contact_wrong": "phone",
}  # fmt: skip


def field_of(said: Missing | Ground, owners: list[dict[str, Any]]) -> str:
    """The id of the field that a finding is about, for the link in the error summary; nothing when no field can cure it."""
    key = said.material if isinstance(said, Missing) else said.code
    if key in FIELDS:
        return FIELDS[key]
    if not isinstance(said, Missing) or key not in ("id_mort", "id_owner", "id_agent"):
        return ""
    return _party_field(said, key, owners)


def _party_field(said: Missing, key: str, owners: list[dict[str, Any]]) -> str:
    """Of a document of a party: the lender's by its name in the words, else the first owner whom they name, else the agent of a renewal."""
    if "抵押权人" in said.zh:
        if key == "id_mort":
            return "lender_number"
        return "lender_agent_letter" if "委托书" in said.zh else "lender_agent_identity"
    named = next((o for o in owners if o["party"] and o["party"].person.name_masked in said.zh), None)
    if named is None:
        return "agent_letter" if "委托书" in said.zh else "agent_identity"
    if key != "id_agent":
        return f"owner_{named['n']}_{'garrison_proof' if '团级' in said.zh else 'number'}"
    return f"owner_{named['n']}_agent_letter" if "委托书" in said.zh else f"owner_{named['n']}_agent_identity"
