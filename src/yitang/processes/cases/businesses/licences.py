"""What every business of a licence asks alike: the holder, his agent, what ends a licence, and the review that comes with an exchange away from home.

Order 162 Art.70: away from the place of issue a replacement or an exchange is an exchange by Art.64 too, with a declaration of health and (Art.72) the review of
Art.73. At the place of issue neither is asked for.
"""

from dataclasses import dataclass
from datetime import date

from yitang.processes.cases.businesses.findings import Basis, Ground, Missing, Rule

HEAVY = frozenset({"A1", "A2", "A3", "B1", "B2", "M", "N", "P"})
# Whose audit asks for three hours of study after points: coaches and lorries; machines, trolleybuses and trams are not named (Art.73).
STUDY = frozenset({"A1", "A2", "A3", "B1", "B2"})
LIGHT = frozenset({"C3", "C4", "C6", "D", "E"})


def years_after(on: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return on.replace(year=on.year + years, day=28)


AGENT_IDENTITY = Missing(
    "id_agent",
    "代理人身份证明",
    "The agent's identity document",
    Basis("R162 Art.105", "应当提交代理人的身份证明和机动车驾驶人的委托书"),
    "代理人带自己的身份证",
    "The agent brings an own identity card",
)
AGENT_LETTER = Missing(
    "id_agent",
    "驾驶人签名的委托书",
    "A letter of authority signed by the driver",
    Basis("R162 Art.105", "应当提交代理人的身份证明和机动车驾驶人的委托书"),
    "请驾驶人写委托书并签名，样式可在本页打印",
    "The driver writes and signs a letter; a form can be printed here",
    10,
)
AGENT_NOT_SENT = Ground(
    "agent_not_sent",
    "委托书与驾驶人说的不一致",
    "The driver does not confirm the letter",
    Basis("R162 Art.105", "机动车驾驶人的委托书"),
    "请驾驶人确认或本人来办",
    "The driver confirms it or comes in person",
)
DECLARATION = Missing(
    "declaration",
    "身体条件申报",
    "Declaration of health",
    Basis("R162 Art.64", "并申报身体条件情况"),
    "在窗口口头申报并签名",
    "Declare and sign at the window",
    1,
)
IDENTITY_INVALID = Ground(
    "identity_invalid",
    "身份证明已过期或无效",
    "The identity document has expired or is invalid",
    Basis("R162 Art.109(1)", "居民的身份证明，是居民身份证或者临时居民身份证"),
    "先到派出所换领，临时身份证当天可取",
    "Renew it at a police station first",
)
IDENTITY_MISMATCH = Ground(
    "identity_mismatch",
    "身份证明与驾驶证登记的不一致",
    "The identity document does not match the register",
    Basis("R162 Art.66", "属于身份证明号码变更的，还应当提交相关变更证明"),
    "先办信息变化换证，带派出所的变更证明；可在同一次来访办理",
    "Change the data first with the police certificate; one visit is enough",
)
OVER_A_YEAR = Ground(
    "expired_over_a_year",
    "超过有效期一年以上未换证，驾驶证应当注销",
    "More than one year past expiry; the licence is to be cancelled",
    Basis("R162 Art.79(8)", "超过机动车驾驶证有效期一年以上未换证的"),
    "注销未超过二年的，参加科目一考试合格后可以恢复驾驶资格",
    "Within two years of cancellation, passing the theory exam restores it",
)
REVOKED = Ground(
    "revoked",
    "驾驶证已被吊销或撤销",
    "The licence was revoked",
    Basis("R162 Art.79(11)", "机动车驾驶证依法被吊销或者驾驶许可依法被撤销的"),
    "限制期满后可重新申请",
    "Apply anew when the bar has ended",
)
CANCELLED = Ground(
    "cancelled",
    "驾驶证已注销",
    "The licence was cancelled",
    Basis("R162 Art.79", "车辆管理所应当注销其机动车驾驶证"),
    "符合条件的可申请恢复驾驶资格",
    "Restoration may be possible",
)
VIOLATIONS = Ground(
    "violations_open",
    "有道路交通违法行为没处理",
    "Traffic violations are not settled",
    Basis("R162 Art.73", "道路交通安全违法行为或者交通事故未处理完毕的"),
    "先处理违法（手机或违法窗口），处理完可当场继续",
    "Settle them by phone or at the violations window, then go on at once",
)
ACCIDENTS = Ground(
    "accidents_open",
    "有交通事故没处理完",
    "A traffic accident is not settled",
    Basis("R162 Art.73", "道路交通安全违法行为或者交通事故未处理完毕的"),
    "到事故处理部门办结后再来",
    "Settle it with the accident department",
)
FULL_POINTS = Ground(
    "full_points",
    "记满 12 分后还没参加学习和考试",
    "Twelve points, and study and exam are still due",
    Basis("R162 Art.71", "应当按规定参加学习、考试"),
    "参加满分学习并考试合格后再来",
    "Take the course and pass the exam",
)
NOT_FIT = Ground(
    "not_fit",
    "体检结论不符合准驾车型的条件",
    "The medical result does not fit the class",
    Basis("R162 Art.73", "身体条件不符合驾驶许可条件的"),
    "符合其他准驾车型条件的，改办降低准驾车型换证",
    "If fit for another class, apply for a downgrade",
)
AGE_HEAVY = Ground(
    "age_heavy",
    "已到不能驾驶大中型车辆的年龄",
    "Past the age for heavy classes",
    Basis("R162 Art.65", "不得驾驶大型客车、重型牵引挂车、城市公交车、中型客车、大型货车"),
    "改办超龄降级，换领小型汽车驾驶证，材料相同",
    "Apply for the downgrade by age; the papers are the same",
)
AGE_LIGHT = Ground(
    "age_light",
    "已到不能驾驶这类车辆的年龄",
    "Past the age for this class",
    Basis("R162 Art.65", "不得驾驶低速载货汽车、三轮汽车、轻型牵引挂车、普通三轮摩托车、普通二轮摩托车"),
    "改办超龄降级",
    "Apply for the downgrade by age",
)
ABILITY = Ground(
    "ability_test",
    "70 周岁以上要做记忆力、判断力、反应力测试",
    "From seventy on memory, judgement and reaction are tested",
    Basis("R162 Art.73", "进行记忆力、判断力、反应力等能力测试"),
    "体检站可以测，约 15 分钟",
    "The clinic tests it in about 15 minutes",
)
STUDY_HOURS = Ground(
    "study_hours",
    "大中型客货车驾驶人本周期有记分，要参加 3 小时学习",
    "Points in the cycle: coach and lorry drivers study three hours",
    Basis("R162 Art.73", "应当参加不少于三小时的道路交通安全法律法规"),
    "网上或现场学满 3 小时后再来",
    "Study three hours on line or on site",
)
SOLDIER = Missing(
    "id_person",
    "部队驻地住址证明",
    "Proof of the garrison's address by the unit",
    Basis("R162 Art.109(1)", "其所在的团级以上单位出具的部队驻地住址证明"),
    "没办居民身份证的军人，除军人证件外还要所在团级以上单位的住址证明",
    "Besides the military document, the unit's proof of the address",
)


@dataclass(frozen=True, slots=True)
class Ages:
    """Ages at which classes end or ability is tested, in years, and how late is too late (policy rows of renewal)."""

    age_heavy: int = 63
    age_light: int = 70
    age_test: int = 70
    late_years: int = 1


@dataclass(frozen=True, slots=True)
class Holder:
    """What is asked about the holder of a licence, whichever paper he wants. ``military``: a soldier who has no identity card yet shows his military one.

    ``full_points``: twelve points of a cycle still wait for study and exam; ``points``: there are points in the cycle that runs.
    """

    on: date
    age: int = 40
    classes: frozenset[str] = frozenset({"C1"})
    statuses: frozenset[str] = frozenset()
    valid_until: date | None = None
    deferred_until: date | None = None
    holder_is_applicant: bool = True
    identity_shown: bool = True
    identity_valid: bool = True
    military: bool = False
    garrison_proof: bool = False
    agent_identity: bool = False
    agent_letter: bool = False
    agent_confirmed: bool = True
    at_issuing_office: bool = True
    health_declared: bool = True
    health_fit: bool = True
    ability_tested: bool = True
    study_hours: int = 3
    open_violations: int = 0
    open_accidents: int = 0
    full_points: bool = False
    points: bool = False

    @property
    def away(self) -> bool:
        """Whether this is not the place of issue, so that Art.64, 72 and 73 come in."""
        return not self.at_issuing_office


def _over(h: Holder, p: Ages) -> bool:
    last = h.deferred_until or h.valid_until
    return last is not None and h.on > years_after(last, p.late_years)


def _study(h: Holder, _: Ages) -> bool:
    return h.away and h.points and bool(h.classes & STUDY) and h.study_hours < 3


HOLDER: tuple[Rule[Holder, Ages], ...] = (
    Rule("a soldier without a card shows his address", lambda h, _: h.identity_shown and h.military and not h.garrison_proof, SOLDIER),
    Rule("agent's identity is shown", lambda h, _: not h.holder_is_applicant and not h.agent_identity, AGENT_IDENTITY),
    Rule("agent has a letter", lambda h, _: not h.holder_is_applicant and not h.agent_letter, AGENT_LETTER),
    Rule("health is declared when away from home", lambda h, _: h.away and not h.health_declared, DECLARATION),
    Rule("identity is valid", lambda h, _: h.identity_shown and not h.identity_valid, IDENTITY_INVALID),
    Rule("not more than a year late", _over, OVER_A_YEAR),
    Rule("not revoked", lambda h, _: bool({"revoked", "withdrawn"} & h.statuses), REVOKED),
    Rule("not cancelled", lambda h, _: "cancelled" in h.statuses, CANCELLED),
    Rule("violations are settled when away from home", lambda h, _: h.away and h.open_violations > 0, VIOLATIONS),
    Rule("accidents are settled when away from home", lambda h, _: h.away and h.open_accidents > 0, ACCIDENTS),
    Rule("full points are studied when away from home", lambda h, _: h.away and h.full_points, FULL_POINTS),
    Rule("fit to drive when away from home", lambda h, _: h.away and h.health_declared and not h.health_fit, NOT_FIT),
    Rule("heavy classes end with age", lambda h, p: h.age >= p.age_heavy and bool(h.classes & HEAVY), AGE_HEAVY),
    Rule("light classes end with age", lambda h, p: h.age >= p.age_light and bool(h.classes & LIGHT), AGE_LIGHT),
    Rule("ability is tested from seventy when away from home", lambda h, p: h.away and h.age >= p.age_test and not h.ability_tested, ABILITY),
    Rule("coach and lorry drivers with points study when away from home", _study, STUDY_HOURS),
    Rule("the agent was sent", lambda h, _: not h.holder_is_applicant and h.agent_letter and not h.agent_confirmed, AGENT_NOT_SENT),
)
