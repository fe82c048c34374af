"""Front door of identity."""

from yitang.platform.identity.account import AccountRow, end_own, own_account
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
from yitang.platform.identity.domain import Place, Rule
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
from yitang.platform.identity.guesses import guessed_wrong, stop_guessing
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
    "AccountRow", "CodeTooSoon", "CodeWrong", "DeviceRefused", "DeviceRow", "FactorWrong", "FreshFactorNeeded", "KeyAnswer", "KeyRow", "Known",
    "NoColleagueHere", "NotYours", "PairingUnknown", "PasswordOver", "Place", "PostMayNot", "Proof", "ProofFailed", "PuzzleNeeded", "Rule",
    "SameOfficer", "SessionRow", "SignInFailed", "SignInNeeded", "SignedRequest", "TooManyGuesses", "TooManyPairings", "TooManyTries", "WindowLocked",
    "WindowSessionElsewhere", "access_table", "account_names", "alive", "allow", "anonymous", "approve_pairing", "ask_assertion", "ask_enrolment",
    "can", "change_password", "code_for", "confirm_code", "confirm_one_time_codes", "cookie_name", "create_account", "device_alive", "device_for",
    "devices", "end", "end_own", "enrol_key", "guessed_wrong", "lock_window", "locked_windows", "make_code", "make_recovery_codes", "may", "own",
    "own_account", "pairing_device", "prepare_one_time_codes", "proved", "puzzle", "relieve", "remove_key", "revoke_device", "screen_of_window",
    "seems_fresh", "set_session", "sign_in", "signed", "start_pairing", "step_up", "stop_guessing", "unlock_window", "viewer_of", "when_known",
]  # fmt: skip
