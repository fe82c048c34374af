"""Filing of a vehicle owner's contact (备案：联系方式, VEH-REC-TEL): order 164 Art.23(3) and 24(3) as tables of rules over plain facts.

The owner shows who he is, and that is all: free, and done while he waits. Thirty days are his duty (Art.23, 78); who comes later is told so and served. An application
by phone or browser goes to the ministry's own platform (Art.6), so this program takes none.
"""

import re
from dataclasses import dataclass
from datetime import date

from yitang.processes.cases.businesses.findings import Basis, Findings, Ground, Rule, gathered
from yitang.processes.cases.businesses.parties import AGENTS, OWNER, Party, PartyRule, asked, shown

CODE = "VEH-REC-TEL"
OWNER_SHOWS = "属于第二十三条第三项规定情形的，机动车所有人应当提交身份证明"
CHANGED = "机动车所有人联系方式变更的"
# A mobile number has 11 digits and begins with 1; a landline has its area code, which begins with 0.
PHONE = re.compile(r"1\d{10}|0\d{9,11}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the law may change: within how many days of the change the owner is to come."""

    within_days: int = 30


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is asked. ``phone``: whether a new one was said; ``phone_right``: it can be one; ``phone_same``: it is registered already."""

    on: date
    owners: tuple[Party, ...] = (OWNER,)
    strangers: int = 0
    phone: bool = True
    phone_right: bool = True
    phone_same: bool = False
    changed_on: date | None = None
    registered_here: bool = True
    statuses: frozenset[str] = frozenset()

    def applying(self) -> tuple[Party, ...]:
        """The registered owner, whose contact it is."""
        return self.owners[:1]


PARTY_RULES = (
    *shown("id_owner", Basis("R164 Art.24", OWNER_SHOWS)), *AGENTS,
    PartyRule("a document is valid", lambda p: p.identity_shown and not p.identity_valid, Ground(
        "identity_invalid", "身份证明已过期或无效", "identity document has expired or is invalid", Basis("R164 Art.24", OWNER_SHOWS),
        "先到派出所（单位到市场监管部门）换领", "Renew it at the police station, or at the market authority")),
)  # fmt: skip

RULES: tuple[Rule[Facts, Policy], ...] = (
    Rule("the new contact is said", lambda f, _: not f.phone, Ground(
        "contact_missing", "没有填新的联系电话", "The new phone number is not said", Basis("R164 Art.23", CHANGED),
        "填新的手机号，座机带区号", "Type the new mobile number, or a landline with its area code")),
    Rule("the new contact can be one", lambda f, _: f.phone and not f.phone_right, Ground(
        "contact_wrong", "联系电话不对：手机 11 位，座机带区号", "This is no phone number: 11 digits, or a landline with its area code",
        Basis("R164 Art.23", CHANGED), "请与本人核对", "Check it with the owner")),
    Rule("it is another one", lambda f, _: f.phone and f.phone_same, Ground(
        "nothing_changed", "与登记的联系电话一样，不用备案", "It is the registered one; there is nothing to file", Basis("R164 Art.23", CHANGED),
        "告诉群众登记的就是这个号", "Tell the owner that this number is registered")),
    Rule("those who apply own it", lambda f, _: f.strangers > 0, Ground(
        "not_owner", "来申请的人不是登记的所有人", "Somebody who applies is not a registered owner", Basis("R164 Art.23", "机动车所有人应当在信息或者事项变更后三十日内"),
        "由登记的所有人申请；车已买卖的先办转让登记", "The registered owner applies; if it was sold, register the transfer first")),
    Rule("registered here", lambda f, _: not f.registered_here, Ground(
        "registered_elsewhere", "这辆车不在本所登记", "The vehicle is registered at another office", Basis("R164 Art.23", "向登记地车辆管理所申请变更备案"),
        "到登记地车辆管理所办理，或在交管12123上办", "Go to the office of registration, or use the national app")),
    Rule("not deregistered", lambda f, _: "cancelled" in f.statuses, Ground(
        "cancelled", "这辆车已注销登记", "The vehicle is deregistered", Basis("R164 Art.23", "已注册登记的机动车有下列情形之一的"),
        "注销的车不用备案", "A deregistered vehicle needs no filing")),
    Rule("not stolen", lambda f, _: "stolen" in f.statuses, Ground(
        "stolen", "属于被盗抢骗，各项登记和业务停办", "Reported stolen, robbed or swindled: every business stands still",
        Basis("R164 Art.76", "停止办理该车的各项登记和业务"), "车发还以后恢复办理", "It goes on when the vehicle is given back")),
)  # fmt: skip


def check(facts: Facts, policy: Policy) -> Findings:
    """Everything at once: what is missing, what stands against it, and what would be filed; ``late``: days beyond those of Art.23."""
    said = asked(facts.applying(), PARTY_RULES) + [rule.says for rule in RULES if rule.bites(facts, policy)]
    late = (facts.on - facts.changed_on).days - policy.within_days if facts.changed_on else 0
    return gathered(said, {"from": facts.on.isoformat(), "late": str(late) if late > 0 else ""})
