"""The pages and the API, as a WSGI application (Django is 2.4 to 10 times slower under ASGI)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yitang.config.settings")
application = get_wsgi_application()
