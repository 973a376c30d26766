"""The participant sees beforehand what the manager gets: the mail and the page, word for word."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from conftest import Cast
from jobtwinning.accounts.models import Token
from jobtwinning.intake.managers.forms import LimitForm
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.models import OutboxMail
from jobtwinning.people.models import Person

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
WHO = {"name": "Henk Postma", "email": "henk@school.example"}
# What the page says to the manager alone: how to jump to the answer.
FURNITURE = {"Naar je antwoord", "To your answer"}


class Texts(HTMLParser):
    """Every text inside <main>, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside = 0
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.inside += tag == "main"

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "main"

    def handle_data(self, data: str) -> None:
        if self.inside and data.strip():
            self.found.append(" ".join(data.split()))


def texts(page: str) -> list[str]:
    return [each for each in Texts(page).found if each not in FURNITURE]


@pytest.fixture
def page(cast: Cast) -> str:
    ManagerPermission.objects.all().delete()
    return reverse("intake:permission", args=[cast.teacher.public_id])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everything_the_manager_reads_stands_in_the_preview(
    language: str, page: str, cast: Cast, client_of: ClientOf
) -> None:
    Person.objects.filter(pk=cast.teacher.person_id).update(language=language)
    client = client_of("teacher")
    preview = client.post(page, WHO).content.decode()
    assert (Token.objects.count(), OutboxMail.objects.count(), ManagerPermission.objects.count()) == (0, 0, 0)
    client.post(page, {**WHO, "send": "1", "form_key": "a"})
    mail = OutboxMail.objects.get(template="manager_link")
    link = re.search(r"https?://[^/\s]+(/\S*link/\S+)", mail.body_text)
    assert link is not None
    shown = texts(preview)
    assert mail.subject in shown
    instead = {"nl": "(hier staat de link)", "en": "(the link stands here)"}[language]
    assert " ".join(mail.body_text.replace(link[0], instead).split()) in shown
    manager = Client()
    real = texts(manager.get(link[1], follow=True).content.decode())
    start = shown.index(real[0])
    assert shown[start : start + len(real)] == real
    with translation.override(language):
        fields = LimitForm(decision="limit", about="").visible_fields()
    assert {str(field.label) for field in fields} <= set(real)
    assert f'lang="{language}"><p><b>' in preview


def test_nothing_can_be_answered_in_the_preview(page: str, client_of: ClientOf) -> None:
    preview = client_of("teacher").post(page, WHO).content.decode()
    assert reverse("intake:manager") not in preview
    assert 'name="decision"' not in preview
    assert preview.count('<fieldset class="stack stack-form" disabled>') == 5
    assert len(re.findall(r"<form ", preview[preview.index("<main") :])) == 1
    assert "in het Engels" not in preview


def test_who_reads_another_language_is_told_which_one_the_manager_gets(
    page: str, cast: Cast, client_of: ClientOf
) -> None:
    Person.objects.filter(pk=cast.teacher.person_id).update(language="en")
    preview = client_of("teacher").post(page, WHO).content.decode()
    assert "Je leidinggevende krijgt de mail en de pagina in het Engels." in preview
    assert "Beste Henk Postma" not in preview
    assert "Dear Henk Postma" in preview
