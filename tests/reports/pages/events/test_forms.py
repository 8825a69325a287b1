"""The form of an event: what it refuses, what it keeps, and the values that it speaks."""

import datetime

import pytest
from django.http import QueryDict

from reports.actions import events, partners
from reports.models import Agreement, Submission
from reports.pages.events import agreement_forms
from reports.pages.events.agreement_forms import AgreementForm
from reports.pages.events.buttons import action_to_enter, rearranged
from reports.pages.events.data import data_of, typed_texts, with_values
from reports.pages.events.forms import ChoiceForm, EventForm
from reports.prose.documents.lift import signed_documents
from reports.queries import event_content
from reports.rules import event_fields
from reports.rules.event_fields import EMPTY
from reports.rules.event_limits import LONGEST_TEXT, MOST_AGREEMENTS
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(period, smolensk, smolensk_officer):
    return Submission.objects.with_names().select_related("period").get(period=period, municipality=smolensk)


def sent(pairs=None, **fields):
    """A browser's data: a new event with a name, unless said otherwise."""
    data = QueryDict(mutable=True)
    for name, value in pairs or data_of({"name": "Фестиваль"}):
        data.appendlist(name, value)
    for name, value in fields.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return data


def errors_of(form):
    form.is_valid()
    return {name: list(messages) for name, messages in form.errors.items()}


def test_only_the_name_is_needed_to_save(submission):
    """A half-known event can be kept; what is missing is a finding, not an error."""
    assert EventForm(sent(), submission=submission).is_valid()
    assert errors_of(EventForm(sent(name="  "), submission=submission)) == {
        "name": ["Напишите наименование мероприятия"]
    }


def test_the_name_is_one_line_and_prose_keeps_its_paragraphs(submission):
    form = EventForm(sent(name="Форум\r\nгородов", purpose="Цель\r\nИтог\x00"), submission=submission)
    assert form.is_valid()
    assert (form.values()["name"], form.values()["purpose"]) == ("Форум городов", "Цель\nИтог")


@pytest.mark.parametrize(
    ("typed", "number"),
    [("180", 180), ("1 200", 1200), ("1\u00a0200", 1200), ("", None), ("0", 0), ("40 чел.", 40), ("около 40", 40)],
)
def test_a_number_of_people_is_read_as_people_write_it(submission, typed, number):
    form = EventForm(sent(total=typed), submission=submission)
    assert form.is_valid()
    assert form.values()["total"] == number


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("много", "Напишите целое число, например 180"),
        ("1.5", "Напишите целое число, например 180"),
        ("-3", "Число людей не бывает меньше нуля"),
        ("1000000001", "Слишком много: не больше 1 000 000 000 человек"),
        ("9" * 5000, "Напишите целое число, например 180"),
    ],
)
def test_a_wrong_number_has_its_sentence(submission, typed, error):
    assert errors_of(EventForm(sent(total=typed), submission=submission)) == {"total": [error]}


def test_foreigners_cannot_be_more_than_all(submission):
    form = EventForm(sent(total="180", total_foreign="210"), submission=submission)
    assert errors_of(form) == {"total_foreign": ["Иностранных участников (210) больше, чем всего (180)"]}


def test_too_long_texts_are_refused_with_their_length(submission):
    form = EventForm(sent(name="а" * 4001, purpose="б" * (LONGEST_TEXT + 1)), submission=submission)
    assert errors_of(form) == {
        "name": ["Слишком длинно: 4001 знаков, помещается 4000"],
        "purpose": [f"Слишком длинно: {LONGEST_TEXT + 1} знаков, помещается {LONGEST_TEXT}"],
    }


def test_the_browser_cuts_no_pasted_text(submission):
    """A maxlength would drop the end of a pasted text without a word."""
    form = EventForm(submission=submission)
    assert "maxlength" not in form.as_p()
    assert "maxlength" not in form.agreements.empty_form.as_p()


def test_partners_and_countries_come_from_the_lists(submission):
    partner = factories.make_partner()
    form = EventForm(sent(partners=[str(partner.pk)], countries=["BY"]), submission=submission)
    assert form.is_valid()
    assert form.values()["partners"] == [[partner.pk, "г. Витебск"]]
    assert form.values()["countries"] == ["BY"]


