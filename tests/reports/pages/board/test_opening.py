"""«Открыть и разослать»: who gets a letter, where to, whom none reaches; before anything is opened."""

import datetime

import pytest

from reports.models import Notice, Period
from reports.models.period import default_dates
from tests.factories import make_municipality, make_officer, make_user

from .looks import notices, page_of, rows_of, words

ASKED = {"year": "2026", "quarter": "4"}


@pytest.fixture
def client(clock, client_of, coordinator):
    clock(datetime.date(2026, 11, 27))
    return client_of(coordinator)


@pytest.fixture
def places(smolensk, vyazma, vyazma_officer):
    """Смоленск has neither officer nor address, Вязьма an officer, Рудня only its card."""
    smolensk.phone = "8 (4812) 00-00-20"
    smolensk.save()
    return smolensk, vyazma, make_municipality("Руднянский", email="rudnya@card.example")


def test_a_quarter_to_come_is_shown_with_its_letters_before_it_is_opened(client, places):
    page = page_of(client.post("/periods/", ASKED, follow=True))
    assert not Period.objects.exists()
    assert "письмо получат 2, не дойдёт до 1" in words(page.find(".//p[@class='lead']"))
    assert rows_of(page) == {
        "город Смоленск": [
            "не назначен",
            "письмо не дойдёт исполнитель не назначен, адреса нет; телефон 8 (4812) 00-00-20",
        ],
        "Вяземский район": ["Сомова Л. А.", "somova@vyazma.example"],
        "Руднянский район": ["не назначен", "rudnya@card.example адрес муниципалитета"],
    }
    text = words(page.get_element_by_id("sample").getparent())
    assert "открыт приём отчётов" in text and "20 января 2027 года (среда)" in text
    assert any("31 января 2027 года – воскресенье, выходной" in one for one in notices(page))


def pressed(client, **changes):
    """The form of the page with the letters, sent."""
    page = page_of(client.post("/periods/", ASKED, follow=True))
    (form,) = [form for form in page.forms if form.action == "/periods/open/"]
    return client.post("/periods/open/", {**dict(form.form_values()), **changes}, follow=True)


def test_it_is_opened_with_the_dates_of_the_page_and_everybody_is_told(client, places, vyazma_officer):
    said = notices(page_of(pressed(client, hard_deadline="2027-02-01")))
    assert any(one.startswith("Открыт IV квартал 2026 года") and "Письма уйдут" in one for one in said)
    period = Period.objects.get()
    wanted = {**default_dates(2026, 4), "hard_deadline": datetime.date(2027, 2, 1)}
    assert {name: getattr(period, name) for name in wanted} == wanted
    told = {(notice.user, notice.municipality) for notice in Notice.objects.all()}
    assert told == {(vyazma_officer, None), (None, places[2])}


def test_it_can_be_opened_without_letters(client, places):
    pressed(client, quiet="1")
    assert Period.objects.exists() and not Notice.objects.exists()


def test_wrong_dates_open_nothing_and_stay(client, places):
    page = page_of(pressed(client, hard_deadline="2020-01-01"))
    assert words(page.get_element_by_id("id_hard_deadline_error")).startswith("Ошибка: Последний день приёма")
    assert page.xpath("//input[@name='hard_deadline']/@value") == ["2020-01-01"]
    assert not Period.objects.exists()


def test_a_quarter_of_the_past_is_opened_at_once_and_tells_nobody(client, places):
    client.post("/periods/", {"year": "2025", "quarter": "2"})
    assert Period.objects.get().year == 2025 and not Notice.objects.exists()


@pytest.mark.parametrize("query", ["", "?year=x&quarter=9", "?year=2026", "?year=2026&quarter=4&deadline=x"])
def test_an_address_that_asks_for_no_quarter_leads_to_the_quarters(client, places, query):
    assert client.get(f"/periods/open/{query}")["Location"] == "/periods/"


def test_who_presses_late_finds_the_quarter_open(client, places):
    pressed(client)
    number = Notice.objects.count()
    assert client.get("/periods/open/?year=2026&quarter=4")["Location"] == "/periods/2026-4/"
    said = notices(page_of(client.post("/periods/open/", ASKED, follow=True)))
    assert any("уже был открыт раньше" in one for one in said)
    assert Notice.objects.count() == number


def test_new_dates_say_who_learns_of_them_and_when(client, clock, client_of, coordinator, places):
    pressed(client, quiet="1")
    clock(datetime.date(2026, 11, 28))  # Saturday
    client = client_of(coordinator)
    page = page_of(client.get("/periods/2026-4/dates/"))
    (form,) = [form for form in page.forms if "deadline" in form.fields]
    sent = {**dict(form.form_values()), "hard_deadline": "2027-02-01"}
    said = notices(page_of(client.post("/periods/2026-4/dates/", sent, follow=True)))
    assert any("Об этом узнают все" in one and "30 ноября, понедельник" in one for one in said)
    assert Notice.objects.filter(kind="dates").count() == 2
    client.post("/periods/2026-4/dates/", sent)
    assert Notice.objects.filter(kind="dates").count() == 2, "nothing has changed"


def test_the_page_asks_few_queries_for_many_municipalities(client, places, django_assert_max_num_queries):
    for number in range(20):
        make_officer(make_user(f"o{number}", email="a@example.ru"), make_municipality(f"Район {number}"))
    with django_assert_max_num_queries(22):
        client.get("/periods/open/?year=2026&quarter=4")
