"""Signing in, sessions, codes and devices: what gets in, and what does not."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import together
from yitang.platform.identity import codes, devices
from yitang.platform.identity.domain import Place, Rule, decide
from yitang.platform.identity.public import (
    CodeTooSoon,
    CodeWrong,
    DeviceRefused,
    NotYours,
    PairingUnknown,
    PostMayNot,
    SignedRequest,
    SignInFailed,
    SignInNeeded,
    TooManyTries,
    WindowSessionElsewhere,
    access_table,
    alive,
    allow,
    anonymous,
    approve_pairing,
    code_for,
    confirm_code,
    device_for,
    end,
    make_code,
    own,
    pairing_device,
    revoke_device,
    sign_in,
    start_pairing,
    viewer_of,
)
from yitang.platform.policy.public import forget


def enter(city: dict[str, Any], login: str = "c03", **more: Any) -> str:
    """Sign in; the step of the one-time code is freed first, since tests sign in more than once in thirty seconds."""
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = %s", [login])
    return sign_in(login, city["accounts"][login]["password"], code_for(login), "10.0.0.1", **more)


def test_three_right_parts_open_a_session_with_post_and_place(city: dict[str, Any]) -> None:
    viewer = viewer_of(enter(city))
    assert viewer
    assert (viewer.post, viewer.hall_id, viewer.office_id, viewer.level) == ("clerk", city["hall"], city["office"], "two_factor")
    assert viewer_of("x" * 43) is None


@pytest.mark.parametrize("wrong", ["login", "password", "code"])
def test_whichever_part_is_wrong_the_answer_is_the_same(city: dict[str, Any], wrong: str) -> None:
    said = {"login": "c03", "password": city["accounts"]["c03"]["password"], "code": code_for("c03")}
    said[wrong] = {"login": "nobody", "password": "guess", "code": "000000"}[wrong]
    with pytest.raises(SignInFailed) as refusal:
        sign_in(said["login"], said["password"], said["code"], "10.0.0.1")
    assert refusal.value.as_dict()["zh"] == "工号、密码或动态码不对。"
    assert rows("SELECT 1 FROM identity_session") == []


def test_a_one_time_code_works_once_however_many_try(city: dict[str, Any]) -> None:
    code, password = code_for("c03"), city["accounts"]["c03"]["password"]
    outcome = together(4, lambda _: sign_in("c03", password, code, "10.0.0.1"))
    assert sum(one == "sign_in_failed" for one in outcome) == 3


def test_a_code_that_was_used_is_not_given_again(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits for the next, and until the clock says that it began: a sleep may end while the clock, read anew, is still behind."""
    with clock.fixed(datetime(2026, 11, 24, 2, 0, 10, tzinfo=UTC)) as wall:
        waited: list[float] = []

        def sleep(seconds: float) -> None:
            waited.append(seconds)
            wall.move(timedelta(seconds=seconds - (0.2 if len(waited) == 1 else 0)))

        monkeypatch.setattr("yitang.platform.identity.sign_in.time.sleep", sleep)
        first = code_for("c03")
        sign_in("c03", city["accounts"]["c03"]["password"], first, "10.0.0.1")
        assert not waited
        again = code_for("c03")
        assert waited == [pytest.approx(20.1), pytest.approx(0.2)]
        assert again != first
        assert viewer_of(sign_in("c03", city["accounts"]["c03"]["password"], again, "10.0.0.1"))


def test_five_failures_pause_that_address_and_nobody_else(city: dict[str, Any]) -> None:
    for _ in range(5):
        with pytest.raises(SignInFailed):
            sign_in("c03", "guess", "000000", "10.0.0.9")
    with pytest.raises(TooManyTries) as refusal:
        sign_in("c03", city["accounts"]["c03"]["password"], code_for("c03"), "10.0.0.9")
    assert "15" in refusal.value.zh_text
    assert viewer_of(enter(city)), "a stranger's failures do not lock the clerk out at his own window"


def test_one_live_window_session_for_a_person(city: dict[str, Any]) -> None:
    windows = [r["id"] for r in rows("SELECT id FROM offices_window WHERE hall_id = %s ORDER BY number LIMIT 2", [city["hall"]])]
    first = enter(city, window_id=windows[0])
    with pytest.raises(WindowSessionElsewhere):
        enter(city, window_id=windows[1])
    assert viewer_of(first)
    second = enter(city, window_id=windows[1], take_over=True)
    assert viewer_of(first) is None
    viewer = viewer_of(second)
    assert viewer
    assert viewer.window_id == windows[1]
    assert [s.here for s in own(viewer)] == [True]


