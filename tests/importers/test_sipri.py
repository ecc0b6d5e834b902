"""The judgement of SIPRI's register, row by row, and what a damaged file is told."""

import os
from collections import Counter
from pathlib import Path

import pytest
from registers import BOAT, END, HEADER, JETS, register, row

from mdime_events.importers.shape import Proposal, Refusal
from mdime_events.importers.sipri import IMPORTER
from mdime_events.model import Problem
from mdime_events.replay import DataProblems


@pytest.fixture
def proposed(tmp_path):
    """What becomes of a register's rows, but for its last."""

    def read(*rows, **about):
        path = tmp_path / "register.csv"
        path.write_bytes(register(*rows, **about))
        return [each for each in IMPORTER.propose(IMPORTER.read([path])) if not (isinstance(each, Proposal) and each.dyad == "ITA-ZMB")]

    return read


@pytest.fixture
def refused(tmp_path):
    """What the reader of a damaged file is told."""

    def read(content):
        path = tmp_path / "register.csv"
        path.write_bytes(content)
        with pytest.raises(DataProblems) as error:
            IMPORTER.read([path])
        return str(error.value)

    return read


def test_an_order_and_each_year_of_delivery_are_events_of_their_own(proposed):
    order, *deliveries = proposed(JETS)
    assert [(each.dyad, each.fields["date"], each.fields["kind"]) for each in (order, *deliveries)] == [
        ("CHN-PAK", "2010", "arms-deal"),
        ("CHN-PAK", "2012", "arms-delivery"),
        ("CHN-PAK", "2013", "arms-delivery"),
    ]
    assert [each.fields["fulfils"] for each in deliveries] == [[order.key]] * 2
    assert order.key == "Pakistan, China, 2010, XJ-1, fighter aircraft: order"
    assert order.fields["summary"] == "12 delivered in 2012; 2013. SIPRI: $90 m deal"
    assert order.fields["magnitude"] == [
        {"value": "12", "unit": "fighter aircraft"},
        {"value": "24", "unit": "million TIV", "basis": "estimate"},
    ]


def test_the_number_of_several_years_is_that_of_none_of_them(proposed):
    assert [each.fields["magnitude"] for each in proposed(JETS)[1:]] == [[], []]
    assert proposed(row())[1].fields["magnitude"][0] == {"value": "5", "unit": "tank"}


def test_what_is_uncertain_stays_so(proposed):
    order, delivery = proposed(BOAT)
    assert (order.fields["date"], delivery.fields["date"]) == ("2015?", "2016?")
    assert (order.fields["confidence"], delivery.fields["confidence"]) == ("moderate", "moderate")
    assert proposed(row(**{"number?": "?"}))[0].fields["magnitude"][0]["basis"] == "estimate"


@pytest.mark.parametrize("written", ["", "0"])
def test_a_missing_number_is_never_zero(proposed, written):
    order, delivery = proposed(row(number=written, order=written, tiv=written))
    assert order.fields["magnitude"] == []
    assert order.fields["title"] == "Order of XM-5 (tank)"
    assert [each["unit"] for each in delivery.fields["magnitude"]] == ["tank"]


def test_a_deal_that_nothing_was_delivered_of_is_an_order(proposed):
    (order,) = proposed(row(delivered="", years="", tiv=""))
    assert order.fields["kind"] == "arms-deal"


@pytest.mark.parametrize(
    "comments",
    [
        "Produced under licence in Pakistan as Tufan",
        "$3 m deal; incl 2 assembled in Pakistan from kits",
        "Assembled from kits",
        "Incl production of components in Pakistan",
        "XM-5A and possibly XM-5B version; produced in Pakistan",
        "produced under Chinese licence",
    ],
)
def test_what_the_recipient_makes_is_shared_technology_too(proposed, comments):
    assert all(each.fields["instruments"] == ["E1", "E2"] for each in proposed(row(comments=comments)))


