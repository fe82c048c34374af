"""我的账号: own second factors, recovery codes, password and sessions. A change of what signing in rests on needs password and second factor anew.

Its forms carry no one-use key: the second factor in them counts once, and a try that was wrong stays counted whatever becomes of the rest.
"""

from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.disclosure.public import own_budget
from yitang.platform.identity.public import (
    NotYours,
    Proof,
    SignInNeeded,
    anonymous,
    ask_assertion,
    ask_enrolment,
    change_password,
    confirm_one_time_codes,
    cookie_name,
    end_own,
    enrol_key,
    make_recovery_codes,
    own,
    own_account,
    prepare_one_time_codes,
    remove_key,
    set_session,
)
from yitang.portals.frame.drawing import qr
from yitang.portals.frame.forms import submit
from yitang.portals.frame.middleware import home_of
from yitang.portals.frame.words import POSTS, staff_names
from yitang.registers.offices.public import place_words, windows

# What the page says was just done, by the word in its address.
DONE = {
    "key": ("安全钥匙登记好了，下次登录就能用。", "The security key is enrolled."),
    "key-removed": ("安全钥匙移除了，不能再用来登录。", "The security key was removed."),
    "phone": ("动态码换到新手机了，旧手机的不再有效。", "Your codes come from the new phone now; the old one's count no more."),
    "password": ("密码改好了，别处的登录都已退出。", "The password was changed; other sessions have ended."),
    "session": ("那一处登录结束了。", "That session has ended."),
}
PASSWORD, CODE, ANSWER = 129, 64, 16_001


class PasswordsDiffer(Refusal):
    """The new password was typed in two ways."""

    code = "passwords_differ"
    zh = "两次输入的新密码不一样。"
    en = "The new password was typed in two different ways."
    cure_zh = "请把新密码再输入两遍。"
    cure_en = "Type the new password twice again."


def staff(request: HttpRequest) -> Viewer:
    """The member of staff who is signed in.

    Raises: SignInNeeded.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None:
        raise SignInNeeded
    return viewer


def changer(request: HttpRequest) -> Viewer:
    """The member of staff who is signed in, or has signed in to change an old password or enrol a key first.

    Raises: SignInNeeded.
    """
    holder: Viewer | None = getattr(request, "changer", None)
    return holder or staff(request)


def proof_of(request: HttpRequest) -> Proof:
    """Password and second factor as they stand in a form."""
    said = request.POST
    return Proof(said.get("password", "")[:PASSWORD], said.get("code", "")[:CODE], said.get("answer", "")[:ANSWER])


def done(what: str) -> HttpResponse:
    """Back to the account, which says what was done."""
    return HttpResponseRedirect(f"{reverse('frame:me')}?{urlencode({'done': what})}", status=303)


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """我的账号: second factors, recovery codes, password, and own live sessions."""
    viewer = staff(request)
    numbers = {w.id: w.number for w in windows(viewer.hall_id, clock.today())} if viewer.hall_id else {}
    account = own_account(viewer)
    context = {
        "sessions": [(s, POSTS.get(s.post, s.post), numbers.get(s.window_id) if s.window_id else None) for s in own(viewer)],
        "account": account, "done": DONE.get(request.GET.get("done", "")),
        "recovered": request.GET.get("recovered") == "1" and account.recovery_used_at is not None,
        "name": staff_names([viewer.account_id]).get(viewer.account_id, ""), "home": home_of(viewer.post),
        "budget": own_budget(viewer),
    }  # fmt: skip
    return render(request, "frame/me.html", context)


@require_POST
def end_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """结束一处登录: any of one's own; to end the one in use is to sign out."""
    viewer = staff(request)
    here = session_id == viewer.session_id

    def do() -> str:
        end_own(viewer, session_id)
        return reverse("frame:sign-in") if here else f"{reverse('frame:me')}?done=session"

    answer = submit(request, do)
    if here:
        answer.delete_cookie(cookie_name())
    return answer


