"""A correction of a name, number or phone that stands wrong in the register, at the person's own request: former values are closed, none is overwritten."""

import re
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.text import identifier
from yitang.platform.audit.public import Act
from yitang.registers.people.changing import make_change, propose_change
from yitang.registers.people.errors import PhoneInvalid
from yitang.registers.people.operations import set_phone

# A mobile number of the mainland: eleven digits, the first a 1.
PHONE = re.compile(r"1\d{10}")


def correct_person(this: Act, person_id: UUID, field: str, right: str) -> None:
    """The register has the right ``name``, ``number`` or ``phone`` from today on, in the caller's act.

    Raises: CitizenIdInvalid, NumberTaken, PhoneInvalid, TextTooLong, TextHasControls, NobodyFound; ValueError for another field.
    """
    on = clock.local(this.at).date()
    if field == "phone":
        if not PHONE.fullmatch(identifier(right)):
            raise PhoneInvalid
        set_phone(person_id, right, on)
    elif field in ("name", "number"):
        made = propose_change(this, person_id, right if field == "name" else "", right if field == "number" else "")
        make_change(this, made, on)
    else:
        raise ValueError(field)