@pytest.mark.parametrize("rubbish", ["0", "-1", "abc", "9" * 30, "\x00", "1 OR 1"])
def test_rubbish_among_partners_and_countries_has_a_sentence(submission, rubbish):
    form = EventForm(sent(partners=[rubbish], countries=[rubbish]), submission=submission)
    errors = errors_of(form)
    assert errors.pop("partners") == ["Такого партнёра в списке уже нет"]
    typed = rubbish.strip("\x00")
    assert errors == ({"countries": [f"Такой страны в списке нет: «{typed}»"]} if typed else {})
    assert form.countries_read[:2] == ([], typed), "it stays in its control"


def test_countries_are_ticked_typed_or_sent_by_an_older_page(submission):
    for code, name in (("BY", "Беларусь"), ("KZ", "Казахстан"), ("RS", "Сербия")):
        factories.make_country(code, name, f"Республика {name}")
    for typed in (["BY", "KZ", "RS"], ["BY", "Казахстан, Сербия"], ["беларусь и Республики Казахстан, RS", ""]):
        form = EventForm(sent(countries=typed), submission=submission)
        assert form.is_valid(), form.summary()
        assert form.values()["countries"] == ["BY", "KZ", "RS"]


def test_a_misspelt_country_is_asked_about_and_the_others_are_kept(submission):
    for code, name in (("BY", "Беларусь"), ("KZ", "Казахстан")):
        factories.make_country(code, name, f"Республика {name}")
    form = EventForm(sent(countries=["BY", "Казакстан"]), submission=submission)
    assert errors_of(form) == {"countries": ["Такой страны в списке нет: «Казакстан». Если это Казахстан, исправьте"]}
    assert form.values()["countries"] == ["BY"]
    assert [(code, is_chosen) for code, _, is_chosen, _ in form.country_boxes()] == [("BY", True)]
    assert form.countries_read[1] == "Казакстан"


@pytest.mark.parametrize(("typed", "pin"), [("BY", "BY"), ("Беларуси", "BY"), ("", ""), ("Атлантида", None)])
def test_the_country_of_a_pin_is_typed(submission, typed, pin):
    factories.make_country()
    form = EventForm(sent(pin_format="offline", pin_country=typed, pin_locality="г. Минск"), submission=submission)
    assert form.is_valid() == (pin is not None)
    if pin is None:
        assert 'value="Атлантида"' in str(form["pin_country"])
    else:
        assert form.values()["place_pin"] == ["offline", pin, "г. Минск"]
        assert (
            'value="Беларусь"' in str(EventForm(submission=submission, values=form.values())["pin_country"])
        ) == bool(pin)


def test_own_partners_come_first_and_their_countries_are_shown(submission, smolensk):
    own = factories.make_partner("г. Витебск", smolensk)
    other = factories.make_partner("г. Тула", country=factories.make_country("RU", "Россия", "Российская Федерация"))
    form = EventForm(submission=submission)
    assert [box[0] for box in form.partner_boxes()] == [str(own.pk)]
    assert [code for code, *_ in form.country_boxes()] == ["BY"]
    chosen = EventForm(sent(partners=[str(other.pk)], countries=["RU"]), submission=submission)
    assert {box[0]: box[2] for box in chosen.partner_boxes()} == {str(own.pk): False, str(other.pk): True}
    assert [code for code, _, is_chosen, _ in chosen.country_boxes() if is_chosen] == ["RU"]


# Pinned by hand


def test_days_pinned_by_hand(submission):
    form = EventForm(sent(pin_start="2024-11-04", pin_end="2024-11-06", pin_precision="day"), submission=submission)
    assert form.is_valid()
    assert form.values()["period_pin"] == ["2024-11-04", "2024-11-06", "day"]


