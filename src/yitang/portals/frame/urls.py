"""Addresses of the frame: signing in and out of staff and one's own account, where staff sit at all (B1)."""

from django.urls import path

from yitang.portals.frame import account, enrolling, locking, pages
from yitang.portals.frame.middleware import staff_sit_here

urlpatterns = [
    path("sign-in", pages.sign_in_page, name="sign-in"),
    path("sign-in/key", account.sign_in_challenge, name="sign-in-key"),
    path("sign-out", pages.sign_out, name="sign-out"),
    path("lock", locking.lock_page, name="lock"),
    path("unlock", locking.unlock_page, name="unlock"),
    path("pressed", locking.pressed, name="pressed"),
    path("me", account.me, name="me"),
    path("me/sessions/<uuid:session_id>/end", account.end_session, name="end-session"),
    path("me/keys", account.new_key, name="key"),
    path("me/keys/challenge", account.challenge, name="challenge"),
    path("me/keys/<uuid:key_id>/remove", account.drop_key, name="key-remove"),
    path("me/phone", account.new_phone, name="new-phone"),
    path("me/phone/first-code", account.new_phone_first_code, name="first-code"),
    path("me/recovery", account.recovery, name="recovery"),
    path("me/password", account.password, name="password"),
    path("enrol/<str:token>", enrolling.enrol_page, name="enrol"),
] if staff_sit_here() else []  # fmt: skip
