"""One declaration of an event's facts: what is derived from it, and what repeats it and must not drift away."""

from dataclasses import fields

import pytest

from reports.files import table
from reports.files.read import headings, rows
from reports.models import Event, Remark
from reports.models.event import EventRevision
from reports.pages.events.forms import EventForm
from reports.pages.sheet import SheetRow, official_head
from reports.rules import event_fields
from reports.rules.event_fields import EVENT_FIELDS, PRINTED_FIELDS, Kind
from reports.rules.event_limits import LONGEST_TEXT, limit_of
from tests.answers import for_each

PRINTED = [field.name for field in PRINTED_FIELDS]
WRITTEN = [field for field in EVENT_FIELDS if field.kind in {Kind.LINE, Kind.TEXT}]


def ids(field):
    return getattr(field, "name", None)


def test_every_column_of_the_table_is_declared_as_a_field_in_the_order_of_the_table():
    assert [column.stored for column in table.COLUMNS] == PRINTED
    assert [field.name for field in EVENT_FIELDS if field.column] != []
    assert {field.name for field in EVENT_FIELDS if field.column} == set(PRINTED)


def test_whatever_a_row_is_made_for_it_has_the_texts_of_the_columns_in_their_order():
    texts = [column.field for column in table.COLUMNS]
    for kind in (table.Texts, table.PrintedRow, rows.ReadRow, SheetRow):
        assert [field.name for field in fields(kind)][: len(texts)] == texts


def test_the_columns_fill_the_page_between_its_margins():
    assert sum(column.width_mm for column in (table.NUMBER_COLUMN, *table.COLUMNS)) == 267


@for_each("field", WRITTEN)
def test_a_line_or_text_is_limited_by_its_column_of_the_database(field):
    stored = Event._meta.get_field(field.name)
    assert (stored.max_length is None) == (field.kind == Kind.TEXT)
    assert limit_of(field.name) == (stored.max_length or LONGEST_TEXT)
    assert EventForm.base_fields[field.name].max_length == limit_of(field.name)


@for_each("field", WRITTEN)
def test_the_control_has_the_declared_label_and_hint(field):
    control = EventForm.base_fields[field.name]
    assert (control.label, control.help_text) == (field.label, field.hint)


@pytest.mark.parametrize("field", PRINTED_FIELDS, ids=ids)
def test_the_model_calls_a_printed_text_as_its_column_does(field):
    assert Event._meta.get_field(field.name).verbose_name == field.column.label.lower()


def test_a_remark_may_be_about_each_printed_text():
    assert Remark.Field.choices == [(field.name, field.column.short.lower()) for field in PRINTED_FIELDS]


def test_every_fact_has_a_label_and_words_for_a_sentence():
    assert [field.name for field in EVENT_FIELDS if not (field.label and field.short and field.word)] == []


def test_every_fact_is_stored_compared_and_has_an_empty_value():
    names = {field.name for field in EVENT_FIELDS}
    assert names == set(event_fields.VALUES) == set(event_fields.EMPTY) == set(event_fields.LABELS)
    assert names == {*event_fields.PRINTED, *event_fields.UNPRINTED}


def test_every_text_and_number_is_sealed():
    assert {*event_fields.TEXTS, *event_fields.LINES, *event_fields.NUMBERS} <= set(Event.STANDS)


def test_an_old_version_has_every_text_that_was_added_since():
    first = {"name", "place_text", "period_text", "purpose", "participants", "window_reason"}
    assert {*event_fields.TEXTS, *event_fields.LINES} - first <= set(EventRevision(content={}).full_content)


def test_the_form_names_mistakes_in_the_order_of_the_declaration():
    order = [name for name in EventForm.field_order if name in EventForm.base_fields]
    assert set(EventForm.base_fields) - set(order) == {"unpin_period", "unpin_place", "confirm_pins"}
    assert order[:4] == ["uid", "version", "name", "place_text"]
    assert order[-2:] == ["window_reason", "note"]


@pytest.mark.parametrize("column", table.COLUMNS, ids=lambda column: column.field)
def test_a_column_is_found_by_its_own_headings(column):
    for heading in (" ".join(column.heading), column.label, column.short):
        assert headings.heading_meaning(heading).fields == (column.field,)


def test_the_head_on_a_page_has_the_headings_of_the_file():
    head = official_head()
    for column in (table.NUMBER_COLUMN, *table.COLUMNS):
        assert f'<th scope="col">{"<br>".join(column.heading)}</th>' in head
    assert head.count("<col ") == len(table.COLUMNS) + 1
    assert head.count("</th>") + 1 == official_head("Замечания").count("</th>")
