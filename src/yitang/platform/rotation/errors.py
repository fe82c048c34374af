"""Refusals of the rotation room."""

from yitang.kernel.errors import Refusal


class NoSuchKey(Refusal):
    """No key of this name or id is in the inventory or here."""

    code = "no_such_key"
    zh = "没有叫 {key} 的密钥。"
    en = "There is no key {key}."
    status = 404
    cure_zh = "名称见 ./yitang keys list。"
    cure_en = "Names are listed by ./yitang keys list."


class PepperUnderWay(Refusal):
    """A pepper is being changed already: a third would have no column."""

    code = "pepper_under_way"
    zh = "{key} 还没有换完，暂不能再换。"
    en = "The change from {key} is not over yet; it cannot be changed once more."
    status = 409
    cure_zh = "先运行 ./yitang keys rewrap，再 ./yitang keys retire {key} --to 文件夹。"
    cure_en = "First ./yitang keys rewrap, then ./yitang keys retire {key} --to FOLDER."


class KeyIsCurrent(Refusal):
    """The current key of a name is in use."""

    code = "key_is_current"
    zh = "{key} 是现用的密钥，不能收起。"
    en = "{key} is the current key; it cannot be put away."
    status = 409
    cure_zh = "先用 ./yitang keys rotate 换新的。"
    cure_en = "First make a new one with ./yitang keys rotate."


class KeyStillVerifies(Refusal):
    """What this key signed must go on verifying."""

    code = "key_still_verifies"
    zh = "用 {key} 签过的凭证和树头还要能验证，它不能收起。"
    en = "What {key} has signed must go on verifying; it stays."
    status = 409
    cure_zh = "不用做什么：新的签名已经用新密钥。"
    cure_en = "Nothing needs doing: new signatures are made with the new key."


class KeyStillInUse(Refusal):
    """Values lie under this key, or a row cannot be found by its successor yet."""

    code = "key_still_in_use"
    zh = "还有 {left} 个值要用 {key}，不能收起。"
    en = "{left} values still need {key}; it cannot be put away."
    status = 409
    cure_zh = "先运行 ./yitang keys rewrap 直到剩 0 个；日志行的旧密钥一直要留着。"
    cure_en = "Run ./yitang keys rewrap until 0 are left; an old key of log rows stays for good."


class KeyTooYoung(Refusal):
    """Its successor is younger than policy asks for: a writer that began before it may still commit."""

    code = "key_too_young"
    zh = "接替 {key} 的密钥做成还不到 {hours} 小时，再等一等。"
    en = "The successor of {key} is less than {hours} hours old; wait a little longer."
    status = 409
    cure_zh = "到时候再运行同一条命令；时限是参数 keys.retire_after_h。"
    cure_en = "Run the same command then; the time is the policy value keys.retire_after_h."


class FolderHoldsAnother(Refusal):
    """Another key of the same id lies in the folder."""

    code = "folder_holds_another_key"
    zh = "那个文件夹里已有另一个 {key}。"
    en = "Another {key} lies in that folder."
    status = 409
    cure_zh = "换一个文件夹。"
    cure_en = "Choose another folder."
