"""A vehicle as it stands on a day, put together from its facts."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yitang.kernel import plate_number, vin
from yitang.kernel.text import identifier

KINDS = ("make", "owners", "registration", "certificate", "licence", "status", "scrap", "customs", "file", "pledge", "mortgages")


@dataclass(frozen=True, slots=True)
class Mortgage:
    """One mortgage as it is entered: who lends, which contract, since when, the serial of the entry."""

    lender_id: UUID
    contract: str
    since: date
    serial: str


@dataclass(frozen=True, slots=True)
class VehicleRow:
    """A vehicle. ``owners``: the first is the registered owner, the others own it with him. ``scrap_on``: end of the years of use, None = none.

    ``certificate``, ``licence``: the serials of 登记证书 and 行驶证, "" when none is recorded.
    """

    id: UUID
    vin: str
    plate: str
    plate_kind: str
    make: str
    large: bool
    owners: tuple[UUID, ...]
    registered_at: str
    certificate: str
    licence: str
    statuses: frozenset[str]
    scrap_on: date | None
    under_customs: bool
    file_consistent: bool
    pledged: bool
    mortgages: tuple[Mortgage, ...]


def key_of(text: str) -> tuple[str, str]:
    """What was typed, a VIN or a plate number: ``("vin", …)`` or ``("plate", …)``.

    Raises: VinInvalid for 12 signs and more, blanks not counted, else PlateNumberInvalid.
    """
    if len(identifier(text)) >= 12:
        return "vin", vin.parse(text).number
    return "plate", plate_number.parse(text).full


def vehicle_row(vehicle: dict[str, Any], facts: dict[str, dict[str, Any]]) -> VehicleRow:
    """Put a vehicle together from its row with the plate, and its current facts by kind."""
    of = facts.get
    make, scrap = facts["make"], of("scrap", {}).get("on")
    plate, plate_kind = vehicle["number"] or "", vehicle["kind"] or ""
    entered = of("mortgages", {}).get("mortgages", ())
    return VehicleRow(
        id=vehicle["id"], vin=vehicle["vin"], plate=plate, plate_kind=plate_kind, make=make["name"], large=make.get("large", False),
        owners=tuple(UUID(o) for o in facts["owners"]["owners"]), registered_at=facts["registration"]["office"],
        certificate=of("certificate", {}).get("serial", ""), licence=of("licence", {}).get("serial", ""),
        statuses=frozenset(of("status", {}).get("statuses", ())),
        scrap_on=date.fromisoformat(scrap) if scrap else None, under_customs=of("customs", {}).get("supervised", False),
        file_consistent=of("file", {}).get("consistent", True), pledged=of("pledge", {}).get("pledged", False),
        mortgages=tuple(Mortgage(UUID(m["lender"]), m["contract"], date.fromisoformat(m["since"]), m["serial"]) for m in entered),
    )  # fmt: skip
