"""The owners of a vehicle at the desk: which of them showed a document, who came for them, and how a case keeps that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.processes.cases.businesses.parties import Party
from yitang.processes.cases.matters import PartyRow
from yitang.processes.queue.public import Came
from yitang.registers.people.public import NobodyFound, PersonRow, find_by_number
from yitang.registers.vehicles.public import VehicleRow

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class PartySeen:
    """What the clerk saw of one party: the number on its document ("" = none shown), whether the document is valid, who came.

    ``military``: it is a soldier's document; ``garrison_proof``: with his unit's proof of where he lives.
    """

    number: str = ""
    valid: bool = True
    present: bool = True
    agent_identity: bool = False
    agent_letter: bool = False
    military: bool = False
    garrison_proof: bool = False


NOT_SHOWN = PartySeen(present=False)
KEPT = tuple(name for name in PartySeen.__slots__ if name != "number")


def kept_of(seen: PartySeen | None) -> dict[str, bool]:
    """A party as the case keeps it: no number."""
    one = seen or PartySeen()
    return {"shown": seen is not None, **{name: getattr(one, name) for name in KEPT}}


def kept_owners(owners: tuple[UUID, ...], shown: Mapping[UUID, PartySeen]) -> dict[str, dict[str, bool]]:
    """Each registered owner as the case keeps him, by his id."""
    return {str(owner): kept_of(shown.get(owner)) for owner in owners}


def shown_of(viewer: Viewer, seen: tuple[PartySeen, ...], owners: tuple[UUID, ...], purpose: str) -> tuple[dict[UUID, PartySeen], int]:
    """Which owners showed a document, and how many did who own nothing of it, known to the register or not.

    Raises: CitizenIdInvalid, CreditCodeInvalid, TooManyMisses.
    """
    shown: dict[UUID, PartySeen] = {}
    strangers = 0
    for one in seen:
        if not one.number.strip():
            continue
        try:
            who = find_by_number(viewer, one.number, purpose).id
        except NobodyFound:
            who = NOBODY
        if who in owners:
            shown[who] = one
        else:
            strangers += 1
    return shown, strangers


def parties_of(found: VehicleRow, known: Mapping[UUID, PersonRow], kept: dict[str, Any]) -> list[PartyRow]:
    """The owners as parties, the registered one first."""
    roles = ["owner"] + ["co_owner"] * (len(found.owners) - 1)
    return [PartyRow(role, known[owner], of(kept, owner)["shown"]) for role, owner in zip(roles, found.owners, strict=True)]


def of(kept: dict[str, Any], owner: UUID) -> dict[str, bool]:
    """What was seen of an owner; of one who was not an owner when the case was accepted, nothing."""
    return {**kept_of(None), **kept["owners"].get(str(owner), {})}


def came_for(party: PartyRow, seen: dict[str, bool], agent: str) -> Came:
    """Who came for a party: itself, or the agent, of whom the name is known."""
    if seen["present"] and party.person.kind == "natural":
        return Came(party.role, party.person.id)
    return Came("lender_agent" if party.role == "lender" else "agent", None, agent)


def rule_party(role: str, party: PartyRow | None, seen: dict[str, bool]) -> Party:
    """A party as the rules ask about it."""
    organisation = party is not None and party.person.kind == "organisation"
    name = party.person.name_masked if party else ""
    return Party(
        role, name, organisation, seen["shown"], seen["valid"], seen["present"] and not organisation, seen["agent_identity"], seen["agent_letter"],
        seen.get("military", False), seen.get("garrison_proof", False),
    )  # fmt: skip
