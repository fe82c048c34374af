"""Grants (授权): the system administrator asks, the security administrator decides, for a third; only a confirmed one makes a post.

GB/T 22239-2019 8.1.4.2 d, 8.1.5.1 to 8.1.5.3. Two people and not for oneself are CHECKs of the table.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, new_id, row, rows, transaction
from yitang.platform.identity.access import ASK, CONFIRM, REFUSE
from yitang.platform.identity.admin_errors import (
    AccountStopped,
    AnotherGrantWaits,
    DatesWrong,
    GrantDecided,
    HallForAdministrator,
    NotEnrolledYet,
    NotForOneself,
    OnOtherSide,
    PostHeld,
    PostUnknown,
    ReasonMissing,
    TwoPeopleNeeded,
)
from yitang.platform.identity.domain import POSTS, SERVICES, SIDES, Place
from yitang.platform.identity.errors import NotYours
from yitang.platform.identity.rules import allow, may
from yitang.platform.identity.sides import hold_person, open_post, stands_elsewhere, today
from yitang.platform.policy.public import value

LAPSE = "identity.lapse_grant"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a grant is asked for: post and service, office and hall, first and last day (in real time), and why."""

    post: str
    service: str
    office_id: UUID
    hall_id: UUID | None
    from_on: date
    to_on: date | None
    reason: str


SAME = ("post", "service", "office_id", "hall_id", "from_on", "to_on")
INSERT = """
INSERT INTO identity_grant (id, kind, account_id, person_id, post, service, office_id, hall_id, from_on, to_on, reason, state,
                            asked_account_id, asked_person, asked_at, asked_log, decided_reason)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'waiting', %s, %s, %s, %s, '')
ON CONFLICT (account_id, kind, post, office_id) WHERE state = 'waiting' DO NOTHING
"""


def reason_of(said: str) -> str:
    """A reason as it is kept.

    Raises: ReasonMissing, TextTooLong, TextHasControls.
    """
    found = clean(said)
    if not found:
        raise ReasonMissing
    return found


def account_held(viewer: Viewer, account_id: UUID) -> dict[str, Any]:
    """The account, its row and its person held to the end of the act; never the viewer's own, nor another one of his person.

    Raises: NotYours, NotForOneself.
    """
    found = row("SELECT person_id FROM identity_account WHERE id = %s", [account_id])
    if found is None:
        raise NotYours
    hold_person(found["person_id"])
    not_his_own(viewer, found["person_id"])
    held = row("SELECT id, login, name, person_id, state, password <> '' AS enrolled FROM identity_account WHERE id = %s FOR UPDATE", [account_id])
    assert held is not None
    return held


def not_his_own(viewer: Viewer, person_id: UUID) -> None:
    """By person, whichever account he uses.

    Raises: NotForOneself.
    """
    if person_id == viewer.person_id:
        raise NotForOneself


def not_the_asker(viewer: Viewer, asked_person: UUID) -> None:
    """Who asked does not decide, whichever account he uses.

    Raises: TwoPeopleNeeded.
    """
    if asked_person == viewer.person_id:
        raise TwoPeopleNeeded


def ask_grant(viewer: Viewer, account_id: UUID, asked: Asked) -> UUID:
    """申请授权: ask for a post for an account. Asked the same twice, there is one. Returns: the grant's id.

    Raises: PostMayNot, NotYours, NotForOneself, AccountStopped, PostUnknown, HallForAdministrator, DatesWrong, ReasonMissing,
    PostHeld, OnOtherSide, AnotherGrantWaits.
    """
    allow(viewer, ASK)
    with act(viewer, ASK) as this:
        may(viewer, ASK, Place())
        account = account_held(viewer, account_id)
        reason = _fit(account, asked)
        grant_id = _insert(this, viewer, account, "post", asked, reason)
        this.on("grant", grant_id)
        this.note({"account": account_id, "post": asked.post, "office": asked.office_id, "from": asked.from_on, "to": asked.to_on, "reason": reason})
    return grant_id


