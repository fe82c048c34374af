"""Mortgage registration (抵押登记, VEH-MORTGAGE): order 164 as tables of rules over plain facts.

What order 164 Art.36 names is refused and nothing else: open violations, an overdue inspection, a pledge, a file that differs from the vehicle and the last
year before scrapping stand against other businesses, not against this one.
"""

from dataclasses import dataclass
from datetime import date

from yitang.processes.cases.businesses.findings import Basis, Findings, Ground, Missing, Rule, gathered
from yitang.processes.cases.businesses.parties import AGENTS, BANK, OWNER, Party, PartyRule, asked, shown

CODE = "VEH-MORTGAGE"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the law leaves open."""

    second_allowed: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a mortgage asks about. ``scrap_on``: the day on which the years of use end; ``standing``: mortgages already entered."""

    on: date
    owners: tuple[Party, ...] = (OWNER,)
    lender: Party = BANK
    strangers: int = 0
    lender_is_owner: bool = False
    certificate_shown: bool = True
    certificate_current: bool = True
    contract_shown: bool = True
    contract_networked: bool = False
    contract_signed: bool = True
    contract_names_vehicle: bool = True
    contract_names_parties: bool = True
    registered_here: bool = True
    statuses: frozenset[str] = frozenset()
    scrap_on: date | None = None
    under_customs: bool = False
    customs_agreed: bool = False
    standing: int = 0

    @property
    def contract(self) -> bool:
        """Whether there is a paper contract to look at."""
        return self.contract_shown and not self.contract_networked


TOGETHER = "由机动车所有人和抵押权人共同申请"
INVALID = "机动车所有人提交的证明、凭证无效的"

PARTY_RULES = (
    *shown("id_mort", Basis("R164 Art.32", "机动车所有人和抵押权人的身份证明")), *AGENTS,
    PartyRule("an owner's document is valid", lambda p: p.role != "lender" and p.identity_shown and not p.identity_valid, Ground(
        "identity_invalid", "身份证明已过期或无效", "identity document has expired or is invalid", Basis("R164 Art.15(1)", INVALID),
        "先到派出所（单位到市场监管部门）换领", "Renew it at the police station, or at the market authority")),
    PartyRule("the lender's document is valid", lambda p: p.role == "lender" and p.identity_shown and not p.identity_valid, Missing(
        "id_mort", "有效的身份证明（现有的已失效）", "valid identity document; this one has lapsed", Basis("R164 Art.32", "机动车所有人和抵押权人的身份证明"),
        "带有效的营业执照或身份证", "Bring a valid licence or identity card")),
)  # fmt: skip

