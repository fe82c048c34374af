"""A grant needs two for a third; only a confirmed one makes a post; nobody stands on two sides, over all his accounts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from yitang.kernel.text import TextTooLong
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import checked
from yitang.platform.database.public import execute, row, rows, transaction
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity import grants as granting
from yitang.platform.identity import sides
from yitang.platform.identity.admin_errors import (
    AccountStopped,
    AnotherGrantWaits,
    DatesWrong,
    GrantDecided,
    HallForAdministrator,
    NotForOneself,
    OnOtherSide,
    PostHeld,
    PostUnknown,
    ReasonMissing,
    TwoPeopleNeeded,
)
from yitang.platform.identity.jobs import end_what_is_over
from yitang.platform.identity.public import (
    Asked,
    NotYours,
    PostMayNot,
    ask_grant,
    confirm_grant,
    end_post,
    grant,
    grants,
    lapse,
    refuse_grant,
    suspend_account,
    viewer_of,
    waiting_grants,
)
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.tests.administrators import asked, newcomer, of, owner, posts_of, state_of, wanted, written

KEY = "open_post_is_on_the_side_of_its_person"
KEY_AGAIN = f"ALTER TABLE identity_post ADD CONSTRAINT {KEY} FOREIGN KEY (person_id, side) REFERENCES identity_side (person_id, side)"


def test_only_a_confirmed_grant_makes_a_post_and_both_halves_are_in_the_log(city: dict[str, Any]) -> None:
    who = newcomer()
    first = asked(city, who)
    assert posts_of(who) == []
    assert [g.id for g in waiting_grants(of("security"))] == [first]
    confirm_grant(of("security"), first, "见过本人和证件")
    assert posts_of(who) == ["clerk"]
    second = asked(city, who, "guide")
    refuse_grant(of("security"), second, "人手够了")
    assert posts_of(who) == ["clerk"]
    assert waiting_grants(of("security")) == []
    names = {g.id: (g.state, g.asked_by, g.decided_by, g.decided_reason) for g, _, _ in grants(of("audit"))[0]}
    asker, decider = (row("SELECT name FROM identity_account WHERE login = %s", [login]) for login in ("admin", "security"))
    assert asker
    assert decider
    assert names == {
        first: ("confirmed", asker["name"], decider["name"], "见过本人和证件"), second: ("refused", asker["name"], decider["name"], "人手够了"),
    }  # fmt: skip
    logged = {r["act"]: r["id"] for r in rows("SELECT id, act FROM audit_row WHERE thing_kind = 'grant' AND thing_id = %s", [str(first)])}
    found, half, other = grant(of("audit"), first)
    assert (found.asked_log, found.decided_log) == (logged["identity.ask_grant"], logged["identity.confirm_grant"])
    assert half == checked(of("audit"), found.asked_log)
    assert half
    assert other
    assert half.good
    assert other.good
    owner(f"UPDATE audit_row SET post = 'chief' WHERE id = '{found.asked_log}'")
    _, half, _ = grant(of("audit"), first)
    assert half
    assert not half.good, "who changed the row of who asked is found out"


def test_asked_the_same_twice_there_is_one_and_asked_otherwise_it_is_refused(city: dict[str, Any]) -> None:
    who = newcomer()
    first = asked(city, who)
    assert asked(city, who, reason="再说一遍") == first
    with pytest.raises(AnotherGrantWaits):
        asked(city, who, service="auxiliary")
    assert asked(city, who, "guide") != first
    found = set(together(6, lambda _: ask_grant(of("admin"), newcomer_two, wanted(city)))) if (newcomer_two := newcomer("n02")) else set()
    assert len(found) == 1
    assert row("SELECT count(*) AS n FROM identity_grant WHERE account_id = %s", [newcomer_two]) == {"n": 1}


def test_one_grant_is_decided_once_however_many_press_at_once(city: dict[str, Any]) -> None:
    who = newcomer()
    grant_id = asked(city, who)
    other = replace(of("security"), account_id=second_security(city), person_id=SECOND)
    do = [lambda: confirm_grant(of("security"), grant_id, "是"), lambda: refuse_grant(other, grant_id, "否")]
    found = sorted(map(str, together(2, lambda n: do[n]())))
    assert found == ["None", "grant_decided"]
    assert len(posts_of(who)) == len(rows("SELECT 1 FROM identity_grant WHERE state = 'confirmed' AND account_id = %s", [who]))


SECOND = uuid4()


def second_security(city: dict[str, Any]) -> Any:
    account = newcomer("s02", SECOND)
    confirm_grant(of("security"), asked(city, account, "security"), "第二位")
    return account


def test_nobody_asks_or_decides_for_himself_and_nobody_does_both(city: dict[str, Any]) -> None:
    admin, security = of("admin"), of("security")
    twin = newcomer("n03", admin.person_id)
    assert admin.account_id
    for account in (admin.account_id, twin):
        before = written()
        with pytest.raises(NotForOneself):
            ask_grant(admin, account, wanted(city))
        assert written() == before
    grant_id = asked(city, newcomer())
    # A grant for the decider himself, and one asked by the decider's own person: by raw SQL, since no operation makes them.
    same = row("SELECT id FROM identity_account WHERE login = 'security'")
    assert same
    for change, name in (
        ("UPDATE identity_grant SET decided_account_id = asked_account_id, decided_person = asked_person, state = 'refused'", "a_grant_needs_two_people"),
        ("UPDATE identity_grant SET asked_account_id = account_id, asked_person = person_id", "nobody_asks_for_himself"),
        ("UPDATE identity_grant SET decided_account_id = account_id, decided_person = person_id, state = 'refused'", "nobody_decides_for_himself"),
        ("UPDATE identity_grant SET state = 'confirmed'", "a_confirmed_grant_made_its_post"),
        ("UPDATE identity_grant SET decided_person = person_id, state = 'refused'", "nobody_decides_for_himself"),
        (f"UPDATE identity_grant SET asked_person = '{uuid4()}'", "grant_was_asked_by_the_person_of_the_account"),
        (f"UPDATE identity_grant SET person_id = '{uuid4()}'", "grant_is_for_the_person_of_its_account"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction():
            execute(change)
    with pytest.raises(TwoPeopleNeeded):
        confirm_grant(replace(admin, post="security"), grant_id, "我自己批")
    own = replace(security, account_id=None, person_id=row("SELECT person_id FROM identity_grant")["person_id"])  # type: ignore[index]
    for decide in (confirm_grant, refuse_grant):
        with pytest.raises(NotForOneself):
            decide(own, grant_id, "为我自己")
    assert [g.state for g, _, _ in grants(of("audit"))[0]] == ["waiting"]


def test_the_three_are_apart_and_apart_from_the_business_over_all_accounts_of_a_person(city: dict[str, Any]) -> None:
    person = uuid4()
    one, two = newcomer("n04", person), newcomer("n05", person)
    confirm_grant(of("security"), asked(city, one, "audit"), "第二位审计")
    for post in ("admin", "security", "clerk", "guide", "reviewer", "chief"):
        before = written()
        for account in (one, two):
            with pytest.raises(OnOtherSide):
                asked(city, account, post)
        assert written() == before, post
    insert = (
        "INSERT INTO identity_post (id, account_id, person_id, post, service, office_id, from_on, side) "
        "VALUES (gen_random_uuid(), %s, %s, 'clerk', 'police', gen_random_uuid(), now(), %s)"
    )
    for side, name in (("business", KEY), ("audit", "an_open_post_has_its_side"), (None, "an_open_post_has_its_side")):
        with pytest.raises(IntegrityError, match=name), transaction():
            execute(insert, [two, person, side])
    with pytest.raises(IntegrityError, match="post_is_of_the_person_of_its_account"), transaction():
        execute(insert, [two, of("c03").person_id, "business"])
    with pytest.raises(IntegrityError, match=KEY), transaction():
        execute("UPDATE identity_side SET side = 'business' WHERE person_id = %s", [person])
    [held] = rows("SELECT id FROM identity_post WHERE account_id = %s", [one])
    end_post(of("admin"), held["id"], "调走")
    confirm_grant(of("security"), asked(city, two, "clerk"), "改当窗口")
    assert posts_of(two) == ["clerk"]
    with pytest.raises(OnOtherSide):
        asked(city, one, "audit")


@pytest.mark.parametrize("guard", ["off", "key", "on"])
def test_of_two_sides_at_once_exactly_one_and_without_the_guards_both(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch, guard: str) -> None:
    """The guards are the person's lock and the foreign key of open posts. Both taken away, one person is auditor and clerk; the key alone lets one in."""
    person = uuid4()
    accounts = [newcomer("n06", person), newcomer("n07", person)]
    ids = [asked(city, account, post) for account, post in zip(accounts, ("audit", "clerk"), strict=True)]
    if guard != "on":
        monkeypatch.setattr(sides, "lock", lambda *_: None)
        monkeypatch.setattr(sides, "stands_elsewhere", Meeting(2).after(sides.stands_elsewhere))
    if guard == "off":
        owner(f"ALTER TABLE identity_post DROP CONSTRAINT {KEY}")
    try:
        found = sorted(map(str, together(2, lambda n: confirm_grant(of("security"), ids[n], "是"))))
        held = sorted(posts_of(accounts[0]) + posts_of(accounts[1]))
    finally:
        if guard == "off":
            owner("UPDATE identity_grant SET state = 'waiting', made_post_id = NULL, decided_person = NULL WHERE made_post_id IS NOT NULL")
            owner(f"DELETE FROM identity_post WHERE person_id = '{person}'")
            owner(KEY_AGAIN)
    if guard == "off":
        assert (found, held) == (["None", "None"], ["audit", "clerk"])
    else:
        assert found == ["None", "on_other_side"]
        assert held in (["audit"], ["clerk"])