def test_who_confirms_that_the_other_window_ends_does_so_with_the_same_code(city: dict[str, Any]) -> None:
    windows = [r["id"] for r in rows("SELECT id FROM offices_window WHERE hall_id = %s ORDER BY number LIMIT 2", [city["hall"]])]
    first = enter(city, window_id=windows[0])
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'c03'")
    password, code = city["accounts"]["c03"]["password"], code_for("c03")
    with pytest.raises(WindowSessionElsewhere):
        sign_in("c03", password, code, "10.0.0.1", windows[1])
    assert viewer_of(first), "refused, and nothing ended"
    assert viewer_of(sign_in("c03", password, code, "10.0.0.1", windows[1], take_over=True))
    with pytest.raises(SignInFailed):
        sign_in("c03", password, code, "10.0.0.1", windows[1], take_over=True)


def test_a_session_ends_by_idleness_by_age_by_leaving_and_by_suspension(city: dict[str, Any]) -> None:
    for change in (
        "UPDATE identity_session SET seen_at = seen_at - interval '901 seconds'",
        "UPDATE identity_session SET created_at = created_at - interval '10 hours 1 second'",
        "UPDATE identity_account SET state = 'suspended' WHERE login = 'c03'",
    ):
        token = enter(city)
        assert viewer_of(token)
        execute(change)
        assert viewer_of(token) is None, change
    execute("UPDATE identity_account SET state = 'active' WHERE login = 'c03'")
    token = enter(city)
    viewer = viewer_of(token)
    assert viewer
    assert viewer.session_id
    end(viewer.session_id, "signed_out")
    assert viewer_of(token) is None
    assert not alive(viewer.session_id)


def person(city: dict[str, Any]) -> UUID:
    found = row("SELECT id FROM people_person LIMIT 1")
    assert found
    found_id: UUID = found["id"]
    return found_id


def test_a_code_signs_a_citizen_in_with_a_new_cookie(city: dict[str, Any]) -> None:
    token, phone = anonymous()
    code = make_code(phone, "sign_in", person(city))
    raised, who = confirm_code(phone, "sign_in", code)
    viewer = viewer_of(raised)
    assert viewer
    assert (viewer.person_id, viewer.level, viewer.session_id) == (who, "code", phone.session_id)
    assert viewer_of(token) is None
    with pytest.raises(CodeWrong):
        confirm_code(phone, "sign_in", code)


