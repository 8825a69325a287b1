"""A page of the archive: counts, order, where each row was printed, and what others must not learn."""

import datetime

import pytest
from django.utils import timezone

from municipalities.models import User
from reports.actions import events, releases, workflow
from reports.models import Event, KnownWord, Submission
from reports.queries import archive_list
from reports.queries.archive import rows_for
from reports.queries.archive_list import find, hits_of, page_of
from reports.rules.archive_filter import ArchiveFilter
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return Submission.objects.get(period=period, municipality=smolensk)


def found(user, words="", **asked):
    """Names of the first page."""
    answer = find(user, ArchiveFilter(words=words, **asked))
    hits = hits_of(page_of(user, answer, 0))
    assert answer.count == len(hits)
    return [hit.texts["name"] for hit in hits]


def make(report, name, day, **values):
    days = f"{day.day} ноября 2024 года"
    return factories.make_event(report, name=name, period_text=days, **{"purpose": "", "participants": "", **values})


@pytest.fixture
def four(report):
    """Two with «хор» in their name, two that tell of one elsewhere, in an order of days that mixes them."""
    for number, (name, purpose) in enumerate(
        (("Старый хор", ""), ("Вечер", "Пел хор"), ("Новый хор", ""), ("Утро", "Пел хор")), start=1
    ):
        make(report, name, datetime.date(2024, 11, number), purpose=purpose)


IN_ORDER = ["Новый хор", "Старый хор", "Утро", "Вечер"]


def test_names_come_first_and_then_the_newest(four, smolensk_officer):
    assert found(smolensk_officer, "хоры") == IN_ORDER
    assert found(smolensk_officer) == ["Утро", "Новый хор", "Вечер", "Старый хор"]


def test_any_part_of_the_list_is_cut_out_of_one_order(four, smolensk_officer):
    """Whatever stands before a page, names or the others."""
    answer = find(smolensk_officer, ArchiveFilter(words="хор"))
    for start in range(5):
        for count in range(1, 5):
            hits = hits_of(page_of(smolensk_officer, answer, start, count))
            assert [hit.texts["name"] for hit in hits] == IN_ORDER[start : start + count], (start, count)


def test_the_number_of_the_list_is_the_count_of_its_rows_whatever_is_asked(four, smolensk_officer):
    for asked in ({"words": "хор"}, {"months": ("2024-11",)}, {"words": "хор утро"}, {"years": (2020,)}, {}):
        chosen = ArchiveFilter(**asked)
        assert find(smolensk_officer, chosen).count == rows_for(smolensk_officer, chosen).count()


def test_people_are_summed_and_rows_without_a_number_are_counted(four, report, smolensk_officer):
    counted = Event.objects.get(name="Утро")
    values = {"total": 40, "total_foreign": 15}
    events.save_event(counted, by=smolensk_officer, values=values, base_version=1)
    answer = find(smolensk_officer, ArchiveFilter(words="хор"))
    assert (answer.count, answer.total, answer.foreign, answer.without_total) == (4, 40, 15, 3)


def test_of_a_common_word_no_more_are_counted_than_are_shown(four, smolensk_officer, monkeypatch):
    monkeypatch.setattr(archive_list, "MOST_FOUND", 2)
    answer = find(smolensk_officer, ArchiveFilter(words="хор"))
    assert (answer.count, answer.is_cut) == (2, True)
    answer = find(smolensk_officer, ArchiveFilter())
    assert (answer.count, answer.is_cut) == (4, False)


def test_a_row_says_where_it_was_printed_and_whether_it_changed_since(
    report, smolensk_officer, coordinator, vyazma_officer
):
    factories.make_event(report, name="Фестиваль лозы")
    factories.move_to(report, "approved", officer=smolensk_officer, coordinator=coordinator)
    _release(report.period, coordinator)
    [hit] = hits_of(page_of(smolensk_officer, find(smolensk_officer, ArchiveFilter(words="лоза")), 0))
    assert (hit.printed.number, hit.printed.release.name, hit.is_changed) == (1, "Сводный отчёт", False)
    report = workflow.reopen(
        Submission.objects.get(pk=report.pk), by=coordinator, reason="Уточните", until=timezone.localdate()
    )
    events.save_event(report.events.get(), by=smolensk_officer, values={"name": "Тайна лозы"}, base_version=1)
    for user, name, is_changed in ((smolensk_officer, "Тайна лозы", True), (vyazma_officer, "Фестиваль лозы", False)):
        [hit] = hits_of(page_of(user, find(user, ArchiveFilter(words="лоза")), 0))
        assert (hit.texts["name"], hit.is_changed) == (name, is_changed)


def test_a_municipality_is_called_as_it_was_in_that_quarter(four, smolensk, smolensk_officer):
    """A district became an okrug: what it reported before, it reported as a district."""
    for day, name in ((datetime.date(2025, 1, 1), "округ Смоленск"), (datetime.date(2024, 12, 31), "Смоленск сам")):
        smolensk.names.create(label=name, heading=name, valid_from=day)
    hits = hits_of(page_of(smolensk_officer, find(smolensk_officer, ArchiveFilter()), 0))
    assert {hit.label for hit in hits} == {"Смоленск сам"}


def _release(period, coordinator):
    releases.periods.close(period, by=coordinator)
    period.refresh_from_db()
    return releases.make_release(period, by=coordinator)


SECRET = {"name": "Тайная шхуна", "place_text": "г. Ниш", "purpose": "Бархатцы", "participants": "Цирюльники"}
NARROW = ("шхуна", "шхуны", "Ниш", "ниш*", "бархатцы", "бархат*", "цирюльник", "сербский", "Сербия")
SLIPS = ("шхунна", "бархадцы", "цирюльнек", "i[eyf", "цирю", "Сербея")


def test_unreleased_words_of_others_are_found_by_no_word_no_slip_and_no_count(
    period, smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator, observer, list_administrator,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    """Not even the right writing of a mistyped word, which would tell that it stands there."""
    factories.make_country("RS", "Сербия", "Республика Сербия")
    with django_capture_on_commit_callbacks(execute=True):
        report = Submission.objects.get(period=period, municipality=smolensk)
        factories.make_event(report, countries=["RS"], **SECRET)
    assert KnownWord.objects.filter(word="шхуна").exists()
    for line in (*NARROW, *SLIPS):
        assert find(smolensk_officer, ArchiveFilter(words=line)).count == 1, line
        for user in (vyazma_officer, coordinator, observer, list_administrator):
            answer = find(User.objects.get(pk=user.pk), ArchiveFilter(words=line))
            assert (answer.count, answer.meant, answer.total) == (0, None, 0), (line, user)
