"""The part of the day in which two people erase what the log says about somebody; each act cut off everywhere like the others."""

from uuid import UUID

from tests.proofs.administrators import Cutting
from yitang.platform.database.public import row
from yitang.processes.erasure.public import ask_erasure, confirm_erasure, refuse_erasure
from yitang.processes.erasure.tests.factories import spoken_of, staff
from yitang.registers.people.tests.factories import number


def erasures_of(day: Cutting) -> None:
    """Asked and refused, asked again and confirmed."""
    spoken_of(1)
    asker, chief = staff("r01"), staff("chief")
    day.do("erasure.operations.ask_erasure", lambda: ask_erasure(asker, number(1), "consent", "书面申请"))
    day.do("erasure.operations.refuse_erasure", lambda: refuse_erasure(chief, waiting(), "不是本人"))
    second = ask_erasure(asker, number(1), "consent", "书面申请")
    day.do("erasure.operations.confirm_erasure", lambda: confirm_erasure(chief, second, "已核对"))


def waiting() -> UUID:
    """The request that waits."""
    found = row("SELECT id FROM erasure_request WHERE state = 'waiting'")
    assert found
    request: UUID = found["id"]
    return request
