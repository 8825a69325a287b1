"""What a person has typed stays text: on every page, in every letter and in every file.

A payload carries a mark in the name of an element or of an attribute. A page is read by a parser of HTML: the mark may
be found in texts and in values of attributes, and nowhere else.
"""

import pytest
from django.forms import CharField, Form
from django.urls import reverse
from lxml import html

from config.forms import LookMixin
from reports import editing
from tests import factories

MARK = "xmark"
OUTSIDE = ["2020-05-04", "2020-05-04", "day"]


def elements_of(page):
    """What of a page only a payload could have made, as short sentences."""
    made = []
    for element in html.document_fromstring(page).iter():
        if not isinstance(element.tag, str):
            made += [f"comment {element.text[:60]}"] if MARK in (element.text or "") else []
            continue
        if MARK in element.tag:
            made.append(f"element {element.tag}")
        for name, value in element.attrib.items():
            is_address = name in {"href", "src", "action", "formaction", "xlink:href", "data", "content"}
            if MARK in name or (is_address and "".join(value.split()).lower().startswith(("javascript:", "vbscript:"))):
                made.append(f"attribute {name}={value[:60]} of {element.tag}")
    return made


def test_the_look_for_elements_finds_one():
    page = "<p>&lt;xmark&gt;</p><p title='<xmark>'>a</p>"
    assert elements_of(page) == []
    made = [f"{page}<xmark>", f"{page}<b xmark=1>", f"{page}<!-- xmark", f"{page}<a href='java\nscript:xmark'>a</a>"]
    assert [len(elements_of(one)) for one in made] == [1, 1, 1, 1]


def test_the_hint_of_a_field_is_text():
    class Asked(LookMixin, Form):
        answer = CharField(help_text="Сроки: </span><xmark>")

    drawn = str(Asked()["answer"].as_field_group())
    assert elements_of(drawn) == []
    assert "&lt;xmark&gt;" in drawn


@pytest.mark.django_db
def test_the_dates_of_an_event_are_text_where_a_reason_is_asked(
    period, smolensk, smolensk_officer, coordinator, client_of
):
    """The coordinator who hands in for a municipality is shown the officer's words."""
    report = factories.make_submission(period, smolensk, officer=smolensk_officer, events=0)
    event = factories.make_event(report, by=smolensk_officer, period_text=f"</span><{MARK}><button formaction=/{MARK}>")
    editing.save_event(event, by=smolensk_officer, values={"period_pin": OUTSIDE}, base_version=event.version)
    for person, query in ((smolensk_officer, ""), (coordinator, "?for=municipality")):
        page = client_of(person).get(reverse("submit", args=[report.pk]) + query).content.decode()
        assert f"Сроки: &lt;/span&gt;&lt;{MARK}&gt;" in page
        assert elements_of(page) == []
        assert f"formaction=/{MARK}>" not in page
