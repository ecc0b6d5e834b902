"""Recording: rows become records, or all that is wrong with them is told and nothing is written."""

import json
from datetime import date

import pytest
from logs import ACCORD, DRILL, DYAD, VISIT, contents, draft, hand_made, lines, log_rows, put, rows, source, sum_of, write

from mdime_events import recording
from mdime_events.batch import Row
from mdime_events.desk import COMMAND_LINE, find_event
from mdime_events.log import door
from mdime_events.log import stream as streams
from mdime_events.log.append import append
from mdime_events.log.verify import verify
from mdime_events.recording import amend_draft, note_draft, retract_draft, source_draft
from mdime_events.replay import DataProblems, dossier, open_stream, replay, sources


def events(log, dyad=DYAD):
    return list(dossier(log, dyad, sources(log)).events)


def refused(log, *each, dyads=(DYAD,)):
    """What is told about rows, line by line; nothing may have been written."""
    before = contents(log)
    with pytest.raises(DataProblems) as problems:
        log_rows(log, *each, dyads=dyads)
    assert contents(log) == before
    return str(problems.value).splitlines()


# a batch goes in whole or not at all


def test_rows_become_events_in_their_order(log):
    log_rows(log, VISIT, DRILL, ACCORD)
    assert [each.coding.title for each in events(log)] == [VISIT["title"], DRILL["title"], ACCORD["title"]]
    assert verify(log).problems == ()


def test_a_batch_with_one_problem_appends_nothing(log):
    assert refused(log, VISIT, {**DRILL, "kind": "excercise"}, ACCORD) == [
        'rows.jsonl:2: unknown kind "excercise"; did you mean "exercise"?'
    ]


def test_all_problems_of_all_rows_are_told_at_once(log):
    said = refused(log, {**VISIT, "date": "2016-13", "level": "king"}, VISIT, {**DRILL, "instruments": ["Z9"]})
    assert [line.split(": ")[0] for line in said] == ["rows.jsonl:1", "rows.jsonl:1", "rows.jsonl:3"]


def test_a_problem_of_two_dyads_is_told_once(log):
    assert len(refused(log, {**VISIT, "date": "2016-13"}, dyads=["CHN-IRN", "RUS-IRN"])) == 1


def test_a_row_without_instruments_is_told_the_usual_ones(log):
    row = {name: value for name, value in DRILL.items() if name != "instruments"}
    said = refused(log, row)
    assert said[0] == "rows.jsonl:1: instruments is missing"
    assert said[1].endswith("exercise usually bears on M1 or M2: name it with -i M1")


def test_two_different_rows_under_one_key_are_a_problem(log):
    link = {"sources": ["https://news.example.org/1"]}
    said = refused(log, {**VISIT, **link, "key": "1"}, {**DRILL, **link, "key": "1"})
    assert [line.split(": ")[0] for line in said] == ["rows.jsonl:2"]


def test_a_row_that_is_too_long_for_a_line_is_a_problem(log):
    long = {**VISIT, "summary": "я" * 20_000, "actors": ["я" * 20_000], "sources": ["https://news.example.org/1"]}
    assert [line.split(": ")[0] for line in refused(log, DRILL, long)] == ["rows.jsonl:2"]


@pytest.mark.parametrize("row", [{"key": "\ud800"}, {"key": "a\x1bb"}, {"parties": 5}, {"parties": [{}]}, {"title": "\ud800"}])
def test_strange_rows_of_several_dyads_are_problems_like_any_other(log, row):
    assert refused(log, {**VISIT, **row}, dyads=["CHN-IRN", "RUS-IRN"])[0].startswith("rows.jsonl:1: ")


# the same row again


def test_the_same_batch_twice_adds_nothing(log):
    batch = [VISIT, {**DRILL, "key": "drill"}, {**ACCORD, "sources": ["https://news.example.org/1"]}]
    log_rows(log, *batch)
    before = contents(log)
    again = log_rows(log, *batch)
    assert contents(log) == before
    assert again.drafts == () and len(again.unchanged) == 3


def test_the_same_row_in_other_words_for_the_same_adds_nothing(log):
    log_rows(log, {**DRILL, "key": "1"})
    log_rows(log, {**DRILL, "key": "1", "parties": "Russia", "kind": "Exercise", "instruments": "m2", "title": f"  {DRILL['title']} "})
    assert len(lines(log)) == 1


