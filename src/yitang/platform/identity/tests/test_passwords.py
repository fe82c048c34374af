"""Passwords: what each profile lets through, changing one's own, and a session that is good for nothing else when the password is too old."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yitang.kernel import clock
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity import factors, passwords
from yitang.platform.identity.domain import held_word, kinds_of, too_common
from yitang.platform.identity.errors import (
    PasswordHoldsWord,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooPlain,
    PasswordTooShort,
    PasswordUnchanged,
)
from yitang.platform.identity.public import (
    NotYours,
    Proof,
    ProofFailed,
    SignInFailed,
    alive,
    anonymous,
    change_password,
    code_for,
    end_own,
    sign_in,
    viewer_of,
)
from yitang.platform.identity.tests.test_identity import enter
from yitang.platform.identity.tests.test_security_keys import inside, proof, state
from yitang.platform.keys.public import hash_password
from yitang.platform.policy.public import forget
from yitang.registers.offices.public import place_words

pytestmark = pytest.mark.usefixtures("fresh_step")
NEW = "correct horse battery"


def setting(name: str, value: object) -> None:
    """Another value of policy, from now on."""
    execute("UPDATE policy_value SET value = %s::jsonb WHERE name = %s", [json.dumps(value), name])
    forget()


def refused(new: str, words: tuple[str, ...] = ()) -> str:
    """By which name a password is refused; nothing when it may be chosen."""
    try:
        passwords.fit(new, words)
    except (PasswordTooShort, PasswordTooLong, PasswordTooPlain, PasswordTooCommon, PasswordHoldsWord) as refusal:
        return refusal.code
    return ""


def test_what_each_profile_lets_through(city: dict[str, Any]) -> None:
    words, long = place_words(), "kmqwpvzt" * 15
    assert {"演示市", "演示", "yanshishi", "yanshi", "Demo"} <= set(words)
    for new, said in (
        ("x7kkkkkmqw pvz", "password_too_short"), (NEW, ""), (f"x7{long}abcdef", ""), (f"x7{long}abcdefg", "password_too_long"),
        ("雨下得很大我们都没有带伞回家晚了", ""), ("no capitals no digits", ""), ("😀 nobody guesses 😀", ""),
        ("password123456789", "password_too_common"), ("iloveyou!!!!!!!!!", "password_too_common"), ("123456789012345", "password_too_common"),
        ("qwertyqwertyqwerty", "password_too_common"), ("aaaaaaaaaaaaaaaaaa", "password_too_common"), (" " * 20, "password_too_common"),
        ("my yanshi shi is mine", "password_holds_word"), ("雨下得很大演示市没有带伞回家晚了", "password_holds_word"),
        ("ＹＩＴＡＮＧ is quite good", "password_holds_word"), ("the Reviewer sits there", "password_holds_word"),
    ):  # fmt: skip
        assert refused(new, words) == said, new
    assert len(passwords.common_passwords()) > 15_000
    setting("password.asvs_least", 8)
    assert refused("x7k mqwp") == ""
    setting("password.forbidden_words", ["川S"])
    assert refused("horse 川s battery staple") == "password_holds_word"

    setting("password.profile", "dengbao")
    for new, said in (
        ("Kmqw7 pvzt", "password_too_short"), ("kmqwpvzt7wrx", "password_too_plain"), ("Kmqwpvzt7wrx", ""), ("kmqwpvzt7wr!", ""),
        ("Password1234", "password_too_common"), ("KMQWPVZT!WRX", "password_too_plain"),
    ):  # fmt: skip
        assert refused(new) == said, new
    assert {r["name"]: r["verified"] for r in rows("SELECT name, verified FROM policy_value WHERE name LIKE 'password.dengbao%%'")} == {
        "password.dengbao_least": False, "password.dengbao_kinds": False, "password.dengbao_days": False,
    }  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Mn", "Mc", "Me"]), max_size=140))
def test_whatever_is_typed_is_looked_at_without_a_fault_and_a_list_finds_its_own(said: str) -> None:
    assert 0 <= kinds_of(said) <= 4
    assert too_common(said, frozenset()) in (True, False)
    assert too_common(f"dragon{''.join(one for one in said if one.isdigit())}", frozenset({"dragon"}))
    assert held_word(f"{said}Dragon{said}", ["x" * 400, "dRAGON"]) == "dRAGON"


def test_changing_ends_the_other_sessions_and_keeps_this_one(city: dict[str, Any]) -> None:
    elsewhere, here = enter(city), enter(city)
    who, stranger = viewer_of(here), enter(city, "c05")
    assert who
    change_password(who, proof(city), NEW, place_words())
    assert viewer_of(elsewhere) is None
    assert viewer_of(here)
    assert viewer_of(stranger)
    with pytest.raises(SignInFailed):
        enter(city)
    city["accounts"]["c03"]["password"] = NEW
    assert viewer_of(enter(city))
    logged = row("SELECT thing_kind, thing_id FROM audit_row WHERE act = 'identity.change_password'")
    assert logged == {"thing_kind": "account", "thing_id": str(who.account_id)}
    assert row("SELECT count(*)::int AS n FROM jobs_job WHERE name = 'people:tell_staff'") == {"n": 1}


def test_a_refused_change_changes_nothing_and_does_not_use_the_code_up(city: dict[str, Any]) -> None:
    who, good = inside(city), proof(city)
    before = state()
    old, code = good.password, good.code
    for new, said, refusal in (
        ("short", good, PasswordTooShort), (f"{NEW} c03", good, PasswordHoldsWord), (NEW, Proof("guess", code), ProofFailed),
        (NEW, Proof(old, "000000"), ProofFailed), (NEW, Proof(old), ProofFailed), (NEW, Proof(NEW, code), PasswordUnchanged),
    ):  # fmt: skip
        with pytest.raises(refusal):
            change_password(who, said, new, ())
    assert state() == before
    change_password(who, good, NEW, ())
    with pytest.raises(ProofFailed):
        change_password(who, Proof(NEW, good.code), f"{NEW} again", ())


def test_a_sign_in_with_the_old_password_does_not_outlive_its_change(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody has compared the old password and not opened his session yet; the change commits in between."""
    who = inside(city)

    def race() -> list[Any]:
        """The password is another one after the old was compared, and before the session opens."""
        execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'c03'")
        code = code_for("c03")

        def changed_meanwhile(*said: Any) -> Any:
            found = factors.fitting(*said)
            execute("UPDATE identity_account SET password = %s WHERE login = 'c03'", [hash_password(NEW)])
            execute("UPDATE identity_session SET ended_at = now() WHERE account_id = %s", [who.account_id])
            return found

        monkeypatch.setattr("yitang.platform.identity.sign_in.fitting", changed_meanwhile)
        return together(1, lambda _: len(sign_in("c03", city["accounts"]["c03"]["password"], code, "10.0.0.1")))

    kept = row("SELECT password FROM identity_account WHERE login = 'c03'")
    assert kept
    with monkeypatch.context() as unguarded:
        unguarded.setattr("yitang.platform.identity.sign_in.hold", lambda _: True)
        assert race() == [43], "guard off: in with a password that is no longer his"
    execute("UPDATE identity_account SET password = %s WHERE login = 'c03'", [kept["password"]])
    assert race() == ["sign_in_failed"]


