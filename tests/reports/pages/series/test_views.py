"""«Серия мероприятий» and «Общие слова»."""

import json
import re

import pytest
from django.urls import reverse

from reports.pages.series.forms import SeriesForm, pattern_of
from tests import factories

pytestmark = pytest.mark.django_db

PATTERN = {
    "key": "00000000-0000-0000-0000-000000000007",
    "name": "Участие в Международном конкурсе-фестивале «…»",
    "place_text": "г. … (в дистанционном формате)",
    "period_text": "10 сентября – 10 ноября 2024 года",
    "purpose": "Поддержка молодых музыкантов. Обучающиеся школы получили …",
    "participants": "Обучающиеся школы",
}
LINES = "Осенние зарисовки; Санкт-Петербург; 1\nСиний Иней; Москва; 15–25 ноября 2024 года; 0 5\nVivaldi; Москва"


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk, events=0, officer=smolensk_officer)


@pytest.fixture
def page(client, smolensk_officer, report):
    client.force_login(smolensk_officer)
    return reverse("series", args=[report.pk])


def form_of(report, **changes):
    form = SeriesForm({**PATTERN, "lines": LINES, **changes}, submission=report)
    form.is_valid()
    return form


def test_each_line_makes_a_row_with_what_differs(report):
    first, second, third = form_of(report).rows
    assert first["name"] == "Участие в Международном конкурсе-фестивале «Осенние зарисовки»"
    assert first["purpose"].endswith("Обучающиеся школы получили 1 диплом лауреата I степени")
    assert (second["place_text"], second["period_text"]) == (
        "г. Москва (в дистанционном формате)",
        "15–25 ноября 2024 года",
    )
    assert (third["purpose"], third["period_text"]) == ("Поддержка молодых музыкантов.", PATTERN["period_text"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "Участие в конкурсе"}, "поставьте «…»"),
        ({"lines": "Vivaldi"}, "города в строке нет"),
        ({"purpose": "Поддержка"}, "награды названы"),
        ({"lines": "Vivaldi; Москва; Минск"}, "два места"),
        ({"lines": "; Москва"}, "нет названия"),
        ({"lines": ""}, "одно мероприятие в строке"),
        ({"lines": "\n".join(["Vivaldi; Москва"] * 500)}, "до 200"),
    ],
)
def test_what_cannot_be_made_is_named_with_its_line(report, changes, words):
    form = form_of(report, **changes)
    assert words in " ".join(form.errors["lines"])


def test_all_rows_come_in_one_step_with_one_undo(client, page, report):
    answer = client.post(page, {**PATTERN, "lines": LINES}, follow=True)
    assert report.events.present().count() == 3
    undo = re.search(r'action="([^"]+/series/undo/[^"]+)"', answer.content.decode())[1]
    client.post(undo)
    assert not report.events.present().exists()


def test_the_table_is_shown_before_anything_is_saved(client, page, report):
    body = client.post(page, {**PATTERN, "lines": LINES, "action": "preview"}).content.decode()
    assert "Синий Иней»" in body
    assert not report.events.exists()


def test_what_was_typed_is_on_the_page_that_refuses_it(client, page, report):
    body = client.post(page, {**PATTERN, "lines": "Vivaldi; много чего; Москва"}).content.decode()
    assert "Vivaldi; много чего; Москва" in body
    assert "Серия не сохранена" in body


def test_the_live_table_says_what_is_asked_and_writes_nothing(client, page, report):
    body = client.post(reverse("series_live", args=[report.pk]), {**PATTERN, "lines": f"{LINES}\n;"}).content.decode()
    assert "Кленовый" not in body
    assert "Строка 4" in body
    assert not report.events.exists()


def test_a_series_begins_with_the_pattern_of_a_row(client, page, report):
    event = factories.make_event(report, name="Участие в конкурсе «Vivaldi»")
    assert pattern_of(event)["name"] == "Участие в конкурсе «…»"
    assert "Участие в конкурсе «…»" in client.get(f"{page}?like={event.uid}").content.decode()
    assert client.get(f"{page}?like=rubbish").status_code == 404


def test_words_that_rows_share_are_changed_together(client, page, report):
    rows = [factories.make_event(report, name=f"Конкурс {n}") for n in range(2)]
    address = reverse("series_together", args=[report.pk])
    old = factories.EVENT["purpose"]
    assert old in client.get(address).content.decode()
    words = {"field": "purpose", "old": old, "new": "Новая цель", "rows": [str(row.uid) for row in rows]}
    body = client.post(address, words, follow=True).content.decode()
    assert "Изменено в 2" in body.replace("\u00a0", " ")
    assert {event.purpose for event in report.events.present()} == {"Новая цель"}


def test_without_a_tick_nothing_is_changed_and_the_words_stay(client, page, report):
    factories.make_event(report)
    words = {"field": "purpose", "old": factories.EVENT["purpose"], "new": "Новая цель"}
    body = client.post(reverse("series_together", args=[report.pk]), words).content.decode()
    assert "Отметьте хотя бы одну строку" in body
    assert "Новая цель" in body


CONTEST = "Участие в Международном конкурсе-фестивале «"
# The source's own slips: a subject left out, «3 диплом», «;» for «,», a number left out, «,» for the last «и».
SLIPS = (
    (". МБУДО", ". Обучающиеся МБУДО"),
    ("3 диплом лауреата", "3 диплома лауреата"),
    ("; популяризация", ", популяризация"),
    ("; привлечение", ", привлечение"),
    ("получили диплом", "получили 1 диплом"),
)


def mended(text):
    for slip, right in SLIPS:
        text = text.replace(slip, right)
    return re.sub(r", (\d+ диплом\w* лауреата I+ степени)\Z", r" и \1", text)


def test_the_contests_of_the_source_are_made_of_short_lines(report, shared):
    events = json.loads((shared / "source" / "rows.json").read_text())["events"]
    contests = [one for one in events if one["name"].startswith(CONTEST)]
    assert len(contests) == 19
    for row in contests:
        aim, _, told = mended(row["purpose"]).partition(". Обучающиеся")
        who, _, prizes = told.partition(" получили ")
        numbers = [re.search(rf"(\d+) диплом\w* лауреата {degree} степени", prizes) for degree in ("I", "II", "III")]
        awards = " ".join(found[1] if found else "0" for found in numbers)
        purpose = f"{aim}. Обучающиеся{who} получили …" if told else aim
        pattern = {"name": f"{CONTEST}…»", "purpose": purpose, "participants": row["participants"]}
        name = row["name"].removeprefix(CONTEST).removesuffix("»")
        line = f"{name}; {row['place']}; {row['dates']}" + (f"; {awards}" if told else "")
        (made,) = form_of(report, **pattern, lines=line).rows
        assert made == {
            "name": row["name"],
            "place_text": row["place"],
            "period_text": row["dates"],
            "purpose": mended(row["purpose"]),
            "participants": row["participants"],
        }
