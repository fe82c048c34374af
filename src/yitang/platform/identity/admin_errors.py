"""Refusals of accounts, posts and grants."""

from yitang.kernel.errors import Refusal


class LoginTaken(Refusal):
    """Another account has this badge number."""

    code = "login_taken"
    zh = "工号 {login} 已经有账号了。"
    en = "Badge number {login} has an account already."
    status = 409
    cure_zh = "按工号查这个账号；同一个人换岗位不用新账号，申请授权就行。"
    cure_en = "Look the badge number up; somebody with a new post needs a grant, not a new account."


class LoginWrong(Refusal):
    """A badge number that cannot be one: empty, too long, or with other signs than letters, digits, dot and hyphen."""

    code = "login_wrong"
    zh = "工号填得不对：2 到 40 位字母、数字、点、横线。"
    en = "A badge number is 2 to 40 letters, digits, dots or hyphens."
    cure_zh = "照工作证上的工号填。"
    cure_en = "Type it as it stands on the badge."


class NameMissing(Refusal):
    """No name was given."""

    code = "name_missing"
    zh = "姓名没有填。"
    en = "The name is missing."
    cure_zh = "填证件上的姓名。"
    cure_en = "Type the name as on the identity document."


class ReasonMissing(Refusal):
    """A grant, a refusal, an end or a suspension says why."""

    code = "reason_missing"
    zh = "理由没有填。"
    en = "The reason is missing."
    cure_zh = "写一句为什么，例如“新招，分到 1 号厅”；审计管理员看得到。"
    cure_en = "Say in one sentence why; the audit administrator reads it."


class PostUnknown(Refusal):
    """No such post or service."""

    code = "post_unknown"
    zh = "没有这个岗位，或者没选民警还是辅警。"
    en = "There is no such post, or police or auxiliary was not chosen."
    cure_zh = "从列表里选。"
    cure_en = "Choose from the list."


class HallForAdministrator(Refusal):
    """An administrator belongs to an office and to no hall: news of a hall is the business's."""

    code = "hall_for_administrator"
    zh = "三员不属于任何大厅。"
    en = "An administrator belongs to no hall."
    cure_zh = "大厅选“不在大厅”。"
    cure_en = "Choose no hall."


class DatesWrong(Refusal):
    """A post that ends before it begins, or that would begin in the past."""

    code = "dates_wrong"
    zh = "日期不对：开始不能早于今天，结束不能早于开始。"
    en = "The dates do not fit: it begins today or later, and does not end before it begins."
    cure_zh = "改日期；没有结束日期就空着。"
    cure_en = "Change the dates; leave the end empty when there is none."


class PostHeld(Refusal):
    """The account holds this post at this office already for these days."""

    code = "post_held"
    zh = "这个账号在这个单位已经有这个岗位。"
    en = "The account holds this post at this office already."
    status = 409
    cure_zh = "不用再申请。要换厅或换期限，先结束现在的岗位。"
    cure_en = "No grant is needed. For another hall or other dates, end the present post first."


class OnOtherSide(Refusal):
    """One of the three administrators holds no other post, in whatever account (GB/T 22239-2019 8.1.4.2 d)."""

    code = "on_other_side"
    zh = "这个人已有的岗位和这个岗位不能由同一个人担任：三员互斥，三员也不兼业务岗。"
    en = "This person holds a post that nobody may hold together with this one: the three administrators are three people and hold no other post."
    status = 409
    article = "GB/T 22239-2019 8.1.4.2 d"
    cure_zh = "先结束他现在的岗位（各个账号都算），或者换一个人。"
    cure_en = "End his present posts first, in whatever account, or choose somebody else."


class NotForOneself(Refusal):
    """Nobody asks for, decides, ends or resets anything of his own."""

    code = "not_for_oneself"
    zh = "不能给自己办。"
    en = "Nobody does this for himself."
    status = 403
    cure_zh = "请另一位管理员来办。"
    cure_en = "Have another administrator do it."


class TwoPeopleNeeded(Refusal):
    """Who asked for a grant does not decide it."""

    code = "two_people_needed"
    zh = "申请人不能自己确认。"
    en = "Who asked for a grant does not decide it."
    status = 403
    cure_zh = "请另一位安全管理员确认。"
    cure_en = "Have another security administrator decide."


class AnotherGrantWaits(Refusal):
    """A grant of this post for this account waits, and it says something else."""

    code = "another_grant_waits"
    zh = "这个账号的这个岗位已有一份授权在等确认，内容不同。"
    en = "A grant of this post for this account waits already, and it says something else."
    status = 409
    cure_zh = "等安全管理员确认或退回那一份，再申请。"
    cure_en = "Wait until the security administrator has decided that one, then ask again."


class GrantDecided(Refusal):
    """The grant was decided meanwhile, or has lapsed."""

    code = "grant_decided"
    zh = "这份授权已经有了结果（确认、退回或过期），没有再改。"
    en = "This grant was decided or has lapsed meanwhile; nothing was changed."
    status = 409
    cure_zh = "刷新看结果。过期的，请系统管理员重新申请。"
    cure_en = "Reload to see. One that has lapsed is asked for again by the system administrator."


