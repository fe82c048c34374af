"""Drawing a paper for print: one whole HTML file without a link or a script, which is kept as it is and served as it is."""

import base64
import hashlib
import re

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from yitang.portals.frame.drawing import qr
from yitang.processes.outages.public import FormsSheet
from yitang.processes.papers.public import Sheet
from yitang.registers.catalogue.public import businesses

STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def link_of(sheet: Sheet) -> str:
    """Where the code of a paper leads: the public check of the issued document that it shows, else that of the paper itself."""
    return f"{settings.YITANG_ORIGIN}/{'v' if sheet.of_register else 'd'}/{sheet.code}"


def drawn(sheet: Sheet) -> bytes:
    """A paper as one HTML file (UTF-8).

    Raises: CodeNotOurs.
    """
    link = link_of(sheet)
    context = {"s": sheet, "k": sheet.kind, "qr": qr(link, 4), "host": settings.YITANG_ORIGIN, "specimen": settings.YITANG_DEMO}
    return render_to_string("frame/print/sheet.html", context).encode()


def forms_drawn(sheet: FormsSheet) -> bytes:
    """A batch of blank forms as one HTML file, a page for each form.

    Raises: CodeNotOurs.
    """
    codes = [(serial, qr(f"{settings.YITANG_ORIGIN}/d/{code}", 4)) for serial, code in sheet.codes]
    context = {
        "s": sheet, "codes": codes, "host": settings.YITANG_ORIGIN, "specimen": settings.YITANG_DEMO, "offered": [b for b in businesses() if b.offered],
    }  # fmt: skip
    return render_to_string("frame/print/forms.html", context).encode()


def served(content: bytes) -> HttpResponse:
    """A kept paper as an answer: its own style and no other, no script, nothing loaded; only a page of ours may frame it."""
    styles = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one).digest()).decode()}'" for one in STYLE.findall(content))
    answer = HttpResponse(content, content_type="text/html; charset=utf-8")
    answer["Content-Security-Policy"] = f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    return answer
