"""What runs by itself, every day."""

from collections import Counter
from datetime import datetime

from django.conf import settings

from jobtwinning.core.schedule import every
from jobtwinning.privacy import actions


@every("privacy.run_retention", hours=24)
def run_retention(at: datetime) -> Counter[str]:
    """Let go of what is past its term; in the demo the people are invented and the oldest round is from 2015."""
    return Counter() if settings.DEMO else actions.run_retention(at)
