"""Reading the forms of the administrators."""

from datetime import date
from uuid import UUID

from django.http import QueryDict

from yitang.platform.identity.public import Asked
from yitang.portals.frame.fields import FieldWrong, optional_uuid, uuid_field
from yitang.registers.offices.public import halls, offices

MOST = 400


def asked_of(said: QueryDict) -> Asked:
    """What a grant is asked for: an office that there is, and one of its halls or none.

    Raises: FieldWrong.
    """
    office_id, hall_id = _uuid(said, "office", "单位"), optional_uuid(said, "hall")
    if office_id not in {one.id for one in offices()}:
        raise FieldWrong(name="单位")
    if hall_id is not None and hall_id not in {one.id for one in halls(office_id)}:
        raise FieldWrong(name="大厅")
    begins = day_of(said, "from_on", "从哪天")
    if begins is None:
        raise FieldWrong(name="从哪天")
    return Asked(said.get("post", ""), said.get("service", ""), office_id, hall_id, begins, day_of(said, "to_on", "到哪天"), said.get("reason", "")[:MOST])


def day_of(said: QueryDict, name: str, zh: str) -> date | None:
    """A day that may be left empty.

    Raises: FieldWrong.
    """
    text = said.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as fault:
        raise FieldWrong(name=zh) from fault


def _uuid(said: QueryDict, name: str, zh: str) -> UUID:
    try:
        return uuid_field(said, name)
    except FieldWrong as fault:
        raise FieldWrong(name=zh) from fault


def page_of(said: QueryDict) -> int:
    """Which page of a list, counted from 0; what is no number is the first."""
    text = said.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
