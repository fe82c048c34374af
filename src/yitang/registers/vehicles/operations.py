"""Writing vehicles, always inside the act of a case."""

from datetime import date
from typing import Any
from uuid import UUID

from yitang.platform.audit.public import Act
from yitang.platform.database.public import FactWrittenMeanwhile, execute, new_id, row
from yitang.registers.vehicles.domain import Mortgage
from yitang.registers.vehicles.errors import MortgageEnded, NoSuchVehicle, VehicleChangedMeanwhile
from yitang.registers.vehicles.queries import FACTS, vehicle


def register_vehicle(this: Act, vin: str, plate: tuple[str, str], facts: dict[str, dict[str, Any]], true_from: date) -> UUID:
    """A vehicle with its first plate (kind, number) and facts, inside the caller's act. Returns: its id."""
    vehicle_id = new_id()
    execute("INSERT INTO vehicles_vehicle (id, vin) VALUES (%s, %s)", [vehicle_id, vin])
    execute(
        "INSERT INTO vehicles_plate (id, vehicle_id, kind, number, true_from, known_at, act_id) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [new_id(), vehicle_id, *plate, true_from, this.at, this.id],
    )
    for kind, value in facts.items():
        FACTS.first(vehicle_id, kind, value, true_from, this.at, this.id)
    return vehicle_id


def record_vehicle_fact(this: Act, vehicle_id: UUID, kind: str, value: dict[str, Any], true_from: date) -> None:
    """From a day on something else is true, in the caller's act.

    Raises: VehicleChangedMeanwhile when another act did the same at the same time.
    """
    lock_vehicle(vehicle_id)
    try:
        FACTS.record(vehicle_id, kind, value, true_from, this.at, this.id)
    except FactWrittenMeanwhile as fault:
        raise VehicleChangedMeanwhile from fault


def lock_vehicle(vehicle_id: UUID) -> None:
    """Hold a vehicle to the end of the caller's act: of two acts on it the second waits and then reads what the first wrote.

    Raises: NoSuchVehicle.
    """
    if row("SELECT 1 AS there FROM vehicles_vehicle WHERE id = %s FOR UPDATE", [vehicle_id]) is None:
        raise NoSuchVehicle


def enter_mortgage(this: Act, vehicle_id: UUID, lender_id: UUID, contract: str, serial: str, on: date) -> None:
    """Sign a mortgage on the registration certificate (R164 Art.32); it stands after those entered before it.

    Raises: NoSuchVehicle, VehicleChangedMeanwhile.
    """
    lock_vehicle(vehicle_id)
    standing = (*vehicle(vehicle_id).mortgages, Mortgage(lender_id, contract, on, serial))
    execute("INSERT INTO vehicles_mortgage_entry (serial, vehicle_id, act_id) VALUES (%s, %s, %s)", [serial, vehicle_id, this.id])
    _record_mortgages(this, vehicle_id, standing, on)


def _record_mortgages(this: Act, vehicle_id: UUID, standing: tuple[Mortgage, ...], on: date) -> None:
    entries = [{"lender": str(m.lender_id), "contract": m.contract, "since": m.since.isoformat(), "serial": m.serial} for m in standing]
    record_vehicle_fact(this, vehicle_id, "mortgages", {"mortgages": entries}, on)


def release_mortgage(this: Act, vehicle_id: UUID, entry: str, serial: str, on: date) -> None:
    """Sign on the registration certificate that a mortgage has ended (R164 Art.33); those entered after it move up.

    ``entry``: the serial of the mortgage's own entry, ``serial``: that of the release.
    Raises: MortgageEnded, also when another act released it at the same time; NoSuchVehicle, VehicleChangedMeanwhile.
    """
    lock_vehicle(vehicle_id)
    standing = vehicle(vehicle_id).mortgages
    if entry not in {m.serial for m in standing}:
        raise MortgageEnded
    written = execute(
        "INSERT INTO vehicles_mortgage_entry (serial, vehicle_id, act_id, releases) VALUES (%s, %s, %s, %s) ON CONFLICT (releases) DO NOTHING",
        [serial, vehicle_id, this.id, entry],
    )
    if not written:
        raise MortgageEnded
    _record_mortgages(this, vehicle_id, tuple(m for m in standing if m.serial != entry), on)


def reissue_vehicle_licence(this: Act, vehicle_id: UUID, serial: str, why: str, on: date) -> None:
    """A vehicle licence (行驶证) in the place of the one before, which is void from that day (R164 Art.52). ``why``: ``lost`` or ``damaged``.

    Raises: NoSuchVehicle, VehicleChangedMeanwhile.
    """
    record_vehicle_fact(this, vehicle_id, "licence", {"serial": serial, "why": why}, on)