def test_a_row_without_a_key_is_known_by_its_content(log):
    log_rows(log, VISIT)
    log_rows(log, {**VISIT, "title": "Another visit"})
    assert len(events(log)) == 2


def test_the_same_row_is_another_event_in_another_dyad(log):
    log_rows(log, {**VISIT, "key": "1"})
    log_rows(log, {**VISIT, "key": "1"}, dyads=["RUS-IRN"])
    assert events(log)[0].id != events(log, "RUS-IRN")[0].id


def test_a_mended_row_adds_one_amendment(log):
    log_rows(log, {**VISIT, "key": "1", "summary": "Old"}, {**DRILL, "key": "2"})
    mended = {**VISIT, "key": "1", "date": "2016-11-14", "level": "minister"}
    added = log_rows(log, mended, {**DRILL, "key": "2"}).drafts
    assert [(each.type, each.data["set"]) for each in added] == [("amended", {"date": "2016-11-14", "level": "minister", "summary": None})]
    assert added[0].data["why"] == 'row "1" was changed'
    coding = events(log)[0].coding
    assert (coding.date, coding.level, coding.summary) == ("2016-11-14", "minister", None)


def test_a_mended_row_again_adds_nothing_and_mended_back_adds_one_more(log):
    row, mended = {**VISIT, "key": "1"}, {**VISIT, "key": "1", "date": "2016-11-14"}
    for each in (row, mended, mended, row, row):
        log_rows(log, each)
    assert len(lines(log)) == 3
    assert events(log)[0].coding.date == "2016-11"


def test_a_retracted_row_is_not_logged_anew(log):
    log_rows(log, {**VISIT, "key": "1"})
    append(log, [retract_draft(log, events(log)[0].id, "never happened")], "tester")
    assert log_rows(log, {**VISIT, "key": "1"}).drafts == ()
    assert events(log) == []


def test_the_same_row_again_does_not_undo_a_correction_made_by_hand(log):
    log_rows(log, {**VISIT, "key": "1"})
    append(log, [amend_draft(log, events(log)[0].id, {"date": "2016-11-14"}, "notice")], "tester")
    log_rows(log, {**VISIT, "key": "1"})
    assert events(log)[0].coding.date == "2016-11-14"


def test_an_event_typed_twice_at_the_command_line_is_two(log):
    for _ in range(2):
        append(log, recording.log_rows(log, [DYAD], [Row(where=COMMAND_LINE, fields=VISIT)]).drafts, "tester")
    assert len(events(log)) == 2


def test_a_retry_under_the_id_of_the_first_try_is_one(log):
    id = draft().id
    for _ in range(2):
        append(log, recording.log_rows(log, [DYAD], [Row(where=COMMAND_LINE, fields=VISIT)], id).drafts, "tester")
    assert [each.id for each in events(log)] == [id]


# references


def test_rows_refer_to_each_other_by_key_whatever_their_order(log):
    termination = {**ACCORD, "kind": "termination", "effect": "lowers", "title": "The accord ends", "ends": ["accord"]}
    log_rows(log, {**termination, "key": "end"}, {**ACCORD, "key": "accord", "part_of": "visit"}, {**VISIT, "key": "visit"})
    end, accord, visit = events(log)
    assert end.coding.ends == (accord.id,)
    assert accord.coding.part_of == visit.id


def test_a_row_refers_to_an_earlier_batch_by_key_or_id(log):
    log_rows(log, {**VISIT, "key": "visit"})
    id = events(log)[0].id
    log_rows(log, {**ACCORD, "part_of": "visit"}, {**ACCORD, "title": "Another", "part_of": id})
    assert [each.coding.part_of for each in events(log)[1:]] == [id, id]


def test_rows_whose_keys_are_uuids_refer_to_each_other_as_well(log):
    key = "7d444840-9dc0-41d1-b245-5ffdce74fad2"
    log_rows(log, {**VISIT, "key": key}, {**ACCORD, "part_of": key})
    assert events(log)[1].coding.part_of == events(log)[0].id


@pytest.mark.parametrize("field", ["part_of", "fulfils", "ends"])
@pytest.mark.parametrize("nobody", ["nobody", "01a20f72-a739-702b-9a14-7481b4d39bf2"])
def test_a_reference_to_no_event_is_a_problem(log, field, nobody):
    assert refused(log, {**VISIT, field: nobody}) == [f'rows.jsonl:1: no event "{nobody}" in CHN-IRN; `mdime timeline` shows the ids']


