"""Whom a coordinator asks to be contact person."""

from jobtwinning.intake.employer_forms import ContactForm
from jobtwinning.programmes.contacts import Invited


class ContactPersonForm(ContactForm):
    """Organisation, region, name, address and language, as with the information for employers."""

    def invited(self) -> Invited:
        values = self.cleaned_data
        return Invited(values["name"], values["email"], values["language"])
