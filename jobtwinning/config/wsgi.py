"""The door for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobtwinning.config.settings")

# What is loaded here is used by every request and never rubbish: the search for rubbish passes it by.
gc.disable()
application = get_wsgi_application()
reverse("healthz")  # finding an address loads every page: now, not during the first request
gc.freeze()
gc.enable()
