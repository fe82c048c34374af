"""A fact that was wrong from the beginning: it is known to be wrong since now, and the right one has been true since the same day (law 8)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yitang.platform.audit.public import Act
from yitang.platform.database.public import FactWrittenMeanwhile
from yitang.registers.vehicles.errors import VehicleChangedMeanwhile
from yitang.registers.vehicles.operations import lock_vehicle
from yitang.registers.vehicles.queries import FACTS


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact of a vehicle, with the act that wrote it."""

    id: UUID
    kind: str
    value: dict[str, Any]
    true_from: date
    act_id: UUID


def fact_now(vehicle_id: UUID, kind: str) -> FactRow | None:
    """The current fact of a kind; the caller has checked that the viewer's work concerns the vehicle."""
    found = FACTS.entry(vehicle_id, kind)
    return FactRow(**found) if found else None


def facts_by_ids(fact_ids: list[UUID]) -> dict[UUID, FactRow]:
    """Facts by their ids, whether they still stand or not."""
    return {r["id"]: FactRow(**r) for r in FACTS.by_ids(fact_ids)}


def licences_now(vehicle_ids: list[UUID]) -> dict[UUID, str]:
    """The serials of the vehicle licences that are current."""
    return {vehicle_id: value["serial"] for vehicle_id, value in FACTS.current_of_many(vehicle_ids, "licence").items()}


def correct_vehicle_fact(this: Act, vehicle_id: UUID, kind: str, value: dict[str, Any]) -> None:
    """Put the right value in the place of a wrong one, in the caller's act: both remain readable.

    Raises: NoSuchVehicle, VehicleChangedMeanwhile.
    """
    lock_vehicle(vehicle_id)
    try:
        FACTS.correct(vehicle_id, kind, value, this.at, this.id)
    except FactWrittenMeanwhile as fault:
        raise VehicleChangedMeanwhile from fault
