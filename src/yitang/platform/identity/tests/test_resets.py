"""A reset in person: one asks, another confirms, and neither of them can use what the person is given."""

from collections import Counter
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from yitang.platform.database.public import execute, row, rows, transaction
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity import resets
from yitang.platform.identity.admin_errors import (
    AccountMovedOn,
    AccountStopped,
    AnotherGrantWaits,
    GrantDecided,
    HalfWrong,
    NotForOneself,
    PaperUnknown,
    ReasonMissing,
    TwoPeopleNeeded,
)
from yitang.platform.identity.public import (
    FreshFactorNeeded,
    NotYours,
    PostMayNot,
    SignInFailed,
    TooManyTries,
    alive,
    ask_reset,
    confirm_grant,
    confirm_reset,
    enrol,
    enrolment,
    make_recovery_codes,
    refuse_grant,
    sign_in,
    suspend_account,
    viewer_of,
)
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.tests.administrators import asked, newcomer, of, posts_of, state_of, written
from yitang.platform.identity.tests.test_accounts import WORDS, code_of, sign_in_anew
from yitang.platform.identity.tests.test_security_keys import by_key, inside, proof, with_key

pytestmark = pytest.mark.usefixtures("fresh_step")
REASON = "手机和钥匙都丢了"


def grant_id() -> Any:
    [found] = rows("SELECT id FROM identity_grant WHERE kind = 'reset' AND state = 'waiting'")
    return found["id"]


def waiting_for(login: str = "c03") -> tuple[str, Any]:
    """Somebody for whom a reset was asked. Returns: his word, and the grant."""
    account = of(login).account_id
    assert account
    return ask_reset(of("admin"), account, "id_card", REASON), grant_id()


def test_who_lost_everything_comes_back_by_two_and_all_that_he_lost_opens_nothing(city: dict[str, Any]) -> None:
    key, _ = with_key(city)
    codes = make_recovery_codes(inside(city), proof(city))
    who = of("c03")
    assert who.account_id
    [post] = rows("SELECT id FROM identity_post WHERE account_id = %s", [who.account_id])
    token, session = begin("two_factor", who.account_id, post["id"])
    word, grant = waiting_for()
    assert viewer_of(token), "until the second has confirmed nothing has changed"
    link = confirm_reset(of("security"), grant, "我也看了证件")
    assert viewer_of(token) is None
    assert not alive(session)
    assert row("SELECT count(*)::int AS n FROM identity_session WHERE account_id = %s AND ended_at IS NULL", [who.account_id]) == {"n": 0}
    with pytest.raises(SignInFailed):
        by_key(city, key)
    with pytest.raises(SignInFailed):
        sign_in("c03", city["accounts"]["c03"]["password"], codes[0], "10.0.0.3")
    assert enrolment(link.token).half
    before = written()
    for wrong in ("", "AAAA-AAAA-AAAA", word[:-1]):
        with pytest.raises(HalfWrong):
            enrol(link.token, WORDS, code_of(link.token), half=wrong)
    assert written() == before
    assert enrol(link.token, WORDS, code_of(link.token), half=word.lower().replace("-", " ").replace("o", "0"))
    assert (state_of(who.account_id), posts_of(who.account_id)) == ("active", ["clerk"])
    assert sign_in_anew("c03").post == "clerk"
    assert rows("SELECT 1 FROM identity_security_key WHERE account_id = %s", [who.account_id]) == []
    logged = rows("SELECT act, account FROM audit_row WHERE thing_kind = 'grant' ORDER BY id")
    assert [(r["act"], r["account"]) for r in logged] == [
        ("identity.ask_reset", of("admin").account_id), ("identity.confirm_reset", of("security").account_id),
    ]  # fmt: skip
    told = [r["n"] for r in rows("SELECT count(*)::int AS n FROM jobs_job WHERE name = 'people:tell_staff' AND act_id IN (SELECT id FROM audit_row "
                                 "WHERE act IN ('identity.ask_reset', 'identity.confirm_reset'))")]  # fmt: skip
    assert told == [2], "its holder hears of both"


def test_the_word_lies_nowhere_and_five_wrong_ones_pause_the_link(city: dict[str, Any]) -> None:
    word, grant = waiting_for()
    plain = word.replace("-", "")
    for table in ("identity_grant", "identity_enrolment", "audit_row", "audit_payload", "jobs_job"):
        assert [r for r in rows(f"SELECT {table}::text AS t FROM {table}") if plain in r["t"] or word in r["t"]] == [], table
    link = confirm_reset(of("security"), grant, "看了")
    code = code_of(link.token)
    assert Counter(together(7, lambda n: enrol(link.token, WORDS, code, half=f"AAAA-AAAA-AAA{'ABCDEFG'[n]}"))) == {"half_wrong": 5, "too_many_tries": 2}
    with pytest.raises(TooManyTries):
        enrol(link.token, WORDS, code, half=word)


