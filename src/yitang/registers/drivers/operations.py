"""Writing licences, always inside the act of a case."""

from datetime import date
from typing import Any
from uuid import UUID

from yitang.platform.audit.public import Act
from yitang.platform.database.public import FactWrittenMeanwhile, execute, new_id, row
from yitang.registers.drivers.errors import LicenceChangedMeanwhile, NoLicence
from yitang.registers.drivers.queries import FACTS


def register_licence(this: Act, person_id: UUID, archive_number: str, facts: dict[str, dict[str, Any]], true_from: date) -> UUID:
    """A licence with its first facts, inside the caller's act. Returns: its id."""
    licence_id = new_id()
    execute("INSERT INTO drivers_licence (id, person_id, archive_number) VALUES (%s, %s, %s)", [licence_id, person_id, archive_number])
    for kind, value in facts.items():
        FACTS.first(licence_id, kind, value, true_from, this.at, this.id)
    return licence_id


def record_fact(this: Act, licence_id: UUID, kind: str, value: dict[str, Any], true_from: date) -> None:
    """From a day on something else is true, in the caller's act.

    Raises: LicenceChangedMeanwhile when another act did the same at the same time.
    """
    lock_licence(licence_id)
    try:
        FACTS.record(licence_id, kind, value, true_from, this.at, this.id)
    except FactWrittenMeanwhile as fault:
        raise LicenceChangedMeanwhile from fault


def lock_licence(licence_id: UUID) -> None:
    """Hold a licence to the end of the caller's act: of two acts on it the second waits and then reads what the first wrote.

    Raises: NoLicence.
    """
    if row("SELECT 1 AS there FROM drivers_licence WHERE id = %s FOR UPDATE", [licence_id]) is None:
        raise NoLicence


def renew(this: Act, licence_id: UUID, serial: str, years: int, valid_from: date, valid_until: date | None, office: str, on: date) -> None:
    """The renewed term and the new document of a licence (R162 Art.62, 68)."""
    until = valid_until.isoformat() if valid_until else None
    record_fact(this, licence_id, "term", {"from": valid_from.isoformat(), "until": until, "years": years, "office": office}, on)
    record_fact(this, licence_id, "document", {"serial": serial}, on)


def reissue(this: Act, licence_id: UUID, serial: str, why: str, on: date, office: str | None = None) -> None:
    """A document in the place of the one before, which is void from that day (R162 Art.69): the term runs on.

    ``why``: ``lost``, ``damaged`` or ``data``; ``office``: where the licence moves to when this is not the place of issue (R162 Art.64, 70).
    Raises: NoLicence, LicenceChangedMeanwhile.
    """
    if office:
        lock_licence(licence_id)
        record_fact(this, licence_id, "term", {**FACTS.current(licence_id)["term"], "office": office}, on)
    record_fact(this, licence_id, "document", {"serial": serial, "why": why}, on)
