"""Front door of identity."""

from yitang.platform.identity.account import OwnAccount, end_own, own_account
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
from yitang.platform.identity.colleagues import colleagues
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
    FactorWrong,
    FreshFactorNeeded,
    NoColleagueHere,
    NotYours,
    PairingUnknown,
    PasswordOver,
    PostMayNot,
    ProofFailed,
    PuzzleNeeded,
    SameOfficer,
    SignInFailed,
    SignInNeeded,
    TooManyGuesses,
    TooManyPairings,
    TooManyTries,
    WindowLocked,
    WindowSessionElsewhere,
)
from yitang.platform.identity.factor_acts import confirm_one_time_codes, enrol_key, make_recovery_codes, prepare_one_time_codes, remove_key
from yitang.platform.identity.factors import KeyAnswer
from yitang.platform.identity.freshness import proved, seems_fresh
from yitang.platform.identity.grants import Asked, ask_grant, confirm_grant, lapse, refuse_grant
from yitang.platform.identity.guesses import guessed_wrong, stop_guessing
from yitang.platform.identity.lists import AccountRow, GrantRow, PostRow, account, account_of_badge, accounts, grant, grants, waiting_grants
from yitang.platform.identity.locking import lock_window, locked_windows, unlock_window
from yitang.platform.identity.middleware import cookie_name, set_session, signed
from yitang.platform.identity.passwords import change_password
from yitang.platform.identity.proving import Proof
from yitang.platform.identity.relieving import relieve
from yitang.platform.identity.rules import access_table, allow, can, may
from yitang.platform.identity.security_keys import KeyRow, ask_assertion, ask_enrolment
from yitang.platform.identity.sessions import SessionRow, alive, anonymous, end, own, viewer_of
from yitang.platform.identity.sign_in import Known, account_names, code_for, create_account, sign_in, when_known
from yitang.platform.identity.stepping import step_up

__all__ = [
    "POSTS", "SERVICES", "SIDES", "AccountRow", "Asked", "CodeTooSoon", "CodeWrong", "DeviceRefused", "DeviceRow", "EnrolmentRow", "EnrolmentUnknown",
    "FactorWrong", "FreshFactorNeeded", "GrantRow", "KeyAnswer", "KeyRow", "Known", "Link", "Named", "NoColleagueHere", "NotYours", "OwnAccount",
    "PairingUnknown", "PasswordOver", "PasswordsDiffer", "Place", "PostMayNot", "PostRow", "Proof", "ProofFailed", "PuzzleNeeded", "Rule",
    "SameOfficer", "SessionRow", "SignInFailed", "SignInNeeded", "SignedRequest", "TooManyGuesses", "TooManyPairings", "TooManyTries", "WindowLocked",
    "WindowSessionElsewhere", "access_table", "account", "account_names", "account_of_badge", "accounts", "alive", "allow", "anonymous",
    "approve_pairing", "ask_assertion", "ask_enrolment", "ask_grant", "bring_back_administrator", "can", "change_password", "code_for", "colleagues",
    "confirm_code", "confirm_grant", "confirm_one_time_codes", "cookie_name", "create_account", "device_alive", "device_for", "devices", "end",
    "end_own", "end_post", "enrol", "enrol_key", "enrolment", "grant", "grants", "guessed_wrong", "lapse", "lock_window", "locked_windows",
    "make_account", "make_code", "make_first_administrators", "make_recovery_codes", "may", "own", "own_account", "pairing_device",
    "prepare_one_time_codes", "proved", "puzzle", "refuse_grant", "relieve", "remove_key", "revoke_device", "screen_of_window", "seems_fresh",
    "set_session", "sign_in", "signed", "start_pairing", "start_reset", "step_up", "stop_guessing", "suspend_account", "unlock_window", "viewer_of",
    "waiting_grants", "when_known",
]  # fmt: skip
