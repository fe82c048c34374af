"""Release of a mortgage (解除抵押登记, VEH-MORTGAGE-REL): order 164 as tables of rules over plain facts.

Two ways (Art.33): owner and lender apply together, or one of them alone with the papers of a court. Art.36 names two grounds of refusal, invalid papers and a
vehicle that is sealed or seized, and Art.76 stops every business of a stolen one: the end of its years, customs, a pledge or open violations stand against nothing here.
"""

from dataclasses import dataclass
from datetime import date

from yitang.processes.cases.businesses.findings import Basis, Findings, Ground, Missing, Rule, gathered
from yitang.processes.cases.businesses.parties import AGENTS, BANK, OWNER, Party, PartyRule, asked, shown

CODE = "VEH-MORTGAGE-REL"
TOGETHER = "由机动车所有人和抵押权人共同申请"
EITHER = "机动车所有人或者抵押权人应当确认申请信息"
INVALID = "对机动车所有人、抵押权人、质权人提交的证明、凭证无效"
COURT_ZH, COURT_EN = "向作出文书的法院申请", "Ask the court that made the document"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the law leaves open: whether a lender whose release was read over the network (Art.35) still shows papers."""

    networked_spares_lender: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a release asks about. ``standing``: mortgages entered now; ``entry_known``: exactly one of them is meant.

    ``lender_entered``: the lender who applies is the one of an entry; ``networked``: the lender's release was read over the network.
    """

    on: date
    owners: tuple[Party, ...] = (OWNER,)
    lender: Party = BANK
    strangers: int = 0
    lender_entered: bool = True
    standing: int = 1
    entry_known: bool = True
    networked: bool = False
    certificate_shown: bool = True
    certificate_current: bool = True
    by_court: bool = False
    court_shown: bool = True
    court_notice: bool = True
    court_valid: bool = True
    registered_here: bool = True
    statuses: frozenset[str] = frozenset()

    def applying(self, policy: Policy) -> tuple[Party, ...]:
        """Those whose papers are asked for: all of them together, or with a court's document who came."""
        if self.by_court:
            return tuple(party for party in (*self.owners, self.lender) if party.identity_shown)
        return self.owners if self.networked and policy.networked_spares_lender else (*self.owners, self.lender)


PARTY_RULES = (
    *shown("id_mort", Basis("R164 Art.33", "机动车所有人和抵押权人的身份证明")), *AGENTS,
    PartyRule("a document is valid", lambda p: p.identity_shown and not p.identity_valid, Ground(
        "identity_invalid", "身份证明已过期或无效", "identity document has expired or is invalid", Basis("R164 Art.36", INVALID),
        "先到派出所（单位到市场监管部门）换领", "Renew it at the police station, or at the market authority")),
)  # fmt: skip

