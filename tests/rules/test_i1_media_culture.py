"""I1 Cultural/Media Outreach, Collaboration, Alignment, told in op-eds, channels and institutes."""

from dossiers import course, level, said

from mdime_events.rulekit import LOW, MEDIUM, VERY_LOW


def test_op_eds_every_year_show_the_flag_and_are_never_more_active():
    papers = "".join(f"{year}-05-01 media-appearance I1 An ambassador writes\n" for year in range(2017, 2020))
    assert course(papers, "I1", "2018-05-01", "2019-05-01", "2024-04-30", "2024-05-01") == {
        "2018-05-01": "very low, increasing",  # two, and as many again are four acts
        "2019-05-01": "medium, steady",  # three acts
        "2024-04-30": "medium, decreasing",  # about to lapse
        "2024-05-01": "low, steady",
    }
    assert said(papers, "I1", "2019-12-31") == set()


def test_alignment_kept_up_is_routine_activity_of_every_year():
    aligned = "2018-01-15/2020-06-30 media-alignment I1 One story in both capitals"
    assert level(aligned, "I1", "2020-06-30") == VERY_LOW
    assert said(aligned, "I1", "2018-12-31") == set()
    assert said(aligned, "I1", "2019-12-31") == {"more_than_before"}
    assert said(aligned, "I1", "2022-12-31") == set()
    assert said(aligned, "I1", "2023-01-01") == {"less_than_before"}


def test_an_institute_stands_and_is_never_activity():
    institute = "2009/.. cultural-institute I1 A language institute"
    assert level(institute, "I1", "2023-12-31") == LOW
    assert said(institute, "I1", "2023-12-31") == set()
    opened = "2019-04-01/.. cultural-institute I1 A second institute"
    assert level(f"{institute}\n{opened}", "I1", "2023-12-31") == MEDIUM
    assert said(f"{institute}\n{opened}", "I1", "2019-04-01") == set()  # it obliges to no third


STORY = """
    2013/..     cultural-institute  I1  A language institute
    2019-06-10  media-cooperation   I1  Broadcasters exchange programmes
    2020-06-10  media-cooperation   I1  A joint film
    2021-06-10  agreement           I1  News agencies sign
"""


def test_broadcasters_work_together():
    assert course(STORY, "I1", "2019-06-09", "2019-06-10", "2021-06-10", "2023-12-31", "2024-01-01", "2024-06-10") == {
        "2019-06-09": "low, steady",
        "2019-06-10": "medium, steady",
        "2021-06-10": "high, increasing",
        "2023-12-31": "high, steady",  # the accord is new, but the work has stopped
        "2024-01-01": "medium, increasing",
        "2024-06-10": "medium, steady",
    }
