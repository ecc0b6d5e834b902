"""The door: what each field takes, what it makes of it, and the words of every refusal."""

import pytest
from logs import VISIT

from mdime_events.log import door
from mdime_events.vocabulary import KINDS


def entered(field, value, type="logged"):
    """What a field becomes."""
    return door.payload(type, {**ROWS[type], field: value})[field]


def refused(field, value, type="logged"):
    """Why a field may not enter: all sentences."""
    with pytest.raises(door.Rejected) as rejection:
        door.payload(type, {**ROWS[type], field: value})
    return rejection.value.faults


ROWS = {
    "logged": VISIT,
    "reviewed": {"from": "2012", "to": "2023-12", "instruments": ["D1"], "scope": "Open sources"},
    "assessed": {"instrument": "M1", "level": "medium", "on": "2023-12", "sources": ["fmso-2023"]},
    "profiled": {"country": "IRN", "field": "population", "value": 89, "unit": "million", "as_of": "2022"},
    "sourced": {"key": "fmso-2023", "title": "Instruments of Influence", "publisher": "FMSO", "reliability": "B"},
    "retracted": {"why": "duplicate"},
}


@pytest.mark.parametrize("type", ROWS)
def test_a_payload_as_the_contract_shows_it_enters_as_it_is(type):
    payload = door.payload(type, ROWS[type])
    assert payload == {**ROWS[type], **({"sources": [{"source": "fmso-2023"}]} if type == "assessed" else {})}


def test_an_event_with_every_field_enters_as_it_is():
    event = {
        "date": "2016-11",
        "kind": "agreement",
        "title": "Defence ministers sign an accord in Tehran",
        "instruments": ["M3"],
        "status": "occurred",
        "effect": "raises",
        "substance": "binding",
        "dependence": "none",
        "level": "minister",
        "channel": "official",
        "direction": "to-recipient",
        "parties": ["RUS"],
        "actors": ["Hossein Dehghan", "Chang Wanquan"],
        "place": {"name": "Tehran", "country": "IRN", "latitude": 35.7, "longitude": 51.4},
        "magnitude": [{"value": 1, "unit": "agreements", "basis": "official"}],
        "summary": "What it says.",
        "sources": [
            {"source": "fmso-2023", "locator": "M3, note 54", "credibility": 2, "url": "https://example.org/a", "published": "2016"}
        ],
        "confidence": "high",
        "occasion": "drill-2016",
        "part_of": "visit-1",
        "fulfils": ["pledge-1"],
        "ends": ["accord-1"],
        "promises": "exercise",
        "due": "2018",
        "recurs": "P1Y",
        "review": "reviewed",
        "marking": "TLP:CLEAR",
        "tags": ["military"],
    }
    assert door.payload("logged", dict(reversed(event.items()))) == event
    assert list(door.payload("logged", dict(reversed(event.items())))) == list(event)
    assert set(event) == set(door.LOGGED)


@pytest.mark.parametrize(
    ("field", "written", "stored"),
    [
        ("date", " 2023-02-14 ", "2023-02-14"),
        ("date", 2014, "2014"),
        ("kind", "Visit", "visit"),
        ("kind", "ARMS-DEAL", "arms-deal"),
        ("title", "  Two\n lines\t folded ", "Two lines folded"),
        ("title", "U\u0308bung", "Übung"),
        ("instruments", "d1", ["D1"]),
        ("instruments", "D1; m3 ;D1;", ["D1", "M3"]),
        ("instruments", ["D1", "d1"], ["D1"]),
        ("parties", "Russia; Syria", ["RUS", "SYR"]),
        ("parties", ["RU", "Russian Federation", "pakistan"], ["RUS", "PAK"]),
        ("actors", "A; B", ["A", "B"]),
        ("actors", ["A; B"], ["A; B"]),
        ("place", "Tehran|Iran", {"name": "Tehran", "country": "IRN"}),
        ("place", "||35.7|51.4", {"latitude": 35.7, "longitude": 51.4}),
        ("magnitude", "4|days|official", [{"value": 4, "unit": "days", "basis": "official"}]),
        ("magnitude", "1,600,000,000|USD; 2.5|percent", [{"value": 1_600_000_000, "unit": "USD"}, {"value": 2.5, "unit": "percent"}]),
        ("magnitude", {"value": "-3e2", "unit": "t"}, [{"value": -300.0, "unit": "t"}]),
        ("magnitude", {"value": 2**63 - 1, "unit": "t"}, [{"value": 2**63 - 1, "unit": "t"}]),
        ("sources", "fmso-2023", [{"source": "fmso-2023"}]),
        ("sources", "fmso-2023|M3, note 54|2", [{"source": "fmso-2023", "locator": "M3, note 54", "credibility": 2}]),
        ("sources", "fmso-2023||2", [{"source": "fmso-2023", "credibility": 2}]),
        ("sources", "a|1; b|2", [{"source": "a", "locator": "1"}, {"source": "b", "locator": "2"}]),
        ("sources", {"source": "a", "locator": 54}, [{"source": "a", "locator": "54"}]),
        ("sources", "https://example.org/a?b=c", [{"source": "example.org", "url": "https://example.org/a?b=c"}]),
        ("recurs", "P6M", "P6M"),
        ("due", 2027, "2027"),
    ],
)
def test_a_field_is_put_into_the_log_s_own_form(field, written, stored):
    assert entered(field, written) == stored


