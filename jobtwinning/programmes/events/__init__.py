"""Meetings to which many are invited: planning, inviting, answering, coming and deciding (REC-04, AGR-01, GUI-06)."""
