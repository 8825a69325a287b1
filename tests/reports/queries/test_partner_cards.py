"""What is known of a partner or a country: whose words, and numbers that are the counts of their lists."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from municipalities.models import Contact, Country, PartnerCity, Partnership
from reports.actions import partners
from reports.actions.releases import make_release
from reports.models import Agreement, Submission
from reports.queries import partner_cards
from reports.queries.archive import rows_for
from reports.queries.partner_cards import card_of_country, card_of_partner, kept_partner, partners_seen
from reports.rules.archive_filter import ArchiveFilter
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def partner(vyazma):
    return factories.make_partner("г. Витебск", vyazma)


@pytest.fixture
def world(partner, smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator):
    """Events with the partner: Вязьма released 2023 (two) and handed in 2024, Смоленск a draft of 2024."""
    named = {"partners": [[partner.pk, partner.name]], "countries": ["BY"]}

    def report(year, municipality, officer, state, number):
        submission = Submission.objects.get(period=factories.make_period(year, 4), municipality=municipality)
        for n in range(number):
            factories.make_event(submission, by=officer, name=f"Встреча {year} {municipality} {n}", **named)
        return factories.move_to(submission, state, officer=officer, coordinator=coordinator)

    released = report(2023, vyazma, vyazma_officer, "approved", 2)
    factories.make_release(released.period, by=coordinator)
    report(2024, vyazma, vyazma_officer, "submitted", 1)
    report(2024, smolensk, smolensk_officer, "draft", 1)
    tie = partner.partnerships.get()
    Agreement.objects.create(partnership=tie, title="Соглашение о дружбе", signed_on="2024-02-01")
    Agreement.objects.create(partnership=tie, title="Старый договор", signed_text="давно")
    return partner


def numbers_in(card):
    """Every Number of a card."""
    yield card.number
    yield from (one.number for one in card.years)
    yield from (one.number for one in card.workers)
    yield from (one.number for one in card.promised if one.number)
    yield from (number for _, number in card.partners)


def test_each_number_is_the_count_of_the_list_that_its_link_opens(
    world, coordinator, smolensk_officer, vyazma_officer, observer, list_administrator
):
    """For each of the cast, of the partner and of its country."""
    asked = 0
    for user in (coordinator, smolensk_officer, vyazma_officer, observer, list_administrator):
        for card in (card_of_partner(user, world), card_of_country(user, world.country)):
            for number in numbers_in(card):
                chosen = ArchiveFilter.from_query(parse_qs(urlsplit(number.address).query))
                assert (rows_for(user, chosen).count(), chosen.ignored) == (number.count, ())
                asked += 1
    assert asked > 30


@pytest.mark.parametrize(
    ("person", "count", "held"),
    [
        ("coordinator", 3, {"2023 Вяземский", "2024 Вяземский"}),
        ("smolensk_officer", 3, {"2023 Вяземский", "2024 Смоленск"}),
        ("vyazma_officer", 3, {"2023 Вяземский", "2024 Вяземский"}),
        ("observer", 2, {"2023 Вяземский"}),
        ("list_administrator", 2, {"2023 Вяземский"}),
    ],
)
def test_everybody_sees_what_was_released_and_officers_their_own(person, count, held, world, request):
    card = card_of_partner(request.getfixturevalue(person), world)
    assert card.number.count == count
    assert {one.name.removeprefix("Встреча ")[:-2] for one in card.held} == held
    assert sum(one.number.count for one in card.years) == sum(one.number.count for one in card.workers) == count


def test_a_card_says_who_works_and_by_what_tie(world, coordinator):
    [worker] = card_of_partner(coordinator, world).workers
    assert (worker.name, worker.ties, worker.number.count) == ("Вяземский район", ["побратим, не проверено"], 3)


def test_what_has_come_of_a_document_is_counted_since_its_year(world, coordinator):
    """Of the municipality that signed it; without a known year there is no number."""
    old, friendship = sorted(card_of_partner(coordinator, world).promised, key=lambda one: one.row.title, reverse=True)
    assert (friendship.row.title, friendship.since, friendship.number.count) == ("Соглашение о дружбе", 2024, 1)
    assert (old.row.title, old.since, old.number) == ("Старый договор", None, None)


def test_a_country_has_its_partners_and_their_ties(world, coordinator):
    card = card_of_country(coordinator, Country.objects.get(pk="BY"))
    assert [(one.name, number.count) for one, number in card.partners] == [("г. Витебск", 3)]
    assert card.workers[0].ties == ["г. Витебск (побратим)"]
    assert len(card.promised) == 2


def test_contacts_stand_by_sides(partner, coordinator):
    Contact.objects.create(partner=partner, name="Новикова И. П.", phone="1")
    Contact.objects.create(partner=partner, side="here", name="Белова Т. И.", email="b@example.ru")
    contacts = card_of_partner(coordinator, partner).contacts
    assert [(side, [one.name for one in found]) for side, found in contacts] == [
        ("сторона партнёра", ["Новикова И. П."]),
        ("наша сторона", ["Белова Т. И."]),
    ]


def test_a_proposed_partner_is_known_to_those_whose_word_it_is(
    period, smolensk, smolensk_officer, vyazma_officer, coordinator, observer, list_administrator
):
    """Its name is a word of a report that nobody else may read, until it goes out."""
    submission = Submission.objects.get(period=period, municipality=smolensk)
    proposed = PartnerCity.objects.create(
        name="г. Тайный",
        country=factories.make_country(),
        is_confirmed=False,
        proposed_by=smolensk_officer,
        proposed_for=smolensk,
        proposed_at=timezone.now(),
    )
    factories.make_event(submission, by=smolensk_officer, partners=[[proposed.pk, proposed.name]])

    def knowing():
        people = {
            "officer": smolensk_officer,
            "other": vyazma_officer,
            "coordinator": coordinator,
            "observer": observer,
            "lists": list_administrator,
        }
        return {name for name, user in people.items() if partners_seen(user).filter(pk=proposed.pk).exists()}

    assert knowing() == {"officer", "coordinator", "lists"}
    factories.move_to(submission, "approved", officer=smolensk_officer, coordinator=coordinator)
    assert knowing() == {"officer", "coordinator", "lists"}
    make_release(period, by=coordinator)
    assert knowing() == {"officer", "other", "coordinator", "observer", "lists"}


def test_an_old_number_is_the_kept_partner(partner, vyazma, coordinator, list_administrator):
    """And contacts and numbers come along; the undo takes them back."""
    gone = factories.make_partner("г. Витебскк", country=partner.country)
    Partnership.objects.create(municipality=vyazma, partner=gone, kind="partner")
    contact = Contact.objects.create(partner=gone, name="Новикова И. П.", phone="1")
    assert kept_partner(coordinator, gone.pk) is None
    number = gone.pk
    partners.merge(partner, gone, by=list_administrator)
    assert kept_partner(coordinator, number) == partner
    assert [one.name for _, found in card_of_partner(coordinator, partner).contacts for one in found] == [contact.name]
    back = partners.undo_merge(partner.merges.get(), by=list_administrator)
    assert back.pk == number and back.contacts.get() == contact
    assert kept_partner(coordinator, 10**6) is None


def test_more_events_ask_no_more_questions(world, coordinator, vyazma, vyazma_officer, django_assert_max_num_queries):
    def asked():
        with django_assert_max_num_queries(40) as questions:
            card_of_partner(coordinator, world)
        return len(questions)

    before = asked()
    report = Submission.objects.get(period=factories.make_period(2025, 1), municipality=vyazma)
    for number in range(6):
        factories.make_event(
            report, by=vyazma_officer, name=f"Ещё {number}", partners=[[world.pk, world.name]], countries=["BY"]
        )
    factories.move_to(report, "submitted", officer=vyazma_officer)
    assert asked() <= before
    assert partner_cards.LAST_EVENTS == 10