@pytest.mark.parametrize("empty", [None, "", "  ", [], ()])
def test_an_empty_field_is_left_out(empty):
    assert "summary" not in door.payload("logged", {**VISIT, "summary": empty})


def test_an_empty_place_is_left_out():
    assert "place" not in door.payload("logged", {**VISIT, "place": {}})


@pytest.mark.parametrize("field", ["date", "kind", "title", "instruments"])
@pytest.mark.parametrize("empty", [None, "", " ", []])
def test_an_event_cannot_do_without_its_four_fields(field, empty):
    assert f"{field} is missing" in refused(field, empty)


@pytest.mark.parametrize("empty", [[""], ";", " ; ", ["", " "]])
def test_a_list_of_nothing_is_missing_where_it_is_needed(empty):
    assert "instruments is missing" in refused("instruments", empty)


@pytest.mark.parametrize(
    ("field", "written", "words"),
    [
        ("date", "2016-13", 'date "2016-13" has no 13th month; write EDTF such as 2016-11 or 2016'),
        ("date", 20161114, 'date "20161114" is not understood'),
        ("date", 2016.5, "date: 2016.5 is not text; write it in quotes"),
        ("date", True, "date: True is not text; write it in quotes"),
        ("kind", "excercise", 'unknown kind "excercise"; did you mean "exercise"?'),
        ("kind", "zzz", 'unknown kind "zzz"'),
        ("title", 7, "title: 7 is not text; write it in quotes"),
        ("title", ["x"], "title: ['x'] is not text; write it in quotes"),
        ("title", "x" * 20_001, "title: has 20001 characters; write at most 20000"),
        ("title", "\u0344" * 20_000, "title: has 40000 characters; write at most 20000"),
        ("tags", ";".join(map(str, range(501))), "tags: has 501 items; write at most 500"),
        ("instruments", ["Z9"], 'instruments: unknown instrument "Z9"; choose one of D1, D2, D3'),
        ("instruments", {"D1": 1}, "instruments: {'D1': 1} is not text; write it in quotes"),
        ("status", "occured", 'unknown status "occured"; did you mean "occurred"?'),
        ("effect", "rises", 'unknown effect "rises"; did you mean "raises"?'),
        ("substance", "bnding", 'unknown substance "bnding"; did you mean "binding"?'),
        ("dependence", "total", 'unknown dependence "total"; choose one of none, partial, sole'),
        ("level", "ministr", 'unknown level "ministr"; did you mean "minister"?'),
        ("channel", "secret", 'unknown channel "secret"; choose one of official, unofficial'),
        ("direction", "both", 'unknown direction "both"; choose one of to-recipient, to-benefactor, elsewhere'),
        ("confidence", "sure", 'unknown confidence "sure"; choose one of high, moderate, low'),
        ("promises", "excercise", 'unknown promises "excercise"; did you mean "exercise"?'),
        ("review", "no", 'unknown review "no"; choose one of reviewed, unreviewed'),
        ("parties", ["Irann"], 'parties: unknown country "Irann"; did you mean "Iran'),
        ("place", "Tehran|Atlantis", 'place: unknown country "Atlantis"'),
        ("place", {"latitude": 91}, "place: latitude: 91 is not between -90 and 90"),
        ("place", {"longitude": "-180.5"}, "place: longitude: -180.5 is not between -180 and 180"),
        ("place", {"town": "Tehran"}, 'place: unknown field "town"'),
        ("place", 5, "place: 5 should be an object with name, country, latitude, longitude"),
        ("magnitude", "many|ships", 'magnitude: value: "many" is not a number'),
        ("magnitude", "4", "magnitude: unit is missing"),
        ("magnitude", {"unit": "ships"}, "magnitude: value is missing"),
        ("magnitude", {"value": True, "unit": "ships"}, "magnitude: value: True is not a number"),
        ("magnitude", "4|ships|oficial", 'magnitude: unknown basis "oficial"; did you mean "official"?'),
        ("sources", "fmso-2023|p. 1|7", "sources: credibility: 7 is not between 1 and 6"),
        ("sources", {"source": "a", "credibility": 2.5}, "sources: credibility 2.5 is not a whole number from 1"),
        ("sources", {"locator": "p. 1"}, "sources: source is missing"),
        ("sources", {"source": "a", "page": 1}, 'sources: unknown field "page"'),
        ("sources", {"source": "a", "published": "2014/.."}, 'sources: published: date "2014/.." is not understood'),
        ("sources", "two words", 'sources: source: "two words" must be a short name of letters, digits and - . / _'),
        ("sources", {"source": "a", "url": "ftp://example.org"}, 'sources: url: "ftp://example.org" is no link'),
        ("occasion", "a b", 'occasion: "a b" must be a short name'),
        ("part_of", "../x", 'part_of: "../x" must be a short name'),
        ("due", "soon", 'due: date "soon" is not understood'),
        ("recurs", "yearly", 'recurs: "yearly" is not a duration of a day or more'),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_write(field, written, words):
    faults = refused(field, written)
    assert len(faults) == 1
    assert faults[0].startswith(words)


def test_all_faults_are_told_at_once():
    row = {"date": "2016-13", "kind": "excercise", "instruments": ["Z9"], "place": {"latitude": 99, "longitude": 999}, "colour": "red"}
    with pytest.raises(door.Rejected) as rejection:
        door.payload("logged", row)
    begins = ["unknown field", "date", "unknown kind", "title is missing", "instruments:", "place: latitude", "place: longitude"]
    assert [fault.startswith(begin) for fault, begin in zip(rejection.value.faults, begins, strict=True)] == [True] * 7


@pytest.mark.parametrize(
    ("field", "meant"),
    [("titel", "title"), ("instrument", "instruments"), ("Source", "sources"), ("partof", "part_of"), ("actor", "actors")],
)
def test_an_unknown_field_is_answered_with_the_nearest(field, meant):
    assert refused(field, "x") == [f'unknown field "{field}"; did you mean "{meant}"?']


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_enters(kind):
    assert entered("kind", kind.upper()) == kind


@pytest.mark.parametrize(
    "sign",
    ["\x00", "\x07", "\x08", "\x0b", "\x1b", "\x7f", "\x85", "\x9b", "\u202a", "\u202e", "\u2066", "\u2069", "\ud800", "\udfff"],
)
@pytest.mark.parametrize("field", ["title", "kind", "summary", "actors", "date", "sources"])
def test_control_characters_and_overrides_are_refused_everywhere(field, sign):
    faults = refused(field, f"a{sign}b")
    assert any(f"U+{ord(sign):04X}" in fault for fault in faults)
    assert not any(sign in fault for fault in faults)


@pytest.mark.parametrize("text", ["نیروی دریایی", "中国海军", "Ünï — “quotes” …", "👍🏽", "a\u200db", "\u200fעברית"])
def test_text_of_any_script_enters(text):
    assert entered("title", text) == text


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "http:example.org",
        "http://",
        "https:///path",
        "https://[::1",
        "https://example.org/a b",
        "//example.org/x",
    ],
)
def test_a_link_that_is_not_http_is_refused(link):
    assert refused("url", link, "sourced")
    assert refused("sources", {"source": "fmso-2023", "url": link})
    assert refused("sources", [link])