def test_one_day_is_enough_and_may_be_written_by_hand(submission):
    form = EventForm(sent(pin_start="04.11.2024"), submission=submission)
    assert form.is_valid()
    assert form.values()["period_pin"] == ["2024-11-04", "2024-11-04", "day"]


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        (
            {"pin_start": "2024-11-06", "pin_end": "2024-11-04"},
            {"pin_end": ["Последний день не может быть раньше первого"]},
        ),
        ({"pin_end": "2024-11-04"}, {"pin_start": ["Укажите и первый день"]}),
        (
            {"pin_start": "31.02.2024"},
            {"pin_start": ["Такого дня нет. Напишите, например, 20.01.2025."]},
        ),
        (
            {"pin_locality": "г. Минск"},
            {"pin_format": ["Выберите формат: без него страна и населённый пункт не запомнятся"]},
        ),
    ],
)
def test_wrong_pins_have_their_sentence(submission, fields, errors):
    assert errors_of(EventForm(sent(**fields), submission=submission)) == errors


def test_taking_a_pin_off_wins_over_what_its_controls_still_hold(submission):
    form = EventForm(
        sent(pin_start="2024-11-04", unpin_period="on", pin_locality="Минск", unpin_place="on"), submission=submission
    )
    assert form.is_valid()
    assert (form.values()["period_pin"], form.values()["place_pin"]) == (None, None)


def test_correcting_the_format_alone_keeps_where_it_was(submission):
    factories.make_country()
    form = EventForm(sent(place_text="г. Минск (Республика Беларусь)", pin_format="mixed"), submission=submission)
    assert form.is_valid()
    assert form.values()["place_pin"] == ["mixed", "BY", "г.\u00a0Минск"]


# Signed documents


def agreement(number=0, **fields):
    row = {"kind": "agreement", "title": "Соглашение о сотрудничестве", "append": "on", **fields}
    return {f"agreements__{number}__{name}": value for name, value in row.items()}


def with_agreements(count=1, **fields):
    return sent(agreements__TOTAL_FORMS=str(count), agreements__INITIAL_FORMS="0", **fields)


def test_an_agreement_with_a_day_is_understood(submission):
    form = EventForm(with_agreements(**agreement(signed="4 ноября 2024 г.")), submission=submission)
    assert form.is_valid()
    [row] = form.values()["agreements"]
    assert (row["signed_on"], row["signed_text"], row["append"]) == ("2024-11-04", "", True)


def test_an_agreement_signed_some_time_keeps_its_words(submission):
    form = EventForm(with_agreements(**agreement(signed="осень 2024")), submission=submission)
    assert form.is_valid()
    [row] = form.values()["agreements"]
    assert (row["signed_on"], row["signed_text"]) == (None, "осень 2024")


def test_an_agreement_that_the_purpose_names_is_not_written_twice(submission):
    purpose = "Подписано Соглашение о сотрудничестве"
    form = EventForm(with_agreements(purpose=purpose, **agreement()), submission=submission)
    assert form.is_valid()
    assert form.values()["agreements"][0]["append"] is False
    assert form.append_notes() == ["Уже назван в тексте цели"]


def test_a_page_looks_for_each_agreement_in_the_purpose_once(submission, monkeypatch):
    """A long purpose takes long to search, and the page asks for the values a dozen times."""
    asked = []
    monkeypatch.setattr(agreement_forms, "names_agreement", lambda text, **document: asked.append(document["title"]))
    rows = {key: value for n in range(3) for key, value in agreement(n, title=f"Договор {n}").items()}
    form = EventForm(with_agreements(3, purpose="Цель", **rows), submission=submission)
    for _ in range(2):
        assert [row["append"] for row in form.values()["agreements"]] == [True] * 3
        assert len(form.append_notes()) == len(form.appended_sentences()) == 3
    assert asked == ["Договор 0", "Договор 1", "Договор 2"]


def test_an_untouched_agreement_is_left_out_and_a_started_one_needs_its_title(submission):
    form = EventForm(with_agreements(2, **agreement(0, title=""), **agreement(1, title="")), submission=submission)
    assert form.is_valid()
    assert form.values()["agreements"] == []
    form = EventForm(with_agreements(**agreement(title="", parties="А; Б")), submission=submission)
    assert not form.is_valid()
    assert form.summary() == [("id_agreements-0-title", "Документ 1, название: Напишите название документа")]


def test_an_agreement_taken_away_is_not_checked_and_not_saved(submission):
    form = EventForm(with_agreements(**agreement(kind="rubbish", DELETE="on")), submission=submission)
    assert form.is_valid()
    assert form.values()["agreements"] == []