def test_what_does_not_fit_is_refused_by_name_and_writes_nothing(city: dict[str, Any]) -> None:
    admin, security, who = of("admin"), of("security"), of("c03").account_id
    new, own = newcomer("n71"), of("admin").account_id
    assert who
    assert own
    before = written()
    wrong: list[tuple[type[Exception], Any]] = [
        (PaperUnknown, lambda: ask_reset(admin, who, "library_card", REASON)), (ReasonMissing, lambda: ask_reset(admin, who, "id_card", " ")),
        (AccountMovedOn, lambda: ask_reset(admin, new, "id_card", REASON)), (NotForOneself, lambda: ask_reset(admin, own, "id_card", REASON)),
        (NotYours, lambda: ask_reset(admin, uuid4(), "id_card", REASON)), (PostMayNot, lambda: ask_reset(security, who, "id_card", REASON)),
        (PostMayNot, lambda: ask_reset(of("chief"), who, "id_card", REASON)),
    ]  # fmt: skip
    for error, do in wrong:
        with pytest.raises(error):
            do()
    assert written() == before
    _, grant = waiting_for()
    post = asked(city, newcomer("n72"))
    stale = of("security")
    execute("UPDATE identity_session SET factor_at = factor_at - interval '6 minutes' WHERE id = %s", [stale.session_id])
    before = written()
    wrong = [
        (AnotherGrantWaits, lambda: ask_reset(admin, who, "id_card", REASON)), (PostMayNot, lambda: confirm_reset(admin, grant, "我自己批")),
        (ReasonMissing, lambda: confirm_reset(security, grant, "")), (NotYours, lambda: confirm_reset(security, uuid4(), "x")),
        (NotYours, lambda: confirm_reset(security, post, "x")), (NotYours, lambda: confirm_grant(security, grant, "x")),
        (FreshFactorNeeded, lambda: confirm_reset(stale, grant, "x")),
    ]  # fmt: skip
    for error, do in wrong:
        with pytest.raises(error):
            do()
    assert written() == before
    refuse_grant(security, grant, "不是本人")
    with pytest.raises(GrantDecided):
        confirm_reset(security, grant, "晚了")
    assert state_of(who) == "active"
    _, grant = waiting_for()
    suspend_account(admin, who, "停职")
    with pytest.raises(GrantDecided):
        confirm_reset(security, grant, "停职期间")
    assert state_of(who) == "suspended"
    execute("UPDATE identity_grant SET state = 'waiting' WHERE id = %s", [grant])
    with pytest.raises(AccountStopped):
        confirm_reset(security, grant, "停职期间")


def test_two_people_and_the_document_are_rules_of_the_table_too(city: dict[str, Any]) -> None:
    _, grant = waiting_for()
    for change, name in (
        ("paper = ''", "a_reset_names_the_document_and_has_its_half"), ("half_digest = NULL", "a_reset_names_the_document_and_has_its_half"),
        ("decided_account_id = asked_account_id, decided_person = asked_person, state = 'confirmed'", "a_grant_needs_two_people"),
        ("decided_account_id = account_id, decided_person = person_id, state = 'confirmed'", "nobody_decides_for_himself"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=name), transaction():
            execute(f"UPDATE identity_grant SET {change} WHERE id = %s", [grant])
    with pytest.raises(TwoPeopleNeeded):
        confirm_reset(replace(of("admin"), post="security"), grant, "我自己批")


def test_confirmed_and_refused_at_the_same_moment_it_is_one_of_them_and_without_the_guard_both(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard is the account's row and the grant's, held from the look to the decision."""
    _, grant = waiting_for()
    do: list[Any] = [lambda: bool(confirm_reset(of("security"), grant, "是")), lambda: refuse_grant(of("security"), grant, "否")]
    found = sorted(str(one) for one in together(2, lambda n: do[n]()))
    assert found in (["None", "account_stopped"], ["None", "grant_decided"], ["True", "grant_decided"])
    confirmed = row("SELECT state FROM identity_grant WHERE id = %s", [grant]) == {"state": "confirmed"}
    assert (state_of(of("c03").account_id or uuid4()) == "enrolling") == confirmed

    # Without the hold both look at a waiting grant; without the condition of the statement both would decide it.
    _, other = waiting_for("c05")
    look = {"id": other, **(row("SELECT * FROM identity_grant WHERE id = %s", [other]) or {})}
    account = row("SELECT * FROM identity_account WHERE login = 'c05'")
    meeting = Meeting(2)

    def unheld(*_: Any) -> Any:
        meeting.wait()
        return look, account

    with monkeypatch.context() as off:
        off.setattr(resets, "waiting", unheld)
        off.setattr(resets, "decide", lambda *_: None)
        off.setattr(resets, "execute", lambda sql, values: execute(sql.replace(" AND state = 'active'", ""), values) or 1)
        twice = together(2, lambda _: bool(confirm_reset(of("security"), other, "是")))
    assert twice == [True, True], "guard off: two links are handed out, and the first no longer works"
