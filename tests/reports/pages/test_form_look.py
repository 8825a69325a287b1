"""A field with all that belongs to it, as HTML: what a screen reader is told, and that words stay words."""

from django import forms

from reports.pages.form_look import LookMixin

WORDS = '<b>"&'


class Asked(LookMixin, forms.Form):
    name = forms.CharField(label=WORDS, help_text=WORDS, error_messages={"required": WORDS})
    more = forms.CharField(label="Ещё", required=False)
    kind = forms.ChoiceField(label="Вид", choices=[("a", "А")], widget=forms.RadioSelect, help_text="Какой")


def test_hint_and_the_first_error_are_named_for_the_control():
    html = Asked({})["name"].as_field_group()
    assert html.startswith('<div class="field field-bad">')
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html and html.count('id="id_name_error"') == 1


def test_what_may_be_left_out_says_so():
    form = Asked()
    assert "можно не заполнять" in form["more"].as_field_group()
    assert "можно не заполнять" not in form["name"].as_field_group()
    form.fields["more"].says_when_needed = True
    assert "можно не заполнять" not in form["more"].as_field_group()


def test_several_controls_are_one_group_with_a_legend():
    html = Asked()["kind"].as_field_group()
    assert '<fieldset aria-describedby="id_kind_helptext">\n<legend class="label">Вид</legend>' in html
    assert html.rstrip().endswith("</fieldset></div>") and '<label for="id_kind"' not in html


def test_label_hint_and_error_stay_text():
    html = Asked({})["name"].as_field_group()
    assert "<b>" not in html
    assert html.count("&lt;b&gt;&quot;&amp;") == 3
