"""The room of documents: printed papers of the office with number, signed code, stored rendering, copies and revocation."""

from django.apps import AppConfig


class Documents(AppConfig):
    """Printed papers."""

    name = "yitang.platform.documents"
    label = "documents"
    append_only = ("documents_document", "documents_printing", "documents_revocation")
