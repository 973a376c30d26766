from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from jobtwinning.core import clock
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.queries import sent_mails
from jobtwinning.mail.tests.test_sending import make_mail

pytestmark = pytest.mark.django_db


def test_sent_mails_own_programme_and_regions_newest_first() -> None:
    now = clock.now()
    for number, (programme, region) in enumerate([(1, 1), (1, 2), (1, 3), (2, 1), (None, None)]):
        made = now + timedelta(minutes=number)
        make_mail(number, programme_id=programme, region_id=region, created_at=made)
    assert [mail.unique_key for mail in sent_mails(1, {1, 2})] == ["key-1", "key-0"]
    assert list(sent_mails(1, set())) == []


def test_sent_mails_text_of_a_mail_with_a_secret_stays_behind(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_mail(1, programme_id=1, region_id=1, body_text="link met GEHEIM", body_html="GEHEIM", holds_secret=True)
    make_mail(2, programme_id=1, region_id=1, body_text="gewone tekst")
    with django_assert_num_queries(1):
        rows = {mail.unique_key: vars(mail)["readable_text"] for mail in sent_mails(1, {1})}
    assert rows == {"key-1": "", "key-2": "gewone tekst"}
    assert OutboxMail.objects.filter(body_text__contains="GEHEIM").exists()
    assert not any("GEHEIM" in str(mail.__dict__) for mail in sent_mails(1, {1}))


@pytest.mark.parametrize("count", [1, 3])
def test_sent_mails_costs_one_query(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(count):
        make_mail(number, programme_id=1, region_id=1)
    with django_assert_num_queries(1):
        assert len([(mail.address, mail.subject, mail.state) for mail in sent_mails(1, [1])]) == count
