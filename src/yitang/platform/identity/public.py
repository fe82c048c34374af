"""Front door of identity."""

from yitang.platform.identity.accounts import (
    Named,
    bring_back_administrator,
    end_post,
    make_account,
    make_first_administrators,
    start_reset,
    suspend_account,
)
from yitang.platform.identity.admin_errors import EnrolmentUnknown, PasswordsDiffer
from yitang.platform.identity.codes import confirm_code, make_code, puzzle
from yitang.platform.identity.devices import (
    DeviceRow,
    SignedRequest,
    approve_pairing,
    device_alive,
    device_for,
    devices,
    pairing_device,
    revoke_device,
    screen_of_window,
    start_pairing,
)
from yitang.platform.identity.domain import POSTS, SERVICES, SIDES, Place, Rule
from yitang.platform.identity.enrolment import EnrolmentRow, Link, enrol, enrolment
from yitang.platform.identity.errors import (
    CodeTooSoon,
    CodeWrong,
    DeviceRefused,
    NotYours,
    PairingUnknown,
    PostMayNot,
    PuzzleNeeded,
    SignInFailed,
    SignInNeeded,
    TooManyGuesses,
    TooManyPairings,
    TooManyTries,
    WindowSessionElsewhere,
)
from yitang.platform.identity.grants import Asked, ask_grant, confirm_grant, lapse, refuse_grant
from yitang.platform.identity.guesses import guessed_wrong, stop_guessing
from yitang.platform.identity.lists import AccountRow, GrantRow, PostRow, account, account_of_badge, accounts, grant, grants, waiting_grants
from yitang.platform.identity.middleware import cookie_name, set_session, signed
from yitang.platform.identity.rules import access_table, allow, can, may
from yitang.platform.identity.sessions import SessionRow, alive, anonymous, end, own, viewer_of
from yitang.platform.identity.sign_in import account_names, code_for, create_account, sign_in

__all__ = [
    "POSTS", "SERVICES", "SIDES", "AccountRow", "Asked", "CodeTooSoon", "CodeWrong", "DeviceRefused", "DeviceRow", "EnrolmentRow", "EnrolmentUnknown",
    "GrantRow", "Link", "Named", "NotYours", "PairingUnknown", "PasswordsDiffer", "Place", "PostMayNot", "PostRow", "PuzzleNeeded", "Rule",
    "SessionRow", "SignInFailed", "SignInNeeded", "SignedRequest", "TooManyGuesses", "TooManyPairings", "TooManyTries", "WindowSessionElsewhere",
    "access_table", "account", "account_names", "account_of_badge", "accounts", "alive", "allow", "anonymous", "approve_pairing", "ask_grant",
    "bring_back_administrator", "can", "code_for", "confirm_code", "confirm_grant", "cookie_name", "create_account", "device_alive", "device_for",
    "devices", "end", "end_post", "enrol", "enrolment", "grant", "grants", "guessed_wrong", "lapse", "make_account", "make_code",
    "make_first_administrators", "may", "own", "pairing_device", "puzzle", "refuse_grant", "revoke_device", "screen_of_window", "set_session",
    "sign_in", "signed", "start_pairing", "start_reset", "stop_guessing", "suspend_account", "viewer_of", "waiting_grants",
]  # fmt: skip
