"""Which documents of the register each person sees, and which of them a filter finds."""

import datetime

import pytest
from django.utils import timezone

from municipalities.models import PartnerCity
from reports.actions import events, partners, workflow
from reports.actions.releases import make_release
from reports.models import Agreement, Event, Submission
from reports.queries.agreements import documents_for, documents_of, filter_of, register_choices
from reports.queries.event_content import values_of
from reports.rules.register_filter import RegisterFilter
from reports.rules.register_states import DocumentState
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture
def documents(period, smolensk, vyazma, smolensk_officer, vyazma_officer):
    """Of a partnership of Смоленск; of an event of each municipality, handed in; of a draft's event; by title."""
    link = factories.make_partner("г. Витебск", smolensk).partnerships.get()
    made = [
        Agreement.objects.create(
            partnership=link, title="О дружбе", signed_on=day("2019-05-01"), valid_until=day("2020-01-01")
        )
    ]
    for municipality in (smolensk, vyazma):
        report = Submission.objects.get(period=period, municipality=municipality)
        event = factories.make_event(report, countries=["BY"])
        made.append(Agreement.objects.create(event=event, title=f"Меморандум, {municipality}", parties="А\nБ"))
        Submission.objects.filter(pk=report.pk).update(first_submitted_at=timezone.now())
    draft = factories.make_event(factories.make_submission(factories.make_period(2025, 1), smolensk))
    Agreement.objects.create(event=draft, title="Черновик")
    return {document.title: document for document in made}


def titles(user, **asked):
    return [document.title for document in documents_for(user, RegisterFilter(**asked), day("2025-01-15"))]


def test_who_keeps_the_register_sees_all_that_was_handed_in(documents, coordinator, list_administrator):
    for user in (coordinator, list_administrator):
        assert set(titles(user)) == set(documents)


def test_others_see_partnerships_and_their_own(documents, smolensk_officer, vyazma_officer, observer, stranger):
    assert titles(smolensk_officer) == ["Меморандум, Смоленск", "О дружбе"]
    assert titles(vyazma_officer) == ["Меморандум, Вяземский", "О дружбе"]
    assert titles(observer) == ["О дружбе"]
    assert titles(stranger) == []


def test_others_see_the_words_that_a_release_has_printed_and_no_later_ones(
    period, vyazma, vyazma_officer, smolensk_officer, observer, coordinator
):
    """Also after the report was opened again and the document has other words, which are nobody else's yet."""
    report = factories.make_submission(period, vyazma)
    row = {"kind": "agreement", "title": "Соглашение о дружбе", "parties": ""}
    event = factories.make_event(report, by=vyazma_officer, agreements=[row])
    report = factories.move_to(report, "approved", officer=vyazma_officer, coordinator=coordinator)
    found = Agreement.objects.create(found_in=event, title="Найденный протокол", words_version=1)
    late = Agreement.objects.create(found_in=event, title="Протокол других слов", words_version=2)
    assert titles(smolensk_officer) == titles(observer) == []
    make_release(period, by=coordinator)
    assert titles(smolensk_officer) == titles(observer) == ["Найденный протокол", "Соглашение о дружбе"]
    assert titles(vyazma_officer) == titles(coordinator) == [late.title, found.title, "Соглашение о дружбе"]
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    workflow.reopen(Submission.objects.get(pk=report.pk), by=coordinator, reason="Ошибка", until=tomorrow)
    (own,) = values_of(event)["agreements"]
    values = {"agreements": [{**own, "title": "Тайное соглашение"}]}
    events.save_event(event, by=vyazma_officer, values=values, base_version=event.version)
    assert titles(smolensk_officer) == ["Найденный протокол"]
    factories.make_country("CN", "Китай", "Китайская Народная Республика")
    row = Event.objects.get()
    more = {"countries": ["CN"], "new_partners": [["г. Тайный", "CN"]]}
    events.save_event(row, by=vyazma_officer, values=more, base_version=row.version)
    choices = register_choices(smolensk_officer)
    assert ("CN", "Китай") not in choices.countries and choices.partners == []
    assert titles(smolensk_officer, country="CN") == [] and titles(vyazma_officer, country="CN") != []
    assert "Китай" not in "".join(one.countries for one in documents_of(smolensk_officer))
    assert "Тайное соглашение" in titles(vyazma_officer)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"year": 2019}, ["О дружбе"]),
        ({"year": 2024}, ["Меморандум, Вяземский", "Меморандум, Смоленск"]),  # without a day: the quarter's year
        ({"state": DocumentState.LAPSED}, ["О дружбе"]),
        ({"scan": "yes"}, []),
        ({"words": "мемор смоленск"}, ["Меморандум, Смоленск"]),
        ({"country": "BY", "year": 2019}, ["О дружбе"]),
        ({"country": "BY", "words": "вяземский"}, ["Меморандум, Вяземский"]),
        ({"country": "CN"}, []),
        ({"signed_from": day("2019-05-01"), "signed_to": day("2019-05-01")}, ["О дружбе"]),
        ({"lapsed_from": day("2020-01-01"), "lapsed_to": day("2020-12-31")}, ["О дружбе"]),
        ({"partner": 2_000_000_000}, []),
    ],
)
def test_a_filter_finds_what_it_names(documents, coordinator, asked, found):
    assert titles(coordinator, **asked) == found