@pytest.mark.parametrize("total", ["", "abc", "-1", "99999999999999999999"])
def test_rubbish_about_the_number_of_agreements_is_a_refusal(submission, total):
    data = with_agreements(total)
    form = EventForm(data, submission=submission)
    assert not form.is_valid()
    assert len(form.summary()) == 1


def test_many_agreements_are_refused_with_a_sentence(submission):
    rows = {}
    for number in range(MOST_AGREEMENTS + 1):
        rows |= agreement(number)
    form = EventForm(with_agreements(MOST_AGREEMENTS + 1, **rows), submission=submission)
    assert not form.is_valid()
    assert form.summary() == [("agreements", "Не больше 30 документов: остальные назовите в тексте цели")]


@pytest.mark.parametrize("total", [MOST_AGREEMENTS + 1, 60, 1000])
def test_documents_without_a_row_are_neither_computed_nor_lost(submission, total):
    """Each costs a search of the purpose; their words move to the note, from where they can be copied."""
    rows = {}
    for number in range(min(total, 60)):
        rows |= agreement(number, title=f"Договор {number}", parties="А\nБ", signed="5 ноября")
    data = with_agreements(total, note="Моя заметка", **rows, agreements__35__DELETE="on")
    for form in (EventForm(data, submission=submission), EventForm(data, submission=submission, is_quiet=True)):
        assert len(form.values()["agreements"]) == len(form.agreements.forms) == MOST_AGREEMENTS
        first, *moved = form.values()["note"].split("\nПодписанный документ: ")
        assert first == "Моя заметка"
        assert moved == [f"Договор {n}; А\nБ; 5 ноября" for n in range(MOST_AGREEMENTS, min(total, 60)) if n != 35]
    again = EventForm(form.data, submission=submission)
    assert again.is_valid(), "who has read the sentence can save the rest"


def test_new_partners_without_a_row_are_neither_drawn_nor_lost(submission):
    factories.make_country()
    form = EventForm(with_new_partners(*((f"г. Номер {n}", "BY") for n in range(2000))), submission=submission)
    assert "не больше 10" in errors_of(form)["new_partners"][0]
    assert str(form["new_partners"]).count("<select") <= 21
    assert all(f"г. Номер {n}" in form.values()["note"] for n in (20, 1999))


def test_a_purpose_that_documents_make_too_long_is_refused_and_shown_without_them(submission):
    """It would be stored, and no form would take it any more."""
    rows = {key: value for n in range(3) for key, value in agreement(n, parties="а" * 20_000).items()}
    form = EventForm(with_agreements(3, purpose="Цель", **rows), submission=submission)
    [error] = errors_of(form)["purpose"]
    assert "Снимите у документов «Дописать в текст цели» или сократите" in error
    assert [row["append"] for row in form.values()["agreements"]] == [True] * 3
    assert form.appended_sentences() == []
    unticked = {f"agreements__{n}__append": "" for n in range(3)}
    assert EventForm(with_agreements(3, purpose="Цель", **rows | unticked), submission=submission).is_valid()


def test_a_text_over_its_length_is_computed_by_its_beginning_and_kept_whole(submission):
    form = EventForm(sent(name="а" * 5000, purpose="б" * 200_000), submission=submission)
    assert [len(form.values()[key]) for key in ("name", "purpose")] == [5000, 200_000]
    assert [len(form.values_to_show()[key]) for key in ("name", "purpose")] == [4000, LONGEST_TEXT]
    assert [form.is_cut(key) for key in ("name", "purpose", "participants", "total")] == [True, True, False, False]


@pytest.mark.parametrize(("fix", "name"), [("purpose", "purpose"), ("name", "name"), ("place", "place_text")])
def test_a_text_over_its_length_is_not_brought_to_the_house_style(submission, fix, name):
    text = 'Ансамбль "Заря" г. Минск. ' * 3000
    assert rearranged(sent(**{name: text}), f"fix_{fix}", submission.period)[name] == text


def test_an_agreement_cannot_end_before_it_was_signed(submission):
    form = AgreementForm(
        {"title": "Договор", "kind": "contract", "signed": "5 ноября 2024", "valid_until": "2024-11-04"},
        period=submission.period,
    )
    assert errors_of(form) == {
        "signed": ["Документ действует до 4\u00a0ноября 2024\u00a0года, а подписан позже"],
    }


