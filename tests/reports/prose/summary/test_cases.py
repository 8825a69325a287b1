"""The head of a municipality as a letter is addressed."""

import pytest

from reports.prose.summary.cases import name_in_dative, post_in_dative
from tests.answers import for_each

from .right_figures import NAMES, POSTS


@pytest.mark.parametrize(("post", "dative"), POSTS)
def test_a_post_is_put_into_the_dative(post, dative):
    assert post_in_dative(post) == dative


@for_each(("name", "dative"), NAMES)
def test_a_name_is_put_into_the_dative_where_the_ending_tells_the_sex(name, dative):
    assert name_in_dative(name) == dative
