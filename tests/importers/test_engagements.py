"""The judgement of China Vitae's engagements, row by row, and what a damaged file is told. The rows are made up."""

import json
from collections import Counter

import pytest

from mdime_events.importers.engagements import IMPORTER
from mdime_events.importers.engagements_file import FOREIGN_MINISTERS, HEADER, KNOWN, LEADERS
from mdime_events.importers.engagements_offices import office
from mdime_events.importers.engagements_states import code, named
from mdime_events.importers.shape import Proposal, Refusal
from mdime_events.model import Problem
from mdime_events.replay import dossier, sources

COLUMNS = ",".join(HEADER)
BEIJING = "was in Beijing Municipality"
FILL = "at the United Nations"  # what rows that only fill a file come to
SOMEBODY = "Ann Other (President of Nauru)"


def row(day, country, *met, leader="Xi Jinping", where=BEIJING, who=None, others=""):
    """A row in the set's own form; `day` is 2016-02-01."""
    year, month, number = day.split("-")
    meeting = f" and met with the following: {' '.join(met)}" if met else " "
    text = f"{who or leader} {where}{meeting}{f' Others Attending: {others}' if others else ''}"
    return f'{month}/{number}/{year[2:]},{year},{country},{leader},"{text}"'


def headline(text, country="Iran", leader="Xi Jinping", day="02/01/16"):
    return f'{day},20{day[-2:]},{country},{leader},"{text}"'


def vitae(*rows, header=COLUMNS, without=(), end="\n"):
    """A file in which every leader has a row, those of the test among them, each leader's from the last day to the first."""
    filled = [row("2003-01-01", "United States", leader=each, where="travelled to USA, New York") for each in KNOWN if each not in without]
    ordered = sorted([*rows, *filled], key=lambda each: [number for number, name in enumerate(KNOWN) if f",{name}," in each])
    return "\n".join((header, *ordered)) + end


@pytest.fixture
def found(judged):
    """What becomes of the test's rows: events and refusals, without those of the rows that fill the file."""

    def read(*rows):
        every = judged("engagements", {"vitae.csv": vitae(*rows)})
        return [each for each in every if not (isinstance(each, Refusal) and each.reason == FILL)]

    return read


@pytest.fixture
def event(found):
    """The one event of a row."""

    def read(*row_of):
        (only,) = found(*row_of)
        assert isinstance(only, Proposal), only
        return only

    return read


@pytest.fixture
def reason(found):
    def read(*row_of):
        (only,) = found(*row_of)
        assert isinstance(only, Refusal), only
        return only.reason

    return read


@pytest.fixture
def told(unreadable):
    return lambda *rows, **about: unreadable("engagements", {"vitae.csv": vitae(*rows, **about)})


def test_a_leader_who_comes_to_china_is_a_visit_to_the_benefactor(event):
    came = event(row("2016-02-01", "Iran", "Ali Rezai (President of Iran)"))
    fields = came.fields
    assert (came.dyad, came.key) == ("CHN-IRN", "IRN in CHN 2016-02-01")
    assert (fields["date"], fields["kind"], fields["direction"], fields["level"]) == (
        "2016-02-01",
        "visit",
        "to-benefactor",
        "head-of-state",
    )
    assert (fields["instruments"], fields["substance"]) == (["D1"], None)
    assert fields["title"] == "Ali Rezai of Iran in China: met Xi Jinping"
    assert fields["place"] == {"name": "Beijing", "country": "CHN"}


def test_a_chinese_leader_in_the_country_is_a_visit_whomever_he_met(event):
    went = event(row("2016-02-01", "Iran", where="travelled to Iran, Tehran", leader="Wang Yi")).fields
    assert (went["kind"], went["direction"], went["level"]) == ("visit", "to-recipient", "minister")
    assert (went["title"], went["summary"]) == ("Wang Yi in Iran", "2016-02-01, Tehran: Wang Yi")
    assert event(row("2016-02-01", "Iran", where="travelled to Iran, Tehran")).fields["level"] == "head-of-state"


def test_a_leader_met_in_a_third_country_is_a_meeting_elsewhere(event):
    met = event(row("2016-02-01", "Iran", "Ali Rezai (Iranian President)", where="travelled to Russia, Ufa"))
    assert (met.key, met.fields["kind"], met.fields["direction"]) == ("IRN in RUS 2016-02-01", "meeting", "elsewhere")
    assert met.fields["title"] == "Xi Jinping met Ali Rezai of Iran in Russia"


