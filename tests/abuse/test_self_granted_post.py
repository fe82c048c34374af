"""A post for oneself: an administrator asks for himself, or confirms what he asked for, also with another account of his person."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity import grants
from yitang.platform.identity.admin_errors import NotForOneself, TwoPeopleNeeded
from yitang.platform.identity.public import ask_grant, confirm_grant, make_account
from yitang.platform.identity.tests.administrators import asked, newcomer, of, owner, posts_of, wanted

SQL = {
    "nobody_asks_for_himself": "NOT (asked_person = person_id)",
    "nobody_decides_for_himself": "NOT (decided_person = person_id AND decided_person IS NOT NULL)",
    "a_grant_needs_two_people": "NOT (decided_person = asked_person AND decided_person IS NOT NULL)",
}


def second_account(of_whom: Viewer) -> Viewer:
    """Another account of the same person, as if it were the security administrator's: the sides would never let it be."""
    assert of_whom.person_id
    link = make_account(of("admin"), "twin", "同一人", of_whom.person_id)
    return replace(of_whom, account_id=link.account_id, post="security")


def asks_for_himself(city: dict[str, Any]) -> None:
    admin = of("admin")
    twin = second_account(admin)
    assert twin.account_id
    ask_grant(admin, twin.account_id, wanted(city, "admin"))


def confirms_for_himself(city: dict[str, Any]) -> None:
    security = of("security")
    twin = second_account(security)
    assert twin.account_id
    confirm_grant(security, asked(city, twin.account_id, "security"), "为我自己")


def confirms_what_he_asked_for(city: dict[str, Any]) -> None:
    admin = of("admin")
    grant_id = asked(city, newcomer("n55"))
    confirm_grant(second_account(admin), grant_id, "我申请的，我批")


@pytest.mark.parametrize(
    ("abuse", "rule", "check", "refusal"),
    [
        (asks_for_himself, "not_his_own", "nobody_asks_for_himself", NotForOneself),
        (confirms_for_himself, "not_his_own", "nobody_decides_for_himself", NotForOneself),
        (confirms_what_he_asked_for, "not_the_asker", "a_grant_needs_two_people", TwoPeopleNeeded),
    ],
)
def test_rule_and_check_taken_away_it_succeeds_the_check_alone_stops_it_and_the_rule_names_it(
    city: dict[str, Any], monkeypatch: pytest.MonkeyPatch, abuse: Callable[[dict[str, Any]], None], rule: str, check: str, refusal: type[Exception]
) -> None:
    def undo() -> None:
        owner("DELETE FROM identity_grant; DELETE FROM identity_enrolment")
        owner("DELETE FROM identity_post WHERE account_id IN (SELECT id FROM identity_account WHERE login IN ('twin', 'n55'))")
        execute("DELETE FROM identity_account WHERE login IN ('twin', 'n55')")

    with monkeypatch.context() as off:
        off.setattr(grants, rule, lambda *_: None)
        owner(f"ALTER TABLE identity_grant DROP CONSTRAINT {check}")
        try:
            abuse(city)
            found = row("SELECT account_id, state FROM identity_grant")
            assert found
            assert found["state"] == ("waiting" if abuse is asks_for_himself else "confirmed"), "guards off: it goes through"
            assert len(posts_of(found["account_id"])) == (found["state"] == "confirmed")
        finally:
            undo()
            owner(f"ALTER TABLE identity_grant ADD CONSTRAINT {check} CHECK ({SQL[check]})")
        with pytest.raises(IntegrityError, match=check):
            abuse(city)
        undo()
    with pytest.raises(refusal):
        abuse(city)
    assert rows("SELECT 1 FROM identity_post p JOIN identity_account a ON a.id = p.account_id WHERE a.login IN ('twin', 'n55')") == []
    assert rows("SELECT 1 FROM identity_grant WHERE state = 'confirmed'") == []
