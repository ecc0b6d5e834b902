"""The judgement of AEI's tracker, row by row, and what a damaged file is told. The rows are made up."""

import json
from collections import Counter

import pytest

from mdime_events.importers.investments import HEADER, IMPORTER
from mdime_events.importers.shape import Proposal, Refusal
from mdime_events.model import Problem
from mdime_events.replay import dossier, sources

COLUMNS = ",".join(HEADER)
MARK = "\ufeff"


def row(month="2012-January", company="CNPC", amount="500", share="", party="", sector="Energy", subsector="Oil", country="Iran"):
    cells = (*month.split("-"), company, amount, share, party, sector, subsector, country, "West Asia", "1")
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)


def tracker(*rows, header=COLUMNS, end="\n"):
    return MARK + "\n".join((header, *rows)) + end


@pytest.fixture
def proposed(judged):
    return lambda *rows: judged("investments", {"deals.csv": tracker(*rows)})


@pytest.fixture
def deal(proposed):
    """The one event of a row, by the fields that differ from a deal of CNPC in Iran's oil."""

    def read(**fields):
        (found,) = proposed(row(**fields))
        assert isinstance(found, Proposal), found
        return found.fields

    return read


@pytest.fixture
def refusal(proposed):
    """The reason for which a row is refused whole."""

    def read(**fields):
        (found,) = proposed(row(**fields))
        assert isinstance(found, Refusal), found
        return found.reason

    return read


@pytest.fixture
def told(unreadable):
    return lambda *rows, **about: unreadable("investments", {"deals.csv": tracker(*rows, **about)})


def test_a_deal_is_an_event_of_its_month_with_its_amount_as_an_estimate(proposed):
    (found,) = proposed(row(share="0.25", party="Shell"))
    assert (found.dyad, found.key) == ("CHN-IRN", "Iran, 2012-01, CNPC, Shell, Energy, Oil")
    assert (found.fields["date"], found.fields["kind"], found.fields["instruments"]) == ("2012-01", "investment", ["E3"])
    assert found.fields["magnitude"] == [{"value": "500", "unit": "million USD", "basis": "estimate"}]
    assert (found.fields["title"], found.fields["actors"]) == ("Investment of CNPC with Shell: energy and oil", ["CNPC", "Shell"])


def test_a_missing_amount_is_never_zero(deal):
    assert deal(amount="")["magnitude"] == []


def test_a_share_is_a_stake_and_a_builder_without_one_works_for_pay(deal):
    assert deal(company="Sinohydro", subsector="Hydro", share="0.5")["kind"] == "investment"
    assert deal(company="Sinohydro", subsector="Hydro")["kind"] == "infrastructure-project"
    assert (deal(share="0.5")["confidence"], deal(company="Sinohydro")["confidence"]) == ("moderate", "moderate")


def test_where_the_row_does_not_tell_a_stake_from_a_contract_confidence_is_low(deal):
    assert (deal()["kind"], deal()["confidence"]) == ("investment", "low")