# Partners that are not in the list


def with_new_partners(*rows):
    names, countries = [name for name, _ in rows], [code for _, code in rows]
    return sent(new_partner=names, new_partner_country=countries)


def test_new_partners_are_read_clean_and_once_and_blank_rows_left_out(submission):
    factories.make_country()
    rows = [(" г. Гродно\n", "BY"), ("", "BY"), ("Г. ГРОДНО", "BY"), ("г. Лида\x00", "BY")]
    form = EventForm(with_new_partners(*rows), submission=submission)
    assert form.is_valid(), form.summary()
    assert form.values()["new_partners"] == [["Г. ГРОДНО", "BY"], ["г. Лида", "BY"]]
    assert "new_partners" not in EventForm(with_new_partners(("", "BY")), submission=submission).values()


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (("г. Гродно", ""), "Напишите страну партнёра «г. Гродно»"),
        (("г. Гродно", "ZZ"), "Страна партнёра «г. Гродно»: такой страны в списке нет: «ZZ»"),
        (("—", "BY"), "Напишите имя партнёра словами: «—» не найти в списке"),
        (("а" * 251, "BY"), "Имя партнёра слишком длинное: 251 знаков, помещается 250"),
    ],
)
def test_a_wrong_new_partner_has_its_sentence_and_stays_in_its_control(submission, row, error):
    factories.make_country()
    form = EventForm(with_new_partners(row), submission=submission)
    assert errors_of(form) == {"new_partners": [error]}
    assert form.values()["new_partners"] == [list(row)]
    assert f'value="{row[0]}"' in str(form["new_partners"])
    assert form.summary() == [("id_new_partners", error)]


def test_many_new_partners_are_refused_with_a_sentence(submission):
    factories.make_country()
    form = EventForm(with_new_partners(*((f"г. Номер {n}", "BY") for n in range(11))), submission=submission)
    assert "не больше 10" in errors_of(form)["new_partners"][0]


def test_names_without_their_countries_are_no_failure(submission):
    factories.make_country()
    form = EventForm(sent(new_partner=["г. Гродно", "г. Лида"], new_partner_country=["BY"]), submission=submission)
    assert errors_of(form) == {"new_partners": ["Напишите страну партнёра «г. Лида»"]}


@pytest.mark.parametrize(
    ("place", "code"), [("", "BY"), ("г. Пекин (Китай)", "CN"), ("г. Смоленск (Россия)", "BY"), ("где-то", "BY")]
)
def test_the_country_of_a_new_partner_is_guessed_from_a_place_abroad(submission, place, code):
    for known in ("BY", "CN", "RU"):
        factories.make_country(known, f"Страна {known}", known)
    form = EventForm(submission=submission, values={"place_text": place})
    assert f'value="Страна {code}"' in str(form["new_partners"])


def test_one_more_blank_row_is_a_button_away(submission):
    factories.make_country()
    data = rearranged(with_new_partners(("г. Гродно", "BY")), "add_partner", submission.period)
    html = str(EventForm(data, submission=submission, is_quiet=True)["new_partners"])
    assert [html.count(part) for part in ('name="new_partner"', 'value="г. Гродно"', 'value=""')] == [2, 1, 1]


def test_a_new_partner_travels_with_the_partners_through_a_choice():
    """Who keeps the other person's partners does not add the own typed one to them."""
    data = with_new_partners(("г. Гродно", "BY"))
    assert with_values(data, {"purpose": "Цель"}).getlist("new_partner") == ["г. Гродно"]
    assert with_values(data, {"partners": []}).getlist("new_partner") == []
    assert ("new_partner", "г. Лида") in data_of({"new_partners": [["г. Лида", "BY"]]})


def test_the_old_number_of_a_merged_partner_is_the_kept_one(submission, list_administrator):
    kept, gone = factories.make_partner("г. Витебск"), factories.make_partner("Вицебск")
    data = sent(partners=[str(gone.pk), str(kept.pk)])
    partners.merge(kept, gone, by=list_administrator)
    form = EventForm(data, submission=submission)
    assert form.is_valid(), form.summary()
    assert form.values()["partners"] == [[kept.pk, "г. Витебск"]]
    assert [box[2] for box in form.partner_boxes()] == [True]