def test_what_does_not_fit_is_refused_by_name_and_writes_nothing(city: dict[str, Any]) -> None:
    who, gone = newcomer(), newcomer("n08")
    suspend_account(of("admin"), gone, "没来报到")
    day = timedelta(days=1)
    good = wanted(city)
    refused: list[tuple[type[Exception], Asked]] = [
        (PostUnknown, replace(good, post="king")), (PostUnknown, replace(good, service="army")), (HallForAdministrator, replace(good, post="audit")),
        (DatesWrong, replace(good, from_on=good.from_on - day)), (DatesWrong, replace(good, to_on=good.from_on - day)),
        (ReasonMissing, replace(good, reason="  ")), (TextTooLong, replace(good, reason="长" * 201)),
    ]  # fmt: skip
    before = written()
    for error, wrong in refused:
        with pytest.raises(error):
            ask_grant(of("admin"), who, wrong)
    with pytest.raises(AccountStopped):
        ask_grant(of("admin"), gone, good)
    with pytest.raises(NotYours):
        ask_grant(of("admin"), uuid4(), good)
    for login in ("security", "audit", "chief", "c03"):
        with pytest.raises(PostMayNot):
            ask_grant(of(login), who, good)
    with pytest.raises(PostMayNot):
        ask_grant(Viewer(**{**{f: getattr(of("admin"), f) for f in ("account_id", "person_id", "post", "office_id")}, "level": "code"}), who, good)
    assert written() == before
    grant_id = asked(city, who)
    before = written()
    for login in ("admin", "audit", "chief"):
        with pytest.raises(PostMayNot):
            confirm_grant(of(login), grant_id, "是")
    with pytest.raises(ReasonMissing):
        confirm_grant(of("security"), grant_id, "")
    with pytest.raises(NotYours):
        refuse_grant(of("security"), uuid4(), "否")
    assert written() == before
    confirm_grant(of("security"), grant_id, "是")
    before = written()
    with pytest.raises(GrantDecided):
        confirm_grant(of("security"), grant_id, "再来")
    with pytest.raises(PostHeld):
        asked(city, who)
    assert written() == before


