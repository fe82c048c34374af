"""Refusals of identity. None says whether somebody exists."""

from yitang.kernel.errors import Refusal


class SignInNeeded(Refusal):
    """Nobody is signed in, or the session has ended."""

    code = "sign_in_needed"
    zh = "请先登录。"
    en = "Sign in first."
    status = 401


class PostMayNot(Refusal):
    """This post never does this."""

    code = "post_may_not"
    zh = "您的岗位不能办这件事。"
    en = "Your post does not do this."
    status = 403
    cure_zh = "请交给有权限的岗位，或由所长调整岗位。"
    cure_en = "Hand it to a post that may, or have the head of the office change yours."


class NotYours(Refusal):
    """The thing belongs to another office, hall, window or person; said as if it were not there (X20)."""

    code = "not_found"
    zh = "没有找到。"
    en = "Not found."
    status = 404


class SignInFailed(Refusal):
    """Login, password or second factor was wrong: the same words whichever it was, and whoever exists."""

    code = "sign_in_failed"
    zh = "工号、密码或动态码不对。"
    en = "Login, password or one-time code is wrong."
    status = 401
    cure_zh = "核对后再试；动态码 30 秒换一次，同一个码只能用一次。"
    cure_en = "Check and try again; the code changes every 30 seconds and works once."


class FactorWrong(Refusal):
    """The one-time code that was asked for at work is wrong, or was used already."""

    code = "factor_wrong"
    zh = "动态码不对，或者已经用过。"
    en = "The one-time code is wrong, or was used already."
    status = 422
    cure_zh = "等手机上换了新码再输；30 秒换一次，同一个码只能用一次。"
    cure_en = "Wait for the next code and type that; it changes every 30 seconds and works once."


class FreshFactorNeeded(Refusal):
    """The act needs a second factor that was proved a short time ago (ASVS 7.5.3)."""

    code = "fresh_factor_needed"
    zh = "这一步要再输一次动态码：上次输入已超过 {minutes} 分钟。"
    en = "This step asks for your one-time code again: the last one is more than {minutes} minutes old."
    status = 403
    cure_zh = "输入手机上的 6 位动态码，接着办，填好的都还在。接口：先 POST /api/v1/sessions/fresh，再重做这一步。"
    cure_en = "Type the code and go on; nothing is lost. By the API: POST /api/v1/sessions/fresh, then ask again."


class WindowLocked(Refusal):
    """Nobody has pressed anything at this window for some minutes, or the clerk locked it (ASVS 7.1.1)."""

    code = "window_locked"
    zh = "窗口已锁屏，没有办这一步。"
    en = "This window is locked; nothing was done."
    status = 423
    cure_zh = "输入您的动态码解锁，填好的都还在。接口：POST /api/v1/sessions/unlocking。"
    cure_en = "Unlock with your one-time code; what was typed is still there. By the API: POST /api/v1/sessions/unlocking."


class TooManyTries(Refusal):
    """Too many failures from here for this account: a pause, not a lock."""

    code = "too_many_tries"
    zh = "试错次数太多，请 {minutes} 分钟后再试。"
    en = "Too many failures; try again in {minutes} minutes."
    status = 429


class TooManyGuesses(Refusal):
    """Too many references that do not exist: a pause for whoever tried them (X8)."""

    code = "too_many_guesses"
    zh = "试错的码太多，请一小时后再试。"
    en = "Too many codes that do not exist; try again in an hour."
    status = 429
    cure_zh = "号照样有效：请听叫号看大屏，或请导办台帮忙。"
    cure_en = "The number stays valid: follow the display, or ask the guide desk."


class WindowSessionElsewhere(Refusal):
    """The person already has a live window session; signing in here ends it, when confirmed."""

    code = "window_session_elsewhere"
    zh = "您在另一个窗口还登录着。确认后那边会退出。"
    en = "You are still signed in at another window. Confirm to end that session."
    status = 409


class SameOfficer(Refusal):
    """A window is handed over to somebody else."""

    code = "same_officer"
    zh = "交班和接班要两个人。"
    en = "A window is handed over to somebody else."
    status = 409
    cure_zh = "请接班的同事自己输工号、密码和动态码。"
    cure_en = "The colleague who takes over types his own badge, password and code."


class NoColleagueHere(Refusal):
    """Who takes over holds another post, or the same at another office or hall."""

    code = "no_colleague_here"
    zh = "这位同事不是本厅的窗口岗位，不能接这个窗口。"
    en = "This colleague is not a clerk of this hall and cannot take the window over."
    status = 403
    cure_zh = "请本厅窗口岗位的同事接班，或由所长调整岗位。"
    cure_en = "A clerk of this hall takes over, or the head of the office changes the post."


class CodeWrong(Refusal):
    """The code is wrong, used, too old, or of another session."""

    code = "code_wrong"
    zh = "验证码不对或已过期。"
    en = "The code is wrong or has expired."
    status = 422
    cure_zh = "请重新获取验证码。"
    cure_en = "Ask for a new code."


class CodeTooSoon(Refusal):
    """A code was asked for less than a minute ago, or too many today."""

    code = "code_too_soon"
    zh = "获取太频繁，请稍后再试。"
    en = "Too many codes; wait a little."
    status = 429


class PuzzleNeeded(Refusal):
    """All together asked for so many codes that the phone must work for one; for a list of stolen numbers that work adds up."""

    code = "puzzle_needed"
    zh = "现在要验证码的人太多，您的手机要先算一道题。"
    en = "Very many codes are asked for: your phone has to solve a puzzle first."
    status = 429
    cure_zh = "请再输入一次，按“获取验证码”：手机自己算，要几秒。取号、查材料不用登录。"
    cure_en = "Type the number again and press once more: the phone does it by itself, in seconds. Taking a number needs no sign-in."


class PairingUnknown(Refusal):
    """No device waits under this code (wrong, too old, or already used)."""

    code = "pairing_unknown"
    zh = "没有设备在用这个配对码等待。配对码 5 分钟内有效。"
    en = "No device waits with this pairing code. Codes live five minutes."
    status = 404


class TooManyPairings(Refusal):
    """As many devices as one address may have wait to be let in."""

    code = "too_many_pairings"
    zh = "从这里等待配对的设备太多，请稍后再试。"
    en = "Too many devices from here wait to be paired; try again later."
    status = 429
    cure_zh = "请先把等着的设备配对好；没人要的配对过一小时不再算。"
    cure_en = "Let in the devices that wait; those that nobody wants count no more after an hour."


class DeviceRefused(Refusal):
    """A device request whose signature, time or nonce is wrong, or whose device was revoked."""

    code = "device_refused"
    zh = "设备身份无效，请重新配对。"
    en = "The device is not accepted; pair it again."
    status = 401