def test_a_place_that_is_not_told_is_none(event):
    met = event(row("2016-02-01", "Iran", "Ali Rezai (President of Iran)", where="travelled to"))
    assert (met.key, met.fields["place"], met.fields["kind"]) == ("IRN in a place not told 2016-02-01", None, "meeting")


def test_leaders_who_receive_one_guest_on_days_that_follow_are_one_occasion(found):
    guest = "Ali Rezai (President of Iran)"
    rows = [
        row("2016-02-01", "Iran", guest),
        row("2016-02-02", "Iran", guest, leader="Li Keqiang"),
        row("2016-02-01", "Iran", guest, leader="Wang Yi", who="Xi Jinping", others="Ma Kai, Wang Yi"),
    ]
    visit, *others = found(*rows)
    assert visit.fields["date"] == "[2016-02-01..2016-02-02]"
    assert visit.fields["actors"] == ["Xi Jinping", "Wang Yi", "Li Keqiang", "Ali Rezai"]
    assert visit.fields["summary"] == (
        "2016-02-01, Beijing: Xi Jinping, Wang Yi met Ali Rezai (President of Iran). "
        "2016-02-02, Beijing: Li Keqiang met Ali Rezai (President of Iran)"
    )
    assert [each.reason for each in others] == ["one occasion with an earlier row"] * 2


def test_two_days_apart_another_place_or_another_state_is_another_occasion(found):
    guest = "Ali Rezai (President of Iran) Yussuf Said (Omani Foreign Minister)"
    rows = [
        row("2016-02-04", "Iran", guest),
        row("2016-02-02", "Iran", guest),
        row("2016-02-02", "Oman", guest),
        row("2016-02-02", "Iran", guest, where="travelled to Russia, Ufa"),
    ]
    assert sorted(each.key for each in found(*rows)) == [
        "IRN in CHN 2016-02-02",
        "IRN in CHN 2016-02-04",
        "IRN in RUS 2016-02-02",
        "OMN in CHN 2016-02-02",
    ]


def test_a_minister_or_a_chief_of_defence_is_practical_and_beside_his_president_is_not(event):
    minister, president = "Reza Karimi (Iranian Defense Minister)", "Ali Rezai (President of Iran)"
    assert event(row("2016-02-01", "Iran", minister)).fields["substance"] == "practical"
    assert event(row("2016-02-01", "Iran", minister, president)).fields["substance"] is None
    chief = event(row("2016-02-01", "Pakistan", "Omar Khan (Pakistan Chief of Army Staff)")).fields
    assert (chief["substance"], chief["level"]) == ("practical", "chief-of-defence")
    commander = event(row("2016-02-01", "Iran", "Reza Karimi (Commander-in-Chief of the Iranian Land Forces)")).fields
    assert (commander["substance"], commander["level"]) == (None, "general-officer")


@pytest.mark.parametrize(
    ("title", "rank", "defence"),
    [
        ("Prime Minister of Italy", "head-of-state", False),
        ("Acting President of Kyrgyzstan", "head-of-state", False),
        ("Sultan of Brunei", "head-of-state", False),
        ("General Secretary of the Communist Party of Vietnam Central Committee", "head-of-state", False),
        ("President of the Council of State and President of the Council of Ministers of Cuba", "head-of-state", False),
        ("Vice-President of Iran", "minister", False),
        ("Crown Prince of Saudi Arabia", "minister", False),
        ("Deputy Prime Minister and Minister of Finance of Russia", "minister", False),
        ("Minister of Foreign Affairs, Cooperation and Community of Cape Verde", "minister", False),
        ("Indian External Affairs Minister", "minister", False),
        ("U.S. Secretary of State", "minister", False),
        ("Secretary of the Russian Security Council", "minister", False),
        ("Deputy Prime Minister and Defense Minister of Kuwait", "minister", True),
        ("U.S. Secretary of Defense", "minister", True),
        ("Chairman of the U.S. Joint Chiefs of Staff", "chief-of-defence", True),
        ("Chief of General Staff of the Russian Armed Forces", "chief-of-defence", True),
        ("U.S. Under Secretary of Defense", "general-officer", False),
    ],
)
def test_offices_that_count(title, rank, defence):
    held = office(title)
    assert (held.rank, held.defence) == (rank, defence)


