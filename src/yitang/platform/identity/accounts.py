"""Accounts of staff: made, suspended, reset and looked at by administrators, none of whom ever sets or sees a password."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, lock, new_id, row
from yitang.platform.identity.access import END_POST, MAKE, RESET, SUSPEND
from yitang.platform.identity.admin_errors import (
    AccountMovedOn,
    FirstAccountsMade,
    LoginTaken,
    LoginWrong,
    NameMissing,
    NoSuchAdministrator,
    PostEnded,
    ResetInPerson,
)
from yitang.platform.identity.domain import SIDES, Place
from yitang.platform.identity.enrolment import Link, close_link, open_link
from yitang.platform.identity.errors import NotYours
from yitang.platform.identity.factors import take_away
from yitang.platform.identity.grants import account_held, ask_return, drop_waiting, reason_of
from yitang.platform.identity.rules import allow, may
from yitang.platform.identity.sides import open_post, today

LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,38})[A-Za-z0-9]")
FIRST = "identity.make_first_administrators"
BRING_BACK = "identity.bring_back_administrator"
NEW = "INSERT INTO identity_account (id, login, name, person_id, password, totp_step, state) VALUES (%s, %s, %s, %s, '', 0, 'enrolling')"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who gets an account: post, name, badge number, and the person in the register."""

    post: str
    name: str
    login: str
    person_id: UUID


def login_of(said: str) -> str:
    """A badge number as it is kept and found.

    Raises: LoginWrong.
    """
    found = said.strip()
    if not LOGIN.fullmatch(found):
        raise LoginWrong
    return found


def make_account(viewer: Viewer, login: str, name: str, person_id: UUID) -> Link:
    """建账号: named, without a post, and signing nobody in until the person has used the link. Returns: the link, shown once.

    Raises: PostMayNot, LoginWrong, LoginTaken, NameMissing, TextTooLong, TextHasControls.
    """
    allow(viewer, MAKE)
    with act(viewer, MAKE) as this:
        may(viewer, MAKE, Place())
        account = _new(login, name, person_id)
        this.on("account", account["id"])
        return open_link(this, account)


def _new(login: str, name: str, person_id: UUID) -> dict[str, Any]:
    badge, said, account_id = login_of(login), clean(name), new_id()
    if not said:
        raise NameMissing
    if execute(f"{NEW} ON CONFLICT (login) DO NOTHING", [account_id, badge, said, person_id]) != 1:
        raise LoginTaken(login=badge)
    return {"id": account_id, "login": badge, "name": said}


def suspend_account(viewer: Viewer, account_id: UUID, reason: str) -> None:
    """停用: at once. Sessions are over with their next request, streams within seconds, and a link that is out works no more.

    Raises: PostMayNot, NotYours, NotForOneself, ReasonMissing, AccountMovedOn.
    """
    allow(viewer, SUSPEND)
    with act(viewer, SUSPEND) as this:
        may(viewer, SUSPEND, Place())
        account = account_held(viewer, account_id)
        said = reason_of(reason)
        if account["state"] not in ("active", "enrolling"):
            raise AccountMovedOn
        execute("UPDATE identity_account SET state = 'suspended' WHERE id = %s", [account_id])
        close_link(this, account_id)
        drop_waiting(this, account_id)
        this.on("account", account_id)
        this.note({"reason": said})


def start_reset(viewer: Viewer, account_id: UUID, reason: str) -> Link:
    """重新启用: a new link for an account that is not in use: its link is lost or over, or it was suspended. Posts stay. Returns: the link, shown once.

    Whoever holds the link becomes the account's holder. So an account with open posts works again only when the security administrator has
    confirmed that this is the person himself; that grant is asked for here. A suspended account comes back in the same way. One that is in use is
    reset by two, in person (``resets.ask_reset``).

    Raises: PostMayNot, NotYours, FreshFactorNeeded, NotForOneself, ReasonMissing, AccountMovedOn, ResetInPerson.
    """
    allow(viewer, RESET)
    with act(viewer, RESET) as this:
        may(viewer, RESET, Place())
        account = account_held(viewer, account_id)
        said = reason_of(reason)
        if account["state"] == "left":
            raise AccountMovedOn
        if account["state"] == "active":
            raise ResetInPerson
        held = row("SELECT 1 AS yes FROM identity_post WHERE account_id = %s AND ended_at IS NULL LIMIT 1", [account_id])
        grant = ask_return(this, viewer, account, said) if held or account["state"] == "suspended" else None
        execute("UPDATE identity_account SET state = 'enrolling' WHERE id = %s", [account_id])
        take_away(this, account_id)
        this.on("account", account_id)
        this.note({"reason": said, "grant": grant})
        return open_link(this, account, grant)


def end_post(viewer: Viewer, post_id: UUID, reason: str) -> UUID:
    """结束岗位: at once, with the sessions that were opened with it. Returns: the account.

    Raises: PostMayNot, NotYours, NotForOneself, ReasonMissing, PostEnded.
    """
    allow(viewer, END_POST)
    with act(viewer, END_POST) as this:
        may(viewer, END_POST, Place())
        found = row("SELECT account_id FROM identity_post WHERE id = %s", [post_id])
        if found is None:
            raise NotYours
        account_held(viewer, found["account_id"])
        said = reason_of(reason)
        ended = execute("UPDATE identity_post SET ended_at = %s, side = NULL WHERE id = %s AND ended_at IS NULL", [clock.real_now(), post_id])
        if ended != 1:
            raise PostEnded
        this.on("post", post_id)
        this.note({"account": found["account_id"], "reason": said})
    account_id: UUID = found["account_id"]
    return account_id


def make_first_administrators(people: list[Named], office_id: UUID) -> list[Link]:
    """The three administrators of an installation that has no account; who runs this has the installation's keys. Returns: their links.

    Raises: FirstAccountsMade, LoginWrong, LoginTaken, NameMissing, OnOtherSide when one person is named twice.
    """
    with act(Viewer.system(), FIRST) as this:
        lock("identity.first")
        if row("SELECT 1 AS yes FROM identity_account LIMIT 1"):
            raise FirstAccountsMade
        links = []
        for one in people:
            account = _new(one.login, one.name, one.person_id)
            open_post(account["id"], one.person_id, one.post, "police", office_id, None, today())
            links.append(open_link(this, account))
        this.note({one.post: str(link.account_id) for one, link in zip(people, links, strict=True)})
        return links


def bring_back_administrator(login: str) -> Link:
    """A new link for one of the three, when nobody is left who could confirm it; who runs this has the installation's keys. Returns: the link.

    Raises: NoSuchAdministrator.
    """
    with act(Viewer.system(), BRING_BACK) as this:
        account = row(
            "SELECT a.id, a.login, a.name FROM identity_account a WHERE a.login = %s AND EXISTS (SELECT 1 FROM identity_post p "
            "WHERE p.account_id = a.id AND p.ended_at IS NULL AND p.post = ANY(%s)) FOR UPDATE",
            [login.strip(), list(SIDES)],
        )
        if account is None:
            raise NoSuchAdministrator(login=login.strip())
        execute("UPDATE identity_account SET state = 'enrolling' WHERE id = %s", [account["id"]])
        take_away(this, account["id"])
        this.on("account", account["id"])
        return open_link(this, account)