def _fit(account: dict[str, Any], asked: Asked) -> str:
    """Whether this may be asked for at all. Returns: the reason."""
    if account["state"] not in ("active", "enrolling"):
        raise AccountStopped
    if asked.post not in POSTS or asked.service not in SERVICES:
        raise PostUnknown
    if asked.post in SIDES and asked.hall_id is not None:
        raise HallForAdministrator
    if asked.from_on < today() or (asked.to_on is not None and asked.to_on < asked.from_on):
        raise DatesWrong
    reason = reason_of(asked.reason)
    if stands_elsewhere(account["person_id"], asked.post):
        raise OnOtherSide
    if _held(account["id"], asked.post, asked.office_id, asked.from_on, asked.to_on):
        raise PostHeld
    return reason


def _held(account_id: UUID, post: str, office_id: UUID, from_on: date, to_on: date | None) -> bool:
    """Whether an open post of this kind covers some of these days."""
    found = row(
        "SELECT 1 AS yes FROM identity_post WHERE account_id = %s AND post = %s AND office_id = %s AND ended_at IS NULL "
        "AND (to_on IS NULL OR to_on >= %s) AND (%s::date IS NULL OR from_on <= %s) LIMIT 1",
        [account_id, post, office_id, from_on, to_on, to_on],
    )
    return found is not None


def _insert(this: Act, viewer: Viewer, account: dict[str, Any], kind: str, asked: Asked | None, reason: str) -> UUID:
    """The grant that waits: this one, or the one that said the same before."""
    grant_id, now = new_id(), clock.real_now()
    wanted = {name: getattr(asked, name) if asked else None for name in SAME}
    lapse(account["id"])
    written = execute(
        INSERT,
        [
            grant_id, kind, account["id"], account["person_id"], wanted["post"] or "", wanted["service"] or "", wanted["office_id"], wanted["hall_id"],
            wanted["from_on"], wanted["to_on"], reason, viewer.account_id, viewer.person_id, now, this.id,
        ],
    )  # fmt: skip
    if written:
        return grant_id
    found = row(
        "SELECT * FROM identity_grant WHERE account_id = %s AND kind = %s AND post = %s AND office_id IS NOT DISTINCT FROM %s AND state = 'waiting'",
        [account["id"], kind, wanted["post"] or "", wanted["office_id"]],
    )
    if found is None or (asked and any(found[name] != wanted[name] for name in SAME)):
        raise AnotherGrantWaits
    kept: UUID = found["id"]
    return kept


def ask_return(this: Act, viewer: Viewer, account: dict[str, Any], reason: str) -> UUID:
    """Ask that an account with posts may work again, within the act that stopped it. Returns: the grant's id."""
    return _insert(this, viewer, account, "return", None, reason)


def drop_waiting(this: Act, account_id: UUID) -> None:
    """What waits for an account lapses, within the act that suspends it: a return asked for before does not undo a suspension that came after."""
    dropped = execute(
        "UPDATE identity_grant SET state = 'lapsed', decided_at = %s, decided_log = %s WHERE account_id = %s AND state = 'waiting'",
        [clock.real_now(), this.id, account_id],
    )
    this.note({"grants_dropped": dropped})


def confirm_grant(viewer: Viewer, grant_id: UUID, reason: str) -> None:
    """确认: the post is there, or the account works again (a reset: ``confirm_reset``). By another person than who asked, and not for himself.

    Raises: PostMayNot, NotYours, NotForOneself, TwoPeopleNeeded, GrantDecided, ReasonMissing, AccountStopped, NotEnrolledYet, PostHeld, OnOtherSide.
    """
    allow(viewer, CONFIRM)
    with act(viewer, CONFIRM) as this:
        may(viewer, CONFIRM, Place())
        grant, account = waiting(viewer, grant_id, ("post", "return"))
        said = reason_of(reason)
        post_id = _make(grant, account)
        decide(this, viewer, grant, "confirmed", said, post_id)
        this.note({"account": account["id"], "post_id": post_id, "kind": grant["kind"], "reason": said})


