"""Writing the offices."""

from uuid import UUID

from yitang.kernel.text import clean
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, new_id


def open_office(this: Act, code: str, name_zh: str, name_en: str) -> UUID:
    """The office of a city, on an installation that has none yet, inside the caller's act. Returns: its id.

    Raises: TextTooLong, TextHasControls.
    """
    office_id = new_id()
    execute(
        "INSERT INTO offices_office (id, code, kind, name_zh, name_en, address, phone) VALUES (%s, %s, 'city', %s, %s, '', '')",
        [office_id, clean(code, 20), clean(name_zh, 80), clean(name_en, 120)],
    )
    this.note({"office": office_id})
    return office_id
