"""For which suspicions a case is stopped and looked into: order 164 Art.74 for vehicles, order 162 Art.83 for licences, in their words."""

from dataclasses import dataclass

from yitang.processes.cases.businesses.findings import Basis


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One situation in which the law has an investigation begin at once (应当及时开展调查)."""

    zh: str
    en: str
    basis: Basis


VEHICLE = {
    "unlawful_car": Suspicion(
        "涉嫌走私、被盗抢骗、非法生产销售、拼（组）装、非法改装", "Smuggled, stolen, unlawfully made, assembled or altered",
        Basis("R164 Art.74(1)", "机动车涉嫌走私、被盗抢骗、非法生产销售、拼（组）装、非法改装的")),
    "false_papers": Suspicion("涉嫌提交虚假申请材料", "False papers", Basis("R164 Art.74(2)", "涉嫌提交虚假申请材料的")),
    "forged": Suspicion("涉嫌使用伪造、变造的牌证", "Forged or altered plates or papers", Basis("R164 Art.74(3)", "涉嫌使用伪造、变造机动车牌证的")),
    "fraud": Suspicion("涉嫌以欺骗、贿赂等手段取得登记", "Registration by fraud or bribery", Basis("R164 Art.74(4)", "涉嫌以欺骗、贿赂等不正当手段取得机动车登记的")),
    "too_often": Suspicion(
        "短期内频繁补换领、转让、转出转入", "Replaced, transferred or moved too often",
        Basis("R164 Art.74(5)", "存在短期内频繁补换领牌证、转让登记、转出转入等异常情形的")),
    "other": Suspicion("其他违法违规情形", "Another breach of the law", Basis("R164 Art.74(6)", "存在其他违法违规情形的")),
}  # fmt: skip
LICENCE = {
    "false_papers": Suspicion("涉嫌提交虚假申请材料", "False papers", Basis("R162 Art.83(1)", "涉嫌提交虚假申请材料的")),
    "exam": Suspicion("涉嫌考试贿赂、舞弊", "Bribery or cheating in an exam", Basis("R162 Art.83(2)", "涉嫌在考试过程中有贿赂、舞弊行为的")),
    "fraud": Suspicion("涉嫌以欺骗、贿赂等手段取得驾驶证", "A licence by fraud or bribery", Basis("R162 Art.83(3)", "涉嫌以欺骗、贿赂等不正当手段取得机动车驾驶证的")),
    "forged": Suspicion("涉嫌使用伪造、变造的驾驶证", "A forged or altered licence", Basis("R162 Art.83(4)", "涉嫌使用伪造、变造的机动车驾驶证的")),
    "too_often": Suspicion(
        "短期内频繁补换领、转出转入", "Replaced or moved too often", Basis("R162 Art.83(5)", "存在短期内频繁补换领、转出转入驾驶证等异常情形的")),
    "other": Suspicion("其他违法违规情形", "Another breach of the law", Basis("R162 Art.83(6)", "存在其他违法违规情形的")),
}  # fmt: skip


def suspicions(subject_kind: str) -> dict[str, Suspicion]:
    """The suspicions that fit a case about a ``vehicle`` or a ``licence``, by their short names."""
    return VEHICLE if subject_kind == "vehicle" else LICENCE
