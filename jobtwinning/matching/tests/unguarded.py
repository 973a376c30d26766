"""The site without the polite look beforehand, so that only the database's own guard is left (or not)."""

from jobtwinning.config.wsgi import application
from jobtwinning.matching import still_true

still_true.refuse_gone = lambda scenario, people: None

__all__ = ["application"]
