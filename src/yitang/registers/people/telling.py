"""Telling a member of staff by message what was done with his account (ASVS 6.3.7). The room that holds the phone is the one that writes to it."""

from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.notices.public import send
from yitang.registers.people.queries import phone_for_notice

# What was done, in the words of the message.
DONE = {
    "recovery_used": (
        "有人用恢复码登录了您的账号。请到“我的账号”重新绑定动态码或安全钥匙，再生成新的恢复码",
        "A recovery code was used to sign in. On My account bind your codes or a key anew, and make new recovery codes",
    ),
    "key_enrolled": ("您的账号登记了一把安全钥匙", "A security key was enrolled for your account"),
    "key_removed": ("您的账号移除了一把安全钥匙", "A security key was removed from your account"),
    "phone_changed": ("您的动态码换到了另一部手机", "Your one-time codes moved to another phone"),
    "codes_made": ("您的账号生成了新的恢复码，旧的作废", "New recovery codes were made for your account; the old ones are void"),
    "reset_asked": (
        "有人为您的账号申请了当面重置。不是您本人在场，马上告诉安全管理员",
        "A reset in person was asked for your account. If you are not there yourself, tell the security administrator at once",
    ),
    "reset": (
        "您的账号当面重置了：密码、动态码、安全钥匙、恢复码都已作废，请用链接和口令重新设",
        "Your account was reset in person: password, codes and keys are void. Set them anew by the link and the word",
    ),
    "password_changed": ("您的密码改了，别处的登录都已退出", "Your password was changed; other sessions have ended"),
}


def tell_staff(person: str, what: str, key: str) -> None:
    """Write the message to the holder of an account, if a phone is registered; once for each ``key``. ``what``: a word of ``DONE``."""
    zh, en = DONE[what]
    with act(Viewer.system(), "people.tell_staff") as this:
        this.on("person", person)
        send(this, UUID(person), phone_for_notice(UUID(person)), "staff_account", {"done_zh": zh, "done_en": en}, f"staff_account:{key}")
