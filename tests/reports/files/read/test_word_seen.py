"""Pictures and old forms that say little; the usual ones are in lists_in_cells.py."""

from lxml import etree

from reports.files.read import word_seen
from reports.files.read.word_row import WordRow

from .packages import W

SPACES = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'


def node(markup):
    return etree.fromstring(f'<w:x xmlns:w="{W}" {SPACES}>{markup}</w:x>')


def test_what_has_no_words_is_named():
    assert word_seen.picture(node("")) == ("без подписи, посмотрите в файле", "рисунок")
    assert word_seen.embedded(node('<o:OLEObject ProgID="Неведомое"/>')) == ("Неведомое", "вложенный объект")


def test_a_line_of_the_old_kind_is_no_picture():
    assert word_seen.old_picture(node("<v:line/>")) is None
    assert word_seen.old_picture(node('<v:shape alt="Герб"><v:imagedata/></v:shape>')) == ("Герб", "рисунок")


def test_a_choice_beyond_its_entries_says_nothing():
    row = WordRow()
    word_seen.take_old_field(node('<w:ddList><w:result w:val="9"/><w:listEntry w:val="а"/></w:ddList>'), row)
    row.end()
    assert row.outside == []
