"""The archive: search line, filter, list, workbook, one row."""

import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from reports.actions import events, releases, workflow
from reports.models import Submission
from reports.pages.archive import views, workbook
from reports.queries import archive_list
from tests import factories

pytestmark = pytest.mark.django_db

ARCHIVE = reverse("archive")


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return Submission.objects.get(period=period, municipality=smolensk)


@pytest.fixture
def officer_client(client_of, smolensk_officer):
    return client_of(smolensk_officer)


def text_of(response):
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", "", response.content.decode()).replace("\xa0", " ").split())


def released(report, officer, coordinator):
    """Its row goes out, is opened again and rewritten."""
    factories.make_event(report, name="Фестиваль лозы", participants="Гости из Витебска, 40 человек")
    factories.move_to(report, "approved", officer=officer, coordinator=coordinator)
    period = report.period
    releases.periods.close(period, by=coordinator)
    period.refresh_from_db()
    releases.make_release(period, by=coordinator)
    report = workflow.reopen(
        Submission.objects.get(pk=report.pk), by=coordinator, reason="Уточните", until=timezone.localdate()
    )
    return events.save_event(report.events.get(), by=officer, values={"name": "Тайна лозы"}, base_version=1)


def test_each_hit_leads_to_the_row_and_says_where_it_was_printed(
    report, vyazma_officer, smolensk_officer, coordinator, observer, client_of
):
    """The own officer to the form, the coordinator to the review, others to the words that were released."""
    event = released(report, smolensk_officer, coordinator)
    places = {
        smolensk_officer: (reverse("event", args=[event.uid]), "Тайна лозы", "с тех пор изменено"),
        coordinator: (f"{reverse('review', args=[report.pk])}#row-{event.pk}", "Тайна лозы", "с тех пор изменено"),
        vyazma_officer: (reverse("archive_row", args=[event.uid]), "Фестиваль лозы", ""),
        observer: (reverse("archive_row", args=[event.uid]), "Фестиваль лозы", ""),
    }
    for user, (address, name, changed) in places.items():
        page = client_of(user).get(f"{ARCHIVE}?q=лоза")
        html, text = page.content.decode(), text_of(page)
        assert f'href="{address}"' in html, user
        assert name in text
        assert "Сводный отчёт, IV квартал 2024 года, строка 1" in text
        assert ("с тех пор изменено" in text) is bool(changed)
        assert (reverse("releases", args=[2024, 4]) in html) is (user in (coordinator, observer))
    row = text_of(client_of(vyazma_officer).get(reverse("archive_row", args=[event.uid])))
    assert "Гости из Витебска" in row and "Тайна" not in row
    assert "Открыть в отчёте" not in row


def test_found_words_are_marked_in_the_name_or_in_the_part_that_has_them(report, officer_client):
    factories.make_event(report, name="Вечер", participants="Гости из Витебска")
    page = officer_client.get(f"{ARCHIVE}?q=витебский").content.decode()
    assert "Участники: Гости из <mark>Витебска</mark>" in page


def test_a_mistyped_line_says_by_which_word_it_shows(report, officer_client):
    factories.make_event(report, name="Приём гостей из Витебска")
    text = text_of(officer_client.get(f"{ARCHIVE}?q=Витепск"))
    assert "По строке «Витепск» ничего не найдено. Показано по слову «Витебск»." in text
    assert 'value="Витепск"' in officer_client.get(f"{ARCHIVE}?q=Витепск").content.decode()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=жираф", "Ничего не найдено по словам «жираф»"),
        ("q=!!!", "В строке поиска нет слова"),
        ("year=2020", "не подходит ни одно мероприятие"),
        ("q=жираф&year=2020", "Искать эти слова без условий отбора"),
    ],
)
def test_an_empty_list_says_why_and_where_to_go_on(query, said, report, officer_client):
    factories.make_event(report)
    assert said in text_of(officer_client.get(f"{ARCHIVE}?{query}"))


def test_an_empty_archive_says_when_it_will_not_be(report, officer_client, client_of, coordinator, observer):
    for client in (officer_client, client_of(coordinator), client_of(observer)):
        assert "В архиве пока нет мероприятий" in text_of(client.get(ARCHIVE))


