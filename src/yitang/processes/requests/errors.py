"""Refusals of requests."""

from yitang.kernel.errors import Refusal


class RequestKindUnknown(Refusal):
    """Not one of the three things that may be asked."""

    code = "request_kind_unknown"
    zh = "请选要副本、更正还是删除。"
    en = "Choose a copy, a correction or deletion."
    cure_zh = "三项里选一项再交，写的都还在。"
    cure_en = "Choose one of the three; what you wrote is kept."


class RequestSaysNothing(Refusal):
    """A correction says what is wrong and what is right."""

    code = "request_says_nothing"
    zh = "更正要写明哪一项不对、应该是什么。"
    en = "A correction says what is wrong and what is right."
    cure_zh = "选一项，写上正确的内容。"
    cure_en = "Choose the field and write what is right."


class SameRequestOpen(Refusal):
    """One request of a kind at a time."""

    code = "same_request_open"
    zh = "您已经有一份同样的请求在办，不用再交。"
    en = "A request of this kind is under way already."
    status = 409
    cure_zh = "在“我的信息”里能看到办到哪一步；写错了可以先撤回。"
    cure_en = "See it under My data; withdraw it there if it was a mistake."


class DocumentNotSeen(Refusal):
    """At the desk the person is known by a document that was seen."""

    code = "document_not_seen"
    zh = "要先看过本人的身份证明，才能替他提出。"
    en = "See the person's document first."
    article = "个人信息保护法第50条"
    cure_zh = "请本人出示身份证明，核对后勾上。"
    cure_en = "Ask for the document, compare it, tick the box."


class RequestEnded(Refusal):
    """The request is answered, refused or withdrawn already."""

    code = "request_ended"
    zh = "这份请求已经办完了：{state_zh}。"
    en = "This request is over: {state}."
    status = 409
    cure_zh = "刷新看结果。"
    cure_en = "Reload to see the result."


class AnswerMissing(Refusal):
    """The person is told something."""

    code = "answer_missing"
    zh = "请写给本人的答复。"
    en = "Write what the person is told."
    cure_zh = "一两句话：做了什么，或者为什么不能做。"
    cure_en = "One or two sentences: what was done, or why it cannot be."


class GroundUnknown(Refusal):
    """A refusal names its ground."""

    code = "ground_unknown"
    zh = "不同意要选理由。"
    en = "A refusal names its ground."
    article = "个人信息保护法第50条第1款"
    cure_zh = "从列出的理由里选一个。"
    cure_en = "Choose one of the grounds."


class OwnRequest(Refusal):
    """Nobody answers what he asked himself, under whichever account or entry of the register."""

    code = "own_request"
    zh = "这是您本人提的，请另一位答复。"
    en = "You asked this yourself; somebody else answers."
    status = 403
    cure_zh = "请同单位的另一位审核或所长办。"
    cure_en = "Another reviewer or the head of the office does."


class WrongStep(Refusal):
    """A correction is made by correcting, the others by an answer."""

    code = "wrong_step"
    zh = "这一步不适合这种请求。"
    en = "This step does not fit this kind of request."
    cure_zh = "更正的请求用“更正登记”，副本和删除用“同意”。"
    cure_en = "Correct a correction; grant a copy or deletion."


class NoCopyYet(Refusal):
    """A copy is there once its request was answered, for so many days."""

    code = "no_copy_yet"
    zh = "现在没有可以取的副本。"
    en = "There is no copy to fetch now."
    status = 404
    cure_zh = "答复以后 {days} 天内可以取；过了可以再提一次。"
    cure_en = "It can be fetched for {days} days after the answer; ask again after that."
