"""Accounts: made and reset by a link that the person uses himself, once, within a day; suspended at once; the first three of an installation."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pyotp
import pytest
from django.db import IntegrityError

from yitang.kernel import clock
from yitang.platform.database.public import execute, row, rows, transaction
from yitang.platform.database.tests.races import together
from yitang.platform.identity import enrolment as enrolling
from yitang.platform.identity.admin_errors import (
    AccountMovedOn,
    EnrolmentCodeWrong,
    EnrolmentUnknown,
    FirstAccountsMade,
    LoginTaken,
    LoginWrong,
    NameMissing,
    NoSuchAdministrator,
    NotEnrolledYet,
    NotForOneself,
    OnOtherSide,
    PostEnded,
    ReasonMissing,
    ResetInPerson,
)
from yitang.platform.identity.errors import PasswordTooLong, PasswordTooShort
from yitang.platform.identity.public import (
    Link,
    Named,
    NotYours,
    PostMayNot,
    SignInFailed,
    account,
    account_of_badge,
    accounts,
    alive,
    bring_back_administrator,
    code_for,
    confirm_grant,
    end_post,
    enrol,
    enrolment,
    make_account,
    make_first_administrators,
    refuse_grant,
    sign_in,
    start_reset,
    suspend_account,
    viewer_of,
    waiting_grants,
)
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.tests.administrators import asked, newcomer, of, posts_of, state_of, written
from yitang.platform.policy.public import forget

pytestmark = pytest.mark.usefixtures("fresh_step")
HERE = "10.0.0.9"
WORDS = "correct horse battery"


def code_of(token: str, later: int = 0) -> str:
    """The code that a phone shows which has scanned the page's square."""
    return pyotp.TOTP(enrolment(token).seed).at(clock.real_now() + timedelta(seconds=later))


def sign_in_anew(login: str) -> Any:
    """Sign in with the new password and a code of the new seed; that the code typed into the page counts as used is forgotten, or this would wait."""
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = %s", [login])
    return viewer_of(sign_in(login, WORDS, code_for(login), HERE))


def test_a_new_account_signs_nobody_in_until_the_person_has_used_the_link(city: dict[str, Any]) -> None:
    link = make_account(of("admin"), " n11 ", "新来的", uuid4())
    confirm_grant(of("security"), asked(city, link.account_id), "见过")
    seed = enrolment(link.token).seed
    for password in ("", WORDS):
        with pytest.raises(SignInFailed):
            sign_in("n11", password, pyotp.TOTP(seed).at(clock.real_now()), HERE)
    code = code_of(link.token)
    assert enrol(link.token, WORDS, code)
    kept = row("SELECT password, totp_step, state FROM identity_account WHERE login = 'n11'")
    assert kept
    assert kept["password"].startswith("$argon2id$")
    assert kept["totp_step"] > 0, "the code that was typed does not sign in"
    assert sign_in_anew("n11").post == "clerk"
    with pytest.raises(EnrolmentUnknown):
        enrol(link.token, "another password here", code)
    with pytest.raises(EnrolmentUnknown):
        enrolment(link.token)


def test_the_step_before_counts_at_the_link_when_it_counts_at_the_sign_in_and_not_otherwise(city: dict[str, Any]) -> None:
    link = make_account(of("admin"), "n19", "新来的", uuid4())
    before = code_of(link.token, -30)
    with pytest.raises(EnrolmentCodeWrong):
        enrol(link.token, WORDS, before)
    assert state_of(link.account_id) == "enrolling"
    execute("UPDATE policy_value SET value = '1' WHERE name = 'sign_in.totp_steps_back'")
    forget()
    assert enrol(link.token, WORDS, before)