# Between values and controls


def test_values_survive_the_way_through_the_controls(submission):
    """Saving a form in which nothing was touched changes nothing."""
    partner = factories.make_partner()
    event = factories.make_event(
        submission,
        total=1200,
        total_foreign=0,
        window_reason="Итоги подведены позже",
        partners=[[partner.pk, partner.name]],
        countries=["BY"],
        period_pin=["2024-10-01", "2024-12-31", "quarter"],
        place_pin=["mixed", "BY", "г. Минск"],
        agreements=[
            {"kind": "contract", "title": "Договор", "parties": "А\nБ", "signed_on": datetime.date(2024, 11, 4)},
            {"kind": "other", "title": "Протокол", "parties": "", "signed_text": "осень 2024"},
        ],
    )
    Agreement.objects.filter(title="Договор").update(valid_until=datetime.date(2030, 1, 1))
    stored = event_content.values_of(event)
    form = EventForm(sent(data_of(stored), version="1"), submission=submission, event=event)
    assert form.is_valid(), form.summary()
    assert events.save_event(event, by=event.created_by, values=form.values(), base_version=1).version == 1
    typed = form.values()
    assert {key: typed[key] for key in typed if key != "agreements"} == {
        key: stored[key] for key in event_fields.VALUES if key != "agreements"
    }


def test_values_of_a_refused_form_hold_what_can_be_read(submission):
    """The live row shows what is typed, right or wrong."""
    form = EventForm(sent(name="а" * 5000, total="много", period_text="2024"), submission=submission)
    assert not form.is_valid()
    values = form.values()
    assert (len(values["name"]), values["total"], values["period_text"]) == (5000, None, "2024")


def test_values_of_an_empty_form_are_all_there(submission):
    assert EventForm(submission=submission).values() == EMPTY
    assert set(EMPTY) == set(event_fields.VALUES)


def test_an_edit_without_its_version_is_refused(submission):
    event = factories.make_event(submission)
    for version in ({}, {"version": "x"}, {"version": "9" * 40}):
        form = EventForm(sent(**version), submission=submission, event=event)
        assert not form.is_valid()


# Buttons that only rearrange


def test_another_agreement_keeps_what_was_typed(submission):
    data = rearranged(with_agreements(**agreement(), name="Ф"), "add_agreement", submission.period)
    form = EventForm(data, submission=submission, is_quiet=True)
    assert len(form.agreements.forms) == 2
    assert form["name"].value() == "Ф"
    assert form.agreements.forms[0]["title"].value() == "Соглашение о сотрудничестве"
    assert form.agreements.forms[1]["append"].value() is True


def test_a_quiet_form_complains_of_nothing(submission):
    form = EventForm(with_agreements(name="", **agreement(title="", parties="А")), submission=submission, is_quiet=True)
    form.is_valid()
    assert form.summary() == []


def test_taking_an_agreement_away_and_back(submission):
    data = rearranged(with_agreements(**agreement()), "remove_0", submission.period)
    assert EventForm(data, submission=submission).agreements.forms[0].is_gone
    data = rearranged(data, "keep_0", submission.period)
    assert not EventForm(data, submission=submission).agreements.forms[0].is_gone


def test_the_house_form_replaces_the_text_and_an_unclear_text_stays(submission):
    data = sent(period_text="28-29.09.2024", place_text="где-то там")
    assert rearranged(data, "fix_period", submission.period)["period_text"] == "28–29 сентября 2024 года"
    assert rearranged(data, "fix_place", submission.period)["place_text"] == "где-то там"


def test_prose_is_brought_to_the_house_style_as_it_was_sent_with_the_button(submission):
    data = sent(purpose='Ансамбль "Заря"\r\nполучил 3 диплом', participants="Жители")
    assert rearranged(data, "fix_purpose", submission.period)["purpose"] == "Ансамбль «Заря»\nполучил 3 диплома"
    assert rearranged(data, "fix_participants", submission.period)["participants"] == "Жители"
    assert rearranged(data, "fix_note", submission.period) is None


