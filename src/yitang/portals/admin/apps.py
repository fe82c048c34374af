"""The pages of the three administrators."""

from django.apps import AppConfig


class Admin(AppConfig):
    """Accounts and links for the system administrator, grants that wait for the security administrator, all grants for the audit administrator."""

    name = "yitang.portals.admin"
    label = "admin"
