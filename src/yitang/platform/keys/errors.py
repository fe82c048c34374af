"""Faults and refusals of the keys room."""

from yitang.kernel.errors import Refusal


class CannotUnwrap(Refusal):
    """A stored value does not open: another key, another row, or changed bytes. Nothing of it is shown."""

    code = "cannot_unwrap"
    zh = "这项加密内容无法打开：密钥不符或内容被改动过。请联系系统管理员。"
    en = "This encrypted value does not open: wrong key, or it was changed. Call the system administrator."
    status = 500


class TooManyPasswordChecks(Refusal):
    """More than four password checks at once in this process (each holds 46 MiB)."""

    code = "sign_in_busy"
    zh = "现在登录的人太多，请过几秒再试。"
    en = "Too many people are signing in; try again in a few seconds."
    status = 503


class KeyIsOpen(RuntimeError):  # noqa: N818 - an error is a sentence here
    """A key file can be read by somebody else than its owner: it is not used until its mode is 0600 again."""


class AuthenticatorRefused(Refusal):
    """What a security key said is not right: another challenge, origin or party, a wrong signature, or nothing that can be read."""

    code = "authenticator_refused"
    zh = "安全钥匙没有通过验证。"
    en = "The security key was not accepted."
    cure_zh = "请再按一次“用安全钥匙”，插好或碰一下钥匙；地址栏里的网址要和平时一样。"
    cure_en = "Press the button and touch the key once more; the address of the page must be the usual one."
