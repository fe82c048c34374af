"""Front door of drivers."""

from yitang.registers.drivers.domain import Cycle, FactRow, LicenceRow
from yitang.registers.drivers.errors import LicenceChangedMeanwhile, NoLicence
from yitang.registers.drivers.operations import lock_licence, record_fact, register_licence, reissue, renew
from yitang.registers.drivers.queries import history, licence_of, serial_is_current

__all__ = [
    "Cycle", "FactRow", "LicenceChangedMeanwhile", "LicenceRow", "NoLicence", "history", "licence_of", "lock_licence", "record_fact",
    "register_licence", "reissue", "renew", "serial_is_current",
]  # fmt: skip
