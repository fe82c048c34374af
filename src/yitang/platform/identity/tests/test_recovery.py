"""Recovery codes: ten, shown once, each in place of one second factor, once; the holder hears of it."""

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest

from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity import factors, recovery
from yitang.platform.identity.public import (
    PostMayNot,
    Proof,
    ProofFailed,
    SignInFailed,
    WindowSessionElsewhere,
    anonymous,
    make_recovery_codes,
    own_account,
    sign_in,
    viewer_of,
)
from yitang.platform.identity.tests.test_identity import enter
from yitang.platform.identity.tests.test_security_keys import inside, proof, state
from yitang.platform.jobs.worker import entries
from yitang.platform.keys.public import digest_token
from yitang.registers.people.public import set_phone, tell_staff

pytestmark = pytest.mark.usefixtures("fresh_step")
HERE = "10.0.0.1"


def by_code(city: dict[str, Any], code: str, login: str = "c03", **more: Any) -> str:
    return sign_in(login, city["accounts"][login]["password"], code, HERE, **more)


def test_ten_codes_are_kept_as_digests_and_each_signs_in_once_with_the_password_as_people_type_it(city: dict[str, Any]) -> None:
    codes = make_recovery_codes(inside(city), proof(city))
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([A-Z2-7]{4}-){5}[A-Z2-7]{4}", code) for code in codes)
    kept = {bytes(one["code_digest"]) for one in rows("SELECT code_digest FROM identity_recovery")}
    assert kept == {digest_token(code.replace("-", "")) for code in codes}
    assert viewer_of(by_code(city, codes[0]))
    for used in (codes[0], codes[0].replace("-", "")):
        with pytest.raises(SignInFailed):
            by_code(city, used)
    typed = codes[1].lower().replace("-", " ").replace("o", "0").replace("i", "1").replace("b", "8")
    found = viewer_of(by_code(city, f" {typed} "))
    assert found
    assert found.level == "two_factor"
    assert own_account(found).recovery_left == 8
    for password, code in (("guess", codes[2]), (city["accounts"]["c03"]["password"], codes[2][:-1]), (city["accounts"]["c03"]["password"], "A" * 24)):
        with pytest.raises(SignInFailed):
            sign_in("c03", password, code, HERE)
    with pytest.raises(SignInFailed):
        by_code(city, codes[3], "c05")
    assert own_account(found).recovery_left == 8


def test_a_code_used_many_times_at_once_counts_once_and_without_the_guard_many_times(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    codes = make_recovery_codes(inside(city), proof(city))
    execute("UPDATE policy_value SET value = '100' WHERE name = 'sign_in.failures'")
    monkeypatch.setattr("yitang.platform.identity.sign_in.fitting", Meeting(4).after(factors.fitting))
    with monkeypatch.context() as unguarded:
        unguarded.setattr(recovery, "use", lambda *_: True)
        assert together(4, lambda _: len(by_code(city, codes[0]))) == [43] * 4, "guard off: all read it unused before any has used it"
    monkeypatch.setattr("yitang.platform.identity.sign_in.fitting", Meeting(4).after(factors.fitting))
    assert Counter(map(str, together(4, lambda _: len(by_code(city, codes[1]))))) == {"43": 1, "sign_in_failed": 3}


def test_new_codes_void_the_old_and_need_password_and_second_factor_anew(city: dict[str, Any]) -> None:
    who = inside(city)
    old = make_recovery_codes(who, proof(city))
    before = state()
    for wrong in (Proof("guess", old[0]), Proof(city["accounts"]["c03"]["password"], "000000")):
        with pytest.raises(ProofFailed):
            make_recovery_codes(who, wrong)
    assert state() == before
    new = make_recovery_codes(who, Proof(city["accounts"]["c03"]["password"], old[0]))
    with pytest.raises(SignInFailed):
        by_code(city, old[1])
    assert viewer_of(by_code(city, new[0]))
    with pytest.raises(PostMayNot):
        make_recovery_codes(anonymous()[1], Proof(""))

    # Who is asked to confirm has not used his code up.
    windows = [one["id"] for one in rows("SELECT id FROM offices_window WHERE hall_id = %s ORDER BY number LIMIT 2", [city["hall"]])]
    enter(city, window_id=windows[0])
    with pytest.raises(WindowSessionElsewhere):
        by_code(city, new[1], window_id=windows[1])
    assert viewer_of(by_code(city, new[1], window_id=windows[1], take_over=True))


def test_the_use_of_a_code_is_in_the_log_and_goes_to_the_holders_phone_once(city: dict[str, Any]) -> None:
    who = inside(city)
    codes = make_recovery_codes(who, proof(city))
    assert who.person_id
    set_phone(who.person_id, "10000000077", date(2026, 11, 1))
    execute("DELETE FROM jobs_job")
    by_code(city, codes[0])
    logged = rows("SELECT id FROM audit_row WHERE act = 'identity.sign_in' ORDER BY id DESC")
    asked = rows("SELECT key, name, act_id FROM jobs_job")
    assert asked == [{"key": f"people:tell_staff:{logged[0]['id']}", "name": "people:tell_staff", "act_id": logged[0]["id"]}]
    assert "people:tell_staff" in entries()
    for _ in range(2):
        tell_staff(str(who.person_id), "recovery_used", "one")
    assert [(one["phone_masked"], one["state"]) for one in rows("SELECT phone_masked, state FROM notices_notice")] == [("100****0077", "queued")]
    execute("DELETE FROM jobs_job")
    enter(city)
    assert row("SELECT 1 AS yes FROM jobs_job WHERE name = 'people:tell_staff'") is None, "a one-time code is nothing to tell"