def test_the_link_is_random_stored_as_a_digest_and_lives_a_day_at_most(city: dict[str, Any]) -> None:
    link = make_account(of("admin"), "n12", "新来的", uuid4())
    assert len(link.token) == 22, "128 bits"
    kept = row("SELECT * FROM identity_enrolment")
    assert kept
    assert all(link.token.encode() not in bytes(v) if isinstance(v, bytes | memoryview) else link.token not in str(v) for v in kept.values())
    assert kept["expires_at"] - kept["opened_at"] == timedelta(hours=24)
    with pytest.raises(IntegrityError, match="a_link_lives_a_day_at_most"), transaction():
        execute("UPDATE identity_enrolment SET expires_at = expires_at + interval '1 second'")
    execute("UPDATE identity_enrolment SET opened_at = opened_at - interval '25 hours', expires_at = expires_at - interval '25 hours'")
    for look in (lambda: enrolment(link.token), lambda: enrol(link.token, WORDS, "000000")):
        with pytest.raises(EnrolmentUnknown):
            look()
    newer = start_reset(of("admin"), link.account_id, "链接过期")
    assert newer.token != link.token
    assert enrol(newer.token, WORDS, code_of(newer.token)), "who has no post yet comes back by one"


def test_what_the_person_types_wrong_leaves_the_link_as_it_was(city: dict[str, Any]) -> None:
    link = make_account(of("admin"), "n13", "新来的", uuid4())
    before = written()
    code = code_of(link.token)
    for error, password, typed in (
        (PasswordTooShort, "fourteen signs", code), (PasswordTooLong, "x" * 129, code), (EnrolmentCodeWrong, WORDS, code_of(link.token, 3600)),
        (EnrolmentCodeWrong, WORDS, ""), (EnrolmentCodeWrong, WORDS, code_of(link.token, 60)),
    ):  # fmt: skip
        with pytest.raises(error):
            enrol(link.token, password, typed)
    with pytest.raises(EnrolmentUnknown):
        enrol("x" * 22, WORDS, code)
    assert written() == before
    assert enrol(link.token, WORDS, code_of(link.token))