RUBBISH = (
    "year=abc&quarter=2024-9&country=zz&partner=x&municipality=99999999999&form=zoom&documents=all&state=lost"
    "&month=2024-13&included=maybe&once=yes&page=-5"
)


def test_rubbish_in_a_filter_is_passed_over_and_named(report, officer_client):
    factories.make_event(report, name="Вечер")
    text = text_of(officer_client.get(f"{ARCHIVE}?{RUBBISH}"))
    assert "Не поняты и не учтены условия отбора: год, квартал," in text
    assert "Вечер" in text
    for page in ("0", "99999", "9" * 50, "x", "²"):
        assert "Вечер" in text_of(officer_client.get(ARCHIVE, {"page": page}))


def test_what_is_chosen_can_be_taken_back_one_by_one(report, officer_client):
    factories.make_country("CN", "Китай", "КНР")
    factories.make_event(report)
    asked = f"{ARCHIVE}?country=BY&country=CN&year=2024&documents=none&month=2024-11&included=all&once=1"
    page = officer_client.get(asked)
    html, text = page.content.decode(), text_of(page)
    for words in (
        "Беларусь",
        "Китай",
        "2024 год",
        "документы: нет",
        "ноябрь 2024",
        "все, и те, что не входят",
        "один раз",
    ):
        assert words in text
    without = f"{ARCHIVE}?year=2024&amp;country=CN&amp;documents=none&amp;month=2024-11&amp;included=all&amp;once=1"
    assert f'href="{without}"' in html
    assert html.count('class="chip"') == 7
    assert 'value="BY" checked' in " ".join(html.split())


def test_the_list_is_read_page_by_page(report, officer_client, monkeypatch):
    for module in (archive_list, views):
        monkeypatch.setattr(module, "PAGE", 2)
    monkeypatch.setattr(archive_list.page_of, "__defaults__", (2,))
    for number in range(5):
        factories.make_event(report, name=f"Вечер {number}", period_text=f"{number + 1} ноября 2024 года")
    first, last = (text_of(officer_client.get(f"{ARCHIVE}?q=вечер&page={page}")) for page in (1, 3))
    assert "5 мероприятий" in first and "Вечер 4" in first and "Вечер 2" not in first
    assert "Следующие" in first and "Предыдущие" not in first
    assert "Вечер 0" in last and "Следующие" not in last


def test_the_workbook_has_the_rows_of_the_list_in_its_order(report, officer_client):
    for number in range(3):
        factories.make_event(report, name=f"Вечер {number}", period_text=f"{number + 1} ноября 2024 года")
    factories.make_event(report, name="Утро")
    answer = officer_client.get(f"{reverse('archive_xlsx')}?q=вечер")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in rows] == ["Вечер 2", "Вечер 1", "Вечер 0"]
    assert rows[0][0] == "город Смоленск" and rows[0][1] == "IV квартал 2024 года"


def test_a_workbook_that_holds_not_all_says_so(report, officer_client, monkeypatch):
    for module in (workbook, views):
        monkeypatch.setattr(module, "MOST_IN_WORKBOOK", 1)
    for number in range(2):
        factories.make_event(report, name=f"Вечер {number}")
    assert "(первые 1 строк)" in text_of(officer_client.get(ARCHIVE))
    answer = officer_client.get(reverse("archive_xlsx"))
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    assert sheet.max_row == 2
    assert "%D0%BF%D0%B5%D1%80%D0%B2%D1%8B%D0%B5" in answer["Content-Disposition"]  # «первые»


def test_every_page_has_the_search_line_and_the_archive_its_own(officer_client, client_of, stranger, period):
    other = officer_client.get(reverse("my_reports")).content.decode()
    own = officer_client.get(ARCHIVE).content.decode()
    assert other.count('role="search"') == 1 and f'action="{ARCHIVE}"' in other
    assert own.count('role="search"') == 1 and f'action="{ARCHIVE}"' not in own
    assert 'role="search"' not in client_of(stranger).get(reverse("home")).content.decode()


def test_a_page_asks_the_same_number_of_questions_whatever_it_shows(
    report, officer_client, django_assert_max_num_queries
):
    for number in range(8):
        factories.make_event(report, name=f"Вечер {number}")
    officer_client.get(ARCHIVE)
    with django_assert_max_num_queries(32):
        officer_client.get(f"{ARCHIVE}?q=вечер")
