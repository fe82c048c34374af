"""Forms of a hall that worked on paper: find one by its serial, enter it, decide where two entries differ, record it, set it aside."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import NotYours
from yitang.portals.frame.forms import NOT_OF_THE_ACT, on_the_page, submit
from yitang.portals.frame.words import own_last
from yitang.portals.window.casefile import of_staff
from yitang.portals.window.forms import SEEN, owner_rows
from yitang.processes.outages.public import (
    OUTCOMES,
    WHAT,
    FormRow,
    decide_form,
    differing,
    enter_form,
    entered_by,
    final_fields,
    form_for,
    form_numbered,
    forms_to_do,
    miss_form,
    record_form,
    settle_form,
    void_form,
)
from yitang.registers.catalogue.public import businesses

# Fields of a form in the words that stand on it.
FIELDS = {
    "what": "办什么", "business": "业务", "paper_on": "日期", "paper_time": "时间", "officer": "经办人", "outcome": "结果", "number": "证件号、号牌或车架号",
    "medical_on": "体检证明日期", "identity": "身份证明已核", "mismatch": "证号与登记不一致", "identity_invalid": "证件过期", "agent": "代理人来办",
    "agent_name": "代理人姓名", "agent_identity": "代理人身份证", "agent_letter": "委托书", "certificate": "登记证书编号", "contract": "合同编号",
    "contract_signed": "双方签章齐", "contract_vehicle": "写的是这辆车", "contract_parties": "双方与申请人一致", "customs": "海关已批准",
    "lender_number": "抵押权人证号", "lender_name": "抵押权人名称", "phone": "新电话", "new_name": "新姓名", "new_number": "新证号", "why": "原因",
    "lost": "遗失",
    "old_here": "原证已交", "licence_shown": "驾驶证已核", "proof_shown": "变更证明已核", "changed_on": "变更日期", "court": "法院文书编号",
}  # fmt: skip
# What a field says that is no text of the paper.
SAID = {"yes": "是", "lost": "遗失", "damaged": "损毁", **{key: words[0] for key, words in (*WHAT.items(), *OUTCOMES.items())}}


def _offered() -> list[Any]:
    return [b for b in businesses() if b.offered and b.code in SEEN]


@require_GET
def form_list(request: HttpRequest) -> HttpResponse:
    """应急单: what waits for somebody; a serial that was typed or scanned leads to its form."""
    viewer = of_staff(request)
    serial, refusal = request.GET.get("serial", "").strip().rpartition("/")[2][:60], None
    if serial:
        try:
            return HttpResponseRedirect(reverse("window:form", args=[form_numbered(viewer, serial).id]), status=303)
        except NotYours as found:
            refusal = found
    context = {"forms": forms_to_do(viewer), "serial": serial, "refusal": refusal, **own_last(viewer)}
    return render(request, "window/forms.html", context, status=refusal.status if refusal else 200)


def _typed(said: Mapping[str, str]) -> dict[str, str]:
    return {name: said.get(name, "") for name in said if name not in (*NOT_OF_THE_ACT, "reason")}


def _masked(name: str, said: str, other: str = "") -> str:
    """What was typed, in the words of the paper; a number by its last four signs, and where those are alike too, that it is another one."""
    if name == "business":
        return next((b.zh for b in businesses() if b.code == said), said)
    if not said or not (name.endswith("number") or name == "phone"):
        return SAID.get(said, said)
    return f"尾号 {said[-4:]}" + ("，前面不同" if other and other[-4:] == said[-4:] else "")


def _named(form: FormRow) -> list[tuple[str, str, str]]:
    """Where two entries differ, in the words of the paper. Numbers by their endings: whoever decides has the paper in hand."""
    return [(FIELDS.get(d.name, d.name), _masked(d.name, d.first, d.second), _masked(d.name, d.second, d.first)) for d in differing(form)]


def _page(request: HttpRequest, form: FormRow, status: int = 200, **more: Any) -> HttpResponse:
    viewer = of_staff(request)
    typed = more.get("typed") or {}
    code = typed.get("business") or request.GET.get("business", "")
    code = code if code in SEEN else ""
    mine = viewer.person_id in entered_by(form.id)
    kept = final_fields(form)
    context = {
        "form": form, "code": code, "offered": _offered(), "typed": typed, "part": f"window/_accept_{code}.html" if code else "", "mine": mine,
        "types": form.state in ("blank", "once") or (form.state == "differs" and not mine), "differences": _named(form) if not mine else [],
        "owners": owner_rows(typed, None), "whats": WHAT.items(), "outcomes": OUTCOMES.items(),
        "kept": [(FIELDS.get(name, name), _masked(name, said)) for name, said in kept.items()], **own_last(viewer), **more,
    }  # fmt: skip
    return render(request, "window/form.html", context, status=status)


@require_GET
def form_page(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """One form: where it stands, and the next step for whoever asks."""
    return _page(request, form_for(of_staff(request), form_id))


def _step(viewer: Viewer, form_id: UUID, what: str, said: Mapping[str, str]) -> None:
    if what == "enter":
        enter_form(viewer, form_id, _typed(said))
    elif what == "decide":
        decide_form(viewer, form_id, _typed(said))
    elif what == "record":
        record_form(viewer, form_id, lambda code, fields: SEEN[code](fields))
    elif what in ASIDE:
        ASIDE[what](viewer, form_id, said.get("reason", ""))
    else:
        raise NotYours


ASIDE = {"void": void_form, "miss": miss_form, "settle": settle_form}


@require_POST
def form_step(request: HttpRequest, form_id: UUID, what: str) -> HttpResponse:
    """One step with a form. A refusal shows on the page itself, with everything that was typed."""
    viewer = of_staff(request)

    def once() -> str:
        _step(viewer, form_id, what, request.POST)
        return reverse("window:form", args=[form_id])

    typed = _typed(request.POST) if what in ("enter", "decide") else {}
    return on_the_page(
        lambda: submit(request, once),
        lambda refusal: _page(
            request, form_for(viewer, form_id), refusal.status, refusal=refusal, typed=typed, reason=request.POST.get("reason", ""), step=what
        ),
    )