def test_a_reference_does_not_reach_into_another_dyad(log):
    log_rows(log, {**VISIT, "key": "visit"}, dyads=["RUS-IRN"])
    id = events(log, "RUS-IRN")[0].id
    assert len(refused(log, {**VISIT, "part_of": "visit"}, {**VISIT, "part_of": id})) == 2


# one occasion in several dyads


def test_one_occasion_in_two_dyads_names_the_others_as_parties_and_shares_an_id(log):
    log_rows(log, {**DRILL, "parties": None}, dyads=["CHN-IRN", "RUS-IRN"])
    here, there = events(log)[0].coding, events(log, "RUS-IRN")[0].coding
    assert (here.parties, there.parties) == (("RUS",), ("CHN",))
    assert here.occasion and here.occasion == there.occasion


def test_further_parties_are_parties_in_both(log):
    log_rows(log, {**DRILL, "parties": "PAK; OMN"}, dyads=["CHN-IRN", "RUS-IRN"])
    assert set(events(log)[0].coding.parties) == {"PAK", "OMN", "RUS"}
    assert set(events(log, "RUS-IRN")[0].coding.parties) == {"PAK", "OMN", "CHN"}


def test_a_party_that_is_a_side_of_one_of_the_dyads_may_be_named_in_words(log):
    log_rows(log, {**DRILL, "parties": ["Russia"]}, dyads=["CHN-IRN", "RUS-IRN"])
    assert events(log, "RUS-IRN")[0].coding.parties == ("CHN",)


def test_a_given_occasion_is_kept(log):
    log_rows(log, {**DRILL, "occasion": "belt-2019"}, dyads=["CHN-IRN", "RUS-IRN"])
    assert events(log)[0].coding.occasion == events(log, "RUS-IRN")[0].coding.occasion == "belt-2019"


def test_two_occasions_have_two_ids(log):
    log_rows(log, DRILL, {**DRILL, "date": "2022-01"}, dyads=["CHN-IRN", "RUS-IRN"])
    assert len({each.coding.occasion for each in events(log)}) == 2


def test_an_occasion_in_one_dyad_has_no_id(log):
    log_rows(log, DRILL)
    assert events(log)[0].coding.occasion is None


def test_one_occasion_logged_twice_adds_nothing(log):
    for _ in range(2):
        log_rows(log, DRILL, {**VISIT, "key": "1"}, dyads=["CHN-IRN", "RUS-IRN"])
    assert len(lines(log)) == len(lines(log, "RUS-IRN")) == 2


# what fits together


def test_an_act_that_is_still_to_come_is_planned(log):
    future = {**VISIT, "date": str(date.today().year + 1)}
    assert refused(log, future) == [f'rows.jsonl:1: date "{future["date"]}" is still to come; log it with status planned']
    log_rows(log, {**future, "status": "planned"})
    assert events(log)[0].coding.status == "planned"


@pytest.mark.parametrize("text", [str(date.today()), str(date.today().year), f"[..{date.today().year + 1}]", "2021/2047"])
def test_an_act_that_may_have_been_is_not_still_to_come(log, text):
    log_rows(log, {**VISIT, "date": text})
    assert len(events(log)) == 1


def test_a_side_is_no_further_party(log):
    assert refused(log, {**DRILL, "parties": ["RUS", "Iran"]}) == [
        "rows.jsonl:1: parties are further states; IRN is a side of CHN-IRN already"
    ]


def test_a_termination_lowers(log):
    assert log_rows(log, {**VISIT, "kind": "termination"}).drafts[0].data["effect"] == "lowers"
    assert refused(log, {**VISIT, "kind": "termination", "effect": "raises"}) == ["rows.jsonl:1: a termination lowers; write effect lowers"]


# sources


def test_an_unknown_source_is_answered_with_the_nearest(log):
    source(log)
    assert refused(log, {**VISIT, "sources": "fmso-2024"}) == ['rows.jsonl:1: unknown source "fmso-2024"; did you mean "fmso-2023"?']


def test_an_unknown_source_in_an_empty_register_is_told_how_to_register(log):
    said = refused(log, {**VISIT, "sources": "fmso-2023"})
    assert said == ['rows.jsonl:1: unknown source "fmso-2023"; register it first with `mdime source add`']


