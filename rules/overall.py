"""The dyad's own rating, from the ratings of its twelve instruments.

Half of the instruments decide, as the method begins. Alone that calls a country which buys nearly all its arms from the benefactor, and
little else, Unobserved: so a quarter of them at a level also carries the overall to the one below, and what is observed anywhere is
never called Unobserved.
"""

from mdime_events.rulekit import VERY_HIGH, VERY_LOW, Finding, Level, Overall, Rated, Trend


def half_reach_it(rated: tuple[Rated, ...], level: Level) -> Finding:
    """At least half of the assessed instruments reach this level, or a quarter of them the level above it; Very Low as soon as one is
    observed at all."""
    assessed = [each for each in rated if each.level is not None]
    reaching = [each.instrument for each in assessed if each.level >= level]
    above = [each.instrument for each in assessed if each.level > level]
    reach = "reaches" if len(reaching) == 1 else "reach"
    told = f"{len(reaching)} of {len(assessed)} assessed instruments {reach} {level.label} ({', '.join(reaching) or 'none'})"
    half = len(assessed) > 0 and 2 * len(reaching) >= len(assessed)
    quarter_above = len(above) > 0 and 4 * len(above) >= len(assessed)
    observed = level == VERY_LOW and len(reaching) > 0
    if quarter_above and not half:
        stand = "is" if len(above) == 1 else "are"
        told = f"{len(above)} of {len(assessed)} assessed instruments {stand} above {level.label} ({', '.join(above)})"
    met = half or quarter_above or observed
    return Finding(met=met, because=told if met else f"{told}; {_asked_for(len(assessed), level)}")


def _asked_for(assessed: int, level: Level) -> str:
    """How many it takes."""
    half = 1 if level == VERY_LOW else -(-assessed // 2)
    above = "" if level in (VERY_HIGH, VERY_LOW) else f", or {-(-assessed // 4)} above it"
    return f"{half} {'is' if half == 1 else 'are'} asked for{above}"


def most_say(rated: tuple[Rated, ...]) -> tuple[Trend, Finding]:
    """What more than half of the instruments that have a trend say; Steady where no trend has more than half."""
    known = [each.trend for each in rated if each.trend is not Trend.UNKNOWN]
    if not known:
        return Trend.UNKNOWN, Finding(met=True, because="no instrument has a trend")
    counts = {trend: known.count(trend) for trend in Trend if trend in known}
    most = next((trend for trend, count in counts.items() if 2 * count > len(known)), Trend.STEADY)
    shares = ", ".join(f"{count} {trend}" for trend, count in counts.items())
    noun = "instrument" if len(known) == 1 else "instruments"
    return most, Finding(met=True, because=f"of {len(known)} {noun} with a trend: {shares}")


RULE = Overall(edition=1, reaches=half_reach_it, trend=most_say)