@pytest.mark.parametrize(
    "title",
    [
        "Former President of France",
        "President-elect of Bolivia",
        "Wife of Xi Jinping",
        "Special Envoy of the U.S. President",
        "Pakistani Ambassador to China",
        "Deputy Foreign Minister of Iran",
        "U.S. Deputy Secretary of State",
        "Cambodian Secretary of State of the Ministry of Foreign Affairs",
        "President of the French National Assembly",
        "Speaker of the House of Representatives of Japan",
        "U.S. Treasury Secretary",
        "Japanese Economy, Trade and Industry Minister",
        "Premier of New South Wales",
        "Governor of California",
        "President and CEO of the U.S. Chamber of Commerce",
        "President of the European Commission",
        "CEO of Citigroup",
        "Leader of the Democratic Party of Japan",
    ],
)
def test_offices_that_do_not_count(title):
    assert office(title) is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("President of the Republic of the Congo", ["COG"]),
        ("Prime Minister of the Democratic Republic of Congo", ["COD"]),
        ("Democratic Republic of the Congo, Brazzaville", ["COG"]),
        ("Foreign Minister of Equatorial Guinea", ["GNQ"]),
        ("President of Guinea Bissau", ["GNB"]),
        ("Papua New Guinea Governor-General", ["PNG"]),
        ("South Sudanese Foreign Minister", ["SSD"]),
        ("Minister of State of Nigeria", ["NGA"]),
        ("President of Serbia- Montenegro", ["SRB"]),
        ("President of the Republic of Montenegro", ["MNE"]),
        ("Premier of the Democratic People's Republic of Korea (DPRK)", ["PRK", "PRK"]),
        ("Chairman of the Workers' Party of Korea", ["PRK"]),
        ("President of the Republic of Korea (ROK)", ["KOR", "KOR"]),
        ("Czechoslovakia, Prague", ["CZE", "CZE"]),
        ("U.S. Senator", ["USA"]),
        ("New South Wales Premier", []),
        ("Secretary General of the Gulf Cooperation Council", []),
    ],
)
def test_states_are_told_apart(text, codes):
    assert named(text) == codes


def test_historical_and_other_names_are_read_as_states_of_today():
    names = ("England", "Wales", "East Timor", "Macedonia", "Cape Verde", "Antigua", "Yugoslavia", "Freedonia")
    assert [code(each) for each in names] == ["GBR", "GBR", "TLS", "MKD", "CPV", "ATG", "SRB", None]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Xi, Rezai discuss ties over phone (Beijing Municipality)", "a talk over the telephone"),
        ("Xi extends condolences to Iran (Beijing Municipality)", "a message"),
        ("Xi: China and Iran are friends (Beijing Municipality)", "no meeting in the set's own form, but a headline"),
    ],
)
def test_what_is_told_in_free_words_is_refused(text, why, reason):
    assert reason(headline(text)) == why


def test_what_does_not_bear_on_defence_is_refused(reason):
    nobody = "nobody leads the state, or is a minister or officer of those that count"
    assert reason(row("2016-02-01", "Iran", "Reza Karimi (Iranian Minister of Agriculture)")) == nobody
    assert reason(row("2016-02-01", "Iran", "Reza Karimi (Former President of Iran)")) == nobody


def test_a_state_that_no_place_and_no_title_confirms_is_refused(reason):
    neither = "neither the place nor anybody who was met is of the country"
    assert reason(row("2016-02-01", "Spain", SOMEBODY, where="travelled to Trinidad and Tobago, Port of Spain")) == neither
    assert reason(row("2016-02-01", "Israel", "Israel Gold (Journalist)")) == neither


def test_new_york_is_the_united_nations_unless_somebody_of_the_united_states_is_met(event, judged):
    there = "travelled to USA, New York, New York"
    every = judged("engagements", {"vitae.csv": vitae(row("2016-02-01", "United States", SOMEBODY, where=there))})
    assert {each.reason for each in every} == {"at the United Nations"}
    assert event(row("2016-02-01", "United States", "Joe Doe (U.S. President)", where=there)).fields["direction"] == "to-recipient"


