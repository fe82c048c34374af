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


class ProofFailed(Refusal):
    """Password or second factor, given again for a change of one's own account, was wrong: the same words whichever it was."""

    code = "proof_failed"
    zh = "密码或动态码不对，什么也没有改。"
    en = "Password or one-time code is wrong; nothing was changed."
    cure_zh = "再填一次：动态码 30 秒换一次，登录时用过的那个码不能再用，等下一个。也可以用安全钥匙或恢复码。"
    cure_en = "Try again: a code changes every 30 seconds and works once, so wait for the next; a security key or recovery code does as well."


class FirstCodeWrong(Refusal):
    """The new phone did not show this code, or no new phone waits for its first code."""

    code = "first_code_wrong"
    zh = "新手机的动态码不对，还是旧的有效。"
    en = "That is not the new phone's code; the old one still counts."
    cure_zh = "看新手机上现在的 6 位数再填；手机的时间要准。还不行，从头再扫一次码。"
    cure_en = "Type the six digits that it shows now, with its clock right; if that does not help, begin again and scan anew."


class KeyCountWentBack(Refusal):
    """A key says that it signed less often than it did: a copy of it may be about (WebAuthn §6.1.1)."""

    code = "key_count_went_back"
    zh = "这把安全钥匙的计数倒退了，可能有人复制了它。这次没有放行，已经记录。"
    en = "The count of this security key went back: somebody may have copied it. It was refused and recorded."
    status = 401
    cure_zh = "请用动态码登录，在“我的账号”里移除这把钥匙，并告诉所长。"
    cure_en = "Sign in with a one-time code, remove this key on My account, and tell the head of the office."


class KeysNeedAName(Refusal):
    """Browsers use keys at an https address with a name (or at ``localhost``), never at a bare number."""

    code = "keys_need_a_name"
    zh = "本系统的网址不能用安全钥匙：要有域名和 https。"
    en = "Security keys do not work at this address: it needs a name and https."
    cure_zh = "请用动态码；要用安全钥匙，请管理员给本系统配好域名。"
    cure_en = "Use a one-time code, or have the administrator give this system a name."


class KeyAlreadyEnrolled(Refusal):
    """This key is enrolled already, for this account or another."""

    code = "key_already_enrolled"
    zh = "这把安全钥匙已经登记过了。"
    en = "This security key is enrolled already."
    status = 409
    cure_zh = "请换一把钥匙；一把钥匙只能登记给一个账号。"
    cure_en = "Take another key; a key belongs to one account."


class KeyNameTaken(Refusal):
    """Another key of this person has this name."""

    code = "key_name_taken"
    zh = "您已经有一把钥匙叫“{name}”。"
    en = "You already have a key called “{name}”."
    status = 409
    cure_zh = "请另起一个名字，好认出是哪一把。"
    cure_en = "Choose another name, so that you can tell them apart."


class KeyNameMissing(Refusal):
    """A key without a name cannot be told from another."""

    code = "key_name_missing"
    zh = "请给钥匙起个名字，1 到 40 个字。"
    en = "Give the key a name of 1 to 40 characters."
    cure_zh = "例如“蓝色钥匙”“办公电脑”。"
    cure_en = "For example “blue key” or “office computer”."


class TooManyKeys(Refusal):
    """As many keys as policy lets a person have."""

    code = "too_many_keys"
    zh = "一个人最多登记 {most} 把安全钥匙。"
    en = "A person has {most} security keys at most."
    status = 409
    cure_zh = "请先移除一把不用的。"
    cure_en = "Remove one that you no longer use."


class LastFactor(Refusal):
    """Without it the person could not sign in any more."""

    code = "last_factor"
    zh = "这是您唯一的第二重验证，不能移除。"
    en = "This is your only second factor; it cannot be removed."
    status = 409
    cure_zh = "请先登记另一把安全钥匙，再移除这一把。"
    cure_en = "Enrol another security key first, then remove this one."


class KeyNeeded(Refusal):
    """The post signs in with a security key (``sign_in.key_posts``, ASVS 6.3.3), and something else was given."""

    code = "key_needed"
    zh = "您的岗位要用安全钥匙，动态码不够。"
    en = "Your post needs a security key; a one-time code is not enough."
    status = 403
    cure_zh = "登录：输好工号和密码，按“用安全钥匙登录”；钥匙丢了，填一个恢复码，再登记新钥匙。接口上没有安全钥匙，这样的岗位不能从接口登录。"
    cure_en = "With badge and password, press Security key; a recovery code lets you enrol another. The API takes no keys, so such a post cannot sign in there."


class KeyFirst(Refusal):
    """This session is good for enrolling a security key, which the post needs, and for nothing else."""

    code = "key_first"
    zh = "您的岗位要先登记一把安全钥匙，才能办别的。"
    en = "Your post needs a security key; enrol one before anything else."
    status = 403
    cure_zh = "请打开“登记安全钥匙”页。"
    cure_en = "Open the page Enrol a security key."


class PasswordOver(Refusal):
    """The password is older than the profile of this office lets it be; until it is changed this session does nothing else."""

    code = "password_over"
    zh = "您的密码用满期限了，要先改密码才能办别的。"
    en = "Your password has reached its age; change it before anything else."
    status = 403
    cure_zh = "请打开“改密码”页。"
    cure_en = "Open the page Change password."


class PasswordTooShort(Refusal):
    """Fewer characters than the profile asks for."""

    code = "password_too_short"
    zh = "新密码太短：至少 {least} 个字符。"
    en = "The new password is too short: {least} characters at least."
    cure_zh = "用几个不相干的词连起来，又长又好记。"
    cure_en = "Several words that have nothing to do with each other are long and easy to keep in mind."


class PasswordTooLong(Refusal):
    """More characters than are compared."""

    code = "password_too_long"
    zh = "新密码太长：最多 {most} 个字符。"
    en = "The new password is too long: {most} characters at most."
    cure_zh = "请短一些。"
    cure_en = "Make it shorter."


class PasswordTooPlain(Refusal):
    """Of fewer kinds of characters than the profile of classified protection asks for."""

    code = "password_too_plain"
    zh = "新密码要有大写字母、小写字母、数字、其他字符四种里的至少 {kinds} 种。"
    en = "The new password needs at least {kinds} of: capitals, small letters, digits, other characters."
    cure_zh = "请再加一种字符。"
    cure_en = "Add another kind of character."


class PasswordTooCommon(Refusal):
    """It stands in the list of common passwords, or is made of one."""

    code = "password_too_common"
    zh = "新密码太常见：它在常用密码表里，或者只是常用密码加数字、重复。"
    en = "The new password is too common: it is in the list of common passwords, or one of them with digits, or repeated."
    cure_zh = "请换一个别人想不到的。"
    cure_en = "Choose one that nobody else would think of."


class PasswordHoldsWord(Refusal):
    """It holds a word that whoever knows the office tries first (ASVS 6.2.11)."""

    code = "password_holds_word"
    zh = "新密码里有“{word}”：单位、城市、号牌字头、系统、岗位的名称和工号都不能用。"
    en = "The new password holds “{word}”: names of office, city, plates, product, post and badge are not allowed."
    cure_zh = "请去掉这个词。"
    cure_en = "Leave that word out."


class PasswordUnchanged(Refusal):
    """The new password is the old one."""

    code = "password_unchanged"
    zh = "新密码和原来的一样。"
    en = "The new password is the old one."
    cure_zh = "请换一个。"
    cure_en = "Choose another."