@pytest.mark.parametrize(
    "comments",
    [
        "",
        "Possibly produced under licence in Pakistan",
        "plan for production in Pakistan cancelled",
        "For 2 Tufan frigates produced in Pakistan",
        "For 2 Tufan; 3 Nasr and 4 Asif frigates produced in Pakistan",
        "Assembled in Egypt and transferred via Jordan",
        "Originally incl production under licence in Pakistan but changed",
    ],
)
def test_a_surmise_and_what_it_is_for_are_no_licence(proposed, comments):
    assert all(each.fields["instruments"] == ["E1"] for each in proposed(row(comments=comments)))


@pytest.mark.parametrize("comments", ["Supplier uncertain", "aid; status uncertain", "status since 2010 uncertain", "supplier possibly X"])
def test_a_doubted_transfer_has_low_confidence(proposed, comments):
    assert {each.fields["confidence"] for each in proposed(row(comments=comments))} == {"low"}


def test_an_uncertain_designation_is_no_doubt_of_the_transfer(proposed):
    assert proposed(row(comments="Designation uncertain"))[0].fields["confidence"] == "high"


def test_an_illegal_transfer_is_unofficial(proposed):
    assert proposed(row(comments="Second-hand; illegal transfer"))[0].fields["channel"] == "unofficial"


@pytest.mark.parametrize(
    ("sides", "reason"),
    [
        ({"supplier": "Soviet Union"}, "supplier is no state of today"),
        ({"supplier": "unknown supplier(s)"}, "supplier is unknown"),
        ({"recipient": "Tufan Front (Chad)*"}, "recipient is no state but a party to a war"),
        ({"recipient": "Tufan rebels"}, "recipient is no state but a party to a war"),
        ({"recipient": "African Union**"}, "recipient is an organisation"),
        ({"recipient": "Kosovo"}, "recipient is without an ISO code"),
        ({"recipient": "China"}, "supplier and recipient are one state"),
    ],
)
def test_who_is_no_state_of_today_is_refused(proposed, sides, reason):
    (refusal,) = proposed(row(**sides))
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.where.line) == (reason, 7)


@pytest.mark.parametrize(
    ("otherwise", "told"),
    [
        ({"recipient": "Tufania"}, 'unknown state "Tufania"'),
        ({"status": "Third hand"}, 'unknown status "Third hand"'),
        ({"ordered?": "x"}, 'the column after "ordered" holds "x"'),
        ({"ordered": "c2010"}, 'ordered "c2010" is not understood; a year is expected'),
        ({"years": "2012-2014"}, 'years "2012-2014" is not understood'),
        ({"number": "some"}, 'number "some" is not understood; a whole number is expected'),
        ({"tiv": "n.a."}, 'tiv_delivered "n.a." is not a number'),
    ],
)
def test_what_nobody_has_judged_yet_is_a_problem_with_its_line(proposed, otherwise, told):
    found = proposed(JETS, row(**otherwise))
    (problem,) = [each for each in found if isinstance(each, Problem)]
    assert str(problem).startswith(f"register.csv:8: {told}")


def dependence(proposed, *rows):
    return [each for each in proposed(*rows) if isinstance(each, Proposal) and each.fields["kind"] == "trade-status"]


def test_a_supplier_kept_up_over_three_of_five_years_is_a_dependence_of_the_year_after(proposed):
    (found,) = dependence(proposed, row(years="2012; 2013; 2014", tiv="9"), row(supplier="France", years="2014", tiv="3"))
    assert (found.dyad, found.fields["date"], found.fields["dependence"]) == ("CHN-PAK", "2014-12-31/2015-12-30", "partial")
    assert found.fields["title"] == "China supplied 75% of the major arms that Pakistan received in 2010-2014"
    assert found.fields["substance"] == "symbolic"
    (alone,) = dependence(proposed, row(years="2012; 2013; 2014"))
    assert alone.fields["dependence"] == "sole"


def test_two_boats_and_a_small_part_are_no_dependence(proposed):
    assert dependence(proposed, row(years="2013; 2014", tiv="9")) == []
    others = row(supplier="France", years="2012; 2013; 2014", tiv="21")
    assert [each.dyad for each in dependence(proposed, row(years="2012; 2013; 2014", tiv="10"), others)] == ["FRA-PAK"]
    assert dependence(proposed, row(years="2009; 2010; 2011", tiv="9")) == []


