"""A vehicle licence anew (补领、换领行驶证, VEH-LIC-DUP): order 164 Art.52 as tables of rules over plain facts.

Art.52 asks for the owner's identity document and takes the damaged licence back; it names no ground of refusal. A mortgage, a seal, open violations or an overdue
inspection stand against other businesses, not against this one; a deregistered vehicle has no licence (Art.39), and of a stolen one every business stands still (Art.76).
"""

from dataclasses import dataclass
from datetime import date

from yitang.processes.cases.businesses.findings import Basis, Findings, Ground, Missing, Rule, gathered
from yitang.processes.cases.businesses.parties import AGENTS, OWNER, Party, PartyRule, asked, shown

CODE = "VEH-LIC-DUP"
BY_THE_OWNER = "机动车所有人应当向登记地车辆管理所申请补领、换领"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the law leaves open: whether each co-owner applies, and whether a vehicle at the end of its years still gets one."""

    every_owner: bool = False
    at_scrap: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is asked. ``damaged``: it is exchanged (换领), else it is lost (补领); ``old_here``: the old one lies on the desk."""

    on: date
    owners: tuple[Party, ...] = (OWNER,)
    strangers: int = 0
    damaged: bool = False
    old_here: bool = False
    registered_here: bool = True
    statuses: frozenset[str] = frozenset()
    scrap_on: date | None = None

    def applying(self, policy: Policy) -> tuple[Party, ...]:
        """The registered owner, whose name the licence carries; each co-owner too where policy asks for it."""
        return self.owners if policy.every_owner else self.owners[:1]


PARTY_RULES = (
    *shown("id_owner", Basis("R164 Art.52", "机动车所有人应当确认申请信息并提交身份证明")), *AGENTS,
    PartyRule("a document is valid", lambda p: p.identity_shown and not p.identity_valid, Ground(
        "identity_invalid", "身份证明已过期或无效", "identity document has expired or is invalid", Basis("R164 Art.52", "车辆管理所应当审查提交的证明、凭证"),
        "先到派出所（单位到市场监管部门）换领", "Renew it at the police station, or at the market authority")),
)  # fmt: skip

RULES: tuple[Rule[Facts, Policy], ...] = (
    Rule("the damaged one is handed in", lambda f, _: f.damaged and not f.old_here, Missing(
        "oldcert", "损毁的行驶证", "The damaged vehicle licence", Basis("R164 Art.52", "收回损毁的登记证书、行驶证"),
        "带来交回；找不到了的按遗失补领", "Bring it and hand it in; if it cannot be found, it is lost")),
    Rule("it is lost or damaged", lambda f, _: not f.damaged and f.old_here, Ground(
        "not_lost", "行驶证没有丢失", "The vehicle licence is not lost", Basis("R164 Art.52", "灭失、丢失或者损毁的"),
        "损毁的按换领办，交回原证", "If it is damaged, hand it in and have it exchanged")),
    Rule("those who apply own it", lambda f, _: f.strangers > 0, Ground(
        "not_owner", "来申请的人不是登记的所有人", "Somebody who applies is not a registered owner", Basis("R164 Art.52", BY_THE_OWNER),
        "由登记的所有人申请；车已买卖的先办转让登记", "The registered owner applies; if it was sold, register the transfer first")),
    Rule("registered here", lambda f, _: not f.registered_here, Ground(
        "registered_elsewhere", "这辆车不在本所登记", "The vehicle is registered at another office", Basis("R164 Art.52", BY_THE_OWNER),
        "到登记地车辆管理所办理，或在网上申请", "Go to the office of registration, or apply on line")),
    Rule("not deregistered", lambda f, _: "cancelled" in f.statuses, Ground(
        "cancelled", "这辆车已注销登记，行驶证已收回", "The vehicle is deregistered; its licence was taken in", Basis("R164 Art.39", "收回机动车登记证书、号牌、行驶证"),
        "注销的车不再发行驶证", "A deregistered vehicle gets none")),
    Rule("not stolen", lambda f, _: "stolen" in f.statuses, Ground(
        "stolen", "属于被盗抢骗，各项登记和业务停办", "Reported stolen, robbed or swindled: every business stands still",
        Basis("R164 Art.76", "停止办理该车的各项登记和业务"), "车发还以后恢复办理", "It goes on when the vehicle is given back")),
    Rule("not at the end of its years where policy says so", lambda f, p: not p.at_scrap and f.scrap_on is not None and f.on >= f.scrap_on, Ground(
        "scrap", "已达到强制报废标准", "It has reached the standard for scrapping", Basis("policy vehicle_licence.at_scrap", ""),
        "应当办理报废注销", "It is to be scrapped and deregistered")),
)  # fmt: skip


def check(facts: Facts, policy: Policy) -> Findings:
    """Everything at once: what is missing, what stands against it, and what would be issued."""
    said = asked(facts.applying(policy), PARTY_RULES) + [rule.says for rule in RULES if rule.bites(facts, policy)]
    return gathered(said, {"why": "damaged" if facts.damaged else "lost", "from": facts.on.isoformat()})
