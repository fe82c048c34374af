"""The room of rotation: keys change while the office is open."""

from django.apps import AppConfig


class Rotation(AppConfig):
    """One table, of changes that two people want; which rows still lie under an old key is asked of the rows.

    Here stands what the log holds: ``wrapped``, columns with values closed by ``keys.wrap``; ``key_ids``, columns that name a key in clear.
    Every other room says it of its own tables.
    """

    name = "yitang.platform.rotation"
    label = "rotation"
    access = "yitang.platform.rotation.access:ACCESS"
    wrapped = ("audit_payload.cipher", "audit_personal_key.cipher")
    key_ids = ("audit_row.key_id", "audit_head.key_id")
