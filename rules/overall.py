"""The dyad's own rating, from the ratings of its twelve instruments."""

from mdime_events.rulekit import Finding, Level, Overall, Rated, Trend


def half_reach_it(rated: tuple[Rated, ...], level: Level) -> Finding:
    """At least half of the assessed instruments reach this level."""
    assessed = [each for each in rated if each.level is not None]
    reaching = [each.instrument for each in assessed if each.level >= level]
    because = f"{len(reaching)} of {len(assessed)} assessed instruments reach {level.label} ({', '.join(reaching) or 'none'})"
    return Finding(met=bool(assessed) and 2 * len(reaching) >= len(assessed), because=because)


def most_say(rated: tuple[Rated, ...]) -> tuple[Trend, Finding]:
    """What more than half of the instruments that have a trend say; Steady where no trend has more than half."""
    known = [each.trend for each in rated if each.trend is not Trend.UNKNOWN]
    if not known:
        return Trend.UNKNOWN, Finding(met=True, because="no instrument has a trend")
    counts = {trend: known.count(trend) for trend in Trend if trend in known}
    most = next((trend for trend, count in counts.items() if 2 * count > len(known)), Trend.STEADY)
    shares = ", ".join(f"{count} {trend}" for trend, count in counts.items())
    return most, Finding(met=True, because=f"of {len(known)} instruments with a trend: {shares}")


RULE = Overall(edition=1, reaches=half_reach_it, trend=most_say)
