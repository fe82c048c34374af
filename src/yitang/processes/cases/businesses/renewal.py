"""Licence renewal at expiry (期满换证, DRV-RENEW): order 162 as a table of rules over plain facts."""

from dataclasses import dataclass
from datetime import date, timedelta

from yitang.processes.cases.businesses.findings import Basis, Findings, Ground, Missing, Rule, gathered

CODE = "DRV-RENEW"
HEAVY = frozenset({"A1", "A2", "A3", "B1", "B2", "M", "N", "P"})
# Whose audit asks for three hours of study after points: coaches and lorries; machines, trolleybuses and trams are not named (Art.73).
STUDY = frozenset({"A1", "A2", "A3", "B1", "B2"})
LIGHT = frozenset({"C3", "C4", "C6", "D", "E"})


@dataclass(frozen=True, slots=True)
class Cycle:
    """Points of one cycle; ``studied``: full points were followed by study and exam."""

    points: int
    studied: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What the law or practice may change, with effect from a day (policy rows)."""

    window_days: int = 90
    medical_months: int = 6
    late_years: int = 1
    full_points: int = 12
    age_heavy: int = 63
    age_light: int = 70
    age_test: int = 70
    count_from_old_expiry: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """All that renewal asks about. ``medical_on``: day of the certificate, None when there is none."""

    on: date
    holder_is_applicant: bool
    identity_shown: bool
    identity_valid: bool
    identity_matches: bool
    valid_until: date | None
    term_years: int
    classes: frozenset[str]
    age: int
    cycles: tuple[Cycle, ...] = ()
    statuses: frozenset[str] = frozenset()
    open_violations: int = 0
    open_accidents: int = 0
    medical_on: date | None = None
    medical_fit: bool = True
    medical_recognised: bool = True
    medical_networked: bool = False
    agent_identity: bool = False
    agent_letter: bool = False
    agent_confirmed: bool = True
    ability_tested: bool = True
    health_declared: bool = True
    deferred_until: date | None = None
    at_issuing_office: bool = True
    old_licence_shown: bool = True
    study_hours: int = 3
    heavy_points_in_cycle: bool = False


def months_before(on: date, months: int) -> date:
    """The same day so many months before; the last of the month where that day does not exist."""
    index = on.year * 12 + on.month - 1 - months
    year, month = divmod(index, 12)
    for day in range(on.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, on.day)


def years_after(on: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return on.replace(year=on.year + years, day=28)


def _too_early(f: Facts, p: Policy) -> bool:
    return f.valid_until is not None and f.on < f.valid_until - timedelta(days=p.window_days)


def _too_late(f: Facts, p: Policy) -> bool:
    last = f.deferred_until or f.valid_until
    return last is not None and f.on > years_after(last, p.late_years)


def _medical_stale(f: Facts, p: Policy) -> bool:
    return f.medical_on is not None and not f.medical_networked and f.medical_on < months_before(f.on, p.medical_months)


CLINIC_ZH, CLINIC_EN = (
    "本厅一楼体检站约 8 分钟可以办好；县级以上医院、社区卫生服务中心也行",
    "The clinic on the ground floor takes about 8 minutes; recognised hospitals do it too",
)

RULES: tuple[Rule[Facts, Policy], ...] = (
    Rule("identity is shown", lambda f, _: not f.identity_shown, Missing(
        "id_person", "身份证明", "Identity document", Basis("R162 Art.63(1)", "机动车驾驶人的身份证明"),
        "带本人居民身份证，或派出所办的临时居民身份证", "Bring the identity card, or a temporary one from a police station", 30)),
    Rule("medical is there", lambda f, _: f.medical_on is None and not f.medical_networked, Missing(
        "medical", "身体条件证明", "Medical certificate", Basis("R162 Art.63(2)", "医疗机构出具的有关身体条件的证明"), CLINIC_ZH, CLINIC_EN, 8)),
    Rule("medical is fresh", _medical_stale, Missing(
        "medical", "身体条件证明已过六个月", "The medical certificate is older than six months",
        Basis("R162 Art.85", "身体条件证明自出具之日起六个月内有效"), CLINIC_ZH, CLINIC_EN, 8)),
    Rule("medical is from a recognised place", lambda f, _: f.medical_on is not None and not f.medical_recognised, Missing(
        "medical", "出具体检证明的机构不在认可范围", "The certificate is not from a recognised place",
        Basis("R162 Art.85", "提交的身体条件证明应当由县级、部队团级以上医疗机构"), CLINIC_ZH, CLINIC_EN, 8)),
    Rule("agent's identity is shown", lambda f, _: not f.holder_is_applicant and not f.agent_identity, Missing(
        "id_agent", "代理人身份证明", "The agent's identity document", Basis("R162 Art.105", "应当提交代理人的身份证明和机动车驾驶人的委托书"),
        "代理人带自己的身份证", "The agent brings an own identity card")),
    Rule("agent has a letter", lambda f, _: not f.holder_is_applicant and not f.agent_letter, Missing(
        "id_agent", "驾驶人签名的委托书", "A letter of authority signed by the driver",
        Basis("R162 Art.105", "应当提交代理人的身份证明和机动车驾驶人的委托书"), "请驾驶人写委托书并签名，样式可在本页打印", "The driver writes and signs a letter; a form can be printed here", 10)),
    Rule("old licence when away from home", lambda f, _: not f.at_issuing_office and not f.old_licence_shown, Missing(
        "dlicense", "原机动车驾驶证", "The old licence", Basis("R162 Art.64", "提交机动车驾驶人的身份证明和机动车驾驶证"),
        "在核发地以外换证要带原驾驶证，电子驾驶证也行", "Away from the issuing office bring the old licence; the electronic one will do")),
    Rule("health is declared when away from home", lambda f, _: not f.at_issuing_office and not f.health_declared, Missing(
        "declaration", "身体条件申报", "Declaration of health", Basis("R162 Art.64", "并申报身体条件情况"), "在窗口口头申报并签名", "Declare and sign at the window", 1)),
    Rule("identity is valid", lambda f, _: f.identity_shown and not f.identity_valid, Ground(
        "identity_invalid", "身份证明已过期或无效", "The identity document has expired or is invalid",
        Basis("R162 Art.109(1)", "居民的身份证明，是居民身份证或者临时居民身份证"), "先到派出所换领，临时身份证当天可取", "Renew it at a police station first")),
    Rule("identity matches the register", lambda f, _: f.identity_shown and not f.identity_matches, Ground(
        "identity_mismatch", "身份证明与驾驶证登记的不一致", "The identity document does not match the register",
        Basis("R162 Art.66", "属于身份证明号码变更的，还应当提交相关变更证明"), "先办信息变化换证，带派出所的变更证明；可在同一次来访办理", "Change the data first with the police certificate; one visit is enough")),
    Rule("not too early", _too_early, Ground(
        "too_early", "还没到可以换证的时间", "It is too early", Basis("R162 Art.63", "有效期满前九十日内"),
        "有效期满前 90 天起可以办，到时会提醒", "It can be done from 90 days before expiry")),
    Rule("long term needs no renewal", lambda f, _: f.valid_until is None, Ground(
        "long_term", "长期有效的驾驶证不用期满换证", "A long-term licence does not expire", Basis("R162 Art.62", "换发长期有效的机动车驾驶证"),
        "证件损坏或信息变化可另办换证", "If it is damaged or data changed, another exchange applies")),
    Rule("not more than a year late", _too_late, Ground(
        "expired_over_a_year", "超过有效期一年以上未换证，驾驶证应当注销", "More than one year past expiry; the licence is to be cancelled",
        Basis("R162 Art.79(8)", "超过机动车驾驶证有效期一年以上未换证的"), "注销未超过二年的，参加科目一考试合格后可以恢复驾驶资格", "Within two years of cancellation, passing the theory exam restores it")),
    Rule("not suspended", lambda f, _: "suspended" in f.statuses, Ground(
        "suspended", "驾驶证被暂扣", "The licence is suspended", Basis("R162 Art.73", "道路交通安全违法行为或者交通事故未处理完毕的"),
        "暂扣期满、处罚执行完毕后再来", "Come when the suspension has ended and the penalty is served")),
    Rule("not seized", lambda f, _: "seized" in f.statuses, Ground(
        "seized", "驾驶证被扣押、扣留", "The licence is seized", Basis("R162 Art.73", "道路交通安全违法行为或者交通事故未处理完毕的"),
        "到作出扣留决定的单位处理后再来", "Settle it with the unit that seized it")),
    Rule("not revoked", lambda f, _: bool({"revoked", "withdrawn"} & f.statuses), Ground(
        "revoked", "驾驶证已被吊销或撤销", "The licence was revoked", Basis("R162 Art.79(11)", "机动车驾驶证依法被吊销或者驾驶许可依法被撤销的"),
        "限制期满后可重新申请", "Apply anew when the bar has ended")),
    Rule("not cancelled", lambda f, _: "cancelled" in f.statuses, Ground(
        "cancelled", "驾驶证已注销", "The licence was cancelled", Basis("R162 Art.79", "车辆管理所应当注销其机动车驾驶证"),
        "符合条件的可申请恢复驾驶资格", "Restoration may be possible")),
    Rule("violations are settled", lambda f, _: f.open_violations > 0, Ground(
        "violations_open", "有道路交通违法行为没处理", "Traffic violations are not settled", Basis("R162 Art.73", "道路交通安全违法行为或者交通事故未处理完毕的"),
        "先处理违法（手机或违法窗口），处理完可当场继续", "Settle them by phone or at the violations window, then go on at once")),
    Rule("accidents are settled", lambda f, _: f.open_accidents > 0, Ground(
        "accidents_open", "有交通事故没处理完", "A traffic accident is not settled", Basis("R162 Art.73", "道路交通安全违法行为或者交通事故未处理完毕的"),
        "到事故处理部门办结后再来", "Settle it with the accident department")),
    Rule("full points are studied", lambda f, p: any(c.points >= p.full_points and not c.studied for c in f.cycles), Ground(
        "full_points", "记满 12 分后还没参加学习和考试", "Twelve points, and study and exam are still due", Basis("R162 Art.71", "应当按规定参加学习、考试"),
        "参加满分学习并考试合格后再来", "Take the course and pass the exam")),
    Rule("fit to drive", lambda f, _: (f.medical_on is not None or f.medical_networked) and not f.medical_fit, Ground(
        "not_fit", "体检结论不符合准驾车型的条件", "The medical result does not fit the class", Basis("R162 Art.73", "身体条件不符合驾驶许可条件的"),
        "符合其他准驾车型条件的，改办降低准驾车型换证", "If fit for another class, apply for a downgrade")),
    Rule("heavy classes end with age", lambda f, p: f.age >= p.age_heavy and bool(f.classes & HEAVY), Ground(
        "age_heavy", "已到不能驾驶大中型车辆的年龄", "Past the age for heavy classes", Basis("R162 Art.65", "不得驾驶大型客车、重型牵引挂车、城市公交车、中型客车、大型货车"),
        "改办超龄降级，换领小型汽车驾驶证，材料相同", "Apply for the downgrade by age; the papers are the same")),
    Rule("light classes end with age", lambda f, p: f.age >= p.age_light and bool(f.classes & LIGHT), Ground(
        "age_light", "已到不能驾驶这类车辆的年龄", "Past the age for this class", Basis("R162 Art.65", "不得驾驶低速载货汽车、三轮汽车、轻型牵引挂车、普通三轮摩托车、普通二轮摩托车"),
        "改办超龄降级", "Apply for the downgrade by age")),
    Rule("ability is tested from seventy", lambda f, p: f.age >= p.age_test and not f.ability_tested, Ground(
        "ability_test", "70 周岁以上要做记忆力、判断力、反应力测试", "From seventy on memory, judgement and reaction are tested",
        Basis("R162 Art.73", "进行记忆力、判断力、反应力等能力测试"), "体检站可以测，约 15 分钟", "The clinic tests it in about 15 minutes")),
    Rule("coach and lorry drivers with points study three hours", lambda f, _: f.heavy_points_in_cycle and bool(f.classes & STUDY) and f.study_hours < 3, Ground(
        "study_hours", "大中型客货车驾驶人本周期有记分，要参加 3 小时学习", "Points in the cycle: coach and lorry drivers study three hours",
        Basis("R162 Art.73", "应当参加不少于三小时的道路交通安全法律法规"), "网上或现场学满 3 小时后再来", "Study three hours on line or on site")),
    Rule("the agent was sent", lambda f, _: not f.holder_is_applicant and f.agent_letter and not f.agent_confirmed, Ground(
        "agent_not_sent", "委托书与驾驶人说的不一致", "The driver does not confirm the letter", Basis("R162 Art.105", "机动车驾驶人的委托书"),
        "请驾驶人确认或本人来办", "The driver confirms it or comes in person")),
)  # fmt: skip


def new_term(facts: Facts, policy: Policy) -> int:
    """Years of the new licence: 6 → 10 → long term (0) if no cycle of the term reached full points, else 6 and 10 again (Art.62)."""
    if any(c.points >= policy.full_points for c in facts.cycles):
        return facts.term_years
    return {6: 10, 10: 0}.get(facts.term_years, facts.term_years)


def check(facts: Facts, policy: Policy) -> Findings:
    """Everything at once: what is missing, what stands against it, and what would be granted."""
    grant: dict[str, str] = {}
    if facts.valid_until is not None:
        years = new_term(facts, policy)
        start = facts.valid_until if policy.count_from_old_expiry and facts.on <= facts.valid_until else facts.on
        grant = {"years": str(years), "from": start.isoformat(), "until": years_after(start, years).isoformat() if years else ""}
    return gathered((rule.says for rule in RULES if rule.bites(facts, policy)), grant)