def test_a_registered_source_may_be_cited(log):
    source(log)
    log_rows(log, {**VISIT, "sources": "fmso-2023|M3, note 54|2"})
    assert events(log)[0].coding.sources[0].locator == "M3, note 54"
    assert len(lines(log, "_sources")) == 1


def test_a_link_registers_its_host_once_as_a_source_that_cannot_be_judged(log):
    links = ["https://news.example.org/1", "https://news.example.org:8443/2", "http://other.example.net/3"]
    log_rows(log, {**VISIT, "sources": links[:1]}, {**DRILL, "sources": links})
    log_rows(log, {**ACCORD, "sources": links})
    found = sources(log)
    assert {key: each.reliability for key, each in found.items()} == {"news.example.org": "F", "other.example.net": "F"}
    assert len(lines(log, "_sources")) == 2
    assert [cited.url for cited in events(log)[1].coding.sources] == links


@pytest.mark.parametrize("link", ["https://News.Example.ORG/1", "HTTPS://news.example.org/1"])
def test_a_link_registers_its_host_however_it_is_written(log, link):
    log_rows(log, {**VISIT, "sources": [link]})
    assert list(sources(log)) == ["news.example.org"]


@pytest.mark.parametrize("url", ["https://fmso.army.mil/report", "https://example.org/?from=//fmso"])
def test_a_key_that_is_not_the_link_s_host_is_unknown(log, url):
    source(log)
    assert refused(log, {**VISIT, "sources": [{"source": "fmso", "url": url}]})[0].startswith('rows.jsonl:1: unknown source "fmso"')


# likely duplicates


def test_an_event_like_another_is_warned_of_and_logged(log):
    log_rows(log, VISIT)
    warnings = log_rows(log, {**VISIT, "date": "2016-11-14", "title": "Minister Chang in Tehran"}).warnings
    assert [(each.code, str(each.where)) for each in warnings] == [("LIKELY-DUPLICATE", "rows.jsonl:1")]
    assert "2016-11" in warnings[0].message and VISIT["title"] in warnings[0].message
    assert len(events(log)) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"date": "2016-12"}),
        ({}, {"kind": "meeting"}),
        ({}, {"instruments": ["D3"]}),
        ({}, {"date": "2016/.."}),
        ({"date": "2016"}, {"date": "2016", "title": "Another"}),
        ({"date": "2016"}, {"date": "2016-11-14"}),
    ],
)
def test_an_event_that_differs_enough_or_is_dated_vaguely_is_not_warned_of(log, one, other):
    log_rows(log, {**VISIT, **one})
    assert log_rows(log, {**VISIT, **other}).warnings == ()


@pytest.mark.parametrize(("alike", "warned"), [(3, 3), (4, 4), (20, 4)])
def test_three_like_events_are_named_and_the_rest_counted(log, alike, warned):
    log_rows(log, *({**VISIT, "title": f"Drill {number}"} for number in range(alike)))
    told = [each.message for each in log_rows(log, {**VISIT, "title": "One more"}).warnings]
    assert len(told) == warned
    assert (told[-1] == "it is like 17 more; `mdime same CHN IRN` lists which may be one") == (alike == 20)


def test_a_mended_row_is_not_warned_of_as_like_itself(log):
    log_rows(log, {**VISIT, "key": "1"})
    assert log_rows(log, {**VISIT, "key": "1", "title": "Mended"}).warnings == ()


def test_a_retracted_event_is_no_duplicate(log):
    log_rows(log, VISIT)
    append(log, [retract_draft(log, events(log)[0].id, "wrong month")], "tester")
    assert log_rows(log, {**VISIT, "date": "2016-11-14"}).warnings == ()


# amendments, retractions and notes


PLEDGE = {**VISIT, "kind": "pledge", "title": "More drills are promised"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (PLEDGE, ["PROMISES"]),
        ({**PLEDGE, "promises": "exercise"}, []),
        ({**VISIT, "status": "planned"}, ["PAST-PLAN"]),
        ({**VISIT, "date": "2016/2018", "status": "planned"}, ["PAST-PLAN"]),
        ({**VISIT, "date": "2016/..", "status": "planned"}, []),
        ({**VISIT, "date": str(date.today()), "status": "planned"}, []),
        ({**VISIT, "date": "2199", "status": "planned"}, []),
        ({**VISIT, "kind": "incident"}, ["EFFECT"]),
        ({**VISIT, "kind": "embargo"}, ["EFFECT"]),
        ({**VISIT, "kind": "embargo", "effect": "lowers"}, []),
        ({**VISIT, "kind": "incident", "effect": "raises"}, []),
        ({**VISIT, "kind": "sanction"}, []),
    ],
)
def test_what_is_seldom_meant_is_said(log, row, said):
    assert [each.code for each in log_rows(log, row).warnings] == said


