"""What the form offers of the texts of the official report, counted against answers by hand: of a hundred things that
are offered two may be wrong, of a hundred that are there fifteen may be missed."""

import json
from types import SimpleNamespace

import pytest

from reports.pages.events.suggested import suggested
from reports.prose.cleaning import even_out
from reports.prose.documents.lift import signed_documents
from reports.prose.participation import Partner, PartnerNames
from tests.shipped import shipped

from . import right_suggestions as right

PRECISION, RECALL = 0.98, 0.85


@pytest.fixture(scope="module")
def rows(shared):
    return json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))["events"]


@pytest.fixture(scope="module")
def offered(rows):
    """The number of a row → what its buttons would take, by the lists that come with the program."""
    countries = {
        row["Код"]: SimpleNamespace(code=row["Код"], full_name=row["Имя в документах"]) for row in shipped("countries")
    }
    partners = [
        SimpleNamespace(
            pk=number,
            name=even_out(row["Имя"]),
            country_id=row["Страна"],
            country=countries[row["Страна"]],
            is_confirmed=True,
        )
        for number, row in enumerate(shipped("partners"), start=1)
    ]
    names = PartnerNames([Partner(one.name, one.country_id) for one in partners])
    lists = SimpleNamespace(countries=list(countries.values()), partner_names=lambda municipality: names)
    by_key = {partner.pk: partner.name for partner in partners}

    def of(row):
        taken = [note.data for note in suggested(_values(row), lists, partners, 0)[1:]]
        return {
            "countries": {data["code"] for data in taken if "code" in data and "partner" not in data},
            "partners": {by_key[data["partner"]] for data in taken if "partner" in data},
            "totals": {data["total"] for data in taken if "total" in data},
        }

    return {row["number"]: of(row) for row in rows}


def _values(row):
    texts = {
        "name": row["name"],
        "place_text": row["place"],
        "period_text": row["dates"],
        "purpose": row["purpose"],
        "participants": row["participants"],
    }
    return {**texts, "countries": [], "partners": [], "total": None, "total_foreign": None}


def judge(found, expected):
    """(precision, recall, what is wrong) of {number of a row: set}."""
    pairs = {(number, one) for number, several in found.items() for one in several}
    right_pairs = {(number, one) for number, several in expected.items() for one in several}
    both = pairs & right_pairs
    return len(both) / max(1, len(pairs)), len(both) / max(1, len(right_pairs)), sorted(map(str, pairs ^ right_pairs))


@pytest.mark.parametrize("kind", ["countries", "partners"])
def test_countries_and_partners_are_offered_rightly(offered, kind):
    expected = {"countries": right.COUNTRIES, "partners": right.PARTNERS}[kind]
    precision, recall, wrong = judge({number: one[kind] for number, one in offered.items()}, expected)
    assert precision >= PRECISION and recall >= RECALL, wrong


def test_no_total_is_offered_where_none_is_told(offered):
    assert {number: one["totals"] for number, one in offered.items() if one["totals"]} == right.TOTALS


def test_documents_are_offered_rightly(rows):
    """As the buttons under the purpose do: each with its title."""
    found = {row["number"]: signed_documents(row["purpose"], year=2024, quarter=4) for row in rows}
    titles = {number: [one.title for one in several] for number, several in found.items() if several}
    assert titles.keys() == right.DOCUMENTS.keys()
    for number, beginnings in right.DOCUMENTS.items():
        assert [title[: len(start)] for title, start in zip(titles[number], beginnings, strict=True)] == beginnings
