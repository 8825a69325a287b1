"""Which reports a quarter asks for: municipalities begin and end to report, and a quarter opened by mistake goes."""

import datetime
import uuid

import pytest
from django.utils import timezone

from reports.actions import extensions, periods, quarter_reports
from reports.actions.drafts import Sending, keep
from reports.imports import jobs
from reports.models import Event, Letter, Notice, Period, PeriodChange, Reminder, ReminderRule, Submission
from reports.queries.chain import broken_histories
from reports.queries.sealed_rows import broken_seals
from tests import factories

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
FIRST, LAST = datetime.date(2024, 10, 1), datetime.date(2024, 12, 31)  # of the fixture `period`


def names_in(period):
    return {report.municipality.short_name for report in period.submissions.all()}


def kinds(period):
    return list(PeriodChange.objects.filter(period=period).order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("reports_from", "reports_until", "is_asked"),
    [
        (None, None, True),
        (LAST, None, True),
        (LAST + DAY, None, False),
        (None, FIRST, True),
        (None, FIRST - DAY, False),
        (FIRST + DAY, LAST - DAY, True),
    ],
)
def test_a_quarter_asks_those_who_report_on_one_of_its_days_at_least(smolensk, reports_from, reports_until, is_asked):
    factories.make_municipality("Велижский", reports_from=reports_from, reports_until=reports_until)
    period = factories.make_period()
    assert ("Велижский" in names_in(period)) == is_asked


def test_a_new_municipality_joins_the_open_quarters_that_take_reports(period, coordinator, list_administrator):
    over, closed = factories.make_period(2024, 3, is_open=False), factories.make_period(2024, 2)
    periods.close(closed, by=coordinator)
    new = factories.make_municipality("Велижский", reports_from=datetime.date(2024, 7, 1))
    followed = quarter_reports.follow_reporting_time(new, by=list_administrator)
    assert (followed.joined, followed.over, followed.not_yet) == ([period], [over], [])
    assert ["Велижский" in names_in(one) for one in (period, over, closed)] == [True, False, False]
    assert kinds(period)[-1] == "joined"
    assert "Велижский: добавлено в IV квартал 2024 года" in Notice.objects.get(user=coordinator).text
    again = quarter_reports.follow_reporting_time(new, by=list_administrator)
    assert not any((again.joined, again.left)), "twice does nothing"
    nameless = factories.make_municipality("Безымянный")
    nameless.names.update(valid_from=LAST + DAY)
    assert quarter_reports.follow_reporting_time(nameless, by=list_administrator).nameless == [over, period]


def test_one_that_is_abolished_loses_its_empty_report_and_keeps_what_somebody_wrote(
    period, smolensk, vyazma, smolensk_officer, list_administrator, coordinator
):
    older = factories.make_period(2024, 1)
    periods.close(older, by=coordinator)
    factories.make_submission(period, smolensk, officer=smolensk_officer, events=1)
    rule = ReminderRule.objects.first()
    Reminder.objects.create(rule=rule, submission=period.submissions.get(municipality=vyazma), due=LAST)
    for one in (smolensk, vyazma):
        one.reports_until = FIRST - DAY
        one.save()
    kept = quarter_reports.follow_reporting_time(smolensk, by=list_administrator)
    gone = quarter_reports.follow_reporting_time(vyazma, by=list_administrator)
    assert (kept.kept, gone.left) == ([period], [period])
    assert (names_in(period), names_in(older)) == ({"Смоленск"}, {"Смоленск", "Вяземский"})
    assert list(broken_seals()) == []


# Taking the opening back


def words(officer):
    """What somebody may leave in a report: each by a function of the report."""
    return {
        "a row": lambda report: factories.make_event(report, by=officer),
        "an unsaved text": lambda report: keep(
            officer, report, Sending(uid=uuid.uuid4(), page=uuid.uuid4(), number=1, fields=[["name", "Начато"]])
        ),
        "a request": lambda report: extensions.ask(report, by=officer, reason="Болезнь"),
        "a table": lambda report: factories.make_import(report.period, report.municipality, by=officer),
        "a consolidated table": lambda report: factories.make_import(report.period, None, by=officer),
    }


@pytest.mark.parametrize("word", list(words(None)))
def test_a_quarter_with_a_single_word_stays(period, smolensk, smolensk_officer, coordinator, word):
    words(smolensk_officer)[word](period.submissions.get(municipality=smolensk))
    before = period.submissions.count(), Event.objects.count()
    with pytest.raises(quarter_reports.CannotTakeBack, match="уже что-то написано"):
        quarter_reports.take_back(period, by=coordinator)
    assert (period.submissions.count(), Event.objects.count()) == before
    assert Period.objects.in_use().get() == period


def test_a_quarter_is_taken_back_only_in_the_first_days(period, coordinator, monkeypatch):
    monkeypatch.setattr(quarter_reports, "TAKE_BACK_WITHIN", -DAY)
    with pytest.raises(quarter_reports.CannotTakeBack, match="первые семь дней"):
        quarter_reports.take_back(period, by=coordinator)
    assert quarter_reports.opened_lately() == set()


def test_what_was_not_read_goes_and_who_knows_is_told_of_the_mistake(
    smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator
):
    """The one has got the letter of the opening, the other has read nothing of it yet."""
    dates = {name: timezone.localdate() + 20 * DAY for name in ("deadline", "hard_deadline")}
    period, _ = periods.open_period(2024, 4, by=coordinator, tells=True, **dates)
    letter = Letter.objects.create(
        user=vyazma_officer,
        address="a@b.example",
        subject="Открыт",
        body="Открыт",
        state="sent",
        sent_at=timezone.now(),
    )
    assert Notice.objects.filter(user=vyazma_officer, kind="opened").update(letter=letter) == 1
    assert quarter_reports.take_back(period, by=coordinator) == ([vyazma_officer], [])
    told = Notice.objects.get()
    assert (told.user, told.kind, told.is_urgent) == (vyazma_officer, "quarter", True)
    assert "открыли по ошибке" in told.text
    assert not Submission.objects.exists()
    assert Period.objects.current() is None
    assert Letter.objects.get() == letter, "what was sent stays in the log"


def test_it_is_opened_again_as_new_with_its_history(period, coordinator):
    quarter_reports.take_back(period, by=coordinator)
    with pytest.raises(quarter_reports.CannotTakeBack):
        quarter_reports.take_back(period, by=coordinator)
    assert not periods.reopen_period(period, by=coordinator), "only opening brings its reports back"
    with pytest.raises(ValueError, match="Открытие этого квартала отменили"):
        jobs.start(period, None, by=coordinator, data=b"a", name="a")
    again, was_new = periods.open_period(2024, 4, by=coordinator)
    assert (again.pk, was_new, again.taken_back_at, again.closed_at) == (period.pk, True, None, None)
    assert kinds(again) == ["opened", "taken_back", "opened"]
    assert again.submissions.count() == 2
    assert list(broken_seals()) == list(broken_histories(Submission.objects.with_names())) == []
