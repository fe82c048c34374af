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


class AnotherChangeWaits(Refusal):
    """Somebody else has asked for the same, or the same person with another folder."""

    code = "another_key_change_waits"
    zh = "{key} 已有一个申请在等第二个人确认。"
    en = "A change of {key} waits already for its second person."
    status = 409
    cure_zh = "用 ./yitang keys list 看编号，由另一个人运行 ./yitang keys confirm 编号；没人确认的会自己过期。"
    cure_en = "See its number by ./yitang keys list; another person runs ./yitang keys confirm NUMBER. What nobody confirms lapses by itself."


class ChangeNotWaiting(Refusal):
    """No change of this id waits: it was done, it lapsed, or there never was one."""

    code = "key_change_not_waiting"
    zh = "没有这个等待确认的换钥申请。"
    en = "No change of this number waits to be confirmed."
    status = 404
    cure_zh = "用 ./yitang keys list 看还在等的；过期的重新申请。"
    cure_en = "./yitang keys list shows what waits; ask again for what has lapsed."


class SecondPersonNeeded(Refusal):
    """Who asked does not confirm, whichever account he uses."""

    code = "key_change_second_person_needed"
    zh = "申请的人不能自己确认，要由另一个人用自己的账号确认。"
    en = "Who asked for it cannot confirm it: another person must, with a login of their own."
    status = 403


class ReasonMissing(Refusal):
    """Nobody says why a key is changed."""

    code = "key_change_reason_missing"
    zh = "请写明原因，如：满一年。"
    en = "Say why, for instance: a year is over."
