"""The server's entry point: granian serves `zabota.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")
application = get_wsgi_application()
