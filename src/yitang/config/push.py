"""The push server as an ASGI application, a process of its own beside the pages."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yitang.config.settings")
django.setup()

from yitang.config.guard import or_exit  # noqa: E402

or_exit()

from yitang.portals.live.app import application as app  # noqa: E402

__all__ = ["app"]
