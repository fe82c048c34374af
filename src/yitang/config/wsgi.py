"""The pages and the API, as a WSGI application (Django is 2.4 to 10 times slower under ASGI)."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from yitang.config.guard import Guarded
from yitang.config.health import Health, loopback
from yitang.config.proxies import Proxied

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yitang.config.settings")
application = Proxied(Health(Guarded(get_wsgi_application()), settings.YITANG_METRICS or loopback()), settings.YITANG_PROXIES)
# What is loaded now stays for as long as the process: to look through it again and again for rubbish took seven calls of a hundred.
gc.freeze()
gc.set_threshold(50_000, 20, 50)
