"""Security keys: enrolled by who proves himself anew, used in place of the one-time code, once for each challenge; a copy is found out."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity import factors, security_keys
from yitang.platform.identity.errors import KeyAlreadyEnrolled, KeyCountWentBack, KeyNameMissing, KeyNameTaken, KeysNeedAName, LastFactor, TooManyKeys
from yitang.platform.identity.public import (
    KeyAnswer,
    NotYours,
    PostMayNot,
    Proof,
    ProofFailed,
    SignInFailed,
    SignInNeeded,
    TooManyTries,
    anonymous,
    ask_assertion,
    ask_enrolment,
    code_for,
    enrol_key,
    own_account,
    remove_key,
    sign_in,
    viewer_of,
)
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.tests.authenticator import ATTESTED, HandMadeKey
from yitang.platform.identity.tests.test_identity import enter
from yitang.platform.keys.public import AuthenticatorRefused, Party, asserted, enrolled, key_named
from yitang.platform.policy.public import forget

pytestmark = pytest.mark.usefixtures("fresh_step")
ACCOUNT = "SELECT a.id, p.id AS post, p.hall_id FROM identity_account a JOIN identity_post p ON p.account_id = a.id WHERE a.login = %s"
TABLES = ("identity_security_key", "identity_recovery", "identity_challenge", "audit_row", "jobs_job")


def proof(city: dict[str, Any], login: str = "c03") -> Proof:
    """Password and a code that was not used yet."""
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = %s", [login])
    return Proof(city["accounts"][login]["password"], code_for(login))


def inside(city: dict[str, Any], login: str = "c03") -> Viewer:
    """A member of staff who has signed in with two factors."""
    account = row(ACCOUNT, [login])
    assert account
    found = viewer_of(begin("two_factor", account["id"], account["post"], None, account["hall_id"])[0])
    assert found
    return found


def with_key(city: dict[str, Any], login: str = "c03", name: str = "蓝色钥匙") -> tuple[HandMadeKey, UUID]:
    """A key that the person has enrolled. Returns: the key and its id."""
    key, who = HandMadeKey(), inside(city, login)
    return key, enrol_key(who, name, key.made(ask_enrolment(who)), proof(city, login))


def by_key(city: dict[str, Any], key: HandMadeKey, login: str = "c03", **wrong: Any) -> str:
    """Sign in with password and key, in a browser of its own."""
    _, browser = anonymous()
    answer = key.asserted(ask_assertion(browser, "sign_in"), **wrong)
    return sign_in(login, city["accounts"][login]["password"], "", "10.0.0.1", key=KeyAnswer(browser.session_id, answer))


def state() -> dict[str, Any]:
    """The tables that a refused change must leave as they were."""
    return {table: rows(f"SELECT * FROM {table} ORDER BY 1") for table in TABLES} | {
        "account": rows("SELECT id, password, password_set_at FROM identity_account ORDER BY id")
    }


def test_a_key_opens_a_session_in_place_of_the_one_time_code(city: dict[str, Any]) -> None:
    key, key_id = with_key(city)
    viewer = viewer_of(by_key(city, key))
    assert viewer
    assert (viewer.post, viewer.level) == ("clerk", "two_factor")
    kept = row("SELECT id, name, sign_count, copied FROM identity_security_key")
    assert kept == {"id": key_id, "name": "蓝色钥匙", "sign_count": 1, "copied": False}
    assert [one["act"] for one in rows("SELECT act FROM audit_row WHERE act LIKE 'identity.%%' AND account = %s ORDER BY id", [viewer.account_id])] == [
        "identity.enrol_key", "identity.sign_in",
    ]  # fmt: skip
    assert viewer_of(enter(city)), "the one-time code goes on working"
    assert own_account(viewer).keys[0].used_at is not None

    # What the browser is told names no account and no key; the challenge has 256 bits.
    _, browser = anonymous()
    asked = json.loads(ask_assertion(browser, "sign_in"))
    assert asked["allowCredentials"] == []
    assert (asked["rpId"], asked["userVerification"]) == ("localhost", "preferred")
    assert len(security_keys.challenge_of(browser.session_id, "sign_in") or b"") == 32
    made = json.loads(ask_enrolment(inside(city)))
    assert made["rp"]["id"] == "localhost"
    assert (made["authenticatorSelection"]["residentKey"], made["attestation"]) == ("required", "none")
    assert len(made["excludeCredentials"]) == 1


def test_what_was_signed_elsewhere_or_for_something_else_is_the_same_failure_as_any(city: dict[str, Any]) -> None:
    key, _ = with_key(city)
    execute("UPDATE policy_value SET value = '100' WHERE name = 'sign_in.failures'")
    forget()
    before = rows("SELECT 1 FROM identity_session WHERE account_id IS NOT NULL")
    wrong: list[dict[str, Any]] = [
        {"origin": "http://localhost.evil.example"}, {"origin": "https://localhost"}, {"rp_id": "evil.example"}, {"kind": "webauthn.create"}, {"flags": 0},
    ]  # fmt: skip
    for said in wrong:
        with pytest.raises(SignInFailed):
            by_key(city, key, **said)
    assert rows("SELECT 1 FROM identity_session WHERE account_id IS NOT NULL") == before
    assert viewer_of(by_key(city, key))

    # Another key, another person's key, a key that takes this one's name, a wrong password.
    with pytest.raises(SignInFailed):
        by_key(city, HandMadeKey())
    with pytest.raises(SignInFailed):
        by_key(city, key, "c05")
    impostor = HandMadeKey()
    impostor.id = key.id
    with pytest.raises(SignInFailed):
        by_key(city, impostor)
    _, browser = anonymous()
    answer = key.asserted(ask_assertion(browser, "sign_in"))
    with pytest.raises(SignInFailed):
        sign_in("c03", "guess", "", "10.0.0.1", key=KeyAnswer(browser.session_id, answer))


def test_a_challenge_is_of_one_session_one_purpose_and_a_short_time(city: dict[str, Any]) -> None:
    key, _ = with_key(city)
    password = city["accounts"]["c03"]["password"]
    _, browser = anonymous()
    _, other = anonymous()
    answer = key.asserted(ask_assertion(browser, "sign_in"))
    for session in (other.session_id, None, uuid4()):
        with pytest.raises(SignInFailed):
            sign_in("c03", password, "", "10.0.0.1", key=KeyAnswer(session, answer))
    proving = key.asserted(ask_assertion(browser, "prove"))
    with pytest.raises(SignInFailed):
        sign_in("c03", password, "", "10.0.0.1", key=KeyAnswer(browser.session_id, proving))
    execute("DELETE FROM identity_attempt")
    execute("UPDATE identity_challenge SET expires_at = expires_at - interval '121 seconds'")
    with pytest.raises(SignInFailed):
        sign_in("c03", password, "", "10.0.0.1", key=KeyAnswer(browser.session_id, answer))
    fresh = key.asserted(ask_assertion(browser, "sign_in"))
    assert viewer_of(sign_in("c03", password, "", "10.0.0.1", key=KeyAnswer(browser.session_id, fresh)))
    with pytest.raises(SignInFailed):
        sign_in("c03", password, "", "10.0.0.1", key=KeyAnswer(browser.session_id, fresh))


def test_one_answer_sent_many_times_at_once_opens_one_session_and_without_the_guard_several(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    key, _ = with_key(city)
    password = city["accounts"]["c03"]["password"]
    execute("UPDATE policy_value SET value = '100' WHERE name = 'sign_in.failures'")
    forget()

    def sent_by(many: int) -> list[Any]:
        _, browser = anonymous()
        given = KeyAnswer(browser.session_id, key.asserted(ask_assertion(browser, "sign_in"), counts=False))
        return together(many, lambda _: len(sign_in("c03", password, "", "10.0.0.1", key=given)))

    with monkeypatch.context() as unguarded:
        unguarded.setattr("yitang.platform.identity.security_keys.use_challenge", lambda *_: True)
        unguarded.setattr("yitang.platform.identity.sign_in.fitting", Meeting(3).after(factors.fitting))
        assert sent_by(3) == [43, 43, 43], "guard off: whoever has read the challenge gets in"
    monkeypatch.setattr("yitang.platform.identity.sign_in.fitting", Meeting(3).after(factors.fitting))
    assert sorted(map(str, sent_by(3))) == ["43", "sign_in_failed", "sign_in_failed"]


def test_a_count_that_goes_back_is_refused_recorded_and_shown(city: dict[str, Any]) -> None:
    key, key_id = with_key(city)
    key.count = 7
    assert viewer_of(by_key(city, key))
    before = rows("SELECT 1 FROM identity_session WHERE account_id IS NOT NULL")
    for copied_count in (2, 7):
        key.count = copied_count
        with pytest.raises(KeyCountWentBack):
            by_key(city, key, counts=False)
    assert rows("SELECT 1 FROM identity_session WHERE account_id IS NOT NULL") == before
    assert row("SELECT sign_count, copied FROM identity_security_key") == {"sign_count": 8, "copied": True}
    refused = rows("SELECT result, thing_kind, thing_id FROM audit_row WHERE result = 'refused'")
    assert refused == [{"result": "refused", "thing_kind": "security_key", "thing_id": str(key_id)}] * 2
    assert [one.copied for one in own_account(inside(city)).keys] == [True]

    # One that does not count says 0 each time.
    still, _ = with_key(city, name="不计数")
    for _ in range(2):
        assert viewer_of(by_key(city, still, counts=False))


def test_a_key_made_elsewhere_or_with_nobody_there_is_not_enrolled(city: dict[str, Any]) -> None:
    who, key, shown = inside(city), HandMadeKey(), proof(city)
    wrong: list[dict[str, Any]] = [{"origin": "http://evil.example"}, {"rp_id": "evil.example"}, {"kind": "webauthn.get"}, {"flags": ATTESTED}]
    for said in wrong:
        made = key.made(ask_enrolment(who), **said)
        before = state()
        with pytest.raises(AuthenticatorRefused):
            enrol_key(who, "钥匙", made, shown)
        assert state() == before


def test_enrolling_needs_password_and_second_factor_anew(city: dict[str, Any]) -> None:
    who, key = inside(city), HandMadeKey()
    made, good = key.made(ask_enrolment(who)), proof(city)
    before = state()
    for wrong in (Proof("guess", good.code), Proof(good.password, "000000"), Proof(good.password), Proof(good.password, "", "{}")):
        with pytest.raises(ProofFailed):
            enrol_key(who, "钥匙", made, wrong)
    assert state() == before
    assert enrol_key(who, "钥匙", made, good)
    with pytest.raises(AuthenticatorRefused):
        enrol_key(who, "钥匙二", made, good)
    with pytest.raises(ProofFailed):
        enrol_key(who, "钥匙二", HandMadeKey().made(ask_enrolment(who)), good)

    # With the one above five wrong ones: changes pause, and signing in does not.
    made = HandMadeKey().made(ask_enrolment(who))
    for _ in range(4):
        with pytest.raises(ProofFailed):
            enrol_key(who, "钥匙", made, Proof("guess"))
    with pytest.raises(TooManyTries):
        enrol_key(who, "钥匙", made, proof(city))
    assert viewer_of(enter(city))


def test_names_numbers_and_owners_of_keys(city: dict[str, Any]) -> None:
    key, key_id = with_key(city)
    who = inside(city)
    for name in ("", "   ", "长" * 41):
        with pytest.raises(KeyNameMissing):
            enrol_key(who, name, "", Proof(""))
    with pytest.raises(KeyNameTaken):
        enrol_key(who, "蓝色钥匙", HandMadeKey().made(ask_enrolment(who)), proof(city))
    with pytest.raises(KeyAlreadyEnrolled):
        enrol_key(who, "又一把", key.made(ask_enrolment(who)), proof(city))
    other = inside(city, "c05")
    with pytest.raises(KeyAlreadyEnrolled):
        enrol_key(other, "别人的", key.made(ask_enrolment(other)), proof(city, "c05"))
    before = state()["identity_security_key"]
    with pytest.raises(NotYours):
        remove_key(other, key_id, proof(city, "c05"))
    assert state()["identity_security_key"] == before
    execute("UPDATE policy_value SET value = '1' WHERE name = 'security_key.most'")
    forget()
    with pytest.raises(TooManyKeys):
        enrol_key(who, "第二把", HandMadeKey().made(ask_enrolment(who)), proof(city))


def test_of_many_keys_enrolled_at_once_as_many_stay_as_policy_lets_and_without_the_lock_more(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Three sessions of one person, each with a challenge of its own and a recovery code of its own to prove with."""
    from yitang.platform.identity.public import make_recovery_codes

    execute("UPDATE policy_value SET value = '1' WHERE name = 'security_key.most'")
    forget()
    people = [inside(city) for _ in range(3)]
    codes = make_recovery_codes(people[0], proof(city))
    password = city["accounts"]["c03"]["password"]

    def enrol(n: int, first: int) -> str:
        return str(enrol_key(people[n], f"钥匙{first + n}", HandMadeKey().made(ask_enrolment(people[n])), Proof(password, codes[first + n])))[:0] or "in"

    with monkeypatch.context() as unguarded:
        unguarded.setattr("yitang.platform.identity.proving.hold", lambda _: True)
        counted = Meeting(3).after(row, lambda sql, *_: "count(*)::int AS n FROM identity_security_key" in sql)
        unguarded.setattr("yitang.platform.identity.factor_acts.row", counted)
        assert together(3, lambda n: enrol(n, 0)) == ["in"] * 3, "guard off: all count none before any is kept"
    execute("DELETE FROM identity_security_key")
    assert sorted(together(3, lambda n: enrol(n, 3))) == ["in", "too_many_keys", "too_many_keys"]


