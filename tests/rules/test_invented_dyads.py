"""The rules on countries that were invented to be unlike the one report: each with what a reasonable analyst would expect, and why."""

from dossiers import ratings

from mdime_events.vocabulary import Level, Trend


def table(story, day=None):
    """Instrument to (level, trend) of all that is observed."""
    return {code: (each.level.label, each.trend.value) for code, each in ratings(story, day).items() if each.level}


def test_a_close_ally_with_bases_and_joint_production():
    """Bases, leased stations and a shared plant are structural; yearly deliveries and drills make it High everywhere that matters."""
    found = table("""
        1999-12    agreement         M3  Union treaty
        2009       agreement         M3  Joint air defence
        2013/..    deployment        M1  Fighters on rotation at an air base
        2015       exercise          M1  Union drill of 2015
        2017       exercise          M1  Union drill of 2017
        2019       exercise          M1  Union drill of 2019
        2021       exercise          M1  Union drill of 2021
        1995/2045  access-grant      I3  Early-warning radar leased
        2015/..    joint-production  E2  Plant for launcher chassis | dependence=partial
        2019       technology-transfer E2 Licence for radars
        2020       arms-delivery     E1  Fighters | dependence=sole
        2021       arms-delivery     E1  Air defence batteries
        2022       arms-delivery     E1  Missile systems
        2021-09    visit             D1  Defence minister visits | substance=practical
        2022-12    visit             D1  Both presidents meet | substance=practical
        2023-05    meeting           D1  Ministers sign | substance=practical
        2023-05    agreement         M3  Accord on stationing
        review 2012 2023-12
    """)
    assert found["M1"][0] == "very high"
    assert found["E2"][0] == "very high"
    assert {found[code][0] for code in ("D1", "I3", "M3", "E1")} == {"high"}
    assert found["M3"][1] == "increasing"
    assert found["OVERALL"][0] == "high"  # half of the twelve reach it


def test_an_arms_client_without_politics():
    """Seven tenths of all arms are Very High in E1; little else is there, so the whole is Low and not Unobserved."""
    found = table("""
        2016       arms-delivery  E1  Two submarines
        2018       arms-deal      E1  Trainers ordered
        2020       arms-delivery  E1  Corvettes
        2021       arms-delivery  E1  Air defence
        2023       arms-delivery  E1  Trainers | fulfils=arms-deal-2018
        2012/..    arms-delivery  E1  Seven tenths of arms imports | dependence=partial
        2002-12    agreement      M3  Defence accord
        2017/..    training       D2  Naval officers trained
        2016-10    visit          D1  President visits
        review 2012 2023-12
    """)
    assert found["E1"] == ("very high", "steady")
    assert found["M3"] == ("medium", "steady")
    assert found["D1"] == ("very low", "steady")
    assert found["OVERALL"][0] == "low"


def test_a_distant_trade_partner():
    """The largest buyer has a dependence in E3 and nothing that a soldier would notice."""
    found = table("""
        2012/..  trade-status  E3  Largest buyer of copper | dependence=partial
        2016-11  visit         D1  President visits
        2013     port-call     D3  Frigates call
        review 2012 2023-12
    """)
    assert found == {
        "D1": ("very low", "steady"),
        "D3": ("very low", "steady"),
        "E3": ("high", "steady"),
        "OVERALL": ("very low", "steady"),
    }


def test_a_lapsed_friendship():
    """An accord that was ended no longer stands; drills of long ago are real but lapsed; nothing points up."""
    story = """
        2012-09  visit        D1  Defence minister visits | substance=practical
        2012     exercise     M1  First drill
        2013     exercise     M1  Second drill
        2013-05  agreement    M3  Defence accord
        2021-06  termination  M3  Accord ended | effect=lowers, ends=agreement-2013-05
        review 2012 2023-12
    """
    found = table(story)
    assert found["M3"] == ("low", "decreasing")
    assert found["M1"][0] == "medium"
    assert found["D1"][0] == "low"
    assert "increasing" not in {trend for _, trend in found.values()}
    assert table(story, "2021-06-29")["M3"][0] == "medium"


def test_a_new_junta_served_by_contractors():
    """Two years of contractors, deliveries and an accord: High in the field and in arms, and rising, on thin evidence."""
    found = table("""
        2019-06     agreement      M3  Military cooperation accord
        2021-09     arms-delivery  E1  Helicopters
        2021-12/..  deployment     M1  Contractors deploy | channel=unofficial
        2022-03     arms-delivery  E1  Radars
        2023-01     arms-delivery  E1  Jets
        2021-11     visit          D1  Foreign minister abroad
        2022-05     visit          D1  Foreign minister abroad again
        2023-02     visit          D1  Foreign minister received
        2022/..     training       D2  Contractors train units | channel=unofficial
        review 2012 2023-12
    """)
    assert found["M1"] == ("high", "increasing")
    assert found["E1"] == ("high", "increasing")
    assert found["D1"][1] == found["D2"][1] == "increasing"
    assert found["M3"] == ("medium", "steady")
    assert found["OVERALL"][1] == "increasing"


def test_one_that_was_reviewed_with_nothing_found():
    """Looked for and not seen: Unobserved, and nothing to project from."""
    found = ratings("review 2012 2023-12").values()
    assert {each.level for each in found} == {Level.UNOBSERVED}
    assert {each.trend for each in found} == {Trend.UNKNOWN}


def test_one_that_was_never_reviewed():
    """One gift is a trace of E1; of the others nothing may be said."""
    found = ratings("2016 arms-delivery E1 Donated rifles")
    assert found["E1"].level is Level.LOW
    assert found["M1"].level is None
    assert found["M1"].because == ("not assessed: nothing counted and not reviewed",)


def test_one_with_only_vague_dates():
    """What may lie before the window does not count; what lies somewhere in it is never recent; what stands, stands."""
    found = table(
        """
        [2012..2023]  arms-delivery  E1  Some air defence
        [..2023]      exercise       M1  Some drill
        /..           trade-status   E3  Gas goes mostly there | dependence=sole, published=2023-12
        review 2012 2023-12
    """,
        "2025-12-31",
    )
    assert found["E1"] == ("low", "steady")
    assert "M1" not in found
    assert found["E3"] == ("high", "steady")
