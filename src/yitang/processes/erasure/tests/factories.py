"""The two people of an erasure, signed in with a second factor of this minute, and somebody whom the log speaks of."""

from uuid import UUID, uuid4

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import row
from yitang.platform.identity.public import viewer_of
from yitang.platform.identity.sessions import begin
from yitang.processes.erasure.public import ask_erasure
from yitang.registers.people.public import register_person
from yitang.registers.people.tests.factories import SINCE, number


def staff(login: str) -> Viewer:
    """A member of the demo city's staff, signed in."""
    found = row("SELECT a.id, p.id AS post FROM identity_account a JOIN identity_post p ON p.account_id = a.id WHERE a.login = %s", [login])
    assert found
    viewer = viewer_of(begin("two_factor", found["id"], found["post"], None, None, None)[0])
    assert viewer
    return viewer


def spoken_of(n: int = 1, secret: str = "住在花园路三号") -> tuple[UUID, UUID]:
    """Somebody of the register, and an act that says a secret about him. Returns: the person, the act's row."""
    with act(Viewer.system(), "test.register") as this:
        person = register_person(this, "natural", "欧阳测试", number(n), "", SINCE)
    with act(Viewer(account_id=uuid4(), post="clerk", level="two_factor"), "test.visit") as this:
        this.about(person)
        this.note({"said": secret})
    return person, this.id


def waits_to_be_erased(n: int = 1) -> UUID:
    """Somebody about whom the reviewer has asked. Returns: the request."""
    spoken_of(n)
    return ask_erasure(staff("r01"), number(n), "consent", "书面申请")
