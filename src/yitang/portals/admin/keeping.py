"""保存期限: what would be forgotten now, how many, and why not the others. Looking writes nothing, and there is no button that forgets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yitang.platform.retention.public import plan, runs
from yitang.portals.admin.pages import administrator

UNITS = {"days": ("天", "days"), "s": ("秒", "s")}


@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """The plan rule by rule, and the latest runs."""
    viewer, _ = administrator(request)
    rules = plan(viewer)
    names = {one.name: one.zh for one in rules}
    done = [(one, [(names.get(name, name), gone) for name, gone in sorted(one.counts.items())]) for one in runs(viewer)]
    context = {"rules": [(one, UNITS[one.unit]) for one in rules], "due": sum(one.due for one in rules), "runs": done, "here": "retention"}
    return render(request, "admin/retention.html", context)