SIGNED = "Итог. 28 сентября 2024 года подписан Договор о дружбе между городом Смоленском и городом Витебском"


def entered(data, text, period):
    """The form after pressing the button that enters the first document of the text."""
    [document, *_] = signed_documents(text, year=period.year, quarter=period.quarter)
    return rearranged(data, action_to_enter(document), period)


def test_a_document_of_the_text_is_entered_as_a_filled_row(submission):
    factories.make_country()
    data = entered(sent(purpose=SIGNED), SIGNED, submission.period)
    form = EventForm(data, submission=submission, is_quiet=True)
    assert form.values()["agreements"] == [
        {
            "id": None,
            "kind": "contract",
            "title": "Договор о дружбе",
            "parties": "город Смоленск\nгород Витебск",
            "signed_on": "2024-09-28",
            "signed_text": "",
            "valid_until": None,
            "countries": ["BY"],
            "append": False,
        }
    ]


def test_a_document_is_entered_behind_those_that_are_there(submission):
    data = entered(with_agreements(**agreement(), purpose=SIGNED), SIGNED, submission.period)
    form = EventForm(data, submission=submission, is_quiet=True)
    assert [row["title"] for row in form.values()["agreements"]] == ["Соглашение о сотрудничестве", "Договор о дружбе"]


def test_a_document_that_the_text_no_longer_names_is_not_entered(submission):
    data = entered(sent(purpose="Другой текст"), SIGNED, submission.period)
    assert EventForm(data, submission=submission, is_quiet=True).values()["agreements"] == []


def test_countries_of_a_document_are_codes_and_only_of_a_new_row(submission):
    row = with_agreements(**agreement(countries="BY, <b> by CN BY"))
    assert EventForm(row, submission=submission).values()["agreements"][0]["countries"] == ["BY", "CN"]
    stored = with_agreements(**agreement(id="7", countries="BY"))
    assert "countries" not in EventForm(stored, submission=submission).values()["agreements"][0]


@pytest.mark.parametrize(
    "action",
    [
        "save",
        "save_add",
        "save_copy",
        "rubbish",
        "enter_",
        "enter_x",
        "enter_99999999999",
        "remove_",
        "remove_99999",
        "remove_١",
        "",
    ],
)
def test_other_buttons_rearrange_nothing(submission, action):
    assert rearranged(sent(), action, submission.period) is None


@pytest.mark.parametrize("total", ["", "abc", "-5", "9" * 50])
def test_another_agreement_after_rubbish_is_a_number_again(submission, total):
    data = rearranged(sent(agreements__TOTAL_FORMS=total), "add_agreement", submission.period)
    assert 1 <= len(EventForm(data, submission=submission, is_quiet=True).agreements.forms) <= MOST_AGREEMENTS


# Two texts


def test_with_values_replaces_exactly_the_keys_given():
    data = sent(data_of({"name": "Моё", "purpose": "Моя цель", "countries": ["BY", "CN"]}))
    merged = with_values(data, {"purpose": "Их цель", "countries": ["RU"]})
    assert (merged["name"], merged["purpose"], merged.getlist("countries")) == ("Моё", "Их цель", ["RU"])
    merged = with_values(data, {"agreements": [{"kind": "other", "title": "Протокол", "parties": ""}]})
    assert (merged["agreements-TOTAL_FORMS"], merged["agreements-0-title"]) == ("1", "Протокол")


def test_a_choice_is_needed_for_every_text_and_unknown_ones_are_ignored():
    data = QueryDict("version=2&conflict=name&conflict=purpose&conflict=password&choice_name=theirs", mutable=True)
    assert not ChoiceForm(data).is_valid()
    data["choice_purpose"] = "mine"
    form = ChoiceForm(data)
    assert form.is_valid()
    assert (form.keys, form.theirs) == (["purpose", "name"], ["name"])


def test_typed_texts_show_everything_that_was_typed():
    data = sent(name="Форум", total="12", **agreement(parties="А и Б"))
    assert typed_texts(data) == [
        ("Наименование мероприятия", "Форум"),
        ("Всего, человек", "12"),
        ("Подписанный документ, название", "Соглашение о сотрудничестве"),
        ("Подписанный документ, стороны", "А и Б"),
    ]
