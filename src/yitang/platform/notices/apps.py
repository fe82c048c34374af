"""The room of notices: what the office says to citizens' phones, and whether it got there."""

from django.apps import AppConfig


class Notices(AppConfig):
    """Outgoing messages behind one port."""

    name = "yitang.platform.notices"
    label = "notices"
    subject = "yitang.platform.notices.subject:PARTS"
    kept = "yitang.platform.notices.keeping:KEPT"
    wrapped = ("notices_notice.phone_cipher", "notices_notice.text_cipher", "notices_delivered.text_cipher")
