"""The data files in fixtures/: whole, true to their sources, and in our own words."""

import csv
import json
import re
from datetime import date, datetime

import pytest

from reports.prose.places import countries as understood
from tests.shipped import FIXTURES, shipped, shipped_municipalities

PERIODS = ("2024-4", "current")
AGREEMENT_KINDS = {"agreement", "contract", "memorandum", "protocol", "roadmap", "plan", "other"}
COUNTRIES = set(  # ISO 3166-1 alpha-2
    re.findall(
        r"\w\w",
        """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
    BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
    ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
    HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
    LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
    NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
    SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
    UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """,
    )
)
# A full stop, colon or semicolon ends a sentence, but not after an initial, «г.» or «им.».
SENTENCE_END = re.compile(r"(?<=[.:;])(?<!\b\w\.)(?<!\bим\.)\s")
LONGEST_COMMON_RUN = 60


def read_table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def flat(text):
    return " ".join(text.casefold().split())


def strings(value):
    """Every string in a JSON value, but not the keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


@pytest.fixture(scope="module")
def municipalities():
    return shipped_municipalities()


@pytest.fixture(scope="module")
def short_names(municipalities):
    return {row["short_name"] for row in municipalities}


@pytest.fixture(scope="module")
def partners():
    return shipped("partners")


@pytest.fixture(scope="module")
def partnerships():
    return shipped("partnerships")


@pytest.fixture(scope="module")
def q4():
    return read_json(FIXTURES / "demo_2024_q4.json")


@pytest.fixture(scope="module")
def demo():
    return read_json(FIXTURES / "demo.json")


@pytest.fixture(scope="module")
def source(shared):
    return read_json(shared / "source" / "rows.json")


@pytest.fixture(scope="module")
def events(q4, demo):
    """All events of the demo data, of both periods."""
    return q4["events"] + demo["periods"]["current"]["events"]


def our_prose(q4, demo):
    """Every text of the demo data except what is a fact of the source: names, places, dates and headings."""
    facts = ("number", "section", "name", "place", "dates")
    yield from strings([{k: v for k, v in event.items() if k not in facts} for event in q4["events"]])
    yield from strings(demo)


# Municipalities


def test_there_are_27_municipalities_with_unique_names_and_codes(municipalities):
    assert len(municipalities) == 27
    for column in ("oktmo", "short_name", "heading_before", "heading_now"):
        assert len({row[column] for row in municipalities}) == 27, column
    assert [row["short_name"] for row in municipalities if row["is_capital"] == "да"] == ["Смоленск"]


def test_names_and_codes_are_those_of_the_reference_list(municipalities, shared):
    reference = {row["short_name"]: row for row in read_table(shared / "reference" / "municipalities.csv")}
    for row in municipalities:
        ref = reference.pop(row["short_name"])
        for when in ("before", "now"):
            assert row[f"heading_{when}"].lower() == ref[f"name_{when}"].lower()
            assert row[f"heading_{when}"][0].isupper()
            assert row[f"label_{when}"].lower() in row[f"heading_{when}"].lower()
        assert (row["oktmo"], row["oktmo_before"]) == (ref["oktmo_now"], ref["oktmo_before"])
        assert flat(row["admin_centre"]) == flat(ref["admin_centre"])
    assert not reference


def test_only_a_changed_name_has_a_first_day(municipalities):
    for row in municipalities:
        changed = row["heading_before"] != row["heading_now"]
        assert row["now_valid_from"] == ("01.01.2025" if changed else ""), row["short_name"]
    assert sum(row["now_valid_from"] == "" for row in municipalities) == 2


def test_headings_of_the_four_are_as_printed(municipalities, source):
    headings = {row["heading_before"] for row in municipalities}
    assert [s["title"] for s in source["sections"] if s["title"] not in headings] == []


def test_the_lists_for_real_offices_name_nobody():
    """Who signs and whom to call, the office knows; what is invented would be printed and written to."""
    for row in shipped("municipalities"):
        assert [row[name] for name in ("Подписывающий", "Телефон", "Электронная почта")] == ["", "", ""]


def test_phones_and_addresses_of_the_demo_are_never_real(municipalities, demo):
    cards = demo["municipalities"]
    assert set(cards) == {row["short_name"] for row in municipalities}
    for person in [*cards.values(), *demo["users"]]:
        assert re.fullmatch(r"8 \((4812\) 00-0|48\d{3}\) 0-0)\d-\d\d", person["phone"]), person["phone"]
        assert person["email"].endswith(".example")


# Countries


def test_the_countries_are_those_that_places_are_understood_by():
    """One list in two places: the grammar's, and the file that an office may look through before it is loaded."""
    rows = {row["Код"]: (row["Краткое имя"], row["Имя в документах"]) for row in shipped("countries")}
    assert rows == {code: (name, full_name) for code, name, full_name, _ in understood.COUNTRIES}


# Partners


