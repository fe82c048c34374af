"""Reading vehicles: found only by an exact number, each look recorded."""

from typing import Any
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import look
from yitang.platform.database.public import FactTable, row, rows, transaction
from yitang.platform.identity.public import allow
from yitang.registers.people.public import miss, stop_after_misses
from yitang.registers.vehicles.access import FIND
from yitang.registers.vehicles.domain import VehicleRow, key_of, vehicle_row
from yitang.registers.vehicles.errors import NoSuchVehicle, SeveralVehicles

FACTS = FactTable("vehicles_fact", "vehicle_id")
WHERE = {"vin": "v.vin = %s", "plate": "p.number = %s"}
VEHICLE = """
SELECT v.id, v.vin, p.kind, p.number FROM vehicles_vehicle v
LEFT JOIN vehicles_plate p ON p.vehicle_id = v.id AND p.true_to IS NULL WHERE
"""


def _row(found: dict[str, Any]) -> VehicleRow:
    return vehicle_row(found, FACTS.current(found["id"]))


def vehicle(vehicle_id: UUID) -> VehicleRow:
    """One vehicle; the caller has checked that the viewer's work concerns it.

    Raises: NoSuchVehicle.
    """
    found = row(f"{VEHICLE} v.id = %s", [vehicle_id])
    if found is None:
        raise NoSuchVehicle
    return _row(found)


def find_vehicle(viewer: Viewer, text: str, purpose: str) -> VehicleRow:
    """Staff look for a vehicle by exact plate number or VIN, for a stated purpose; each hit is a recorded look.

    Raises: PlateNumberInvalid, VinInvalid, PostMayNot, ReasonNeeded, TooManyMisses, NoSuchVehicle, SeveralVehicles.
    """
    allow(viewer, FIND)
    stop_after_misses(viewer, purpose)
    kind, number = key_of(text)
    found = rows(f"{VEHICLE} {WHERE[kind]} LIMIT 2", [number])
    if not found:
        miss(viewer)
        raise NoSuchVehicle
    if len(found) > 1:
        raise SeveralVehicles
    with transaction():
        look(viewer, "vehicle", found[0]["id"], purpose)
        return _row(found[0])


def entry_is_current(serial: str) -> bool | None:
    """Whether a mortgage entry still stands; None when the register never had it (dates are public, R164 Art.35)."""
    found = row("SELECT vehicle_id FROM vehicles_mortgage_entry WHERE serial = %s", [serial])
    return any(m.serial == serial for m in vehicle(found["vehicle_id"]).mortgages) if found else None


def release_stands(serial: str) -> bool | None:
    """Whether a mortgage was released by this entry; None when the register never had it. What has ended stays ended."""
    return True if row("SELECT 1 AS there FROM vehicles_mortgage_entry WHERE serial = %s AND releases IS NOT NULL", [serial]) else None


def vehicle_licence_is_current(serial: str) -> bool | None:
    """Whether a vehicle licence is the current one; None when the register never had it."""
    found = rows(
        "SELECT true_to IS NULL AND superseded_at IS NULL AS now FROM vehicles_fact WHERE kind = 'licence' AND value ->> 'serial' = %s",
        [serial],
    )
    return any(r["now"] for r in found) if found else None


def facts_over_time(vehicle_id: UUID, kind: str) -> list[dict[str, Any]]:
    """Every fact of a kind, newest known first: what was true and what we knew when."""
    return FACTS.history(vehicle_id, kind)