def test_a_link_used_twice_at_once_counts_once_and_without_the_guard_twice(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    link = make_account(of("admin"), "n14", "新来的", uuid4())
    code = code_of(link.token)
    found = together(4, lambda n: enrol(link.token, f"{WORDS} {n}", code))
    assert sorted(map(str, found)) == ["True", *["enrolment_unknown"] * 3]
    with monkeypatch.context() as off:
        other = make_account(of("admin"), "n15", "新来的", uuid4())
        code = code_of(other.token)
        # Whether the link is still there and the account still waits is not asked: each of them sets its own password.
        off.setattr(enrolling, "execute", lambda sql, values: execute(sql.replace(" AND state = 'enrolling'", ""), values) or 1)
        assert together(4, lambda n: enrol(other.token, f"{WORDS} {n}", code)) == [True] * 4


def test_a_return_keeps_posts_and_with_posts_needs_a_second_person(city: dict[str, Any]) -> None:
    who = of("c07")
    assert who.account_id
    [post] = rows("SELECT id FROM identity_post WHERE account_id = %s", [who.account_id])
    token, session = begin("two_factor", who.account_id, post["id"])
    before = written()
    with pytest.raises(ResetInPerson):
        start_reset(of("admin"), who.account_id, "手机丢了")
    assert written() == before
    assert viewer_of(token), "one person alone takes nothing from an account that is in use"
    suspend_account(of("security"), who.account_id, "停职")
    link = start_reset(of("admin"), who.account_id, "复职")
    assert viewer_of(token) is None
    assert not alive(session)
    assert posts_of(who.account_id) == ["clerk"]
    with pytest.raises(SignInFailed):
        sign_in("c07", city["accounts"]["c07"]["password"], "000000", HERE)
    [grant] = waiting_grants(of("security"))
    assert (grant.kind, grant.login) == ("return", "c07")
    with pytest.raises(NotEnrolledYet):
        confirm_grant(of("security"), grant.id, "还没见到本人")
    assert enrolment(link.token).returns
    assert not enrol(link.token, WORDS, code_of(link.token))
    assert state_of(who.account_id) == "suspended"
    with pytest.raises(SignInFailed):
        sign_in_anew("c07")
    confirm_grant(of("security"), grant.id, "当面核对了证件")
    assert sign_in_anew("c07").post == "clerk"


def test_whoever_took_the_link_of_another_gets_no_further_than_the_second_person(city: dict[str, Any]) -> None:
    """The system administrator suspends the security administrator, makes himself a link to that account, and uses it."""
    victim = of("security")
    assert victim.account_id
    suspend_account(of("admin"), victim.account_id, "说是出差")
    link = start_reset(of("admin"), victim.account_id, "说是丢了手机")
    assert not enrol(link.token, WORDS, code_of(link.token))
    assert state_of(victim.account_id) == "suspended"
    [grant] = [r["id"] for r in rows("SELECT id FROM identity_grant WHERE state = 'waiting'")]
    with pytest.raises(PostMayNot):
        confirm_grant(of("admin"), grant, "我替他")
    with pytest.raises(NotForOneself):
        confirm_grant(victim, grant, "我替我")
    back = bring_back_administrator("security")
    assert enrol(back.token, WORDS, code_of(back.token)), "who has the keys of the installation brings one of the three back"
    with pytest.raises(NoSuchAdministrator):
        bring_back_administrator("c03")


def test_a_refused_return_leaves_the_account_stopped_until_it_is_asked_anew(city: dict[str, Any]) -> None:
    who = of("c09").account_id
    assert who
    suspend_account(of("security"), who, "停职")
    link = start_reset(of("admin"), who, "复职")
    [grant] = waiting_grants(of("security"))
    refuse_grant(of("security"), grant.id, "没有文件")
    assert not enrol(link.token, WORDS, code_of(link.token))
    assert state_of(who) == "suspended"
    link = start_reset(of("admin"), who, "复职文件补了")
    enrol(link.token, WORDS, code_of(link.token))
    [grant] = waiting_grants(of("security"))
    confirm_grant(of("security"), grant.id, "看过文件")
    assert state_of(who) == "active"


def test_a_suspension_is_at_once_by_one_and_closes_the_link_that_is_out(city: dict[str, Any]) -> None:
    who = of("g01")
    assert who.account_id
    [post] = rows("SELECT id FROM identity_post WHERE account_id = %s", [who.account_id])
    token, session = begin("two_factor", who.account_id, post["id"])
    suspend_account(of("admin"), who.account_id, "停职")
    assert viewer_of(token) is None
    assert not alive(session), "a stream asks this every few seconds"
    before = written()
    with pytest.raises(AccountMovedOn):
        suspend_account(of("admin"), who.account_id, "再停一次")
    assert written() == before
    link = make_account(of("admin"), "n16", "新来的", uuid4())
    suspend_account(of("security"), link.account_id, "没来")
    with pytest.raises(EnrolmentUnknown):
        enrolment(link.token)


def test_suspension_and_enrolment_at_once_never_leave_a_suspended_account_working(city: dict[str, Any]) -> None:
    for n in range(4):
        link = make_account(of("admin"), f"n2{n}", "新来的", uuid4())
        code = code_of(link.token)
        do: list[Any] = [partial(suspend_account, of("security"), link.account_id, "停"), partial(enrol, link.token, WORDS, code)]
        found = together(2, partial(lambda todo, i: todo[i](), do))
        assert found[0] is None, found
        assert state_of(link.account_id) == "suspended"


def test_what_an_administrator_may_not_is_refused_by_name_and_writes_nothing(city: dict[str, Any]) -> None:
    admin, who = of("admin"), newcomer()
    [post] = rows("SELECT id FROM identity_post WHERE account_id = %s", [admin.account_id])
    assert admin.account_id
    before = written()
    own: list[Any] = [
        lambda: suspend_account(admin, admin.account_id or who, "自己"), lambda: start_reset(admin, admin.account_id or who, "自己"),
        lambda: end_post(admin, post["id"], "自己"),
    ]  # fmt: skip
    for do in own:
        with pytest.raises(NotForOneself):
            do()
    wrong: list[tuple[type[Exception], Any]] = [
        (LoginTaken, lambda: make_account(admin, "c03", "重名", uuid4())), (LoginWrong, lambda: make_account(admin, "a b", "某", uuid4())),
        (LoginWrong, lambda: make_account(admin, "", "某", uuid4())), (NameMissing, lambda: make_account(admin, "n17", " ", uuid4())),
        (ReasonMissing, lambda: suspend_account(admin, who, "")), (ReasonMissing, lambda: start_reset(admin, who, " ")),
        (NotYours, lambda: suspend_account(admin, uuid4(), "x")), (NotYours, lambda: start_reset(admin, uuid4(), "x")),
        (NotYours, lambda: end_post(admin, uuid4(), "x")),
        *((PostMayNot, partial(make_account, of(login), "n17", "某", uuid4())) for login in ("security", "audit", "chief", "c03")),
        *((PostMayNot, partial(start_reset, of(login), who, "x")) for login in ("security", "audit", "chief")),
        *((PostMayNot, partial(suspend_account, of(login), who, "x")) for login in ("audit", "chief")),
        *((PostMayNot, partial(end_post, of(login), post["id"], "x")) for login in ("security", "audit", "chief")),
    ]  # fmt: skip
    for error, do in wrong:
        with pytest.raises(error):
            do()
    assert written() == before
    clerk = of("c11")
    [post] = rows("SELECT id FROM identity_post WHERE account_id = %s", [clerk.account_id])
    end_post(admin, post["id"], "调走")
    with pytest.raises(PostEnded):
        end_post(admin, post["id"], "再结束")


def test_one_badge_number_is_one_account_at_once(city: dict[str, Any]) -> None:
    found = together(4, lambda _: isinstance(make_account(of("admin"), "n18", "新来的", uuid4()), Link))
    assert sorted(map(str, found)) == ["True", *["login_taken"] * 3]


def test_accounts_are_listed_by_office_and_found_by_the_exact_badge_number(city: dict[str, Any]) -> None:
    who = newcomer("zz9")
    shown, more = accounts(of("admin"), city["office"])
    assert len(shown) == 50
    assert more
    rest, more = accounts(of("admin"), city["office"], 1)
    assert not more
    by_login = {a.login: a for a in [*shown, *rest]}
    assert {"c03", "chief", "admin", "zz9"} <= set(by_login)
    assert "x01" not in by_login, "of another office"
    assert [p.post for p in by_login["c03"].posts] == ["clerk"]
    assert by_login["zz9"].state == "enrolling"
    assert by_login["zz9"].link_until
    assert by_login["admin"].own
    assert account_of_badge(of("security"), " zz9 ") == who
    assert account_of_badge(of("security"), "zz") is None
    found, grants = account(of("security"), who)
    assert (found.login, grants) == ("zz9", [])
    for login in ("audit", "chief", "c03"):
        for look in (partial(accounts, office_id=city["office"]), partial(account_of_badge, login="c03"), partial(account, account_id=who)):
            with pytest.raises(PostMayNot):
                look(of(login))


def three(same: bool = False) -> list[Named]:
    person = uuid4()
    return [Named(post, f"管理{n}", f"g{n}", person if same else uuid4()) for n, post in enumerate(("admin", "security", "audit"))]


def test_the_first_three_are_made_once_and_by_three_people(committed_db: None) -> None:
    from yitang.platform.policy.public import load_defaults

    load_defaults()
    office: UUID = uuid4()
    with pytest.raises(OnOtherSide):
        make_first_administrators(three(same=True), office)
    assert rows("SELECT 1 FROM identity_account") == []
    found = together(3, lambda _: len(make_first_administrators(three(), office)))
    assert sorted(map(str, found)) == ["3", "first_accounts_made", "first_accounts_made"]
    held = {(r["post"], r["state"]) for r in rows("SELECT p.post, a.state FROM identity_post p JOIN identity_account a ON a.id = p.account_id")}
    assert held == {(post, "enrolling") for post in ("admin", "security", "audit")}
    with pytest.raises(FirstAccountsMade):
        make_first_administrators(three(), office)
    assert rows("SELECT 1 FROM identity_account WHERE password <> ''") == [], "nobody has a password that somebody else made"
