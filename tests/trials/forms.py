"""Every form, query and text in a path that a page reads, with what is right in it: a new one must be named here."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Form:
    """A form: who sends it, what its address needs, its fields with what is right."""

    who: str
    fields: dict[str, str] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)


CHECK = {"number": "number", "medical_on": "2026-11-20", "identity": "yes", "mismatch": "", "agent": "", "agent_name": "", "agent_identity": "",
         "agent_letter": "", "do": "check"}  # fmt: skip
FORMS: dict[str, list[Form]] = {
    "frame:sign-in": [Form("nobody", {"login": "c05", "password": "x", "code": "000000", "answer": "", "window": "", "take_over": ""})],
    "frame:sign-out": [Form("phone")],
    "frame:lock": [Form("clerk")],
    "frame:unlock": [Form("locked", {"code": "000000", "to": "/window/check", "kept-number": "x"})],
    "frame:sign-in-key": [Form("nobody")],
    "frame:challenge": [Form("clerk", {"purpose": "prove"})],
    "frame:end-session": [Form("clerk", {}, {"session_id": "nothing"})],
    "frame:key": [Form("clerk", {"name": "钥匙", "password": "x", "code": "000000", "answer": "", "made": "{}"})],
    "frame:key-remove": [Form("clerk", {"password": "x", "code": "000000", "answer": ""}, {"key_id": "nothing"})],
    "frame:new-phone": [Form("clerk", {"password": "x", "code": "000000", "answer": ""})],
    "frame:first-code": [Form("clerk", {"first": "000000"})],
    "frame:recovery": [Form("clerk", {"password": "x", "code": "000000", "answer": ""})],
    "frame:password": [Form("clerk", {"password": "x", "code": "000000", "answer": "", "new": "x", "again": "x"})],
    "phone:check": [Form("phone", {"identity": "yes", "medical": "yes", "agent": "", "agent_identity": "", "agent_letter": ""}, {"code": "DRV-RENEW"})],
    "phone:take": [Form("phone", {"hall": "hall", "precheck": "", "language": "zh"}, {"code": "DRV-RENEW"})],
    "phone:leave": [Form("phone", {}, {"ticket_id": "ticket"})],
    "phone:back": [Form("phone", {}, {"ticket_id": "ticket"})],
    "phone:rate": [Form("phone", {"grade": "5"}, {"ticket_id": "ticket"})],
    "phone:papers": [Form("phone", {"material": "medical", "file": "x"}, {"case_id": "case"})],
    "phone:paper-remove": [Form("phone", {}, {"case_id": "case", "upload_id": "nothing"})],
    "phone:sign-in": [Form("phone", {"number": "number"})],
    "phone:code": [Form("phone", {"code": "000000"})],
    "phone:sign-out": [Form("phone")],
    "window:exports": [
        Form("chief", {"source": "cases.accepted", "from_on": "2026-11-24", "to_on": "2026-11-24", "format": "csv", "purpose": "报市局的月度统计"})
    ],
    "window:export-step": [Form("chief", {}, {"export_id": "nothing", "what": "approve"})],
    "window:export-file": [Form("chief", {}, {"export_id": "nothing"})],
    "phone:data": [Form("citizen", {"kind": "correct", "field": "name", "wanted": "梁对名", "text": "写错了", "office": "office"})],
    "phone:data-withdraw": [Form("citizen", {}, {"request_id": "nothing"})],
    "window:request-new": [Form("clerk", {"number": "number", "seen": "yes", "kind": "correct", "field": "name", "wanted": "梁对名", "text": "写错了"})],
    "window:request-step": [
        Form("chief", {"text": "可以"}, {"request_id": "request", "what": "answer"}),
        Form("chief", {"text": "不行", "ground": "archive"}, {"request_id": "request", "what": "refuse"}),
    ],
    "window:request-copy": [Form("chief", {}, {"request_id": "request"})],
    "window:hand-over": [Form("clerk", {"login": "c05", "password": "x", "code": "000000", "take_over": ""})],
    "guide:business": [Form("clerk", {"identity": "yes", "agent": ""}, {"code": "DRV-RENEW"})],
    "guide:check": [Form("clerk", {"paper-medical": "seen"}, {"precheck_id": "precheck"})],
    "guide:photo": [Form("clerk", {"material": "medical", "file": "x"}, {"precheck_id": "precheck"})],
    "guide:photo-remove": [Form("clerk", {}, {"precheck_id": "precheck", "upload_id": "nothing"})],
    "guide:slip": [Form("clerk", {}, {"precheck_id": "precheck"})],
    "guide:number": [
        Form("clerk", {"business": "DRV-RENEW", "evidence": "soldier"}),
        Form("clerk", {"checked": "precheck", "evidence": "soldier"}),
    ],
    "guide:asked": [
        Form("clerk", {"channel": "hall", "topic": "papers", "business": "DRV-RENEW", "note": "问一句", "outcome": "answered", "checked": "precheck"})
    ],
    "guide:one-asked": [
        Form("clerk", {"do": "answer", "outcome": "answered", "pointed_to": "DRV-RENEW"}, {"inquiry_id": "inquiry"}),
        Form("clerk", {"do": "hand", "to": "nothing"}, {"inquiry_id": "inquiry"}),
    ],
    "phone:check-papers": [Form("phone", {"material": "medical", "file": "x"}, {"precheck_id": "own"})],
    "phone:check-paper-remove": [Form("phone", {}, {"precheck_id": "own", "upload_id": "nothing"})],
    "window:review-case": [Form("clerk", {"do": "refuse", "ground": "材料不符"}, {"case_id": "case"})],
    "window:investigation": [
        Form("clerk", {"do": "suspend", "reason": "", "seen": "印章不一样", "kind": "asked", "found": "问过", "why": "没有问题"}, {"case_id": "case"})
    ],
    "window:corrections": [Form("clerk", {"do": "ask", "number": "x", "kind": "make", "after": "演示牌", "why": "录错了"})],
    "phone:pay": [Form("phone", {}, {"token": "pay"})],
    "kiosk:take": [Form("kiosk", {"language": "zh"}, {"code": "DRV-RENEW"})],
    "kiosk:back": [Form("kiosk", {"slip": "x"})],
    "window:step": [Form("clerk", {}, {"what": "recall"})],
    "window:transfer": [Form("clerk", {"reason": "other"})],
    "window:return": [Form("clerk", {}, {"ticket_id": "ticket"})],
    "window:check": [Form("clerk", CHECK), Form("clerk", {**CHECK, "do": "accept"}), Form("clerk", {**CHECK, "do": "notice"})],
    "window:case-step": [
        Form("clerk", {"counted": "1"}, {"case_id": "case", "what": "cash"}),
        Form("clerk", {"reason": "unpaid", "from": "case"}, {"case_id": "case", "what": "withdraw"}),
    ],
    "window:money": [Form("chief", {"id": "nothing"})],
    "window:waiver": [Form("chief", {"do": "refuse", "said": "不符"}, {"waiver_id": "waiver"})],
    "window:refund": [Form("chief", {"do": "refuse", "said": "不符"}, {"refund_id": "nothing"})],
    "window:case-money-step": [
        Form("clerk", {"ground": "office_error", "evidence": "看过原件"}, {"case_id": "case", "what": "waiver"}),
        Form("clerk", {"reason": "overcharged", "yuan": "1", "note": "多收"}, {"case_id": "case", "what": "refund"}),
        Form("clerk", {"id": "waiver"}, {"case_id": "case", "what": "drop-waiver"}),
    ],
    "window:drawer-step": [
        Form("clerk", {"float": "1"}, {"what": "float"}),
        Form("clerk", {"counted": "1"}, {"what": "count"}),
        Form("clerk", {"taken": "1"}, {"what": "take"}),
        Form("clerk", {"reason": "change", "note": "找零"}, {"what": "explain"}),
    ],
    "window:till-step": [Form("chief", {"sign": "less", "yuan": "1", "said": "更正"}, {"till_id": "nothing", "what": "correct"})],
    "chief:money-step": [
        Form("chief", {"on": "2026-11-24"}, {"what": "compare"}),
        Form("chief", {"on": "", "id": "nothing", "reason": "next_day", "note": "跨日"}, {"what": "explain"}),
    ],
    "chief:give-back": [Form("chief", {}, {"incoming_id": "nothing"})],
    "window:form-step": [
        Form(
            "clerk",
            {"what": "acceptance", "business": "DRV-RENEW", "paper_on": "2026-11-24", "paper_time": "10:00", "officer": "c03", "number": "number"},
            {"form_id": "form", "what": "enter"},
        ),
        Form("clerk", {"reason": "x"}, {"form_id": "nothing", "what": "void"}),
    ],
    "chief:paper-step": [
        Form("chief", {"reason": "x", "hours": "2"}, {"what": "start"}),
        Form("chief", {"count": "99"}, {"what": "print"}),
    ],
    "chief:paper-close": [Form("chief", {}, {"batch_id": "batch"})],
    "window:print": [Form("clerk", {}, {"what": "cover", "thing_id": "case"})],
    "window:paper-step": [Form("clerk", {"reason": "打印机卡纸"}, {"document_id": "nothing", "what": "copy"})],
    "window:screen-rate": [Form("screen", {"grade": "5"}, {"ticket_id": "ticket"})],
    "chief:devices": [Form("chief", {"code": "12345678", "name": "屏", "window": ""})],
    "chief:erasures": [Form("chief", {"number": "number", "ground": "consent", "reason": "书面申请"})],
    "chief:erasure-step": [Form("chief", {"reason": "不是本人"}, {"erasure_id": "nothing", "what": "refuse"})],
    "chief:looks-add": [Form("chief", {"more": "5", "reason": "年底清档"}, {"day_id": "nothing"})],
    "chief:revoke": [Form("chief", {}, {"device_id": "nothing"})],
    "audit:person": [Form("audit", {"number": "number", "purpose": "complaint"})],
    "frame:enrol": [Form("nobody", {"password": "correct horse battery", "again": "correct horse battery", "code": "000000"}, {"token": "enrol"})],
    "admin:new": [Form("system", {"name": "新来的", "badge": "c03", "number": "number"})],
    "admin:account-step": [
        Form(
            "system",
            {"post": "clerk", "service": "police", "office": "office", "hall": "hall", "from_on": "2020-01-01", "to_on": "", "reason": "新招"},
            {"account_id": "account", "what": "ask"},
        ),
        Form("system", {"reason": "没来"}, {"account_id": "nothing", "what": "suspend"}),
        Form("system", {"reason": "丢了"}, {"account_id": "nothing", "what": "reset"}),
        Form("system", {"post": "nothing", "reason": "调走"}, {"account_id": "account", "what": "end"}),
    ],
    "admin:change-step": [Form("security", {"reason": "是"}, {"change_id": "nothing", "what": "confirm"})],
    "admin:ask": [
        Form(
            "system",
            {"value": "5", "from_on": "2099-01-01", "reason": "现场要", "source": "决定", "do": "preview"},
            {"kind": "policy", "subject": "queue.recall_max"},
        ),
        Form(
            "chief", {"opens_1": "08:00", "closes_1": "17:00", "from_on": "2099-01-01", "reason": "夏天", "do": "preview"}, {"kind": "hours", "subject": "hall"}
        ),
        Form(
            "chief",
            {"works": "no", "to_on": "2099-01-02", "name_zh": "节", "name_en": "Feast", "days": "", "from_on": "2099-01-01", "reason": "过节", "do": "preview"},
            {"kind": "days", "subject": "all"},
        ),
        Form("chief", {"takes": "some", "business": "DRV-RENEW", "from_on": "2099-01-01", "reason": "分", "do": "ask"}, {"kind": "plan", "subject": "window"}),
    ],
    "admin:decide": [Form("security", {"reason": "是"}, {"grant_id": "nothing", "what": "confirm"})],
}
# Fields of an address (?q=), where a page reads any.
QUERIES = {
    "phone:search": ("nobody", {"q": "驾照", "c": "driver"}, {}), "phone:take": ("phone", {"p": "x"}, {"code": "DRV-RENEW"}),
    "phone:verify": ("nobody", {"last4": "1234"}, {"token": "a.b.c"}), "window:forms": ("clerk", {"serial": "N2026-000001-001"}, {}),
    "phone:paper-check": ("nobody", {"last4": "1234"}, {"token": "a.b.c"}),
    "chief:cases": ("chief", {"state": "filed"}, {}),
    "chief:money": ("chief", {"on": "2026-11-24"}, {}),
    "window:screen-now": ("screen", {"thanks": "1"}, {}),
    "guide:asked": ("clerk", {"checked": "precheck", "b": "DRV-RENEW"}, {}),
    "guide:home": ("clerk", {"q": "驾照", "c": "driver"}, {}), "guide:number": ("clerk", {"given": "x"}, {}), "guide:ticket": ("clerk", {"label": "A001"}, {}),
    "guide:slip": ("clerk", {"given": "x"}, {"precheck_id": "precheck"}),
    "admin:accounts": ("system", {"badge": "", "office": "x", "page": "1"}, {}), "admin:grants": ("audit", {"page": "1"}, {}),
    "audit:thread": (
        "audit", {"begins": "officer", "said": "c03", "purpose": "routine", "from_on": "", "to_on": "", "office": "", "result": "", "page": "1"}, {},
    ),
    "audit:faults": ("audit", {"on": "2026-11-24"}, {}), "audit:looks": ("audit", {"on": ""}, {}), "audit:rates": ("audit", {"kind": "green"}, {}),
    "chief:erasures": ("chief", {"page": "1"}, {}),
    "admin:changes": ("audit", {"page": "1", "kind": "policy"}, {}), "admin:policy": ("audit", {"only": "unverified"}, {}),
    "window:requests": ("chief", {"over": "1"}, {}),
}  # fmt: skip
# Parts of an address that are text.
TEXTS = {
    "phone:verify": "token",

    "phone:paper-check": "token",
    "phone:slip": "reference",
    "phone:told": "reference",
    "guide:business": "code", "files:fetch": "token",

    "phone:pay": "token",
    "phone:business": "code",
    "chief:rows": "figure",
    "frame:enrol": "token",
}  # fmt: skip