def test_a_municipality_a_partner_and_a_merged_partner(documents, coordinator, list_administrator, smolensk):
    assert titles(coordinator, municipality=smolensk.pk) == ["Меморандум, Смоленск", "О дружбе"]
    gone = PartnerCity.objects.get()
    assert titles(coordinator, partner=gone.pk) == ["О дружбе"]
    kept = factories.make_partner("г. Витебск-главный")
    old = gone.pk
    partners.merge(kept, gone, by=list_administrator)
    assert titles(coordinator, partner=old) == titles(coordinator, partner=kept.pk) == ["О дружбе"]


def test_rows_for_other_pages_say_what_the_list_says(documents, coordinator, smolensk):
    rows = documents_of(coordinator, municipality=smolensk, signed_from=day("2024-01-01"), signed_to=day("2024-12-31"))
    chosen = filter_of(municipality=smolensk, signed_from=day("2024-01-01"), signed_to=day("2024-12-31"))
    assert [row.title for row in rows] == titles(
        coordinator, **{name: getattr(chosen, name) for name in chosen.__slots__}
    )
    (row,) = rows
    assert (row.kind, row.parties, row.signed) == ("соглашение", "А; Б", "IV квартал 2024 года")
    assert (row.until, row.state, row.countries) == ("срок не указан", "in_force", "Беларусь")
    assert row.link == f"/agreements/{row.document.pk}/"


def test_choices_are_those_that_occur(documents, coordinator, stranger):
    choices = register_choices(coordinator)
    assert [year for year, _ in choices.years] == [2024, 2019]
    assert [name for _, name in choices.partners] == ["г. Витебск"]
    assert choices.countries == [("BY", "Беларусь")]
    assert [name for _, name in choices.municipalities] == ["Смоленск", "Вяземский"]
    assert register_choices(stranger).partners == []


@pytest.mark.parametrize(
    ("facts", "till"),
    [
        ({"signed_on": datetime.date(2021, 5, 5), "signed_text": "в 2019 году"}, "2021-05-05"),
        ({"signed_text": "28–29 сентября 2019 года"}, "2019-09-29"),
        ({"signed_text": "в 2019 году"}, "2019-12-31"),
        ({"signed_text": "по устной договорённости, около 2019 г."}, "2019-12-31"),
        ({"signed_text": "давно"}, None),
        ({}, None),
    ],
)
def test_the_last_day_of_signing_is_as_exact_as_the_words(smolensk, facts, till):
    link = factories.make_partner(municipality=smolensk).partnerships.get()
    document = Agreement.objects.create(partnership=link, title="О дружбе", **facts)
    assert (document.signed_till and document.signed_till.isoformat()) == till


def test_a_list_of_many_asks_as_often_as_one(documents, coordinator, smolensk, django_assert_num_queries):
    link = documents["О дружбе"].partnership
    for number in range(8):
        Agreement.objects.create(partnership=link, title=f"Договор {number}")
    with django_assert_num_queries(4):
        assert len(documents_of(coordinator)) == 11
