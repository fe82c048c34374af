"""How a citizen signs in: a code to the registered phone. Nothing here depends on whether the number that was typed is anybody's."""

from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import lock
from yitang.platform.identity.public import Place, allow, confirm_code, make_code, may
from yitang.platform.keys.public import blind_index
from yitang.platform.notices.public import send
from yitang.platform.policy.public import value
from yitang.registers.people.access import CODE
from yitang.registers.people.domain import kind_and_number
from yitang.registers.people.queries import id_of_number, phone_for_notice

PURPOSE = "sign_in"


def ask_for_code(viewer: Viewer, text: str, address: str, solution: str = "") -> None:
    """Send a code to the phone that is registered for this number, if there is one. The same answer, statements and ciphers in
    every case (X24, X25): for nobody, a code is made that never works and a notice is written that never goes out.

    The lock is by the number that was typed, not by the person, so that waiting tells nothing either; held to the commit.

    Raises: CitizenIdInvalid, CreditCodeInvalid for what cannot be a number; CodeTooSoon for what this phone did too often; PuzzleNeeded.
    """
    allow(viewer, CODE)
    _, number = kind_and_number(text)
    with act(viewer, CODE) as this:
        may(viewer, CODE, Place(session_ids=frozenset((viewer.session_id,) if viewer.session_id else ())))
        lock("people.code", blind_index("id", number).hex())
        person_id = id_of_number(number)
        phone = phone_for_notice(person_id)
        code = make_code(viewer, PURPOSE, person_id if phone else None, address, solution)
        minutes = round(value("code.lives_s") / 60)
        send(this, person_id, phone if code else None, "sign_in_code", {"code": code or "-", "minutes": minutes}, f"sign_in_code:{this.id}")
        this.on("session", viewer.session_id)


def sign_in_by_code(viewer: Viewer, code: str) -> tuple[str, UUID]:
    """Use the code; the session rises to level ``code``. Returns: the new cookie and the person.

    Raises: CodeWrong, in the same words whatever was wrong.
    """
    return confirm_code(viewer, PURPOSE, code)