def test_what_nobody_has_judged_yet_is_a_problem_with_its_line(found):
    for wrong, message in (
        (row("2016-02-01", "Freedonia", SOMEBODY), 'unknown country "Freedonia"'),
        (row("2016-02-01", "Iran", SOMEBODY, where="travelled to Freedonia, Ruritania"), 'unknown place "Freedonia, Ruritania"'),
    ):
        (problem,) = [each for each in found(wrong) if isinstance(each, Problem)]
        assert message in str(problem)
        assert problem.where.line == 2 + KNOWN.index("Xi Jinping")


def test_a_damaged_file_is_told_with_its_line(told):
    late, early = row("2016-02-02", "Iran", SOMEBODY, leader="Hu Jintao"), row("2016-02-01", "Iran", SOMEBODY, leader="Hu Jintao")
    assert "vitae.csv:3: is of 2016-02-02 and stands below 2016-02-01" in told(early, late)
    assert "has no row of Wang Yi, Yang Jiechi: the download was cut off" in told(without=("Wang Yi", "Yang Jiechi"))
    assert 'vitae.csv:8: unknown leader "Zhao Ziyang"' in told(without=("Yang Jiechi",), end="\n01/01/03,2003,Iran,Zhao Ziyang,text\n")
    assert 'date "2016-02-01" is not understood' in told(late.replace("02/02/16", "2016-02-01"))
    assert 'date "02/02/16" is not of the year "2015" beside it' in told(late.replace(",2016,", ",2015,"))
    assert 'column 3 of the header is "state" where "country" is expected' in told(header="date,year,state,leader,text")
    assert "ends in the middle of a line" in told(end="")


def test_the_edition_is_its_last_day_and_says_what_it_covers(tmp_path):
    path = tmp_path / "vitae.csv"
    path.write_text(vitae(row("2016-02-01", "Iran", SOMEBODY)), encoding="utf-8")
    table = IMPORTER.read([path])
    covers = table.covers
    assert (table.edition, covers.begins, covers.ends) == ("2016-02-01", "2003-01-01", "2016-02-01")
    assert (covers.instruments, covers.benefactors, covers.partly) == (("D1",), ("CHN",), True)
    assert set(LEADERS) | set(FOREIGN_MINISTERS) == set(KNOWN)


def test_an_import_reviews_what_it_shows_and_twice_is_nothing_new(workspace, mdime):
    path = workspace.root / "vitae.csv"
    path.write_text(vitae(row("2016-02-01", "Iran", "Ali Rezai (President of Iran)")), encoding="utf-8")
    assert json.loads(mdime("import", "engagements", path, "--json").stdout)["events"]["new"] == 1
    held = dossier(workspace.log, "CHN-IRN", sources(workspace.log))
    assert [each.data.instruments for each in held.reviews] == [("D1",)]
    assert held.events[0].coding.sources[0].locator == "IRN in CHN 2016-02-01"
    again = json.loads(mdime("import", "engagements", path, "--json").stdout)
    assert (again["events"]["unchanged"], again["events"]["new"], again["reviews"]) == (1, 0, 0)


def test_another_guest_of_the_same_days_in_a_newer_edition_amends_the_event(workspace, mdime):
    path = workspace.root / "vitae.csv"
    visit = row("2016-02-01", "Iran", "Ali Rezai (President of Iran)")
    path.write_text(vitae(visit), encoding="utf-8")
    mdime("import", "engagements", path)
    later = [row("2016-03-01", "Oman", "Said (Sultan of Oman)"), row("2016-02-02", "Iran", "Reza Karimi (Iranian Foreign Minister)"), visit]
    path.write_text(vitae(*later), encoding="utf-8")
    answer = json.loads(mdime("import", "engagements", path, "--json").stdout)
    assert (answer["events"]["new"], answer["events"]["changed"]) == (1, 1)


def test_the_real_engagements(real_data):
    """All of it, where it is at hand: every row is told of once, every key is its own, and no occasion runs over a week."""
    table = IMPORTER.read([real_data / "china_vitae" / "all_engagements_2003-2018.csv"])
    every = list(IMPORTER.propose(table))
    assert not [each for each in every if isinstance(each, Problem)]
    assert Counter(each.where for each in every) == Counter(each.where for each in table.rows)
    keys = Counter((each.dyad, each.key) for each in every if isinstance(each, Proposal))
    assert max(keys.values()) == 1
    assert not [each for each in every if isinstance(each, Proposal) and not each.fields["actors"]]
