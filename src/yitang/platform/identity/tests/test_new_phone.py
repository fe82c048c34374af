"""One-time codes on another phone: the new seed counts from its first right code on, and the old one until then."""

import time
from datetime import timedelta
from typing import Any

import pytest
from pyotp import TOTP

from yitang.kernel import clock
from yitang.platform.database.public import execute, row
from yitang.platform.database.tests.races import together
from yitang.platform.identity import totp
from yitang.platform.identity.errors import FirstCodeWrong
from yitang.platform.identity.public import (
    Proof,
    ProofFailed,
    SignInFailed,
    TooManyTries,
    confirm_one_time_codes,
    make_recovery_codes,
    prepare_one_time_codes,
    sign_in,
    viewer_of,
)
from yitang.platform.identity.sign_in import TYPING_S
from yitang.platform.identity.tests.test_identity import enter
from yitang.platform.identity.tests.test_security_keys import inside, proof
from yitang.platform.keys.public import unwrap

pytestmark = pytest.mark.usefixtures("fresh_step")


def code_of(seed: str) -> str:
    """The code that a phone with this seed shows now; near the end of its thirty seconds the next one, as a person waits for it."""
    while totp.STEP_S - clock.real_now().timestamp() % totp.STEP_S < TYPING_S:
        time.sleep(0.2)
    return TOTP(seed).at(clock.real_now())


def seeds() -> Any:
    return row("SELECT totp_cipher, totp_next_cipher, totp_step FROM identity_account WHERE login = 'c03'")


def test_a_new_phone_counts_from_its_first_code_on_and_the_old_one_until_then(city: dict[str, Any]) -> None:
    who, password = inside(city), city["accounts"]["c03"]["password"]
    codes = make_recovery_codes(who, proof(city))
    before = seeds()
    with pytest.raises(ProofFailed):
        prepare_one_time_codes(who, Proof("guess", codes[0]))
    assert seeds() == before
    seed = prepare_one_time_codes(who, Proof(password, codes[0]))
    assert seed.encode() not in bytes(seeds()["totp_next_cipher"])
    assert viewer_of(enter(city)), "the old phone still counts"
    waiting = seeds()
    for wrong in ("000000", TOTP(seed).at(clock.real_now() + timedelta(hours=1)), ""):
        with pytest.raises(FirstCodeWrong):
            confirm_one_time_codes(who, wrong)
    assert seeds() == waiting
    first = code_of(seed)
    confirm_one_time_codes(who, first)
    assert seeds()["totp_next_cipher"] is None
    with pytest.raises(SignInFailed):
        sign_in("c03", password, first, "10.0.0.1")
    assert viewer_of(enter(city)), "the codes of the new seed count"
    assert who.account_id
    old = TOTP(unwrap(before["totp_cipher"], totp.bound(who.account_id)).decode())
    with pytest.raises(SignInFailed):
        sign_in("c03", password, old.at(clock.real_now()), "10.0.0.1")
    assert row("SELECT count(*)::int AS n FROM audit_row WHERE act LIKE 'identity.%%one_time_codes'") == {"n": 2}


def test_the_first_code_sent_twice_at_once_is_taken_once(city: dict[str, Any]) -> None:
    who = inside(city)
    seed = prepare_one_time_codes(who, proof(city))
    execute("DELETE FROM identity_attempt")
    first = code_of(seed)
    assert sorted(map(str, together(2, lambda _: confirm_one_time_codes(who, first)))) == ["None", "first_code_wrong"]

    # No seed waits any more: no code is the first, and guessing is paused.
    execute("DELETE FROM identity_attempt")
    for _ in range(5):
        with pytest.raises(FirstCodeWrong):
            confirm_one_time_codes(who, "000000")
    with pytest.raises(TooManyTries):
        confirm_one_time_codes(who, "000000")