@pytest.mark.parametrize("link", ["http://example.org", "https://example.org:8443/a?b=c&d=e#f", "https://example.org/%E2%80%AE"])
def test_a_link_enters_as_it_is(link):
    assert entered("url", link, "sourced") == link


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), "nan", "inf", "-Infinity", "1e999"])
def test_what_is_not_finite_is_no_number(number):
    assert "is not a finite number" in refused("magnitude", {"value": number, "unit": "x"})[0]


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**300, "9223372036854775808", "-9999999999999999999"])
def test_numbers_beyond_64_bits_are_refused(number):
    assert "is not a finite number of 64 bits" in refused("magnitude", {"value": number, "unit": "x"})[0]


def test_a_number_beyond_all_floats_is_refused():
    assert "is not a finite number of 64 bits" in refused("magnitude", {"value": 10**400, "unit": "x"})[0]


@pytest.mark.parametrize("number", ["18446744073709551617", "123456789012345678901234567890"])
def test_whole_numbers_beyond_64_bits_are_refused_as_text_too(number):
    assert "is not a finite number of 64 bits" in refused("magnitude", {"value": number, "unit": "x"})[0]


@pytest.mark.parametrize("number", ["1,5", "12,75", "1,2,3", ",5"])
def test_a_comma_that_parts_no_thousands_is_no_number(number):
    assert "is not a number" in refused("magnitude", {"value": number, "unit": "percent"})[0]


