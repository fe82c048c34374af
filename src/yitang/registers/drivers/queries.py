"""Reading licences. Callers have checked that the viewer's work concerns the person."""

from uuid import UUID

from yitang.platform.database.public import FactTable, row, rows
from yitang.registers.drivers.domain import FactRow, LicenceRow, licence_row
from yitang.registers.drivers.errors import NoLicence

FACTS = FactTable("drivers_fact", "licence_id")


def licence_of(person_id: UUID) -> LicenceRow:
    """The licence of a person as it stands.

    Raises: NoLicence.
    """
    found = row("SELECT id, person_id, archive_number FROM drivers_licence WHERE person_id = %s", [person_id])
    if found is None:
        raise NoLicence
    return licence_row(found, FACTS.current(found["id"]))


def history(licence_id: UUID) -> list[FactRow]:
    """Every fact of a licence, newest known first: what was true, and what we knew when."""
    return [FactRow(**r) for r in FACTS.history(licence_id)]


def serial_is_current(serial: str) -> bool | None:
    """Whether a licence document is the current one; None when the register never had it."""
    found = rows(
        "SELECT true_to IS NULL AND superseded_at IS NULL AS now FROM drivers_fact WHERE kind = 'document' AND value ->> 'serial' = %s",
        [serial],
    )
    return any(r["now"] for r in found) if found else None
