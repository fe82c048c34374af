"""Front door of vehicles."""

from yitang.registers.vehicles.correcting import FactRow, correct_vehicle_fact, fact_now, facts_by_ids, licences_now
from yitang.registers.vehicles.domain import Mortgage, VehicleRow
from yitang.registers.vehicles.errors import MortgageEnded, NoSuchVehicle, SeveralVehicles, VehicleChangedMeanwhile
from yitang.registers.vehicles.operations import enter_mortgage, lock_vehicle, record_vehicle_fact, register_vehicle, reissue_vehicle_licence, release_mortgage
from yitang.registers.vehicles.queries import entry_is_current, facts_over_time, find_vehicle, release_stands, vehicle, vehicle_licence_is_current

__all__ = [
    "FactRow", "correct_vehicle_fact", "fact_now", "facts_by_ids", "licences_now",
    "Mortgage", "MortgageEnded", "NoSuchVehicle", "SeveralVehicles", "VehicleChangedMeanwhile", "VehicleRow", "enter_mortgage", "entry_is_current",
    "facts_over_time", "find_vehicle", "lock_vehicle", "record_vehicle_fact", "register_vehicle", "reissue_vehicle_licence", "release_mortgage",
    "release_stands", "vehicle", "vehicle_licence_is_current",
]  # fmt: skip
