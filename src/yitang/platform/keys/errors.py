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


class KeyFault(RuntimeError):
    """Something is wrong with the keys as they lie; nothing is done with them until it is mended. ``what``: which file or value, never its bytes."""

    zh = "密钥有问题：{what}"
    en = "something is wrong with the keys: {what}"

    def __init__(self, what: object = "") -> None:
        super().__init__(f"{self.zh} / {self.en}".format(what=what))


class KeyIsOpen(KeyFault):
    """A key file can be read by somebody else than its owner: it is not used until its mode is 0600 again."""

    zh = "别人也能读 {what}，先 chmod 600"
    en = "others can read {what}: chmod 600 first"


class KeyIsClosed(KeyFault):
    """A key file is closed with a master key that this process was not given."""

    zh = "{what} 用主密钥封着，这个进程没有拿到主密钥；用 systemd-run -p LoadCredentialEncrypted=yitang-master 运行"
    en = "{what} is closed with a master key that this process was not given: run it by systemd-run -p LoadCredentialEncrypted=yitang-master"


class KeyElsewhere(KeyFault):
    """Only the public half of this key is here: another process holds it, with a folder and a user of its own."""

    zh = "{what} 的私钥不在这里，由封存进程单独保管"
    en = "the private half of {what} is not here: the sealer alone holds it"


class KeyIsPlain(KeyFault):
    """There is a master key, but this key file is not closed with it."""

    zh = "有主密钥，但 {what} 没有用它封；运行 ./yitang keys close"
    en = "there is a master key, but {what} is not closed with it: run ./yitang keys close"


class MasterKeyWrong(KeyFault):
    """The master key is not 32 bytes, is missing where it is needed, or is not the one that closed this file."""

    zh = "主密钥不对或没有：{what}；它是 32 个字节的凭据 yitang-master"
    en = "the master key is wrong or missing: {what}; it is a credential yitang-master of 32 bytes"


class BoxWrong(KeyFault):
    """A sealed box does not open."""

    zh = "打不开：文件被改动、不完整、不是备份，或者是加密给别的私钥的（{what}）"
    en = "it does not open: changed, cut off, no backup, or meant for another private key ({what})"


class NoSuchHolder(KeyFault):
    """What should be the public or private half of a holder of backups is neither."""

    zh = "这不是备份用的密钥{what}；用 ./yitang backup-key 生成"
    en = "this is no key for backups{what}: make one with ./yitang backup-key"


class ShareWrong(KeyFault):
    """What should be a holder's piece of a private half is none, or two do not belong together."""

    zh = "保管人的词不对：{what}"
    en = "the words of the holders are not right: {what}"


class CertificateWrong(KeyFault):
    """A certificate cannot be made or read as asked."""

    zh = "证书：{what}"
    en = "certificate: {what}"


class AuthenticatorRefused(Refusal):
    """What a security key said is not right: another challenge, origin or party, a wrong signature, or nothing that can be read."""

    code = "authenticator_refused"
    zh = "安全钥匙没有通过验证。"
    en = "The security key was not accepted."
    cure_zh = "请再按一次“用安全钥匙”，插好或碰一下钥匙；地址栏里的网址要和平时一样。"
    cure_en = "Press the button and touch the key once more; the address of the page must be the usual one."