def test_what_an_unknown_supplier_sold_is_part_of_the_whole(proposed):
    (found,) = dependence(proposed, row(years="2012; 2013; 2014", tiv="6"), row(supplier="unknown supplier(s)", years="2014", tiv="6"))
    assert found.fields["magnitude"] == [{"value": 50, "unit": "percent of arms received, by TIV", "basis": "estimate"}]


def test_rows_alike_are_told_apart_wherever_they_stand(proposed):
    one, other = row(years="2012"), row(years="2014")
    keys = {each.fields["date"]: each.key for each in proposed(one, other) if each.fields["kind"] == "arms-delivery"}
    turned = {each.fields["date"]: each.key for each in proposed(other, one) if each.fields["kind"] == "arms-delivery"}
    assert keys == turned == {"2012": keys["2012"], "2014": "Pakistan, China, 2010, XM-5, tank (2): delivery 2014"}


def test_the_edition_and_what_it_covers_are_the_files_own(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(register(JETS, row(years="2012; 2023")))
    table = IMPORTER.read([path])
    assert (table.edition, table.covers.begins, table.covers.ends, table.covers.instruments) == ("2024-10-13", "1950", "2023", ("E1",))


def test_a_comment_with_a_line_break_is_put_together(proposed):
    cells = row(comments="Two lines").rsplit(",", 3)
    broken = f"{cells[0]}\n,{','.join(cells[1:])}"
    order, delivery = proposed(broken, BOAT)[:2]
    assert order.fields["summary"] == "5 delivered in 2012. SIPRI: Two lines"
    assert delivery.where.line == 7


def test_a_file_that_was_cut_off_is_noticed(refused):
    whole = register(JETS, BOAT)
    assert "ends in the middle of a line: the download was cut off" in refused(whole[:-5])
    assert "register.csv:7: ends with Pakistan" in refused(register(JETS, last=None))
    assert "ends with (no row)" in refused(register(last=None))
    assert "has 7 cells where the header has 16" in refused(register(JETS, ",".join(BOAT.split(",")[:7])))
    assert "is empty" in refused(b"\n")
    assert "is empty" in refused(b"\xef\xbb\xbf\r\n")


def test_another_layout_is_refused_with_its_column(refused):
    changed = HEADER.replace("Number ordered", "Ordered")
    assert 'register.csv:6: column 5 of the header is "Ordered" where "Number ordered" is expected' in refused(
        register(JETS, header=changed)
    )
    assert "the header ends where" in refused(register(JETS, header=HEADER.rsplit(",", 1)[0]))
    assert "where nothing is expected" in refused(register(JETS, header=f"{HEADER},More"))
    assert 'has no header that begins with "Recipient"' in refused(b"a,b\n1,2\n")


def test_another_encoding_is_refused(refused):
    french = row(comments="Livré").encode("latin-1")
    saved_anew = register(french.decode("latin-1")).decode("latin-1").encode()
    assert "is UTF-8; the set is written in latin-1" in refused(saved_anew)
    assert "register.csv:7: holds the control character U+0094" in refused(register(row(comments='"x\x94"')))


def test_a_part_of_the_register_is_refused(refused):
    assert "is the register of transfers from China to All countries" in refused(register(JETS, suppliers="China"))
    assert "does not say its years and its day above the header" in refused(f"{HEADER}\n{END}\n".encode())


def test_the_real_register(request):
    """All of it, where it is at hand: every row is an event or refused for a reason, and every key is its own."""
    folder = os.environ.get("MDIME_REAL_DATA")
    if not (folder and request.config.getoption("--long")):
        pytest.skip("the long form, with MDIME_REAL_DATA naming a folder of real sets")
    table = IMPORTER.read([Path(folder) / "sipri_trade_register" / "trade-register.csv"])
    found = list(IMPORTER.propose(table))
    assert not [each for each in found if isinstance(each, Problem)]
    assert {each.where for each in found} == {row.where for row in table.rows}
    keys = Counter((each.dyad, each.key) for each in found if isinstance(each, Proposal))
    assert max(keys.values()) == 1
