"""People who do not exist: numbers that are right by their check digit and belong to nobody."""

from datetime import date
from uuid import UUID, uuid4

from yitang.kernel.citizen_id import check_digit
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.identity.sessions import begin
from yitang.registers.people.public import register_person

SINCE = date(2010, 1, 1)


def number(n: int = 1, born: str = "19800203") -> str:
    """An 18-digit number of an area code that is given to nobody."""
    body = f"990000{born}{n:03d}"
    return body + check_digit(body)


def somebody(n: int = 1, name: str = "欧阳测试", phone: str = "13900000001", kind: str = "natural") -> UUID:
    """A person in the register."""
    with act(Viewer.system(), "test.register") as this:
        return register_person(this, kind, name, number(n), phone, SINCE)


def clerk() -> Viewer:
    """A clerk of no particular office, with a session that has just proved its second factor."""
    _, session = begin("two_factor")
    return Viewer(uuid4(), uuid4(), "clerk", uuid4(), uuid4(), uuid4(), session_id=session, level="two_factor")
