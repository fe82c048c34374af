"""Settings of one installation, read from the environment; the defaults are those of the demo on one machine.

Two database roles (law 10): ``default`` is the role the program runs as, which owns nothing; ``owner`` migrates.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from yitang.config.rooms import FLOORS, HOUSE, installed
from yitang.config.seats import chosen

ROOT = HOUSE.parent.parent
VAR = Path(os.environ.get("YITANG_VAR") or ROOT / "var").absolute()

YITANG_KEYS = Path(os.environ.get("YITANG_KEYS") or VAR / "keys")
# Where systemd puts the credentials of a service; ``yitang-master`` among them closes the files of keys.
YITANG_CREDENTIALS = os.environ.get("CREDENTIALS_DIRECTORY") or ""
YITANG_FILES = Path(os.environ.get("YITANG_FILES") or VAR / "files")
YITANG_WITNESS = Path(os.environ.get("YITANG_WITNESS") or VAR / "witness")
# Who else remembers the log: folders (on another machine's mount) and addresses of other installations, with blanks between them.
YITANG_WITNESSES = tuple((os.environ.get("YITANG_WITNESSES") or "").split())
YITANG_PORT = int(os.environ.get("YITANG_PORT") or 8000)
YITANG_PUSH_PORT = int(os.environ.get("YITANG_PUSH_PORT") or YITANG_PORT + 1)
YITANG_HOST = os.environ.get("YITANG_HOST") or "localhost"
YITANG_ORIGIN = os.environ.get("YITANG_ORIGIN") or f"http://{YITANG_HOST}:{YITANG_PORT}"
# Where a browser finds the push stream: the second port of the same host, or a path of the same origin behind a proxy.
YITANG_PUSH_ORIGIN = os.environ.get("YITANG_PUSH_ORIGIN") or f"http://{YITANG_HOST}:{YITANG_PUSH_PORT}"
# Where originals of user files are fetched, a host of its own in an office that is open to the public (``PORTALS=files``); here by default.
YITANG_FILES_ORIGIN = os.environ.get("YITANG_FILES_ORIGIN") or YITANG_ORIGIN
# The gateway to phones, as ``module:Class`` with the one method of ``platform.notices.Sender``; asked only outside the sandbox.
YITANG_SENDER = os.environ.get("YITANG_SENDER") or ""
# Portals of this process; those of the staff are not in one that the street reaches.
YITANG_PORTALS = chosen(os.environ.get("PORTALS") or "")
# An office that is open to the public: what ``check --deploy`` calls an error keeps it from starting, and no demo is loaded.
YITANG_PRODUCTION = os.environ.get("YITANG_PRODUCTION") == "1"
YITANG_DEMO = os.environ.get("YITANG_DEMO", "0" if YITANG_PRODUCTION else "1") == "1"

DEBUG = False
UNUSED = "not used: every secret of the program lies in platform.keys"
SECRET_KEY = os.environ.get("YITANG_SECRET_KEY") or UNUSED
ALLOWED_HOSTS = [YITANG_HOST, urlsplit(YITANG_FILES_ORIGIN).hostname or YITANG_HOST, "127.0.0.1", "[::1]", "testserver"]
INSTALLED_APPS = ["django.contrib.staticfiles", "django.contrib.postgres", *installed()]
ROOT_URLCONF = "yitang.config.urls"
WSGI_APPLICATION = "yitang.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = [
    "yitang.portals.frame.middleware.SecurityHeaders",
    "yitang.portals.frame.middleware.CleanInput",
    "yitang.platform.identity.middleware.ViewerMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "yitang.portals.frame.middleware.RefusalPages",
]

# A statement that a session has sent so often is kept by the server, parsed and planned. A pooler in between must leave sessions whole.
PREPARE_FROM = 5


def database(url: str, pool: bool) -> dict[str, Any]:
    """Django's settings of one database role from a ``postgresql://`` address; sockets come as ``?host=/folder``."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {"options": "-c search_path=public,jobs -c timezone=UTC", "prepare_threshold": PREPARE_FROM}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": int(os.environ.get("YITANG_POOL") or 12), "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("YITANG_DATABASE_NAME") or unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": query.get("port") or str(parts.port or ""),
        "CONN_MAX_AGE": 0 if pool else 3600,
        "OPTIONS": options,
        "TEST": {"NAME": None},
    }


APP_URL = os.environ.get("YITANG_APP_URL") or "postgresql:///yitang"
OWNER_URL = os.environ.get("YITANG_OWNER_URL") or APP_URL
DATABASES = {
    "default": database(APP_URL, pool=os.environ.get("YITANG_POOL", "12") != "0"),
    "owner": database(OWNER_URL, pool=False),
}
DATABASE_ROUTERS: list[str] = []

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = False
USE_TZ = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": ["yitang.portals.frame.context.frame"],
            "libraries": {"frame": "yitang.portals.frame.templatetags.frame"},
            "builtins": ["yitang.portals.frame.templatetags.frame"],
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [VAR / "vendor"] if path.exists()]

CSRF_FAILURE_VIEW = "yitang.portals.frame.middleware.unreadable"
CSRF_COOKIE_NAME = "yitang_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = YITANG_ORIGIN.startswith("https://")
# Behind a proxy that ends TLS a request looks like http; a form comes from the address that the browser sees.
CSRF_TRUSTED_ORIGINS = [YITANG_ORIGIN]
# A year, told by every answer of an office on https (ASVS 3.4.1); of its own name alone, since other names of the place may not have https yet.
SECURE_HSTS_SECONDS = 31_536_000 if YITANG_ORIGIN.startswith("https://") else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# A form with a file is held in memory, never in a file of /tmp; above this it is not read. What a slot takes is policy and lies below it.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 << 20
FLOOR_ORDER = FLOORS

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "yitang.config.logs.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("YITANG_LOG") or "WARNING"},
}