@require_http_methods(["GET", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """登记安全钥匙: a name for it, and the key that the browser made. Whose post needs one and has none does this before anything else."""
    viewer = changer(request)
    first = getattr(request, "limit", "") == "enrol"
    context: dict[str, Any] = {"account": own_account(viewer), "typed": request.POST.get("name", "")[:80], "first": first}
    if request.method == "GET":
        return render(request, "frame/key_new.html", context)
    try:
        enrol_key(viewer, request.POST.get("name", ""), request.POST.get("made", "")[:ANSWER], proof_of(request))
    except Refusal as refusal:
        return render(request, "frame/key_new.html", {**context, "refusal": refusal}, status=refusal.status)
    if not first:
        return done("key")
    answer = HttpResponseRedirect(f"{reverse('frame:sign-in')}?enrolled=1", status=303)
    answer.delete_cookie(cookie_name())
    return answer


@require_http_methods(["GET", "POST"])
def drop_key(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """移除安全钥匙: which one, and proof that it is its holder who asks."""
    viewer = staff(request)
    account = own_account(viewer)
    key = next((one for one in account.keys if one.id == key_id), None)
    if key is None:
        raise NotYours
    if request.method == "GET":
        return render(request, "frame/key_remove.html", {"key": key, "account": account})
    try:
        remove_key(viewer, key_id, proof_of(request))
    except Refusal as refusal:
        return render(request, "frame/key_remove.html", {"key": key, "account": account, "refusal": refusal}, status=refusal.status)
    return done("key-removed")


@require_POST
def challenge(request: HttpRequest) -> HttpResponse:
    """What the page's script hands to the browser: to make a key, or to prove with one who is there."""
    viewer = changer(request)
    options = ask_enrolment(viewer) if request.POST.get("purpose") == "enrol" else ask_assertion(viewer, "prove")
    return HttpResponse(options, content_type="application/json")


@require_POST
def sign_in_challenge(request: HttpRequest) -> HttpResponse:
    """The same for signing in: the challenge is bound to this browser's session, a new one that holds nothing when it had none."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    token = ""
    if viewer.session_id is None:
        token, viewer = anonymous()
    answer = HttpResponse(ask_assertion(viewer, "sign_in"), content_type="application/json")
    if token:
        set_session(answer, token, strict=False)
    return answer


@require_http_methods(["GET", "POST"])
def recovery(request: HttpRequest) -> HttpResponse:
    """恢复码: new ones are shown in the answer to the form, once, and nowhere again."""
    viewer = staff(request)
    account = own_account(viewer)
    if request.method == "GET":
        return render(request, "frame/recovery.html", {"account": account})
    try:
        codes = make_recovery_codes(viewer, proof_of(request))
    except Refusal as refusal:
        return render(request, "frame/recovery.html", {"account": account, "refusal": refusal}, status=refusal.status)
    return render(request, "frame/recovery.html", {"account": account, "codes": codes})


@require_http_methods(["GET", "POST"])
def new_phone(request: HttpRequest) -> HttpResponse:
    """换手机: proof first, then the code to scan, shown once; the new phone's first code makes it count."""
    viewer = staff(request)
    account = own_account(viewer)
    if request.method == "GET":
        return render(request, "frame/phone_new.html", {"account": account})
    try:
        seed = prepare_one_time_codes(viewer, proof_of(request))
    except Refusal as refusal:
        return render(request, "frame/phone_new.html", {"account": account, "refusal": refusal}, status=refusal.status)
    address = f"otpauth://totp/{quote('一趟 Yitang')}:{quote(account.login)}?{urlencode({'secret': seed, 'issuer': '一趟 Yitang'}, quote_via=quote)}"
    shown = " ".join(seed[n : n + 4] for n in range(0, len(seed), 4))
    return render(request, "frame/phone_new.html", {"account": account, "qr": qr(address, 4, "otpauth://totp/"), "seed": shown, "waits": True})


@require_POST
def new_phone_first_code(request: HttpRequest) -> HttpResponse:
    """新手机的第一个动态码."""
    viewer = staff(request)
    try:
        confirm_one_time_codes(viewer, request.POST.get("first", "")[:CODE])
    except Refusal as refusal:
        return render(request, "frame/phone_new.html", {"account": own_account(viewer), "refusal": refusal, "waits": True}, status=refusal.status)
    return done("phone")


@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """改密码: the old one with a second factor, the new one twice. Whose password was too old signs in again with the new one."""
    viewer = changer(request)
    over = getattr(request, "changer", None) is not None
    context: dict[str, Any] = {"account": own_account(viewer), "over": over}
    if request.method == "GET":
        return render(request, "frame/password.html", context)
    new = request.POST.get("new", "")
    try:
        if new != request.POST.get("again", ""):
            raise PasswordsDiffer
        change_password(viewer, proof_of(request), new, place_words())
    except Refusal as refusal:
        return render(request, "frame/password.html", {**context, "refusal": refusal}, status=refusal.status)
    if not over:
        return done("password")
    answer = HttpResponseRedirect(f"{reverse('frame:sign-in')}?changed=1", status=303)
    answer.delete_cookie(cookie_name())
    return answer
