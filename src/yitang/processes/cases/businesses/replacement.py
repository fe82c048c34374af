"""Replacement of a lost licence (遗失补证, DRV-LOST): order 162 Art.69 as a table of rules over plain facts.

What Art.69 names is refused, and what ends a licence; violations, accidents and points stand against it only away from the place of issue, where Art.70 and 72 make it
an exchange with its review. The old licence is void from then on.
"""

from dataclasses import dataclass, field

from yitang.processes.cases.businesses.findings import Basis, Findings, Ground, Missing, Rule, gathered
from yitang.processes.cases.businesses.licences import HOLDER, IDENTITY_MISMATCH, Ages, Holder

CODE = "DRV-LOST"
HELD = frozenset({"suspended", "seized"})


@dataclass(frozen=True, slots=True)
class Policy:
    """What the law leaves open: whether a licence whose term has ended is replaced without renewing it."""

    after_the_term: bool = True
    ages: Ages = field(default_factory=Ages)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a replacement asks about. ``lost``: the holder says so; ``old_here``: the licence lies on the desk all the same."""

    holder: Holder
    identity_matches: bool = True
    lost: bool = True
    old_here: bool = False


def _ended(f: Facts, p: Policy) -> bool:
    until = f.holder.valid_until
    return not p.after_the_term and until is not None and f.holder.on > until


RULES: tuple[Rule[Facts, Policy], ...] = (
    Rule("identity is shown", lambda f, _: not f.holder.identity_shown, Missing(
        "id_person", "身份证明", "Identity document", Basis("R162 Art.69", "并提交机动车驾驶人的身份证明"),
        "带本人居民身份证，或派出所办的临时居民身份证", "Bring the identity card, or a temporary one from a police station", 30)),
    Rule("identity matches the register", lambda f, _: f.holder.identity_shown and not f.identity_matches, IDENTITY_MISMATCH),
    Rule("it is lost", lambda f, _: f.old_here or not f.lost, Ground(
        "not_lost", "驾驶证没有遗失，不用补领", "The licence is not lost", Basis("R162 Art.69", "机动车驾驶证遗失的"),
        "损毁或信息变化的，带原证办换证", "If it is damaged or data changed, bring it and have it exchanged")),
    Rule("nobody holds it", lambda f, _: bool(HELD & f.holder.statuses), Ground(
        "held", "驾驶证正被依法扣押、扣留或者暂扣，不能补领", "The licence is seized, held or suspended: none is issued in its place",
        Basis("R162 Art.69", "机动车驾驶证被依法扣押、扣留或者暂扣期间，机动车驾驶人不得申请补发"),
        "到作出决定的单位处理，期满领回原证；隐瞒补领的要受处罚", "Settle it with the unit that holds it; hiding this is punished")),
    Rule("the term has not ended where policy asks for it", _ended, Ground(
        "term_ended", "驾驶证已过有效期，本所不单独补证", "The term has ended; this office does not replace it without renewal",
        Basis("policy replacement.after_the_term", ""), "办期满换证，同一次来访可以办", "Renew it, in one visit")),
)  # fmt: skip


def check(facts: Facts, policy: Policy) -> Findings:
    """Everything at once: what is missing, what stands against it."""
    own = [rule.says for rule in RULES if rule.bites(facts, policy)]
    return gathered([*own, *(rule.says for rule in HOLDER if rule.bites(facts.holder, policy.ages))], {"moves": "yes" if facts.holder.away else ""})