RULES: tuple[Rule[Facts, Policy], ...] = (
    Rule("the certificate is there", lambda f, _: not f.certificate_shown, Missing(
        "regcert", "机动车登记证书", "Registration certificate", Basis("R164 Art.33", "机动车登记证书"),
        "一般在抵押权人那里；遗失的先补领登记证书，抵押期间由双方共同申请", "The lender usually keeps it; if lost, both apply for a new one first", 60)),
    Rule("the court's document is there", lambda f, _: f.by_court and not f.court_shown, Missing(
        "court", "已经生效的调解书、裁定书或者判决书", "The court's document in force", Basis("R164 Art.33", "人民法院出具的已经生效的调解书、裁定书或者判决书"),
        COURT_ZH, COURT_EN)),
    Rule("the court's notice is there", lambda f, _: f.by_court and not f.court_notice, Missing(
        "court", "协助执行通知书", "The court's notice of assistance", Basis("R164 Art.33", "相应的协助执行通知书"), COURT_ZH, COURT_EN)),
    Rule("the court's document is good for this vehicle", lambda f, _: f.by_court and f.court_shown and not f.court_valid, Ground(
        "court_invalid", "法院文书没有生效，或写的不是这辆车", "The court's document is not in force, or names another vehicle", Basis("R164 Art.36", INVALID),
        "请法院更正，或等文书生效", "Have the court correct it, or wait until it is in force")),
    Rule("the certificate is the current one", lambda f, _: f.certificate_shown and not f.certificate_current, Ground(
        "certificate_not_current", "登记证书编号与登记的不一致，这一本已作废", "The certificate is not the current one", Basis("R164 Art.36", INVALID),
        "带现行的登记证书", "Bring the current certificate")),
    Rule("those who apply own it", lambda f, _: f.strangers > 0, Ground(
        "not_owner", "来申请的人不是登记的所有人", "Somebody who applies is not a registered owner", Basis("R164 Art.33", TOGETHER),
        "由登记的所有人申请；本人不来的写委托书", "The registered owner applies, or sends an agent with a letter")),
    Rule("the lender is the one of the entry", lambda f, _: f.lender.identity_shown and f.standing > 0 and not f.lender_entered, Ground(
        "not_lender", "来申请的不是登记的抵押权人", "Who applies is not the lender of the entry", Basis("R164 Art.33", TOGETHER),
        "由登记的抵押权人来解除；债权已转让的带登记的抵押权人的委托书", "The lender of the entry applies, also where the loan was sold on")),
    Rule("somebody applies", lambda f, p: f.by_court and not f.applying(p), Ground(
        "nobody_applies", "所有人和抵押权人都没有来申请", "Neither owner nor lender applies", Basis("R164 Art.33", EITHER),
        "所有人或者抵押权人来一方就可以", "One of the two is enough")),
    Rule("there is a mortgage", lambda f, _: f.standing == 0, Ground(
        "not_mortgaged", "这辆车没有抵押登记，不用解除", "No mortgage is entered; there is nothing to release", Basis("R164 Art.31", "抵押权消灭的"),
        "请核对号牌号码", "Check the plate number")),
    Rule("one mortgage is meant", lambda f, _: f.standing > 0 and f.lender_entered and not f.entry_known, Ground(
        "which_entry", "有几笔抵押，没说清解除哪一笔", "Several mortgages are entered; it is not said which", Basis("R164 Art.33", "签注解除抵押登记的内容和日期"),
        "填抵押合同编号，一次解除一笔", "Type the number of its contract; one at a time")),
    Rule("registered here", lambda f, _: not f.registered_here, Ground(
        "registered_elsewhere", "这辆车不在本所登记", "The vehicle is registered at another office", Basis("R164 Art.31", "应当向登记地车辆管理所申请解除抵押登记"),
        "到登记地车辆管理所办理", "Go to the office of registration")),
    Rule("not sealed or seized", lambda f, _: bool({"sealed", "seized"} & f.statuses), Ground(
        "sealed", "被依法查封、扣押", "Sealed or seized by an authority", Basis("R164 Art.36", "依法查封、扣押的，不予办理解除抵押登记"),
        "到作出决定的机关解除后再来", "Come when the authority has lifted it")),
    Rule("not stolen", lambda f, _: "stolen" in f.statuses, Ground(
        "stolen", "属于被盗抢骗，各项登记和业务停办", "Reported stolen, robbed or swindled: every business stands still",
        Basis("R164 Art.76", "停止办理该车的各项登记和业务"), "车发还以后恢复办理", "It goes on when the vehicle is given back")),
)  # fmt: skip


def check(facts: Facts, policy: Policy) -> Findings:
    """Everything at once: what is missing, what stands against it, and the entry that would be made."""
    said = asked(facts.applying(policy), PARTY_RULES) + [rule.says for rule in RULES if rule.bites(facts, policy)]
    return gathered(said, {"from": facts.on.isoformat(), "left": str(max(0, facts.standing - 1))})