def test_every_line_of_the_partners_reference_is_there(partnerships, shared):
    def even(row, *names):
        return tuple(flat(row[name]) for name in names)

    reference = read_table(shared / "reference" / "partner_cities.csv")
    ours = [
        (
            *even(p, "Муниципальное образование", "Партнёр"),
            iso(p["Подписано"]) + p["Подписано (словами)"],
            p["Сведения на"],
            p["Источник"],
            p["Уверенность"],
        )
        for p in partnerships
    ]
    theirs = [
        (*even(r, "municipality", "partner"), r["signed"], r["as_of"], r["source"], CONFIDENCE[r["confidence"]])
        for r in reference
    ]
    assert sorted(ours) == sorted(theirs)


CONFIDENCE = {"high": "высокая", "medium": "средняя", "low": "низкая"}


def iso(day):
    return "-".join(reversed(day.split(".")))


def test_every_partner_is_of_a_known_country_and_partnership(partners, partnerships):
    key = ("Имя", "Страна", "Область, регион")
    of_partnership = ("Партнёр", "Страна партнёра", "Регион партнёра")
    assert {row["Страна"] for row in partners} <= COUNTRIES
    assert {tuple(row[name] for name in key) for row in partners} == {
        tuple(row[name] for name in of_partnership) for row in partnerships
    }


def test_low_confidence_is_a_joint_event_only(partnerships):
    wrong = [p for p in partnerships if (p["Вид связи"] == "совместные мероприятия") != (p["Уверенность"] == "низкая")]
    assert wrong == []


# The 53 events of Q4 2024


def test_facts_of_the_53_events_are_those_of_the_source(q4, source):
    def facts(report):
        keys = ("number", "section", "name", "place", "dates")
        return [[event[key] for key in keys] for event in report["events"]]

    assert len(q4["events"]) == 53
    assert facts(q4) == facts(source)
    assert [q4[key] for key in ("title", "header", "sections")] == [
        source[key] for key in ("title", "header", "sections")
    ]
    assert all(event["purpose"] and event["participants"] for event in q4["events"])


def test_no_sentence_and_no_cell_of_the_source_is_copied(q4, demo, source):
    cells = [flat(event[key]) for event in source["events"] for key in ("purpose", "participants")]
    sentences = {s for cell in cells for s in SENTENCE_END.split(cell) if len(s) > 25}
    assert len(sentences) > 60
    assert [s for text in our_prose(q4, demo) for s in sentences if s in flat(text)] == []


def test_no_long_run_of_letters_of_the_source_is_copied(q4, demo, source):
    size = LONGEST_COMMON_RUN
    cells = [flat(event[key]) for event in source["events"] for key in ("purpose", "participants")]
    theirs = {cell[i : i + size] for cell in cells for i in range(len(cell) - size + 1)}
    ours = [flat(text) for text in our_prose(q4, demo)]
    assert {t[i : i + size] for t in ours for i in range(len(t) - size + 1)} & theirs == set()


def test_signed_documents_stand_in_the_rows_that_name_them(q4):
    kinds = {e["number"]: [a["kind"] for a in e["agreements"]] for e in q4["events"] if "agreements" in e}
    assert kinds == {2: ["agreement"] * 3, 7: ["agreement"], 12: ["agreement"], 18: ["contract", "roadmap"]}
    for event in q4["events"]:
        for agreement in event.get("agreements", []):
            assert flat(agreement["title"]) in flat(event["purpose"])


def test_events_name_known_partners_and_countries(events, partners):
    names = {row["Имя"] for row in partners}
    for event in events:
        assert set(event.get("partners", [])) <= names, event["number"]
        assert set(event.get("countries", [])) <= COUNTRIES - {"RU"}, event["number"]


def test_agreements_are_complete(events):
    for event in events:
        for agreement in event.get("agreements", []):
            assert agreement["kind"] in AGREEMENT_KINDS
            assert agreement["title"] and "; " in agreement["parties"]
            assert set(agreement["countries"]) <= COUNTRIES - {"RU"}
            assert ("signed_on" in agreement) != ("signed_text" in agreement)
            if "signed_on" in agreement:
                date.fromisoformat(agreement["signed_on"])


def test_our_prose_has_no_break_spaces(q4, demo):
    breaking = re.compile(r"(\bг\.|№|\b[А-ЯЁ]\.[А-ЯЁ]\.) \w")
    assert [text for text in our_prose(q4, demo) if breaking.search(text)] == []


# People and the two periods


def test_users_are_unique_and_have_known_roles_and_municipalities(demo, short_names):
    users = demo["users"]
    assert len({u["username"] for u in users}) == len(users) == len({u["email"] for u in users})
    for user in users:
        assert re.fullmatch(r"[a-z-]+", user["username"])
        assert len(user["full_name"].split()) == 3
        assert user["role"] in {"officer", "coordinator", "lists", "observer"}
        assert bool(user["municipalities"]) == (user["role"] == "officer")
        assert set(user["municipalities"]) <= short_names
    assert {"smolensk", "vyazma", "desnogorsk", "khislavichi", "coordinator", "lists"} <= {u["username"] for u in users}


def test_two_municipalities_have_no_officer(demo, short_names):
    with_officer = {name for user in demo["users"] for name in user["municipalities"]}
    assert short_names - with_officer == {"Сычевский", "Угранский"}


