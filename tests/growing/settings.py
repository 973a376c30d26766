"""The platform with one app more. GROWING_MIGRATIONS chooses between its careful and its careless migrations."""

import os

from jobtwinning.config.settings import *  # noqa: F403
from jobtwinning.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.growing"]
MIGRATION_MODULES = {"growing": os.environ.get("GROWING_MIGRATIONS", "tests.growing.migrations")}