@pytest.mark.parametrize(("part", "said"), [("membership", ["ENDS-WHOLE"]), ("visit", [])])
def test_an_ending_that_leaves_a_part_in_force_is_asked_about(log, part, said):
    """A part of the same kind counts as one with its whole, which stands as long as any of them does."""
    whole = {**VISIT, "kind": "membership", "date": "2018", "key": "whole"}
    rows = [whole, {**whole, "kind": part, "date": "2019", "key": "part", "part_of": "whole", "title": "It is ratified"}]
    log_rows(log, *rows)
    ending = {**VISIT, "kind": "termination", "date": "2022", "title": "It leaves", "ends": ["whole"]}
    assert [each.code for each in log_rows(log, ending).warnings] == said
    both = {**ending, "date": "2023", "title": "It leaves altogether", "ends": ["whole", "part"]}
    assert log_rows(log, both).warnings == ()


@pytest.mark.parametrize(
    ("part", "more", "said"),
    [
        ({}, [], ["ENDS-WHOLE"]),
        ({"date": "2019/2030"}, [], ["ENDS-WHOLE"]),
        ({"date": "2019/2021"}, [], []),
        ({"status": "cancelled"}, [], []),
        ({}, [{"ends": ["part"]}], []),
        ({}, [{"ends": ["part"], "status": "planned"}], ["ENDS-WHOLE"]),
    ],
)
def test_a_part_that_is_over_keeps_nothing_in_force(log, part, more, said):
    whole = {**VISIT, "kind": "membership", "date": "2018", "key": "whole"}
    ending = {**VISIT, "kind": "termination", "date": "2021-05", "title": "It is torn up", "effect": "lowers"}
    log_rows(log, whole, {**whole, "date": "2019", "key": "part", "part_of": "whole", "title": "It is ratified", **part})
    for each in more:
        log_rows(log, {**ending, **each})
    assert [each.code for each in log_rows(log, {**ending, "date": "2022", "ends": ["whole"]}).warnings] == said


def test_a_benefactor_who_is_not_followed_so_far_is_asked_about_once(log):
    (warning,) = log_rows(log, VISIT, {**VISIT, "date": "2018"}, dyads=["IRN-CHN"]).warnings
    assert warning.message == "IRN-CHN is new, and IRN is none of the benefactors followed so far (CHN, RUS); did you mean CHN-IRN?"
    assert log_rows(log, {**VISIT, "date": "2019"}, dyads=["IRN-CHN"]).warnings == ()
    assert log_rows(log, VISIT, dyads=["RUS-SYR"]).warnings == ()


@pytest.fixture
def event(log):
    """The id of a logged event."""
    return put(log, draft())[0].id


def test_an_event_is_found_by_its_id_or_six_characters_of_its_beginning_or_end(log, event):
    for part in (event, event[:6], event[-6:], event[:20]):
        assert find_event(log, part) == (DYAD, event, VISIT)


def test_fewer_characters_or_another_s_are_no_event(log, event):
    for part, said in (
        (event[:5], "is too short"),
        ("", "is too short"),
        ("nobody", "no event has the id"),
        ("%" * 8, "no event has the id"),
    ):
        with pytest.raises(door.Rejected, match=said):
            find_event(log, part)


def test_an_ambiguous_id_is_refused(log):
    ids = ["01a20f72-a739-702b-9a14-00000000000a", "01a20f72-a739-702b-9a14-00000000000b"]
    put(log, *(draft(id=id) for id in ids))
    with pytest.raises(door.Rejected, match='the ids of 2 events begin or end with "01a20f"; write more of it'):
        find_event(log, "01a20f")