# Where each move leads (docs/design/workflow.md, «The table of moves»): move → (states before, state after, role).
MOVES = {
    "submit": ({"draft", "returned"}, "submitted", "officer"),
    "declare_nil": ({"draft", "returned"}, "submitted", "officer"),
    "return_for_changes": ({"submitted"}, "returned", "coordinator"),
    "approve": ({"submitted"}, "approved", "coordinator"),
}


@pytest.mark.parametrize("key", PERIODS)
def test_moves_lead_to_the_stated_state_and_their_people_may_make_them(demo, key):
    users = {user["username"]: user for user in demo["users"]}
    submissions = demo["periods"][key]["submissions"]
    assert len({s["municipality"] for s in submissions}) == len(submissions)
    for submission in submissions:
        state = "draft"
        moments = [moment(move["at"]) for move in submission["moves"]]
        assert moments == sorted(moments), submission["municipality"]
        for move in submission["moves"]:
            before, after, role = MOVES[move["move"]]
            assert state in before, submission["municipality"]
            assert users[move["by"]]["role"] == role
            assert role == "coordinator" or submission["municipality"] in users[move["by"]]["municipalities"]
            assert bool(move["note"]) == (move["move"] == "return_for_changes")
            state = after
        assert state == submission["state"], submission["municipality"]
        assert submission["nil"] == any(move["move"] == "declare_nil" for move in submission["moves"])
        assert bool(submission["extended_to"]) == bool(submission["extension_reason"])


def test_q4_has_every_state_to_show(demo):
    submissions = demo["periods"]["2024-4"]["submissions"]
    counts = {
        (state, nil): sum((s["state"], s["nil"]) == (state, nil) for s in submissions)
        for state in ("submitted", "returned", "approved")
        for nil in (False, True)
    }
    assert counts == {
        ("submitted", False): 2,
        ("submitted", True): 3,
        ("returned", False): 1,
        ("returned", True): 0,
        ("approved", False): 1,
        ("approved", True): 15,
    }


@pytest.mark.parametrize("key", PERIODS)
def test_events_and_nil_reports_do_not_meet(q4, demo, municipalities, key):
    period = demo["periods"][key]
    by_heading = {row["heading_before"]: row["short_name"] for row in municipalities}
    listed = q4["events"] if period["events_file"] else period["events"]
    with_events = {e.get("municipality") or by_heading[e["section"]] for e in listed}
    assert with_events == {s["municipality"] for s in period["submissions"] if not s["nil"]}, (
        "every listed report that is not nil has events, and no other has"
    )


@pytest.mark.parametrize("key", PERIODS)
def test_remarks_and_edits_point_at_what_is_there(q4, demo, municipalities, key):
    period = demo["periods"][key]
    by_heading = {row["heading_before"]: row["short_name"] for row in municipalities}
    listed = q4["events"] if period["events_file"] else period["events"]
    owners = {e["number"]: e.get("municipality") or by_heading[e["section"]] for e in listed}
    users = {user["username"] for user in demo["users"]}
    reports = {s["municipality"] for s in period["submissions"]}
    for remark in period["remarks"]:
        number = remark["event_number"]
        assert remark["municipality"] in reports
        assert owners[number] == remark["municipality"] if number else not remark["field"]
        assert remark["field"] in {"", "name", "place", "period", "purpose", "participants"}
        assert remark["state"] in {"open", "answered", "accepted"}
        assert remark["text"] and moment(remark["at"])
        assert bool(remark["answer"]) == bool(remark["answered_at"]) == (remark["state"] != "open")
        assert bool(remark["accepted_at"]) == (remark["state"] == "accepted")
    for edit in period["edits"]:
        event = next(e for e in listed if e["number"] == edit["event_number"])
        assert owners[edit["event_number"]] == edit["municipality"]
        assert edit["by"] in users and moment(edit["at"])
        assert edit["before"] and all(event[key] != text for key, text in edit["before"].items())


def test_current_events_can_be_dated_and_show_the_findings(demo):
    current = demo["periods"]["current"]["events"]
    assert [event["number"] for event in current] == list(range(1, len(current) + 1))
    assert {frozenset(event) for event in current} == {frozenset(current[0])}, "always all keys"
    for event in current:
        event["dates"].format(month_nom="октябрь", month_gen="октября", year=2025)
        assert event["month"] in {-1, 0, 1, 2, 3}
        assert bool(event["window_reason"]) == (event["month"] < 0)
        assert event["total"] is None or event["foreign"] <= event["total"]
    assert sum(event["month"] < 0 for event in current) == 1
    assert sum(not event["participants"] for event in current) == 1
    assert sum("{year}" not in event["dates"] for event in current) == 1
    assert sum(bool(event["leave_out_reason"]) for event in current) == 1


def moment(text):
    """A moment of demo.json as a sortable pair: (days or date, time); ValueError where it is neither."""
    day, time = text.split(" ")
    datetime.strptime(time, "%H:%M")  # noqa: DTZ007 (only its form is asked)
    return (int(day) if day.startswith("-") else date.fromisoformat(day)), time