RULES: tuple[Rule[Facts, Policy], ...] = (
    Rule("the certificate is there", lambda f, _: not f.certificate_shown, Missing(
        "regcert", "机动车登记证书", "Registration certificate", Basis("R164 Art.32", "机动车登记证书"),
        "遗失的由所有人本人先补领登记证书，当日可取，同一次来访接着办", "If lost, the owner in person has it replaced first; same day, same visit", 60)),
    Rule("the contract is there", lambda f, _: not f.contract_shown and not f.contract_networked, Missing(
        "mcontract", "机动车抵押合同", "Mortgage contract", Basis("R164 Art.32", "机动车抵押合同"),
        "向贷款机构要双方签章的合同原件；已联网的机构免交", "Ask the lender for the contract signed by both; networked lenders need none")),
    Rule("the certificate is the current one", lambda f, _: f.certificate_shown and not f.certificate_current, Ground(
        "certificate_not_current", "登记证书编号与登记的不一致，这一本已作废", "The certificate is not the current one", Basis("R164 Art.15(1)", INVALID),
        "带现行的登记证书，遗失的先补领", "Bring the current certificate or have it replaced")),
    Rule("the contract is signed by both", lambda f, _: f.contract and not f.contract_signed, Ground(
        "contract_invalid", "抵押合同没有双方签名盖章，或有涂改", "The contract is not signed by both, or was altered", Basis("R164 Art.15(1)", INVALID),
        "由双方补签盖章", "Have both sides sign and stamp it")),
    Rule("the contract names this vehicle", lambda f, _: f.contract and not f.contract_names_vehicle, Ground(
        "contract_other_vehicle", "抵押合同写的不是这辆车", "The contract names another vehicle", Basis("R164 Art.15(1)", INVALID),
        "请贷款机构改正合同上的车辆识别代号", "The lender corrects the VIN in the contract")),
    Rule("the contract names these parties", lambda f, _: f.contract and not f.contract_names_parties, Ground(
        "contract_other_parties", "抵押合同的双方与申请人不一致", "The contract is between others", Basis("R164 Art.32", TOGETHER),
        "由合同上的所有人和抵押权人来申请", "The owner and lender of the contract apply")),
    Rule("those who apply own it", lambda f, _: f.strangers > 0, Ground(
        "not_owner", "来申请的人不是登记的所有人", "Somebody who applies is not a registered owner", Basis("R164 Art.32", TOGETHER),
        "由登记的所有人申请；车已买卖的先办转让登记", "The registered owner applies; if it was sold, register the transfer first")),
    Rule("the lender is another", lambda f, _: f.lender_is_owner, Ground(
        "lender_is_owner", "抵押权人不能就是所有人自己", "The owner cannot be the lender too",
        Basis("R164 Art.31", "机动车所有人和抵押权人应当向登记地车辆管理所申请抵押登记"), "请核对抵押权人", "Check who the lender is")),
    Rule("registered here", lambda f, _: not f.registered_here, Ground(
        "registered_elsewhere", "这辆车不在本所登记", "The vehicle is registered at another office", Basis("R164 Art.31", "应当向登记地车辆管理所申请抵押登记"),
        "到登记地车辆管理所办理", "Go to the office of registration")),
    Rule("not deregistered", lambda f, _: "cancelled" in f.statuses, Ground(
        "cancelled", "这辆车已注销登记", "The vehicle is deregistered", Basis("R164 Art.31", "机动车作为抵押物抵押的"),
        "注销的车不能再作抵押", "A deregistered vehicle cannot be mortgaged")),
    Rule("not at the end of its years", lambda f, _: f.scrap_on is not None and f.on >= f.scrap_on, Ground(
        "scrap", "已达到强制报废标准", "It has reached the standard for scrapping", Basis("R164 Art.15(7)", "机动车达到国家规定的强制报废标准的"),
        "应当办理报废注销", "It is to be scrapped and deregistered")),
    Rule("not sealed or seized", lambda f, _: bool({"sealed", "seized"} & f.statuses), Ground(
        "sealed", "被依法查封、扣押", "Sealed or seized by an authority", Basis("R164 Art.15(8)", "依法查封、扣押的"),
        "到作出决定的机关解除后再来", "Come when the authority has lifted it")),
    Rule("not stolen", lambda f, _: "stolen" in f.statuses, Ground(
        "stolen", "属于被盗抢骗", "Reported stolen, robbed or swindled", Basis("R164 Art.15(9)", "机动车属于被盗抢骗的"),
        "到立案的公安机关处理", "Settle it with the police unit that filed it")),
    Rule("free of customs", lambda f, _: f.under_customs and not f.customs_agreed, Ground(
        "customs", "海关监管，未解除监管或批准", "Under customs supervision, not released", Basis("R164 Art.29(2)", "属于海关监管的机动车，海关未解除监管或者批准转让的"),
        "先向海关申请解除监管", "Ask customs to release it first")),
    Rule("no second mortgage where policy says so", lambda f, p: f.standing > 0 and not p.second_allowed, Ground(
        "already_mortgaged", "已有抵押登记，本所不办第二顺位", "Already mortgaged; this office takes no second one", Basis("policy mortgage.second_allowed", ""),
        "先办解除抵押登记，或请原抵押权人出面", "Release the first mortgage first")),
)  # fmt: skip


def check(facts: Facts, policy: Policy) -> Findings:
    """Everything at once: what is missing, what stands against it, and the entry that would be made."""
    said = asked((*facts.owners, facts.lender), PARTY_RULES) + [rule.says for rule in RULES if rule.bites(facts, policy)]
    return gathered(said, {"rank": str(facts.standing + 1), "from": facts.on.isoformat()})
