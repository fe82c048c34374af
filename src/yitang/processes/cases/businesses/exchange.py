"""Exchange of a licence whose data have changed or that is damaged (信息变化/损毁换证, DRV-INFO): order 162 Art.66 as a table of rules over plain facts.

The thirty days of Art.66 are a duty of the holder: who comes later is told so and gets the licence all the same, since no article refuses him. Where data have changed the old
licence is handed in (Art.66, 68), so it cannot be done while another office holds it; a damaged one is not asked for.
"""

from dataclasses import dataclass, field
from datetime import date

from yitang.processes.cases.businesses.findings import Basis, Findings, Ground, Missing, Rule, gathered
from yitang.processes.cases.businesses.licences import HOLDER, Ages, Holder

CODE = "DRV-INFO"
HELD = frozenset({"suspended", "seized"})
PROOF = "属于身份证明号码变更的，还应当提交相关变更证明"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the law may change: within how many days of the change the holder is to come."""

    within_days: int = 30
    ages: Ages = field(default_factory=Ages)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that an exchange asks about. ``changes``: ``name`` and ``number``, each if another one is asked for than the register has.

    ``number_of_now``: the new number has 18 signs; ``number_taken``: another entry of the register has it; ``changed_on``: since when it is so, if that was said.
    """

    holder: Holder
    changes: frozenset[str] = frozenset()
    damaged: bool = False
    licence_shown: bool = True
    proof_shown: bool = True
    number_of_now: bool = True
    number_taken: bool = False
    changed_on: date | None = None

    @property
    def held(self) -> bool:
        """Whether another office has the licence."""
        return bool(HELD & self.holder.statuses)


RULES: tuple[Rule[Facts, Policy], ...] = (
    Rule("identity is shown", lambda f, _: not f.holder.identity_shown, Missing(
        "id_person", "身份证明", "Identity document", Basis("R162 Art.66", "并提交机动车驾驶人的身份证明"),
        "带变更以后的居民身份证，或派出所办的临时居民身份证", "Bring the new identity card, or a temporary one from a police station", 30)),
    Rule("the old licence is handed in", lambda f, _: bool(f.changes) and (f.held or not f.licence_shown), Missing(
        "dlicense", "原机动车驾驶证", "The old licence", Basis("R162 Art.66", "属于第一款第一项的，还应当提交机动车驾驶证"),
        "带来交回；被扣押、暂扣的先领回，丢了的办补证", "Bring it and hand it in; if it is held get it back first, if it is lost have it replaced")),
    Rule("the change of the number is proved", lambda f, _: "number" in f.changes and not f.proof_shown, Missing(
        "idchange", "身份证明号码变更证明", "Proof that the ID number changed", Basis("R162 Art.66", PROOF),
        "到户籍地派出所开具", "The police station of the household register issues it")),
    Rule("something has changed", lambda f, _: not f.changes and not f.damaged, Ground(
        "nothing_changed", "姓名和证号都与登记的一样，证也没有损毁", "Name and number are those of the register, and nothing is damaged",
        Basis("R162 Art.66", "机动车驾驶证记载的机动车驾驶人信息发生变化的"), "请核对要改的姓名或证号；丢了的办补证", "Check what is to be changed; a lost licence is replaced")),
    Rule("a damaged one is not with another office", lambda f, _: f.damaged and not f.changes and f.held, Ground(
        "held", "驾驶证正被依法扣押、扣留或者暂扣", "The licence is seized, held or suspended",
        Basis("R162 Art.69", "机动车驾驶证被依法扣押、扣留或者暂扣期间"), "到作出决定的单位处理，领回原证后再来", "Settle it with the unit that holds it, then come again")),
    Rule("the new number is one of now", lambda f, _: "number" in f.changes and not f.number_of_now, Ground(
        "number_of_the_past", "15 位号码是第一代身份证的，不能作新号码", "Fifteen digits are a number of the past", Basis("R162 Art.109(1)", "居民的身份证明，是居民身份证"),
        "输入现在身份证上的 18 位号码", "Type the 18 signs of the card of now")),
    Rule("nobody else has the new number", lambda f, _: "number" in f.changes and f.number_taken, Ground(
        "number_taken", "新证号在登记里是另一个人的", "Another entry of the register has the new number", Basis("R162 Art.66", PROOF),
        "核对号码；确是同一人的，凭派出所证明先并号", "Check the number; if two entries are one person, match them by the police certificate first")),
)  # fmt: skip


def days_late(facts: Facts, policy: Policy) -> int:
    """Days beyond the thirty of Art.66; 0 within them, and where nobody said since when."""
    if facts.changed_on is None:
        return 0
    return max(0, (facts.holder.on - facts.changed_on).days - policy.within_days)


def check(facts: Facts, policy: Policy) -> Findings:
    """Everything at once: what is missing, what stands against it, and what would be changed."""
    own = [rule.says for rule in RULES if rule.bites(facts, policy)]
    of_holder = (rule.says for rule in HOLDER if rule.bites(facts.holder, policy.ages))
    late = days_late(facts, policy)
    grant = {
        "why": "data" if facts.changes else "damaged", "changes": " ".join(sorted(facts.changes)), "late": str(late) if late else "",
        "moves": "yes" if facts.holder.away else "",
    }  # fmt: skip
    return gathered([*own, *of_holder], grant)
