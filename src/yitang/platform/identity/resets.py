"""A reset in person (当面重置): who lost phone, keys and recovery codes together stands before two administrators, one after the other (ASVS 6.4.4).

The system administrator has seen the document and gives the person a word; the security administrator confirms and hands him a link. The link
works with the word only: neither of the two can use it alone, and until the second has confirmed nothing of the account changes.
"""

from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, new_id
from yitang.platform.identity.access import ASK_RESET, CONFIRM_RESET
from yitang.platform.identity.admin_errors import AccountMovedOn, AccountStopped, AnotherGrantWaits, PaperUnknown
from yitang.platform.identity.domain import PAPERS, Place
from yitang.platform.identity.enrolment import HALF_SIGNS, Link, half_digest, open_link
from yitang.platform.identity.factors import take_away
from yitang.platform.identity.grants import account_held, decide, lapse, reason_of, waiting
from yitang.platform.identity.rules import allow, may
from yitang.platform.identity.telling import tell
from yitang.platform.keys.public import random_base32

INSERT = """
INSERT INTO identity_grant (id, kind, account_id, person_id, post, service, reason, state, asked_account_id, asked_person, asked_at, asked_log, decided_reason,
                            paper, half_digest)
VALUES (%s, 'reset', %s, %s, '', '', %s, 'waiting', %s, %s, %s, %s, '', %s, %s)
ON CONFLICT (account_id, kind, post, office_id) WHERE state = 'waiting' DO NOTHING
"""
END = "UPDATE identity_session SET ended_at = %s, end_reason = 'reset' WHERE account_id = %s AND ended_at IS NULL"


def ask_reset(viewer: Viewer, account_id: UUID, paper: str, reason: str) -> str:
    """申请当面重置: the person is here and was known by this document (one of ``PAPERS``). Nothing of his account changes yet; he hears of it.

    Returns: the word for the person, twelve signs in groups of four, shown once and stored nowhere.

    Raises: PostMayNot, NotYours, FreshFactorNeeded, NotForOneself, AccountMovedOn, PaperUnknown, ReasonMissing, AnotherGrantWaits.
    """
    allow(viewer, ASK_RESET)
    with act(viewer, ASK_RESET) as this:
        may(viewer, ASK_RESET, Place())
        account = account_held(viewer, account_id)
        if account["state"] != "active":
            raise AccountMovedOn
        if paper not in PAPERS:
            raise PaperUnknown
        said, word, grant_id = reason_of(reason), random_base32(HALF_SIGNS), new_id()
        lapse(account_id)
        values = [grant_id, account_id, account["person_id"], said, viewer.account_id, viewer.person_id, clock.real_now(), this.id, paper, half_digest(word)]
        if not execute(INSERT, values):
            raise AnotherGrantWaits
        this.on("grant", grant_id)
        this.note({"account": account_id, "paper": paper, "reason": said})
        tell(this, account, "reset_asked")
    return "-".join(word[n : n + 4] for n in range(0, HALF_SIGNS, 4))


def confirm_reset(viewer: Viewer, grant_id: UUID, reason: str) -> Link:
    """确认当面重置: password, one-time codes, keys, recovery codes and sessions of the account are over; he hears of it. Not by who asked, nor for himself.

    Returns: the link, shown once, which works with the word that the person was given.

    Raises: PostMayNot, NotYours, FreshFactorNeeded, NotForOneself, TwoPeopleNeeded, GrantDecided, ReasonMissing, AccountStopped.
    """
    allow(viewer, CONFIRM_RESET)
    with act(viewer, CONFIRM_RESET) as this:
        may(viewer, CONFIRM_RESET, Place())
        grant, account = waiting(viewer, grant_id, ("reset",))
        said = reason_of(reason)
        if execute("UPDATE identity_account SET state = 'enrolling' WHERE id = %s AND state = 'active'", [account["id"]]) != 1:
            raise AccountStopped
        take_away(this, account["id"])
        ended = execute(END, [clock.real_now(), account["id"]])
        link = open_link(this, account, half=bytes(grant["half_digest"]))
        decide(this, viewer, grant, "confirmed", said, None)
        this.note({"account": account["id"], "paper": grant["paper"], "reason": said, "sessions_ended": ended})
        tell(this, account, "reset")
    return link
