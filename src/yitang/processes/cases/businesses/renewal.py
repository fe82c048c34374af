"""Licence renewal at expiry (期满换证, DRV-RENEW): order 162 as a table of rules over plain facts."""

from dataclasses import dataclass
from datetime import date, timedelta

from yitang.processes.cases.businesses.findings import Basis, Findings, Ground, Missing, Rule, gathered
from yitang.processes.cases.businesses.licences import (
    ABILITY,
    ACCIDENTS,
    AGE_HEAVY,
    AGE_LIGHT,
    AGENT_IDENTITY,
    AGENT_LETTER,
    AGENT_NOT_SENT,
    CANCELLED,
    DECLARATION,
    FULL_POINTS,
    HEAVY,
    IDENTITY_INVALID,
    IDENTITY_MISMATCH,
    LIGHT,
    NOT_FIT,
    OVER_A_YEAR,
    REVOKED,
    STUDY,
    STUDY_HOURS,
    VIOLATIONS,
    years_after,
)

CODE = "DRV-RENEW"


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
    Rule("agent's identity is shown", lambda f, _: not f.holder_is_applicant and not f.agent_identity, AGENT_IDENTITY),
    Rule("agent has a letter", lambda f, _: not f.holder_is_applicant and not f.agent_letter, AGENT_LETTER),
    Rule("old licence when away from home", lambda f, _: not f.at_issuing_office and not f.old_licence_shown, Missing(
        "dlicense", "原机动车驾驶证", "The old licence", Basis("R162 Art.64", "提交机动车驾驶人的身份证明和机动车驾驶证"),
        "在核发地以外换证要带原驾驶证，电子驾驶证也行", "Away from the issuing office bring the old licence; the electronic one will do")),
    Rule("health is declared when away from home", lambda f, _: not f.at_issuing_office and not f.health_declared, DECLARATION),
    Rule("identity is valid", lambda f, _: f.identity_shown and not f.identity_valid, IDENTITY_INVALID),
    Rule("identity matches the register", lambda f, _: f.identity_shown and not f.identity_matches, IDENTITY_MISMATCH),
    Rule("not too early", _too_early, Ground(
        "too_early", "还没到可以换证的时间", "It is too early", Basis("R162 Art.63", "有效期满前九十日内"),
        "有效期满前 90 天起可以办，到时会提醒", "It can be done from 90 days before expiry")),
    Rule("long term needs no renewal", lambda f, _: f.valid_until is None, Ground(
        "long_term", "长期有效的驾驶证不用期满换证", "A long-term licence does not expire", Basis("R162 Art.62", "换发长期有效的机动车驾驶证"),
        "证件损坏或信息变化可另办换证", "If it is damaged or data changed, another exchange applies")),
    Rule("not more than a year late", _too_late, OVER_A_YEAR),
    Rule("not suspended", lambda f, _: "suspended" in f.statuses, Ground(
        "suspended", "驾驶证被暂扣", "The licence is suspended", Basis("R162 Art.73", "道路交通安全违法行为或者交通事故未处理完毕的"),
        "暂扣期满、处罚执行完毕后再来", "Come when the suspension has ended and the penalty is served")),
    Rule("not seized", lambda f, _: "seized" in f.statuses, Ground(
        "seized", "驾驶证被扣押、扣留", "The licence is seized", Basis("R162 Art.73", "道路交通安全违法行为或者交通事故未处理完毕的"),
        "到作出扣留决定的单位处理后再来", "Settle it with the unit that seized it")),
    Rule("not revoked", lambda f, _: bool({"revoked", "withdrawn"} & f.statuses), REVOKED),
    Rule("not cancelled", lambda f, _: "cancelled" in f.statuses, CANCELLED),
    Rule("violations are settled", lambda f, _: f.open_violations > 0, VIOLATIONS),
    Rule("accidents are settled", lambda f, _: f.open_accidents > 0, ACCIDENTS),
    Rule("full points are studied", lambda f, p: any(c.points >= p.full_points and not c.studied for c in f.cycles), FULL_POINTS),
    Rule("fit to drive", lambda f, _: (f.medical_on is not None or f.medical_networked) and not f.medical_fit, NOT_FIT),
    Rule("heavy classes end with age", lambda f, p: f.age >= p.age_heavy and bool(f.classes & HEAVY), AGE_HEAVY),
    Rule("light classes end with age", lambda f, p: f.age >= p.age_light and bool(f.classes & LIGHT), AGE_LIGHT),
    Rule("ability is tested from seventy", lambda f, p: f.age >= p.age_test and not f.ability_tested, ABILITY),
    Rule("coach and lorry drivers with points study three hours", lambda f, _: f.heavy_points_in_cycle and bool(f.classes & STUDY) and f.study_hours < 3, STUDY_HOURS),
    Rule("the agent was sent", lambda f, _: not f.holder_is_applicant and f.agent_letter and not f.agent_confirmed, AGENT_NOT_SENT),
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