class AccountStopped(Refusal):
    """The account is suspended or gone: it gets no post."""

    code = "account_stopped"
    zh = "这个账号停用着，不能办这一步。"
    en = "This account is suspended; this step is not for it."
    status = 409
    cure_zh = "本人还要用：由系统管理员“重新启用”，安全管理员确认。"
    cure_en = "If the person is to work again, start a reset; the security administrator confirms the return."


class AccountMovedOn(Refusal):
    """The account cannot be suspended, or returned, from the state that it is in."""

    code = "account_moved_on"
    zh = "账号的状态已经变了，没有再改。"
    en = "The account's state has changed meanwhile; nothing was changed."
    status = 409
    cure_zh = "刷新看现在的状态。"
    cure_en = "Reload to see its state."


class ResetInPerson(Refusal):
    """An account that is in use is reset by two people, with its holder before them."""

    code = "reset_in_person"
    zh = "这个账号在用，一个人不能作废它的密码和手机。"
    en = "This account is in use: one person alone does not take its password and phone away."
    status = 409
    cure_zh = "本人来了：用“当面重置”，安全管理员确认。被人冒用：先“停用”，马上生效。"
    cure_en = "With the person before you, ask for a reset in person; if somebody abuses the account, suspend it, which is at once."


class PaperUnknown(Refusal):
    """Who asks for a reset says by which document he knew the person."""

    code = "paper_unknown"
    zh = "没有选看过的是什么证件。"
    en = "Which document you have seen was not chosen."
    cure_zh = "当面看原件，再从列表里选。"
    cure_en = "Look at the original, then choose from the list."


class HalfWrong(Refusal):
    """The word from who asked for the reset was not typed, or wrong."""

    code = "half_wrong"
    zh = "口令不对。"
    en = "The word is wrong."
    cure_zh = "照系统管理员当面给您的纸条再输一遍，12 个字母和数字；纸条丢了，请他重新申请。"
    cure_en = "Type the twelve signs that the system administrator gave you; if they are lost, he asks for the reset anew."


class NotEnrolledYet(Refusal):
    """The return is confirmed once the person himself has set password and phone anew."""

    code = "not_enrolled_yet"
    zh = "本人还没用链接设好密码和手机，现在不能确认。"
    en = "The person has not yet set password and phone by the link; it cannot be confirmed now."
    status = 409
    cure_zh = "等本人设好，当面核对证件，再确认。"
    cure_en = "Wait until the person has, look at the identity document, then confirm."


class PostEnded(Refusal):
    """The post has ended already."""

    code = "post_over"
    zh = "这个岗位已经结束了。"
    en = "This post has ended already."
    status = 409
    cure_zh = "不用再办；刷新看现在的岗位。"
    cure_en = "Nothing is left to do; reload to see the posts."


class EnrolmentUnknown(Refusal):
    """No link like this: wrong, used, replaced by a newer one, or older than a day."""

    code = "enrolment_unknown"
    zh = "这个链接不能用：已经用过、已换新的，或者过了 24 小时。"
    en = "This link does not work: it was used, replaced by a newer one, or is older than a day."
    status = 404
    cure_zh = "已经设好了就直接登录；没有，请系统管理员重新开一个。"
    cure_en = "If all is set, sign in; if not, ask the system administrator for a new link."


class EnrolmentCodeWrong(Refusal):
    """The one-time code does not come from the seed that the page shows."""

    code = "enrolment_code_wrong"
    zh = "动态码不对。"
    en = "The one-time code is wrong."
    cure_zh = "扫上面的二维码，再输手机上现在的 6 位数；手机时间要准。"
    cure_en = "Scan the square above and type the six digits of this moment; the phone's clock must be right."


class PasswordsDiffer(Refusal):
    """The password was typed twice, differently."""

    code = "passwords_differ"
    zh = "两次输的密码不一样。"
    en = "The two passwords differ."
    cure_zh = "再输一次。"
    cure_en = "Type it once more."


class NoSuchAdministrator(Refusal):
    """No account of this badge number holds the post of one of the three administrators."""

    code = "no_such_administrator"
    zh = "工号 {login} 不是三员之一。"
    en = "Badge number {login} is none of the three administrators."
    status = 404
    cure_zh = "照工号再输一遍；别的账号由系统管理员在网页上重新启用。"
    cure_en = "Type the badge number again; other accounts are reset by the system administrator on his page."


class FirstAccountsMade(Refusal):
    """There is an account: the first ones are made on an installation that has none."""

    code = "first_accounts_made"
    zh = "这里已经有账号了，第一批管理员只能建一次。"
    en = "There are accounts here already; the first administrators are made once."
    status = 409
    cure_zh = "新的管理员由系统管理员申请授权、安全管理员确认。"
    cure_en = "Further administrators come by a grant of the system and the security administrator."