@pytest.mark.parametrize(
    ("field", "text"),
    [("magnitude", "4|days|official|more"), ("place", "Tehran|IRN|35|51|more"), ("sources", "a|b|2|https://x.org|2014|more")],
)
def test_a_shorthand_with_more_parts_than_fields_is_refused(field, text):
    assert refused(field, text)


@pytest.mark.parametrize("duration", ["P99999999999D", "P6M/2020-01-01", "2007-03-01/2008-05-11"])
def test_a_strange_duration_is_refused(duration):
    assert refused("recurs", duration)


@pytest.mark.parametrize("depth", [17, 100, 900])
def test_deep_nesting_is_refused(depth):
    value = "x"
    for _ in range(depth):
        value = [value]
    for field in ("title", "place", "actors", "sources", "instruments"):
        assert refused(field, value)


def test_a_link_for_a_source_s_key_is_cited_under_its_host():
    cited = entered("sources", {"source": "https://news.example.org/1", "locator": "par. 3", "credibility": "3"})
    assert cited == [{"source": "news.example.org", "locator": "par. 3", "credibility": 3, "url": "https://news.example.org/1"}]


@pytest.mark.parametrize(
    ("type", "field", "written", "words"),
    [
        ("reviewed", "from", "/..", 'from: date "/.." is not understood'),
        ("reviewed", "to", "", "to is missing"),
        ("reviewed", "scope", "", "scope is missing"),
        ("assessed", "instrument", "M9", 'instrument: unknown rated "M9"'),
        ("assessed", "level", "medum", 'unknown rating level "medum"; did you mean "medium"?'),
        ("assessed", "trend", "up", 'unknown trend "up"; choose one of increasing, steady, decreasing, unknown'),
        ("assessed", "sources", [], "sources is missing"),
        ("profiled", "field", "military spending", 'field: "military spending" must be a short name'),
        ("profiled", "value", "", "value is missing"),
        ("profiled", "value", float("nan"), "value: nan is not a finite number"),
        ("sourced", "key", "two words", 'key: "two words" must be a short name'),
        ("sourced", "reliability", "G", 'unknown reliability "G"; choose one of A, B, C, D, E, F'),
        ("sourced", "url", "javascript:x", 'url: "javascript:x" is no link; write one that begins with http:// or https://'),
        ("retracted", "why", " ", "why is missing"),
    ],
)
def test_the_other_records_are_checked_as_well(type, field, written, words):
    faults = refused(field, written, type)
    assert len(faults) == 1
    assert faults[0].startswith(words)


@pytest.mark.parametrize(("written", "stored"), [(6.842e9, 6.842e9), (89, 89), ("Shia Islam", "Shia Islam")])
def test_a_fact_is_a_number_or_text(written, stored):
    assert entered("value", written, "profiled") == stored


def test_an_amendment_replaces_fields_and_removes_them():
    changed = door.amendment({"date": "2016-11-14", "instruments": "D1; M3", "place": None}, "day given by the ministry's notice")
    assert changed == {
        "set": {"date": "2016-11-14", "instruments": ["D1", "M3"], "place": None},
        "why": "day given by the ministry's notice",
    }


@pytest.mark.parametrize(
    ("changes", "why", "fault"),
    [
        ({}, "x", "nothing to change was given"),
        ({"title": None}, "x", "title cannot be removed; give it another value"),
        ({"plaec": None}, "x", 'unknown field "plaec"; did you mean "place"?'),
        ({"plaec": "x"}, "x", 'unknown field "plaec"; did you mean "place"?'),
        ({"date": "2016-13"}, "x", 'date "2016-13" has no 13th month; write EDTF such as 2016-11 or 2016'),
    ],
)
def test_an_amendment_that_cannot_be_is_refused(changes, why, fault):
    with pytest.raises(door.Rejected) as rejection:
        door.amendment(changes, why)
    assert rejection.value.faults == [fault]


@pytest.mark.parametrize("why", ["", " ", "\x1b"])
def test_an_amendment_says_why(why):
    with pytest.raises(ValueError):
        door.amendment({"date": "2016-11-14"}, why)
