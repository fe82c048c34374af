"""Who may ask what, written from what each person does at work and not from the rules of the rooms; and what is asked with."""

from typing import Any

from yitang.platform.uploads.tests.factories import picture

PHONES = {"phone", "other_phone", "citizen"}
CLERKS = {"c03", "c05", "x01"}
HERE = {"c03", "c05"}
GUIDES = {*CLERKS, "g01"}
ADMINISTRATORS = {"admin", "security", "audit"}
STAFF = {*CLERKS, "g01", "r01", "chief", "chiefx", *ADMINISTRATORS}
DEVICES = {"kiosk", "display", "screen"}
ALL = {"nobody", *PHONES, *STAFF, *DEVICES}
HEADS = {"chief", "chiefx"}
# Who sees what is changed by two people.
CHANGERS = {*ADMINISTRATORS, *HEADS}
SHOWS = {"display", "kiosk", "screen", "c03", "c05", "g01", "chief"}
SESSIONS = {*PHONES, *STAFF}

# Route (method and address) -> who may. Written from what each person does at work, not from the rules of the rooms.
MAY: dict[str, set[str]] = {
    "GET ": ALL, "GET search": ALL, "GET all": ALL, "GET b/<slug:code>": ALL, "GET b/<slug:code>/check": ALL, "GET b/<slug:code>/ticket": ALL,
    "GET hall-now": ALL, "GET v/<str:token>": ALL, "GET r/<str:reference>": ALL, "GET size/<slug:size>": ALL, "GET sign-in": ALL,
    "POST lock": CLERKS, "GET pressed": STAFF, "GET unlock": STAFF, "POST unlock": STAFF,
    "POST sign-out": ALL, "GET me/sign-in": ALL, "POST me/sign-out": ALL, "GET demo/inbox": ALL, "GET privacy": ALL,
    "POST b/<slug:code>/check": {*PHONES, *CLERKS, "g01", "kiosk"},
    "GET check/<uuid:precheck_id>": {"phone", *HERE, "g01"},
    "POST b/<slug:code>/ticket": {*PHONES, "kiosk", "g01"},
    "GET t/<uuid:ticket_id>": {"phone", "c03", "c05", "g01", "chief"},
    "GET t/<uuid:ticket_id>/live": {"phone", "c03", "c05", "g01", "chief"},
    "GET mine": ALL, "GET t/<uuid:ticket_id>/leave": {"phone"},
    "POST t/<uuid:ticket_id>/leave": {"phone"},
    "POST t/<uuid:ticket_id>/rate": {"phone", "screen"},
    "GET case/<uuid:case_id>": {"phone", "citizen", "c03", "c05", "r01", "chief"},
    "GET case/<uuid:case_id>/papers": {"phone", "citizen", "c03", "c05", "r01", "chief"}, "POST case/<uuid:case_id>/papers": {"phone", "citizen"},
    "POST case/<uuid:case_id>/papers/<uuid:upload_id>/remove": {"phone", "citizen"},
    "GET case/<uuid:case_id>/papers/<uuid:upload_id>/<int:page>": {"phone", "citizen", "c03", "c05", "r01", "chief"},
    "GET window/case/<uuid:case_id>/papers": {*HERE, "r01", "chief"},
    "GET window/case/<uuid:case_id>/papers/<uuid:upload_id>/<int:page>": {*HERE, "r01", "chief"},
    "GET window/case/<uuid:case_id>/papers/<uuid:upload_id>/original": {*HERE, "r01", "chief"},
    "POST me/sign-in": PHONES,
    "GET me/code": SESSIONS, "POST me/code": SESSIONS,
    "GET me/cases": {"citizen"},
    # What is held of a person is his own; of his requests the reviewers and the head of the office that answers know.
    "GET me/data": {"citizen"}, "POST me/data": {"citizen"}, "GET me/data/<uuid:request_id>": {"citizen"},
    "POST me/data/<uuid:request_id>/withdraw": {"citizen"}, "GET me/data/<uuid:request_id>/copy": {"citizen"},
    "GET me/data/<uuid:request_id>/copy.json": {"citizen"},
    # An export is whose it is; a second person decides about a large one of his office.
    "GET window/exports": {"r01", *HEADS}, "POST window/exports": {"r01", *HEADS}, "GET window/exports/<uuid:export_id>": {"chief"},
    "POST window/exports/<uuid:export_id>/file": {"chief"}, "POST window/exports/<uuid:export_id>/<slug:what>": {"r01"},
    "GET window/requests": {"r01", *HEADS}, "GET window/requests/new": {*CLERKS, "r01"}, "POST window/requests/new": {*CLERKS, "r01"},
    "GET window/requests/<uuid:request_id>": {"r01", "chief"}, "POST window/requests/<uuid:request_id>/<slug:what>": {"r01", "chief"},
    "GET window/requests/<uuid:request_id>/copy": {"r01"}, "POST window/requests/<uuid:request_id>/copy": {"r01"},
    "GET me": STAFF,
    # Everybody signs in and may touch a key for it; one's own account is one's own, and nobody else's session or key is there.
    "POST sign-in/key": ALL, "GET me/keys": STAFF, "POST me/keys": STAFF, "POST me/keys/challenge": STAFF, "GET me/recovery": STAFF, "POST me/recovery": STAFF,
    "GET me/password": STAFF, "POST me/password": STAFF, "GET me/keys/<uuid:key_id>/remove": {"c03"}, "POST me/keys/<uuid:key_id>/remove": {"c03"},
    "POST me/sessions/<uuid:session_id>/end": {"c03"}, "GET me/phone": STAFF, "POST me/phone": STAFF, "POST me/phone/first-code": STAFF,
    "GET kiosk/": ALL, "GET kiosk/start": {"kiosk"}, "GET kiosk/over": {"kiosk"}, "GET kiosk/line": {"kiosk"},
    "GET kiosk/b/<slug:code>": {"kiosk"}, "POST kiosk/take/<slug:code>": {"kiosk"},
    # Everybody sees the board of the own hall and of no other.
    "GET hall/": ALL, "GET hall/board": {*SHOWS, "x01", "chiefx"},
    "GET window/": CLERKS, "GET window/head": CLERKS, "GET window/line": CLERKS, "GET window/work": CLERKS,
    "GET window/hand-over": CLERKS,
    # The guide's pages: his and the clerks' who help; a pre-check and its photos are its hall's, one's own are the phone's.
    "GET window/guide": ALL, "GET guide/": GUIDES, "GET guide/now": GUIDES, "GET guide/own-proof": GUIDES, "GET guide/b/<slug:code>": GUIDES,
    "POST guide/b/<slug:code>": GUIDES, "GET guide/number": GUIDES, "POST guide/number": GUIDES, "GET guide/ticket": GUIDES,
    "GET guide/check/<uuid:precheck_id>": HERE | {"g01"}, "POST guide/check/<uuid:precheck_id>": HERE | {"g01"},
    "POST guide/check/<uuid:precheck_id>/photo": HERE | {"g01"},
    "POST guide/check/<uuid:precheck_id>/photo/<uuid:upload_id>/remove": HERE | {"g01"},
    "GET guide/check/<uuid:precheck_id>/photo/<uuid:upload_id>/<int:page>": HERE | {"g01"},
    "GET guide/check/<uuid:precheck_id>/slip": HERE | {"g01"}, "POST guide/check/<uuid:precheck_id>/slip": HERE | {"g01"},
    # A question is the hall's; only its owner answers, and only he to whom it was offered takes it over.
    "GET guide/asked": GUIDES, "POST guide/asked": GUIDES, "GET guide/asked/<uuid:inquiry_id>": HERE | {"g01"},
    "POST guide/asked/<uuid:inquiry_id>": HERE | {"g01"}, "GET chief/green": HEADS, "GET chief/asked": HEADS,
    "GET window/prechecked/<uuid:ticket_id>/<uuid:upload_id>/<int:page>": {*HERE, "g01", "chief"},
    "GET check/<uuid:precheck_id>/papers": {"phone", *HERE, "g01"}, "POST check/<uuid:precheck_id>/papers": {"phone", *HERE, "g01"},
    "POST check/<uuid:precheck_id>/papers/<uuid:upload_id>/remove": {"phone", *HERE, "g01"},
    "GET check/<uuid:precheck_id>/papers/<uuid:upload_id>/<int:page>": {"phone", *HERE, "g01"},
    # Behind a link to an original stands the session that asked for it; of one that nobody was given there is nothing to fetch.
    "GET files/<str:token>": set(), "GET c/<str:reference>": ALL, "GET order": ALL,
    "GET window/review": {*CLERKS, "r01"}, "GET window/review/list": {*CLERKS, "r01"},
    "GET window/review/<uuid:case_id>": {*HERE, "r01", "chief"}, "POST window/review/<uuid:case_id>": {*HERE, "r01"},
    "POST window/act/<slug:what>": CLERKS, "POST window/transfer": CLERKS, "POST window/check": CLERKS,
    "POST window/case/<uuid:case_id>/<slug:what>": HERE,
    "GET window/case/<uuid:case_id>": {*HERE, "r01", "chief"},
    # What is due in an office is seen by those who work on its cases; who stops a case and who looks into it belongs to its office.
    "GET window/corrections": {*CLERKS, "r01", *HEADS}, "POST window/corrections": {*CLERKS, "r01"},
    "GET window/due": {*CLERKS, "r01", *HEADS}, "GET window/due/list": {*CLERKS, "r01", *HEADS}, "GET chief/due": HEADS,
    "GET window/case/<uuid:case_id>/investigation": {*HERE, "r01", "chief"}, "POST window/case/<uuid:case_id>/investigation": {*HERE, "r01", "chief"},
    "GET window/notice/<uuid:notice_id>": HERE,
    # Forms of a hall on paper: its chief prints and closes, its desks enter; each step has its own row below.
    "GET window/forms": {*STAFF - ADMINISTRATORS - {"r01"}}, "GET window/forms/<uuid:form_id>": {*HERE, "g01", "chief"},
    "POST window/forms/<uuid:form_id>/<slug:what>": {*HERE, "g01", "chief"},
    "GET chief/paper": HEADS, "POST chief/paper/<slug:what>": HEADS, "GET chief/paper/<uuid:batch_id>": {"chief"},
    "GET chief/paper/<uuid:batch_id>/sheets": {"chief"}, "POST chief/paper/<uuid:batch_id>/close": {"chief"},
    # A paper is printed and looked at by the desks of its office; its code is for anybody, the own paper for who may see the case.
    "POST window/print/<slug:what>/<uuid:thing_id>": {*HERE, "r01", "chief"}, "GET window/paper/<uuid:document_id>": {*HERE, "r01", "chief"},
    "GET window/paper/<uuid:document_id>/<int:n>": {*HERE, "r01", "chief"},
    "POST window/paper/<uuid:document_id>/<slug:what>": {*HERE, "r01", "chief"}, "GET d/<str:token>": ALL,
    "GET case/<uuid:case_id>/printed/<uuid:document_id>": {"phone", "citizen", "c03", "c05", "r01", "chief"},
    # A row of the log is seen by the staff of the office where it was written.
    "GET window/proof/<uuid:row_id>": STAFF - {"x01", "chiefx"}, "GET window/own-proof": STAFF,
    "GET window/screen": ALL, "GET window/screen/now": {"screen"}, "POST window/screen/rate/<uuid:ticket_id>": {"screen"},
    "GET chief/overpaid": HEADS, "POST chief/overpaid/<uuid:incoming_id>/back": {"chief"},
    "GET chief/money": HEADS, "POST chief/money/<slug:what>": HEADS,
    # Money of a case: whoever may see the case; a second person decides, a clerk asks, prints and pays out.
    "GET window/case/<uuid:case_id>/money": {*HERE, "r01", "chief"}, "POST window/case/<uuid:case_id>/money/<slug:what>": HERE,
    "GET window/case/<uuid:case_id>/receipt/<int:page>": {*HERE, "r01", "chief"},
    "GET window/money": {*CLERKS, "r01", *HEADS}, "POST window/money": {"r01", "chief"},
    "GET window/money/waiver/<uuid:waiver_id>": {*HERE, "r01", "chief"}, "POST window/money/waiver/<uuid:waiver_id>": {"r01", "chief"},
    "GET window/money/refund/<uuid:refund_id>": {*HERE, "r01", "chief"}, "POST window/money/refund/<uuid:refund_id>": {"r01", "chief"},
    # The drawer of the own window; its sheet once it is counted, and for who accepts it.
    "GET window/drawer": CLERKS, "POST window/drawer/<slug:what>": CLERKS,
    "GET window/till/<uuid:till_id>": {"c03", "r01", "chief"}, "POST window/till/<uuid:till_id>/<slug:what>": {"r01", "chief"},
    # Behind a pay code stands who holds it; of one that nobody holds there is nothing to see.
    "GET pay/<str:token>": set(), "POST pay/<str:token>": set(),
    "POST t/<uuid:ticket_id>/back": {"phone", *HERE, "g01", "kiosk"}, "POST window/return/<uuid:ticket_id>": HERE, "POST kiosk/back": {"kiosk"},
    "GET chief/": HEADS, "GET chief/figures": HEADS, "GET chief/rows/<slug:figure>": HEADS, "GET chief/cases": HEADS, "GET chief/calls": HEADS,
    "GET chief/windows": HEADS,
    "GET chief/ratings": HEADS, "GET chief/looks": HEADS, "POST chief/looks/<uuid:day_id>": {"chief"},
    # One asks for an erasure, another head of the same office decides.
    "GET chief/erasures": {*HEADS, "r01"}, "POST chief/erasures": {*HEADS, "r01"}, "POST chief/erasures/<uuid:erasure_id>/<slug:what>": {"chief"},
    "GET chief/devices": {*HEADS, "admin"}, "POST chief/devices": {*HEADS, "admin"},
    "POST chief/devices/<uuid:device_id>/revoke": {"chief", "admin"},
    # Behind a link of enrolment stands who was given it; of one that nobody was given there is nothing to see.
    "GET enrol/<str:token>": set(), "POST enrol/<str:token>": set(),
    "GET admin/": {"admin", "security"}, "GET admin/new": {"admin"}, "POST admin/new": {"admin"},
    "GET admin/account/<uuid:account_id>": {"admin", "security"}, "POST admin/account/<uuid:account_id>/<slug:what>": {"admin", "security"},
    "GET admin/waiting": {"security"}, "POST admin/waiting/<uuid:grant_id>/<slug:what>": {"security"},
    "GET audit/": {"audit"}, "POST audit/person": {"audit"}, "GET audit/row/<uuid:row_id>": {"audit"}, "GET audit/faults": {"audit"},
    "GET audit/looks": {"audit"}, "GET audit/rates": {"audit"},
    # The proof of a row that is not sealed yet is not there for anybody.
    "GET audit/row/<uuid:row_id>/proof": set(),
    "GET admin/changes": CHANGERS, "GET admin/changes/<uuid:change_id>": CHANGERS, "POST admin/changes/<uuid:change_id>/<slug:what>": {"security"},
    "GET admin/change/<slug:kind>/<str:subject>": CHANGERS, "POST admin/change/<slug:kind>/<str:subject>": {"admin"}, "GET admin/policy": CHANGERS,
    "GET admin/places": CHANGERS, "GET admin/places/<uuid:hall_id>": CHANGERS,
    "GET admin/retention": {"admin"}, "GET admin/grants": {"audit"}, "GET admin/grants/<uuid:grant_id>": {"audit"},
    "GET api/v1/openapi.json": ALL, "POST api/v1/pairings": ALL, "GET api/v1/pairings/<pairing_id>": ALL, "POST api/v1/sessions/phone": ALL,
    "POST api/v1/sessions/fresh": STAFF, "POST api/v1/sessions/locking": CLERKS, "POST api/v1/sessions/unlocking": CLERKS,
    "POST api/v1/tickets": {*PHONES, "kiosk", "g01"},
    "POST api/v1/tickets/<ticket_id>/leaving": {"phone"},
    "POST api/v1/tickets/<ticket_id>/rating": {"phone", "screen"},
    **{f"POST api/v1/windows/<window_id>/{what}": {"c03"} for what in ("opening", "pause", "call", "recall", "start", "no-show", "finish")},
    "POST api/v1/calls/<call_id>/acknowledgement": {"display"},
    "GET api/v1/halls/<hall_id>/board": SHOWS,
    # The heads of another installation's log come from it alone, by its own signature.
    "POST api/v1/witness/heads": set(), "GET api/v1/witness/heads": set(), "GET api/v1/witness/heads/last": set(),
}  # fmt: skip
# Asked with nothing in hand, and answered in words of their own: tested where they are built.
ELSEWHERE = {"POST sign-in", "POST window/hand-over", "POST api/v1/payments/messages", "POST api/v1/sessions/staff", "GET api/v1/"}
# What is asked with: fields of forms, bodies of the API.
SAID: dict[str, dict[str, Any]] = {
    "POST b/<slug:code>/ticket": {"hall": "<hall>"}, "POST t/<uuid:ticket_id>/rate": {"grade": "4"},
    "POST window/screen/rate/<uuid:ticket_id>": {"grade": "4"}, "POST me/sign-in": {"number": "<number>"},
    "POST kiosk/back": {"slip": "<slip>"}, "POST guide/number": {"business": "DRV-RENEW", "evidence": "soldier"},
    "POST guide/b/<slug:code>": {"identity": "yes"}, "POST guide/asked": {"channel": "hall", "topic": "papers"},
    "POST guide/asked/<uuid:inquiry_id>": {"do": "answer", "outcome": "answered"},
    "POST guide/check/<uuid:precheck_id>": {"paper-medical": "seen"},
    "POST window/review/<uuid:case_id>": {"do": "grant"}, "POST window/paper/<uuid:document_id>/<slug:what>": {"reason": "打印机卡纸"},
    "POST window/forms/<uuid:form_id>/<slug:what>": {"reason": "写坏了"}, "POST chief/paper/<slug:what>": {"count": "2"},
    "POST window/money": {"id": "<refund>"}, "POST window/money/waiver/<uuid:waiver_id>": {"do": "grant"},
    "POST window/money/refund/<uuid:refund_id>": {"do": "grant"}, "POST window/drawer/<slug:what>": {"counted": "0"},
    "POST window/case/<uuid:case_id>/investigation": {"do": "suspend", "reason": "other", "seen": "看到了"},
    "POST window/corrections": {"do": "ask", "number": "<number>", "kind": "make", "after": "演示牌", "why": "录错了"},
    "POST window/check": {"number": "<number>", "do": "check"}, "POST chief/devices": {"code": "<pairing>", "name": "x", "window": ""},
    "POST chief/erasures": {"number": "<number>", "ground": "consent", "reason": "书面申请"},
    "POST chief/erasures/<uuid:erasure_id>/<slug:what>": {"reason": "不是本人"},
    "POST audit/person": {"number": "<number>", "purpose": "complaint"},
    "POST window/exports": {"source": "cases.accepted", "from_on": "2026-11-24", "to_on": "2026-11-24", "format": "csv", "purpose": "报市局的月度统计"},
    "POST me/data": {"kind": "delete", "office": "<office>"},
    "POST window/requests/new": {"kind": "delete", "number": "<number>", "seen": "yes"},
    "POST window/requests/<uuid:request_id>/<slug:what>": {"text": "可以取了"},
    "POST chief/looks/<uuid:day_id>": {"more": "5", "reason": "年底清档"},
    "POST admin/new": {"name": "新来的", "badge": "n78", "number": "<number>"},
    "POST admin/account/<uuid:account_id>/<slug:what>": {"reason": "没来"}, "POST admin/waiting/<uuid:grant_id>/<slug:what>": {"reason": "人手够了"},
    "POST admin/changes/<uuid:change_id>/<slug:what>": {"reason": "没有依据"},
    "POST admin/change/<slug:kind>/<str:subject>": {"value": "7", "from_on": "2099-01-01", "reason": "现场要", "source": "决定", "do": "ask"},
    "POST api/v1/tickets": {"hall": "<hall>", "businesses": ["DRV-RENEW"]}, "POST api/v1/tickets/<ticket_id>/rating": {"grade": 4},
    "POST api/v1/calls/<call_id>/acknowledgement": {"shown": True, "played": True}, "POST api/v1/pairings": {"kind": "display", "public_key": "AAAA"},
    "POST api/v1/witness/heads": {
        "size": 1, "root": "00" * 32, "at": "2026-11-24T02:00:00.000000+00:00", "key": "sign-head.1", "signature": "00" * 64, "leaves": ["00" * 32],
    },
    "POST api/v1/sessions/fresh": {"code": "000000"}, "POST api/v1/sessions/unlocking": {"code": "000000"},
}  # fmt: skip
# A form with a file: its fields, and the file.
WITH_FILE = {
    f"POST {address}": ({"material": "medical"}, picture())
    for address in ("case/<uuid:case_id>/papers", "check/<uuid:precheck_id>/papers", "guide/check/<uuid:precheck_id>/photo")
}
# Written by any refused request: a device's nonce, the use of a session, counts against guessing, the record of a refused look; and whom somebody
# of the staff has had opened, whatever he was then refused to do with the case.
LEFT_BY_DENIALS = {
    "identity_nonce", "identity_session", "identity_attempt", "people_miss", "audit_row", "audit_payload", "audit_writer", "disclosure_day", "disclosure_seen",
}  # fmt: skip
# Claimed first and given back with the refusal: the statistics count the attempt, the table is as it was.
GIVEN_BACK = {"database_once"}
