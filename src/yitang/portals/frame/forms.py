"""Forms that act once: the page carries a one-use key, so that back, reload and a double click do not repeat the act."""

import json
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from yitang.kernel.errors import Refusal
from yitang.platform.database.public import Answer, new_id, once
from yitang.platform.identity.public import FactorWrong, FreshFactorNeeded, KeyNeeded, NotYours, PostMayNot, SignInNeeded, TooManyTries, seems_fresh, step_up
from yitang.platform.keys.public import blind_index

KEY = re.compile(r"[0-9a-f-]{36}")
FRESH_CODE, FRESH_ANSWER = "fresh_code", "fresh_answer"
NOT_OF_THE_ACT = ("csrfmiddlewaretoken", "once", FRESH_CODE, FRESH_ANSWER)
LONGEST_ANSWER = 16_001


class FormHasNoKey(Refusal):
    """The form came without its one-use key."""

    code = "form_has_no_key"
    zh = "这个页面已经过期。请重新打开后再提交，您填的内容没有保存。"
    en = "This page has expired. Open it again and submit; what you typed was not saved."
    status = 422


def fresh_key() -> str:
    """A one-use key for a form."""
    return str(new_id())


def principal(request: HttpRequest) -> str:
    """Whose keys these are: the session, else the device."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return f"session:{viewer.session_id}" if viewer.session_id else f"device:{viewer.device_id}"


def key_of(request: HttpRequest) -> str:
    """The one-use key that a form came with.

    Raises: FormHasNoKey.
    """
    key = request.POST.get("once", "")
    if not KEY.fullmatch(key):
        raise FormHasNoKey
    return key


def prove_first(request: HttpRequest) -> None:
    """The one-time code or the answer of a security key that came with a form (``frame/_step_up.html``), if it brought one and one is wanted.

    Raises: FactorWrong, KeyNeeded, TooManyTries.
    """
    if FRESH_CODE in request.POST and not seems_fresh(request.viewer):  # type: ignore[attr-defined]
        touched = request.POST.get(FRESH_ANSWER, "")[:LONGEST_ANSWER]
        step_up(request.viewer, request.POST[FRESH_CODE][:10], request.META.get("REMOTE_ADDR", ""), touched)  # type: ignore[attr-defined]


def submit(request: HttpRequest, do: Callable[[], str], file: bytes = b"") -> HttpResponseRedirect:
    """Do the act of a posted form once and go to the address it returns; a repeat goes to the same address without an act.

    ``file``: what came beside the fields; with other bytes it is another request.

    A form that brings a one-time code or the answer of a security key (``frame/_step_up.html``) proves it first, by itself: a wrong one is counted
    whatever becomes of the act.
    Of what was typed not even a digest is kept that could be tried out without a key that lies outside the database (X25).

    Raises: FormHasNoKey, KeyUsedForSomethingElse, FactorWrong, KeyNeeded, TooManyTries, and whatever refusal the act has.
    """
    key = key_of(request)
    prove_first(request)
    fields = sorted((k, [blind_index("form", v).hex() for v in request.POST.getlist(k)]) for k in request.POST if k not in NOT_OF_THE_ACT)
    body = json.dumps(fields, ensure_ascii=False).encode() + file
    answer = once(principal(request), key, f"POST {request.path}", body, lambda: Answer(303, do()))
    return HttpResponseRedirect(answer.body, status=303)


def on_the_page(attempt: Callable[[], HttpResponse], page: Callable[[Refusal], HttpResponse]) -> HttpResponse:
    """What was tried, or the page with why it was refused; who may not do it at all is turned away as everywhere.

    Raises: SignInNeeded, NotYours, PostMayNot.
    """
    try:
        return attempt()
    except (SignInNeeded, NotYours, PostMayNot):
        raise
    except Refusal as refusal:
        return page(refusal)


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Everything that was typed and chosen in a posted form, in order, for the same form once more."""
    return [(name, said) for name in request.POST if name not in NOT_OF_THE_ACT for said in request.POST.getlist(name)]


def asks_for_factor(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    """What a page needs to ask for the one-time code right there and then do what was asked: nothing when another thing was refused."""
    if not isinstance(refusal, FreshFactorNeeded | FactorWrong | KeyNeeded | TooManyTries):
        return {}
    return {"step_up": {"to": request.get_full_path(), "fields": fields_of(request)}}
