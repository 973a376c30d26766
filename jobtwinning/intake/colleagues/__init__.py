"""Colleagues whom HR or a school leader signs up, and who decide themselves (REC-02)."""
