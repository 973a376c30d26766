"""The site without the polite look beforehand, so that only the database's own guard is left (or not)."""

from jobtwinning.config.wsgi import application
from jobtwinning.matching import actions

actions._refuse_gone = lambda scenario, people: None

__all__ = ["application"]
