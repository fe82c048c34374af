"""Front door of vehicles."""

from yitang.registers.vehicles.domain import Mortgage, VehicleRow
from yitang.registers.vehicles.errors import NoSuchVehicle, SeveralVehicles, VehicleChangedMeanwhile
from yitang.registers.vehicles.operations import enter_mortgage, lock_vehicle, record_vehicle_fact, register_vehicle
from yitang.registers.vehicles.queries import entry_is_current, facts_over_time, find_vehicle, vehicle

__all__ = [
    "Mortgage", "NoSuchVehicle", "SeveralVehicles", "VehicleChangedMeanwhile", "VehicleRow", "enter_mortgage", "entry_is_current", "facts_over_time",
    "find_vehicle", "lock_vehicle", "record_vehicle_fact", "register_vehicle", "vehicle",
]  # fmt: skip