def _make(grant: dict[str, Any], account: dict[str, Any]) -> UUID | None:
    """What the grant gives: a post, or the account's return."""
    if grant["kind"] == "return":
        if account["state"] == "enrolling" or not account["enrolled"]:
            raise NotEnrolledYet
        if execute("UPDATE identity_account SET state = 'active' WHERE id = %s AND state = 'suspended'", [account["id"]]) != 1:
            raise AccountStopped
        return None
    if account["state"] not in ("active", "enrolling"):
        raise AccountStopped
    if _held(account["id"], grant["post"], grant["office_id"], grant["from_on"], grant["to_on"]):
        raise PostHeld
    return open_post(
        account["id"], account["person_id"], grant["post"], grant["service"], grant["office_id"], grant["hall_id"], grant["from_on"], grant["to_on"]
    )


def refuse_grant(viewer: Viewer, grant_id: UUID, reason: str) -> None:
    """退回: nothing is given. By another person than who asked, and not for himself.

    Raises: PostMayNot, NotYours, NotForOneself, TwoPeopleNeeded, GrantDecided, ReasonMissing.
    """
    allow(viewer, REFUSE)
    with act(viewer, REFUSE) as this:
        may(viewer, REFUSE, Place())
        grant, account = waiting(viewer, grant_id)
        said = reason_of(reason)
        decide(this, viewer, grant, "refused", said, None)
        this.note({"account": account["id"], "kind": grant["kind"], "reason": said})


def waiting(viewer: Viewer, grant_id: UUID, kinds: tuple[str, ...] = ("post", "return", "reset")) -> tuple[dict[str, Any], dict[str, Any]]:
    """The grant and its account, both held to the end of the act; it waits still, and the viewer may decide it.

    Raises: NotYours, NotForOneself, TwoPeopleNeeded, GrantDecided.
    """
    found = row("SELECT account_id, kind FROM identity_grant WHERE id = %s", [grant_id])
    if found is None or found["kind"] not in kinds:
        raise NotYours
    account = account_held(viewer, found["account_id"])
    grant = row("SELECT * FROM identity_grant WHERE id = %s FOR UPDATE", [grant_id])
    assert grant is not None
    not_the_asker(viewer, grant["asked_person"])
    if grant["state"] != "waiting" or grant["asked_at"] < oldest_waiting():
        raise GrantDecided
    return grant, account


def decide(this: Act, viewer: Viewer, grant: dict[str, Any], state: str, reason: str, post_id: UUID | None) -> None:
    """Write the decision, within the caller's act that holds the grant.

    Raises: GrantDecided.
    """
    this.on("grant", grant["id"])
    decided = execute(
        "UPDATE identity_grant SET state = %s, decided_account_id = %s, decided_person = %s, decided_at = %s, decided_reason = %s, decided_log = %s, "
        "made_post_id = %s WHERE id = %s AND state = 'waiting'",
        [state, viewer.account_id, viewer.person_id, clock.real_now(), reason, this.id, post_id, grant["id"]],
    )
    if decided != 1:
        raise GrantDecided


def oldest_waiting() -> datetime:
    """Who was asked for before this has waited too long."""
    return clock.real_now() - timedelta(days=value("grant.waits_days"))


def lapse(account_id: UUID | None = None) -> int:
    """过期: what waited longer than ``grant.waits_days`` is asked for anew or not at all; of one account, or of all. Returns: how many lapsed."""
    with transaction():
        late = rows(
            "SELECT id FROM identity_grant WHERE state = 'waiting' AND asked_at < %s AND (%s::uuid IS NULL OR account_id = %s) ORDER BY id FOR UPDATE",
            [oldest_waiting(), account_id, account_id],
        )
        for one in late:
            with act(Viewer.system(), LAPSE) as this:
                this.on("grant", one["id"])
                execute("UPDATE identity_grant SET state = 'lapsed', decided_at = %s, decided_log = %s WHERE id = %s", [clock.real_now(), this.id, one["id"]])
    return len(late)
