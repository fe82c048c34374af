"""So many codes an hour from one address are so many, however many ask together."""

from collections import Counter
from typing import Any

import pytest

from yitang.platform.database.public import execute, row
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity import codes
from yitang.platform.identity.public import CodeTooSoon, anonymous, make_code
from yitang.platform.policy.public import forget

HERE = "10.0.0.7"


@pytest.fixture
def three(city: dict[str, Any]) -> None:
    """Three codes an hour from one address."""
    execute("UPDATE policy_value SET value = '3' WHERE name = 'code.address_an_hour'")
    forget()


def ask(_n: int) -> str:
    phone = anonymous()[1]
    return make_code(phone, "sign_in", None, HERE)


def test_those_that_ask_together_are_three_and_without_the_lock_as_many_as_ask(three: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as unguarded:
        unguarded.setattr(codes, "lock", lambda *_: None)
        unguarded.setattr(codes, "row", Meeting(8).after(row))
        assert CodeTooSoon.code not in together(8, ask), "guard off: all read before any is counted"
    execute("DELETE FROM identity_attempt")
    found = Counter("code" if one != CodeTooSoon.code else one for one in together(8, ask))
    assert found == {"code": 3, CodeTooSoon.code: 5}
