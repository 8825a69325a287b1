"""What an address asks of the archive, and the address that asks it."""

from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.rules.archive_filter import ArchiveFilter, first_day, last_day

YEARS = st.integers(1990, 2100)
FILTERS = st.builds(
    ArchiveFilter,
    words=st.text("абвё «»&=?#%+1 ", max_size=30).map(lambda text: " ".join(text.split())),
    years=st.lists(YEARS, unique=True, max_size=4).map(tuple),
    quarters=st.lists(st.builds("{}-{}".format, YEARS, st.integers(1, 4)), unique=True, max_size=4).map(tuple),
    municipalities=st.lists(st.integers(0, 999_999_999), unique=True, max_size=4).map(tuple),
    countries=st.lists(st.sampled_from(["BY", "CN", "KZ"]), unique=True).map(tuple),
    partners=st.lists(st.integers(0, 999_999_999), unique=True, max_size=4).map(tuple),
    formats=st.lists(st.sampled_from(["offline", "unknown"]), unique=True).map(tuple),
    documents=st.lists(st.sampled_from(["any", "none", "agreement"]), unique=True).map(tuple),
    states=st.lists(st.sampled_from(["released", "draft"]), unique=True).map(tuple),
    months=st.lists(st.sampled_from(["none", "2024-11", "2025-02"]), unique=True).map(tuple),
    included=st.sampled_from(["yes", "no", "all"]),
    once=st.booleans(),
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw alone, on a busy machine
@given(FILTERS)
def test_an_address_reads_back_as_the_filter_that_wrote_it(chosen):
    assert ArchiveFilter.from_query(QueryDict(chosen.query())) == chosen


@given(st.dictionaries(st.sampled_from("q year quarter municipality country form month once".split()), st.text()))
def test_any_address_gives_a_filter_whose_own_address_is_read_whole(given_values):
    query = QueryDict(mutable=True)
    query.update(given_values)
    chosen = ArchiveFilter.from_query(query)
    again = ArchiveFilter.from_query(QueryDict(chosen.query()))
    assert again == chosen
    assert again.ignored == ()


def test_what_cannot_be_read_is_passed_over_and_named():
    chosen = ArchiveFilter.from_query(QueryDict("year=2024&year=zwei&country=by&month=2024-13&form=offline&included=x"))
    assert chosen == ArchiveFilter(years=(2024,), formats=("offline",))
    assert set(chosen.ignored) == {"year", "country", "month", "included"}


def test_an_empty_filter_asks_nothing_and_says_what_is_asked_otherwise():
    assert ArchiveFilter().is_empty
    assert ArchiveFilter().query() == ""
    assert ArchiveFilter(once=True, years=(2024,)).chosen == ("years", "once")
    assert ArchiveFilter().replace(years=[2024]) == ArchiveFilter(years=(2024,))


def test_a_month_is_its_days():
    assert [str(first_day("2024-02")), str(last_day("2024-02")), str(last_day("2023-12"))] == [
        "2024-02-01",
        "2024-02-29",
        "2023-12-31",
    ]
