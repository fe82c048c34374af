"""Staff are people of the register: an account is for a person, so that what one may not do for himself holds over all his accounts."""

from uuid import UUID

from yitang.kernel import citizen_id, clock
from yitang.kernel.text import identifier
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import lock
from yitang.platform.identity.public import Link, allow, make_account
from yitang.registers.people.operations import register_person
from yitang.registers.people.queries import id_of_number

OPEN = "people.open_staff_account"
MAKE = "identity.make_account"


def open_staff_account(viewer: Viewer, login: str, name: str, number: str) -> Link:
    """建账号: an account for the person with this identity number; who is not in the register yet comes in. Returns: the link, shown once.

    The answer is the same for a number that is known and for one that is not, and nothing of the register is shown.

    Raises: PostMayNot, CitizenIdInvalid, LoginWrong, LoginTaken, NameMissing, TextTooLong, TextHasControls.
    """
    allow(viewer, MAKE)
    with act(viewer, OPEN) as this:
        person = staff_person(this, name, number)
        this.on("person", person)
        return make_account(viewer, login, name, person)


def staff_person(this: Act, name: str, number: str) -> UUID:
    """The person with this identity number, registered if need be, within the caller's act. Two at once find one person.

    Raises: CitizenIdInvalid, TextTooLong, TextHasControls.
    """
    normal = citizen_id.parse(identifier(number)).number
    lock("people.number", normal)
    return id_of_number(normal) or register_person(this, "natural", name, normal, "", clock.today())