@pytest.mark.parametrize(
    ("share", "substance"),
    [("0.099", "routine"), ("0.1", None), ("5%, 4%", "routine"), ("5%, 5%", None), ("63, 22, 15%", None), ("1", None), ("", None)],
)
def test_less_than_a_tenth_gives_no_lasting_say(deal, share, substance):
    assert deal(share=share)["substance"] == substance
    assert ("routine, for a stake of less than a tenth" in deal(share=share)["summary"]) == (substance == "routine")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"company": "China Communications Construction", "sector": "Transport", "subsector": "Shipping"}, "port-development"),
        ({"company": "China Merchants", "share": "0.8", "sector": "Transport", "subsector": "Shipping"}, "port-development"),
        ({"company": "COSCO", "party": "Chabahar Terminal", "sector": "Logistics", "subsector": ""}, "port-development"),
        ({"company": "Sinomach", "sector": "Transport", "subsector": "Rail"}, "infrastructure-project"),
        ({"company": "State Construction Engineering", "sector": "Transport", "subsector": "Aviation"}, "infrastructure-project"),
        ({"company": "CIC", "party": "Shiraz Airport", "share": "0.2", "sector": "Transport", "subsector": "Aviation"}, "investment"),
        ({"company": "Minmetals", "sector": "Metals", "subsector": "Copper", "share": "0.5"}, "investment"),
    ],
)
def test_ports_railways_airports_energy_and_metals_are_strategic(deal, fields, kind):
    found = deal(**fields)
    assert (found["kind"], found["instruments"]) == (kind, ["E3"])


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"sector": "Real estate", "subsector": "Property"}, "sector is real estate"),
        ({"sector": "Tourism", "subsector": ""}, "sector is tourism"),
        ({"sector": "Logistics", "subsector": "", "company": "COSCO", "party": "Post"}, "sector is logistics"),
        ({"sector": "Transport", "subsector": "Autos"}, "transport: autos (cars and roads under one word)"),
        ({"sector": "Transport", "subsector": ""}, "transport: not told which"),
        ({"sector": "Transport", "subsector": "Shipping", "company": "Dalian Wanda", "party": "Yachts"}, "transport: shipping, no port"),
        ({"sector": "Transport", "subsector": "Shipping", "company": "COSCO", "party": "Qeshm Shipyard"}, "transport: shipping, no port"),
        ({"sector": "Transport", "subsector": "Aviation", "company": "HNA", "share": "1"}, "transport: aviation, no airport"),
        ({"sector": "Technology", "subsector": "", "company": "Lenovo", "party": "Chips"}, "sector is technology, no network"),
        ({"sector": "Technology", "subsector": "Telecom", "company": "Huawei", "share": "1"}, "sector is technology, no network"),
        (
            {"sector": "Technology", "subsector": "Telecom", "company": "ZTE", "share": "0.01", "party": "Irancell"},
            "sector is technology, no network",
        ),
    ],
)
def test_what_is_not_strategic_is_refused_by_sector(refusal, fields, reason):
    assert refusal(**fields) == reason


def test_a_network_by_a_maker_of_networks_bears_on_i2(deal):
    sold = deal(company="Huawei", sector="Technology", subsector="Telecom", party="Irancell")
    run = deal(company="China Mobile", sector="Technology", subsector="Telecom", party="Irancell", share="0.4")
    assert (sold["kind"], sold["instruments"], sold["confidence"]) == ("infrastructure-project", ["I2"], "moderate")
    assert (run["kind"], run["instruments"], run["confidence"]) == ("investment", ["I2"], "moderate")


def test_without_a_party_it_may_be_an_office(deal):
    assert deal(company="ZTE", sector="Technology", subsector="Telecom")["confidence"] == "low"


def test_satellites_are_space_cooperation(proposed):
    satellite, maker = proposed(row(company="Great Wall Industry", sector="Technology", subsector="Telecom", party="Omid"))
    assert (satellite.fields["kind"], satellite.fields["instruments"]) == ("space-cooperation", ["I2"])
    assert maker.fields["title"].startswith("CASC, a maker of arms, at work")


def test_an_arms_maker_is_present_whatever_it_builds(proposed):
    metro, present = proposed(row(company="China Railway and Norinco", sector="Transport", subsector="Rail"))
    assert (present.key, present.fields["part_of"]) == (f"{metro.key}: Norinco", metro.key)
    assert (present.fields["kind"], present.fields["instruments"], present.fields["actors"]) == ("company-presence", ["E2"], ["Norinco"])
    assert metro.fields["instruments"] == ["E3"]
    assert metro.fields["actors"] == ["China Railway", "Norinco"]


def test_an_arms_maker_is_present_where_the_deal_itself_is_refused_but_not_in_houses(proposed, refusal):
    refused, present = proposed(row(company="Norinco", sector="Chemicals", subsector=""))
    assert (refused.reason, present.fields["part_of"]) == ("sector is chemicals", None)
    assert refusal(company="AVIC", sector="Real estate", subsector="Property") == "sector is real estate"


def test_rows_alike_are_told_apart_wherever_they_stand(proposed):
    small, large = row(company="Norinco", amount="90"), row(company="Norinco", amount="1000")
    keys, turned = amounts(proposed(small, large)), amounts(proposed(large, small))
    assert keys == turned == {"Iran, 2012-01, Norinco, Energy, Oil": "90", "Iran, 2012-01, Norinco, Energy, Oil (2)": "1000"}
    assert sum(each.fields["kind"] == "company-presence" for each in proposed(small, large)) == 1


