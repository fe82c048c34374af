"""The part of the day that the administrators play: accounts, grants, links; each cut off everywhere like the others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol
from uuid import uuid4

import pyotp

from yitang.kernel import clock
from yitang.platform.changes.public import Wanted, ask_change, confirm_change, refuse_change, withdraw_change
from yitang.platform.changes.public import lapse as lapse_changes
from yitang.platform.database.public import execute, row
from yitang.platform.identity.grants import ask_grant
from yitang.platform.identity.public import (
    Named,
    ask_reset,
    bring_back_administrator,
    confirm_grant,
    confirm_reset,
    end_post,
    enrol,
    enrolment,
    lapse,
    make_account,
    make_first_administrators,
    refuse_grant,
    start_reset,
    suspend_account,
)
from yitang.platform.identity.tests.administrators import of, wanted
from yitang.platform.policy.public import forget
from yitang.registers.people.public import open_staff_account


class Cutting(Protocol):
    """A day whose operations are cut off everywhere, then run."""

    def do(self, name: str, operation: Callable[[], Any], before: Callable[[], Any] = ..., apart: str = "") -> Any:
        """One operation."""


def accounts_and_grants(day: Cutting, city: dict[str, Any]) -> None:
    """From a new account to its suspension."""
    admin, security = of("admin"), of("security")
    link = day.do("identity.accounts.make_account", lambda: make_account(admin, "k01", "新来的", uuid4()))
    day.do("people.staff.open_staff_account", lambda: open_staff_account(admin, "k02", "新来的", "990000199001010017"))
    # A code typed in the last moment of its step counts here too: the day leans on no second of the clock.
    execute("UPDATE policy_value SET value = '1' WHERE name = 'sign_in.totp_steps_back'")
    forget()
    seed = pyotp.TOTP(enrolment(link.token).seed)
    day.do("identity.enrolment.enrol", lambda: enrol(link.token, "correct horse battery", seed.at(clock.real_now())))
    grant = day.do("identity.grants.ask_grant", lambda: ask_grant(admin, link.account_id, wanted(city)))
    day.do("identity.grants.confirm_grant", lambda: confirm_grant(security, grant, "见过本人"))
    other = ask_grant(admin, link.account_id, wanted(city, "guide"))
    day.do("identity.grants.refuse_grant", lambda: refuse_grant(security, other, "人手够了"))
    ask_grant(admin, link.account_id, wanted(city, "reviewer"))
    execute("UPDATE identity_grant SET asked_at = %s WHERE state = 'waiting'", [clock.real_now() - timedelta(days=8)])
    day.do("identity.grants.lapse", lapse)
    day.do("identity.resets.ask_reset", lambda: ask_reset(admin, link.account_id, "id_card", "手机丢了"))
    reset = row("SELECT id FROM identity_grant WHERE kind = 'reset'")
    assert reset
    day.do("identity.resets.confirm_reset", lambda: confirm_reset(security, reset["id"], "看了证件"))
    day.do("identity.accounts.start_reset", lambda: start_reset(admin, link.account_id, "链接丢了"))
    day.do("identity.accounts.suspend_account", lambda: suspend_account(security, link.account_id, "停职"))
    post = row("SELECT id FROM identity_post WHERE account_id = %s", [link.account_id])
    assert post
    day.do("identity.accounts.end_post", lambda: end_post(admin, post["id"], "调走"))
    day.do("identity.accounts.bring_back_administrator", lambda: bring_back_administrator("audit"))


def changes_of_the_office(day: Cutting, city: dict[str, Any]) -> None:
    """Changes by two people: asked, confirmed, refused, taken back, lapsed; of a value and of a plan."""
    admin, security, chief = of("admin"), of("security"), of("chief")
    window = row("SELECT id FROM offices_window WHERE hall_id = %s ORDER BY number LIMIT 1", [city["hall"]])
    assert window
    later = clock.today() + timedelta(days=3)
    value = Wanted("policy", "queue.recall_max", 5, later, "现场要多呼", "本所的决定")
    plan = Wanted("plan", str(window["id"]), ["DRV-RENEW"], later, "分流")
    change = day.do("changes.operations.ask_change", lambda: ask_change(admin, value))
    day.do("changes.operations.confirm_change", lambda: confirm_change(security, change, "看过"))
    other = day.do("changes.operations.ask_change", lambda: ask_change(chief, plan))
    day.do("changes.operations.confirm_change", lambda: confirm_change(admin, other, "看过"))
    third = ask_change(admin, replace(value, becomes=6))
    day.do("changes.operations.refuse_change", lambda: refuse_change(security, third, "没有依据"))
    fourth = ask_change(admin, replace(value, becomes=7))
    day.do("changes.operations.withdraw_change", lambda: withdraw_change(admin, fourth, "写错了"))
    ask_change(admin, replace(value, becomes=8))
    execute("UPDATE changes_change SET asked_at = %s WHERE state = 'waiting'", [clock.real_now() - timedelta(days=8)])
    day.do("changes.operations.lapse", lapse_changes)


def first_administrators() -> int:
    """The first three, as `./yitang accounts first` makes them."""
    people = [Named(post, f"管理{n}", f"g{n}", uuid4()) for n, post in enumerate(("admin", "security", "audit"))]
    return len(make_first_administrators(people, uuid4()))
