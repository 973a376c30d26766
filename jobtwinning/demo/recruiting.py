"""How the people of the samples came: channels, addresses that wait, colleagues who were named, a contact person, and
a story that both partners stand by."""

from datetime import datetime
from itertools import cycle

from django.db.models import Count

from jobtwinning.community.actions import Words, approve_story, write_story
from jobtwinning.community.models import StoryApproval
from jobtwinning.demo import staff
from jobtwinning.demo.synthetic import source
from jobtwinning.intake.colleagues.actions import Colleague, NewList, answer_for, confirm_list, hand_in_list
from jobtwinning.intake.employers import Contact, note_handed_letter
from jobtwinning.pairs.queries import person_in
from jobtwinning.people.models import Organisation
from jobtwinning.programmes.actions import make_channel, make_employer_channel
from jobtwinning.programmes.contacts import Invited, accept_contact, invite_contact
from jobtwinning.programmes.interest import ask_interest, confirm_interest
from jobtwinning.programmes.models import Interest, Programme

CHANNELS = (
    ("poster", "Posters in lerarenkamers"),
    ("link", "Nieuwsbrief van de techniekkring"),
    ("meeting", "Bijeenkomst in de bibliotheek"),
    ("person", "Wie al meedeed, vertelt het verder"),
)

NAMED = "ABCDEFGHIJKLMNOP"


def spread_over_channels(programme: Programme, *, at: datetime) -> None:
    """Everybody in the programme came by one of the channels; the last channel brought nobody yet."""
    region = programme.regions.order_by("slug")[0]
    channels = [make_channel(programme, region, kind=kind, label=label, by=None, at=at) for kind, label in CHANNELS]
    for one, channel in zip(programme.participations.order_by("pk"), cycle(channels[:-1])):
        programme.participations.filter(pk=one.pk).update(channel=channel.code)
    for number, side in enumerate(("teacher", "teacher", "non_teacher", "")):
        address = f"later{number}@{programme.slug}.example"
        ask_interest(address, region, side=side, channel=channels[number].code, language="nl", at=at)
        confirm_interest(Interest.objects.get(email=address, region=region), at=at)


def name_colleagues(programme: Programme, *, at: datetime) -> None:
    """HR of a firm named sixteen colleagues: six said no, ten said nothing yet."""
    region = programme.regions.order_by("slug")[0]
    address = f"{programme.slug}.example"
    colleagues = [
        Colleague(f"Collega {letter}", f"collega-{letter.lower()}@{address}", "non_teacher") for letter in NAMED
    ]
    new = NewList("Marleen Bos", f"hr@{address}", "Brugwater Installaties", region, "nl", colleagues)
    handed_in = hand_in_list(programme, new, at=at)
    confirm_list(handed_in, at=at)
    for named in list(handed_in.colleagues.select_related("colleague_list").order_by("pk")[:6]):
        answer_for(named, said_yes=False, at=at)


def ask_contact_person(programme: Programme, *, at: datetime) -> None:
    """Somebody at the organisation with most participants sees its numbers; of the next one somebody was asked."""
    region = programme.regions.order_by("slug")[0]
    employers = Organisation.objects.filter(employments__participation__programme=programme)
    first, second = employers.annotate(people=Count("employments")).order_by("-people", "name")[:2]
    accepted = invite_contact(programme, region, first, Invited("Marleen Bos", staff.CONTACT, "nl"), by=None, at=at)
    accept_contact(accepted, at=at)
    invite_contact(
        programme, region, second, Invited("Henk Postma", f"hr2@{programme.slug}.example", "nl"), by=None, at=at
    )


def hand_out_papers(programme: Programme, *, at: datetime) -> None:
    """Four organisations got papers of their own; two people took the information, one of them read it."""
    region = programme.regions.order_by("slug")[0]
    working = programme.participations.filter(region=region, employment__isnull=False).order_by("pk")
    organisations = list(dict.fromkeys(one.employment.organisation for one in working[:12] if one.employment))[:4]
    for organisation in organisations:
        make_employer_channel(programme, region, organisation, by=None, at=at)
    names = ("Marleen Tuin", "Ruud van Dalen")
    for number, (organisation, name) in enumerate(zip(organisations, names, strict=False)):
        to = Contact(name, "", "nl")
        note_handed_letter(programme, region, organisation, to, is_read=number == 0, by=None, at=at)


def tell_story(programme: Programme, *, at: datetime) -> None:
    """The first pair tells what it did; one of the two wants to be named."""
    pair = programme.pairs.order_by("pk")[0]
    story = write_story(pair, Words(**source("texts.json")["story"]), by=None, at=at)
    named = (StoryApproval.Named.GIVEN_NAME, StoryApproval.Named.NOT)
    for seat, how in zip(pair.seats.order_by("-side"), named, strict=True):
        approve_story(story, person_in(seat), named=how, version=story.version, by=None, at=at)