def amounts(found):
    return {each.key: each.fields["magnitude"][0]["value"] for each in found if "magnitude" in each.fields}


@pytest.mark.parametrize(
    ("name", "code"),
    [("Britain", "GBR"), ("Russian Federation", "RUS"), ("Congo", "COG"), ("Democratic Republic of the Congo", "COD"), ("UAE", "ARE")],
)
def test_countries_have_the_trackers_names(proposed, name, code):
    assert [each.dyad for each in proposed(row(country=name))] == [f"CHN-{code}"]


def test_a_country_without_a_code_is_refused(refusal):
    assert refusal(country="Kosovo") == "country is without an ISO code"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"sector": "Arms"}, 'unknown sector "Arms"; Agriculture, '),
        ({"subsector": "Wind"}, 'unknown subsector "Wind" of Energy; Alternative, Coal'),
        ({"amount": "5 bn"}, 'amount "5 bn" is not understood; a whole number of millions of dollars'),
        ({"share": "half"}, 'share "half" is not understood; a fraction such as 0.25'),
        ({"share": "1..2, 3"}, 'share "1..2, 3" is not understood'),
        ({"company": ""}, "names no Chinese company"),
        ({"country": "Irania"}, 'unknown country "Irania"'),
    ],
)
def test_what_nobody_has_judged_yet_is_a_problem_with_its_line(proposed, fields, message):
    (problem,) = [each for each in proposed(row(), row(**fields)) if isinstance(each, Problem)]
    assert str(problem).startswith(f"deals.csv:3: {message}")


def test_the_edition_is_its_last_month_and_says_what_it_covers(tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text(tracker(row(), row("2018-June")), encoding="utf-8")
    table = IMPORTER.read([path])
    covers = table.covers
    assert (table.edition, covers.begins, covers.ends, covers.benefactors, covers.partly) == ("2018-06", "2012", "2018-06", ("CHN",), True)


def test_a_damaged_file_is_told_with_its_line(told):
    assert "deals.csv:3: is of 2011-12 and stands below 2012-01" in told(row(), row("2011-December"))
    assert 'deals.csv:2: "2012", "Jan" is no year and month' in told(row("2012-Jan"))
    assert "has no row below its header" in told()
    assert "deals.csv:2: has 4 cells where the header has 11" in told("2012,January,CNPC,5")
    assert 'column 5 of the header is "Share" where "Share size" is expected' in told(row(), header=COLUMNS.replace("Share size", "Share"))
    assert "ends in the middle of a line: the download was cut off" in told(row(), end="")


def test_the_set_reviews_only_what_it_shows_and_twice_is_nothing_new(workspace, mdime):
    path = workspace.root / "deals.csv"
    path.write_text(tracker(row(), row(country="Oman", sector="Tourism", subsector="")), encoding="utf-8")
    first = mdime("import", "investments", path, "--json")
    assert json.loads(first.stdout)["refused"] == [{"reason": "sector is tourism", "rows": 1, "first": "deals.csv:3"}]
    (review,) = dossier(workspace.log, "CHN-IRN", sources(workspace.log)).reviews
    assert review.data.instruments == ("E3",)
    before = {each.name: each.read_bytes() for each in workspace.log.glob("*.jsonl")}
    assert mdime("import", "investments", path).returncode == 0
    assert {each.name: each.read_bytes() for each in workspace.log.glob("*.jsonl")} == before
    assert "CHN-OMN.jsonl" not in before


def test_the_real_tracker(real_data):
    """All of it, where it is at hand: every row is an event or refused for a reason, and every key is its own."""
    table = IMPORTER.read([real_data / "china_vitae" / "china_investments.csv"])
    found = list(IMPORTER.propose(table))
    assert not [each for each in found if isinstance(each, Problem)]
    assert {each.where for each in found} == {each.where for each in table.rows}
    keys = Counter((each.dyad, each.key) for each in found if isinstance(each, Proposal))
    assert max(keys.values()) == 1
    assert Counter(each.fields["kind"] for each in found if isinstance(each, Proposal))["port-development"] > 50