def test_a_key_is_removed_by_its_holder_and_never_the_last_factor(city: dict[str, Any]) -> None:
    key, key_id = with_key(city)
    who = inside(city)
    with pytest.raises(ProofFailed):
        remove_key(who, key_id, Proof("guess", "000000"))
    with pytest.raises(NotYours):
        remove_key(who, uuid4(), proof(city))
    execute("UPDATE identity_account SET totp_cipher = NULL WHERE login = 'c03'")

    def signed() -> Proof:
        return Proof(city["accounts"]["c03"]["password"], "", key.asserted(ask_assertion(who, "prove")))

    with pytest.raises(LastFactor):
        remove_key(who, key_id, signed())
    assert [one.id for one in own_account(who).keys] == [key_id]
    spare = HandMadeKey()
    enrol_key(who, "备用", spare.made(ask_enrolment(who)), signed())
    remove_key(who, key_id, signed())
    assert [one.name for one in own_account(who).keys] == ["备用"]
    with pytest.raises(SignInFailed):
        by_key(city, key)
    assert viewer_of(by_key(city, spare))


def test_who_is_nobody_asks_for_nothing_and_an_address_without_a_name_has_no_keys(city: dict[str, Any], settings: Any) -> None:
    with pytest.raises(SignInNeeded):
        ask_assertion(Viewer(), "sign_in")
    with pytest.raises(SignInNeeded):
        ask_enrolment(anonymous()[1])
    with pytest.raises(PostMayNot):
        enrol_key(anonymous()[1], "钥匙", "", Proof(""))

    # At an address without a name, or without https, a browser has no keys.
    who = inside(city)
    good, bad = ("https://office.example", "http://localhost:8000"), ("http://office.example", "https://10.0.0.1", "https://[::1]")
    for origin, possible in [(one, True) for one in good] + [(one, False) for one in bad]:
        settings.YITANG_ORIGIN = origin
        assert security_keys.keys_possible() is possible
        if not possible:
            with pytest.raises(KeysNeedAName):
                ask_assertion(who, "prove")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=20), lambda one: st.lists(one) | st.dictionaries(st.text(), one), max_leaves=9)
)
def test_what_cannot_be_read_is_refused_and_never_a_fault(said: Any) -> None:
    party, made = Party("localhost", "http://localhost", "x"), json.loads(HandMadeKey().made('{"challenge": "AAAA", "rp": {"id": "localhost"}}'))
    odd = [
        json.dumps(said),
        json.dumps(made | {"response": said}),
        json.dumps(made | {"response": made["response"] | {"attestationObject": said}}),
        "{",
        "x" * 20_000,
    ]
    for answer in odd:
        with pytest.raises(AuthenticatorRefused):
            enrolled(party, b"0" * 32, answer)
        with pytest.raises(AuthenticatorRefused):
            asserted(party, b"0" * 32, answer, b"\xa0")
    with pytest.raises(AuthenticatorRefused):
        key_named("x" * 20_000)