def test_an_amendment_is_checked_as_the_event_it_makes(log, event):
    with pytest.raises(door.Rejected, match="still to come"):
        amend_draft(log, event, {"date": str(date.today().year + 1)}, "x")
    with pytest.raises(door.Rejected, match="a side of CHN-IRN already"):
        amend_draft(log, event, {"parties": ["China"]}, "x")
    with pytest.raises(door.Rejected, match='no event "nobody"'):
        amend_draft(log, event, {"part_of": "nobody"}, "x")


def test_an_amendment_holds_only_what_it_changes(log, event):
    made = amend_draft(log, event, {"date": "2016-11-14", "place": None}, "notice")
    assert (made.type, made.event, made.data) == ("amended", event, {"set": {"date": "2016-11-14", "place": None}, "why": "notice"})


# BUG (replay.py readable): see test_replay; the event stands after its amendment, and the amendment is lost on `payloads`
def test_a_row_that_was_logged_on_two_branches_keeps_what_amended_it(log):
    first = hand_made(VISIT, at="2026-01-01T00:00:00.000Z")
    id = json.loads(first)["id"]
    change = {"set": {"title": "Mended"}, "why": "x"}
    mended = hand_made(change, type="amended", event=id, prev=[sum_of(first)], at="2026-01-02T00:00:00.000Z")
    write(log, first, mended, hand_made(VISIT, id=id, event=id, at="2026-01-03T00:00:00.000Z"))
    assert find_event(log, id)[2]["title"] == events(log)[0].coding.title == "Mended"


def test_a_retraction_says_why(log, event):
    assert retract_draft(log, event, "never happened").data == {"why": "never happened"}
    with pytest.raises(door.Rejected, match="why is missing"):
        retract_draft(log, event, " ")


@pytest.mark.parametrize(
    ("type", "fields", "fault"),
    [
        ("reviewed", {"from": "2023", "to": "2012"}, "the review ends \\(2012\\) before it begins \\(2023\\)"),
        ("reviewed", {"sources": ["fmso-2024"]}, 'unknown source "fmso-2024"; did you mean "fmso-2023"'),
        ("assessed", {"level": None}, "an assessment gives a level, a trend or both"),
        ("profiled", {"country": "Irann"}, 'unknown country "Irann"'),
    ],
)
def test_a_note_that_does_not_fit_is_refused(log, type, fields, fault):
    source(log)
    notes = {
        "reviewed": {"from": "2012", "to": "2023-12", "instruments": ["D1"], "scope": "Open sources"},
        "assessed": {"instrument": "M1", "level": "medium", "on": "2023-12", "sources": ["fmso-2023"]},
        "profiled": {"country": "IRN", "field": "population", "value": 89, "as_of": "2022"},
    }
    assert note_draft(log, DYAD, type, notes[type]).type == type
    with pytest.raises(door.Rejected, match=fault):
        note_draft(log, DYAD, type, {**notes[type], **fields})


def test_a_source_that_is_added_again_is_graded_anew(log):
    for grade in ("B", "C"):
        fields = {"key": "fmso", "title": "Report", "publisher": "FMSO", "reliability": grade}
        append(log, [source_draft(fields)], "tester")
    assert [each.reliability for each in sources(log).values()] == ["C"]


# previews


def test_a_preview_is_what_the_log_will_be_and_writes_nothing(log, event):
    drafts = [*recording.log_rows(log, [DYAD], rows(DRILL, ACCORD)).drafts, retract_draft(log, event, "x")]
    before = contents(log)
    seen = replay(recording.with_drafts(open_stream(log, DYAD), drafts), {})
    assert contents(log) == before
    append(log, drafts, "tester")
    assert [each.id for each in seen.events] == [each.id for each in events(log)]
    assert [each.coding for each in seen.events] == [each.coding for each in events(log)]


def test_a_damaged_log_takes_no_rows(log):
    log_rows(log, VISIT)
    path = log / "CHN-IRN.jsonl"
    path.write_bytes(path.read_bytes().replace(b"2016-11", b"2016-12"))
    assert refused(log, DRILL)[0].startswith("events/CHN-IRN.jsonl:1: the line does not match its own digest")


def test_a_damaged_register_of_sources_takes_no_rows(log):
    source(log)
    path = log / "_sources.jsonl"
    path.write_bytes(path.read_bytes().replace(b"FMSO", b"Nobody"))
    assert refused(log, VISIT)[0].startswith("events/_sources.jsonl:1: ")
    assert streams.streams(log) == ["_sources"]
