"""Case forms of single words."""

import pytest

from reports.prose.morphology import case_forms


@pytest.mark.parametrize(
    ("word", "form"),
    [("беларусь", "беларуси"), ("китай", "китаем"), ("египет", "египта"), ("народная", "народной"), ("горки", "горках"),
     ("могилев", "могилева"), ("хиславичи", "хиславичах"), ("эмираты", "эмиратов"), ("чили", "чили")],
)  # fmt: skip
def test_case_forms(word, form):
    assert form in case_forms(word)


def test_case_forms_of_a_genitive_are_itself_only():
    assert case_forms("америки") == {"америки"}
