"""What the head of an office sees of guidance: green numbers by officer, questions that are late, what is asked most."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yitang.kernel import clock
from yitang.platform.policy.public import value
from yitang.portals.chief.bars import bars
from yitang.portals.chief.pages import head_of_office
from yitang.portals.frame.words import staff_names
from yitang.processes.guidance.public import AskedOften, Topic, asked_often, late_inquiries, topics
from yitang.processes.queue.public import green_rates, green_share, grounds
from yitang.registers.catalogue.public import business

DAYS, BARS = 28, 10


@require_GET
def green(request: HttpRequest) -> HttpResponse:
    """绿色通道: who gave how many today, beside the others; what is less likely than the policy allows stands first."""
    viewer, _, hall_id = head_of_office(request)
    rates = green_rates(viewer, hall_id, clock.today())
    names, kinds = staff_names([one.account_id for one in rates]), {key: zh for ground in grounds() for key, zh, _ in ground.kinds}
    rows = [(one, names.get(one.account_id, ""), [(kinds.get(kind, kind), n) for kind, n in one.evidence]) for one in rates]
    context = {
        "rows": rows, "share": green_share(hall_id, clock.today()), "odd": sum(one.odd for one in rates), "grounds": grounds(),
        "chance": value("queue.green_odd_chance"), "least": value("queue.green_odd_least"),
    }  # fmt: skip
    return render(request, "chief/green.html", context)


def said(one: AskedOften, names: dict[str, Topic]) -> str:
    """A question in words."""
    topic = names[one.topic].zh if one.topic in names else one.topic
    return f"{topic}：{business(one.business).zh}" if one.business else topic


@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """首问: what is late and whose it is; what is asked most, and what makes people come again."""
    viewer, _, _ = head_of_office(request)
    late, names = late_inquiries(viewer), {one.key: one for one in topics()}
    often = [(one, said(one, names)) for one in asked_often(viewer, clock.now() - timedelta(days=DAYS))]
    people = staff_names([account for one in late for account in (one.owner_id, one.first_id)])
    again = max(often, key=lambda pair: pair[0].again, default=None)
    context = {
        "late": [(one, names.get(one.topic), business(one.business) if one.business else None, people.get(one.owner_id, ""), people.get(one.first_id, ""))
                 for one in late],
        "often": often, "days": DAYS, "picture": bars([(words, one.n, one.again) for one, words in often[:BARS]]) if often else "",
        "total": sum(one.n for one, _ in often), "again": again if again and again[0].again else None,
    }  # fmt: skip
    return render(request, "chief/asked.html", context)