def test_a_session_that_ended_meanwhile_does_not_rise_and_the_log_does_not_say_it_did(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    code = make_code(phone, "sign_in", person(city))
    assert phone.session_id
    end(phone.session_id, "signed_out")
    with pytest.raises(SignInNeeded):
        confirm_code(phone, "sign_in", code)
    assert rows("SELECT 1 FROM audit_row WHERE act = 'identity.sign_in_by_code'") == []


def test_codes_are_bound_counted_and_not_sent_too_often(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    _, other = anonymous()
    code = make_code(phone, "sign_in", person(city))
    with pytest.raises(CodeTooSoon):
        make_code(phone, "sign_in", person(city))
    assert make_code(other, "sign_in", person(city)) == "", "too often for this person: not sent, and not said"
    with pytest.raises(CodeWrong):
        confirm_code(other, "sign_in", code)
    for _ in range(5):
        with pytest.raises(CodeWrong):
            confirm_code(phone, "sign_in", "x")
    with pytest.raises(CodeWrong):
        confirm_code(phone, "sign_in", code)


def test_five_tries_are_five_however_many_come_at_once_and_without_the_limit_guessing_goes_on(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    _, phone = anonymous()
    code = make_code(phone, "sign_in", person(city))
    together(12, lambda n: confirm_code(phone, "sign_in", f"x{n}"))
    assert row("SELECT tries FROM identity_code") == {"tries": 5}
    with pytest.raises(CodeWrong):
        confirm_code(phone, "sign_in", code)
    monkeypatch.setattr(codes, "value", lambda _: 10**6)
    assert confirm_code(phone, "sign_in", code)[1] == person(city), "only the limit stood between the guesser and the code"


def test_who_never_stops_guessing_hears_the_same_for_ever(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    code = make_code(phone, "sign_in", person(city))
    execute("UPDATE identity_code SET tries = 32767")
    for said in ("x", code):
        with pytest.raises(CodeWrong):
            confirm_code(phone, "sign_in", said)
    assert row("SELECT tries FROM identity_code") == {"tries": 32767}, "the most that the column holds"


def test_a_number_that_nobody_has_gets_a_code_that_never_works(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    with pytest.raises(CodeWrong):
        confirm_code(phone, "sign_in", make_code(phone, "sign_in", None))


class Machine:
    """A device with a key of its own, as the browser makes it."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.public = self.key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.id = uuid4()

    def request(self, at: float | None = None, nonce: str = "", path: str = "/api/v1/x", body: bytes = b"", method: str = "POST") -> SignedRequest:
        said = SignedRequest(self.id, method, path, body, int((at or clock.real_now().timestamp()) * 1000), nonce or uuid4().hex, b"")
        r, s = decode_dss_signature(self.key.sign(said.message(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return SignedRequest(said.device_id, said.method, said.path, said.body, said.at_ms, said.nonce, signature)


def chief(city: dict[str, Any], office: UUID | None = None) -> Viewer:
    return Viewer(uuid4(), uuid4(), "chief", office or city["office"], city["hall"], level="two_factor")


def paired(city: dict[str, Any], kind: str = "kiosk") -> Machine:
    machine = Machine()
    pairing_id, code = start_pairing(kind, machine.public)
    assert pairing_device(pairing_id) is None
    machine.id = approve_pairing(chief(city), code, "门口", city["office"], city["hall"])
    assert pairing_device(pairing_id) == machine.id
    return machine


def test_a_device_is_let_in_by_a_person_and_signs_each_request(city: dict[str, Any]) -> None:
    viewer = device_for(paired(city).request())
    assert (viewer.post, viewer.hall_id, viewer.session_id) == ("kiosk", city["hall"], None)


def test_a_pairing_code_is_used_once_in_five_minutes_by_the_own_office(city: dict[str, Any]) -> None:
    _, code = start_pairing("kiosk", Machine().public)
    with pytest.raises(NotYours):
        approve_pairing(chief(city, uuid4()), code, "x", city["office"], city["hall"])
    clerk = Viewer(uuid4(), uuid4(), "clerk", city["office"], city["hall"], level="two_factor")
    with pytest.raises(PostMayNot):
        approve_pairing(clerk, code, "x", city["office"], city["hall"])
    approve_pairing(chief(city), code, "x", city["office"], city["hall"])
    with pytest.raises(PairingUnknown):
        approve_pairing(chief(city), code, "x", city["office"], city["hall"])
    _, late = start_pairing("kiosk", Machine().public)
    execute("UPDATE identity_pairing SET expires_at = expires_at - interval '301 seconds'")
    with pytest.raises(PairingUnknown):
        approve_pairing(chief(city), late, "x", city["office"], city["hall"])
    with pytest.raises(DeviceRefused):
        start_pairing("toaster", Machine().public)


def test_a_key_is_let_in_once_and_a_second_code_of_it_is_refused_by_name(city: dict[str, Any]) -> None:
    machine = paired(city)
    revoke_device(chief(city), machine.id)
    _, code = start_pairing("kiosk", machine.public)
    with pytest.raises(PairingUnknown):
        approve_pairing(chief(city), code, "x", city["office"], city["hall"])
    with pytest.raises(DeviceRefused):
        device_for(machine.request())


def changed(said: SignedRequest, **to: Any) -> SignedRequest:
    fields = {name: getattr(said, name) for name in SignedRequest.__slots__}
    return SignedRequest(**{**fields, **to})


def test_a_request_that_was_changed_replayed_late_or_copied_is_refused(city: dict[str, Any]) -> None:
    machine = paired(city)
    good = machine.request(body=b"one")
    for bad in (
        changed(good, body=b"two"), changed(good, path="/api/v1/y"), changed(good, nonce=uuid4().hex), changed(good, device_id=uuid4()),
        changed(good, signature=b"\0" * 64), machine.request(at=(clock.real_now() - timedelta(seconds=61)).timestamp()), machine.request(nonce="short"),
    ):  # fmt: skip
        with pytest.raises(DeviceRefused):
            device_for(bad)
    assert device_for(good).post == "kiosk"
    with pytest.raises(DeviceRefused):
        device_for(good)


def test_a_signed_request_counts_once_at_once_and_without_the_constraint_twice(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    machine = paired(city)
    said = machine.request()
    outcome = together(8, lambda _: device_for(said).post)
    assert sorted(outcome) == ["device_refused"] * 7 + ["kiosk"]
    monkeypatch.setattr(devices, "ADMIT", devices.ADMIT.replace("JOIN first", "LEFT JOIN first"))
    again = machine.request()
    assert together(8, lambda _: device_for(again).post) == ["kiosk"] * 8


def test_a_revoked_device_is_out_with_its_next_request(city: dict[str, Any]) -> None:
    machine = paired(city)
    with pytest.raises(NotYours):
        revoke_device(chief(city, uuid4()), machine.id)
    assert device_for(machine.request()).post == "kiosk", "its key is now kept in this process, which must not keep it in"
    revoke_device(chief(city), machine.id)
    with pytest.raises(DeviceRefused):
        device_for(machine.request())


def test_the_one_access_rule() -> None:
    office, hall, window, who, session = (uuid4() for _ in range(5))
    viewer = Viewer(uuid4(), who, "clerk", office, hall, window, session_id=session, level="two_factor")
    place = Place((office,), hall, window, frozenset({who}), frozenset({session}))
    for where in ("any", "office", "hall", "window", "self"):
        rule = Rule("x", ("clerk",), where, "two_factor")
        assert decide([rule], viewer, "x", place)
        assert decide([rule], viewer, "x", Place()) == (where == "any")
        assert not decide([rule], viewer, "y", place)
        assert not decide([rule], Viewer(post="clerk", level="code", office_id=office, hall_id=hall, window_id=window, person_id=who), "x", place)
    with pytest.raises(ValueError, match="moon"):
        Rule("x", ("clerk",), "moon")


def test_who_has_no_name_and_no_session_does_not_own_what_belongs_to_nobody() -> None:
    nobody: Any = frozenset({None})
    assert not decide([Rule("x", ("kiosk",), "self")], Viewer(post="kiosk"), "x", Place(person_ids=nobody, session_ids=nobody))


def test_every_declared_act_is_refused_to_nobody_and_to_a_post_it_does_not_name() -> None:
    for rule in access_table():
        if "citizen" not in rule.posts:
            with pytest.raises((SignInNeeded, PostMayNot)):
                allow(Viewer(), rule.act)
        with pytest.raises(PostMayNot):
            allow(Viewer(uuid4(), post="toaster", level="two_factor"), rule.act)


@pytest.mark.parametrize("back", [0, 1])
def test_only_the_code_of_this_moment_counts_unless_policy_lets_the_one_before(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch, back: int) -> None:
    execute("UPDATE policy_value SET value = %s::jsonb WHERE name = 'sign_in.totp_steps_back'", [str(back)])
    forget()
    password, code = city["accounts"]["c02"]["password"], code_for("c02")
    now = clock.real_now()
    for later, good in ((0, True), (30, back == 1), (60, False), (-30, False)):
        execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'c02'")
        with monkeypatch.context() as moved:
            moved.setattr("yitang.platform.identity.sign_in.clock.real_now", lambda: now + timedelta(seconds=later))  # noqa: B023
            if good:
                assert sign_in("c02", password, code, "10.0.0.1")
            else:
                with pytest.raises(SignInFailed):
                    sign_in("c02", password, code, "10.0.0.1")
    forget()


@pytest.mark.parametrize("login", ["admin", "security", "audit"])
def test_an_administrators_session_is_over_sooner_than_a_clerks(city: dict[str, Any], login: str) -> None:
    """ASVS 7.3.1, 7.3.2: ten minutes idle, four hours whole; a clerk's are fifteen minutes and ten hours."""
    for column, over in (("seen_at", 600), ("created_at", 14400)):
        for who, left in ((login, [True, False]), ("c03", [True, True])):
            found = []
            for seconds in (over - 20, over + 20):
                token = enter(city, who)
                execute(f"UPDATE identity_session SET {column} = {column} - %s::interval WHERE ended_at IS NULL", [f"{seconds} s"])
                session = row("SELECT id FROM identity_session WHERE ended_at IS NULL ORDER BY created_at DESC LIMIT 1")
                assert session
                found.append((alive(session["id"]), viewer_of(token) is not None))
                end(session["id"], "test")
            assert found == [(one, one) for one in left], (who, column)
