"""gunicorn -c deploy/gunicorn.conf.py jobtwinning.config.wsgi:application

Where to listen and how many processes come from the environment (docs/settings.md).
"""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_PROCESSES", "2"))  # one per core
worker_class = "gthread"
threads = 4
timeout = 60  # a proposal for a thousand people takes a few seconds
graceful_timeout = 30
keepalive = 5  # longer than the pause of the proxy between two requests
max_requests = 5000  # a leak never grows old
max_requests_jitter = 500

control_socket_disable = True  # systemd or the container tells it to stop; it needs no second door

limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

# Django reads the header of the proxy when BEHIND_PROXY says so; gunicorn itself believes no one.
forwarded_allow_ips = ""

# One line per request is Django's own (jobtwinning.access), with the name of the page and without its address.
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "jobtwinning.core.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": [], "level": "WARNING"},
    "loggers": {
        "gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108  # beats without a disk
