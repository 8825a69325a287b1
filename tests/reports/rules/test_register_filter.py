"""The filter of the register comes through an address unchanged, and rubbish asks for nothing."""

import datetime

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.register_filter import LARGEST_KEY, RegisterFilter
from reports.rules.register_states import DocumentState

keys = st.none() | st.integers(1, LARGEST_KEY - 1)
days = st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
words = st.text("абвЁ яz&=?%+#«»;-", max_size=40).map(str.strip)
filters = st.builds(
    RegisterFilter,
    words=words,
    state=st.none() | st.sampled_from(DocumentState),
    year=st.none() | st.integers(1900, 2100),
    municipality=keys,
    country=st.sampled_from(["", "BY", "CN"]),
    partner=keys,
    scan=st.sampled_from(["", "yes", "no"]),
    signed_from=days,
    signed_to=days,
    lapsed_from=days,
    lapsed_to=days,
)


@given(filters)
def test_an_address_gives_the_filter_back(chosen):
    assert RegisterFilter.read(QueryDict(chosen.query())) == chosen


@pytest.mark.parametrize(
    "address",
    [
        "state=gone&year=abc&municipality=-1&country=BYR&partner=9999999999999999999&scan=maybe",
        "year=99999&signed_from=2024-13-01&signed_to=20240101&lapsed_from=вчера&lapsed_to=%00&municipality=1e3",
        "year=²&municipality=٣&country=Бе&q=%00",
        "",
    ],
)
def test_rubbish_asks_for_nothing(address):
    assert RegisterFilter.read(QueryDict(address)) == RegisterFilter()
