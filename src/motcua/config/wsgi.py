"""What the server serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - Django must stand

from motcua.config import data_set  # noqa: E402

if not settings.TESTING:  # tests look at it without a database
    data_set.confirm()