def test_of_two_changes_at_once_one_counts(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    who, good = inside(city), proof(city)
    monkeypatch.setattr("yitang.platform.identity.proving.fitting", Meeting(2).after(factors.fitting))
    found = together(2, lambda n: change_password(who, good, f"{NEW} {n}", ()))
    assert sorted(map(str, found)) == ["None", "proof_failed"]


def test_an_old_password_leads_to_its_change_and_nowhere_else(city: dict[str, Any]) -> None:
    token = enter(city)
    assert viewer_of(token)
    setting("password.profile", "dengbao")
    execute("UPDATE identity_account SET password_set_at = %s WHERE login = 'c03'", [clock.real_now() - timedelta(days=89, hours=23)])
    assert viewer_of(enter(city)), "not yet"
    for age in (clock.real_now() - timedelta(days=90, minutes=1), None):
        execute("UPDATE identity_account SET password_set_at = %s WHERE login = 'c03'", [age])
        window = row("SELECT id FROM offices_window WHERE hall_id = %s ORDER BY number LIMIT 1", [city["hall"]])
        assert window
        token = enter(city, window_id=window["id"])
        assert viewer_of(token) is None, "to everything but the change he is nobody"
    changing = viewer_of(token, changing=True)
    assert changing
    assert changing.window_id is None
    assert changing.session_id
    change_password(changing, proof(city), "Kmqwpvzt7wrx", ())
    assert viewer_of(token, changing=True) is None
    assert not alive(changing.session_id)
    city["accounts"]["c03"]["password"] = "Kmqwpvzt7wrx"
    assert viewer_of(enter(city))
    setting("password.profile", "asvs")
    execute("UPDATE identity_account SET password_set_at = NULL WHERE login = 'c03'")
    assert viewer_of(enter(city)), "without that profile no password is too old"


def test_one_ends_his_own_sessions_and_nobody_elses(city: dict[str, Any]) -> None:
    other, here = enter(city), enter(city)
    who, elsewhere, stranger = viewer_of(here), viewer_of(other), inside(city, "c05")
    assert who
    assert elsewhere
    assert elsewhere.session_id
    for not_his in (stranger.session_id, anonymous()[1].session_id):
        assert not_his
        with pytest.raises(NotYours):
            end_own(who, not_his)
        assert alive(not_his)
    end_own(who, elsewhere.session_id)
    assert viewer_of(other) is None
    assert viewer_of(here)
    with pytest.raises(NotYours):
        end_own(who, elsewhere.session_id)
    assert row("SELECT count(*)::int AS n FROM audit_row WHERE act = 'identity.end_session'") == {"n": 1}