def test_what_waits_too_long_lapses_and_may_be_asked_anew(city: dict[str, Any]) -> None:
    who = newcomer()
    grant_id = asked(city, who)
    assert lapse() == 0
    execute("UPDATE identity_grant SET asked_at = asked_at - interval '7 days 1 second'")
    with pytest.raises(GrantDecided):
        confirm_grant(of("security"), grant_id, "太晚")
    assert waiting_grants(of("security")) == [], "what has waited too long is not shown as if it could be decided"
    assert posts_of(who) == []
    again = asked(city, who)
    assert again != grant_id
    execute("UPDATE identity_grant SET asked_at = asked_at - interval '7 days 1 second' WHERE id = %s", [again])
    assert sum(one for one in together(3, lambda _: lapse())) == 1, "once, however many sweep"
    assert {r["state"] for r in rows("SELECT state FROM identity_grant")} == {"lapsed"}
    assert len(rows("SELECT 1 FROM audit_row WHERE act = 'identity.lapse_grant'")) == 2


def test_a_post_ends_at_once_and_after_its_last_day_and_then_keeps_nobody_on_its_side(city: dict[str, Any]) -> None:
    who = of("c05")
    [post] = rows("SELECT id FROM identity_post WHERE account_id = %s", [who.account_id])
    token, _ = begin("two_factor", who.account_id, post["id"])
    assert viewer_of(token)
    assert end_post(of("admin"), post["id"], "调走") == who.account_id
    assert viewer_of(token) is None, "ended today, over now and not at midnight"
    person = uuid4()
    account = newcomer("n09", person)
    confirm_grant(of("security"), asked(city, account, to_on=sides.today() + timedelta(days=30)), "实习")
    with pytest.raises(OnOtherSide):
        asked(city, account, "audit")
    execute("UPDATE identity_post SET from_on = from_on - 60, to_on = to_on - 60 WHERE account_id = %s", [account])
    grant_id = asked(city, account, "audit")
    assert end_what_is_over() == 1
    assert posts_of(account) == []
    confirm_grant(of("security"), grant_id, "实习完，当审计")
    assert posts_of(account) == ["audit"]


def test_a_suspended_account_gets_nothing_of_what_waited(city: dict[str, Any]) -> None:
    who = newcomer()
    grant_id = asked(city, who)
    suspend_account(of("security"), who, "证件是假的")
    assert state_of(who) == "suspended"
    with pytest.raises(GrantDecided):
        confirm_grant(of("security"), grant_id, "是")
    assert granting.lapse() == 0
    assert posts_of(who) == []
