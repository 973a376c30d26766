"""The door for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobtwinning.config.settings")

# What is loaded here is used by every request and never rubbish: the search for rubbish passes it by.
gc.disable()
application = get_wsgi_application()
gc.freeze()
gc.enable()
