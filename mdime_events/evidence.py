"""The words that conditions are built from: what a word means is said where it is defined, and is the same for every rule.

The docstrings of Evidence's methods are published: `mdime codebook` prints them as the meanings of the words in conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from attrs import evolve, frozen

from mdime_events.dates import duration_on, span, years_on
from mdime_events.model import Event, Source
from mdime_events.vocabulary import CHOICES, KINDS, Level

RECENT = 3
LAPSE = 5
SUSTAINED = 3
SUBSTANCES = CHOICES["substance"]
OF_SUBSTANCE = ("practical", "binding")
ENFORCEMENT = ("sanction", "indictment", "incident")
COMMITMENTS = ("pledge", "proposal")


@frozen(kw_only=True)
class Finding:
    """The answer of a condition: yes or no, why in a sentence, and the events that say so. Joins with `&` and `|`."""

    met: bool
    because: str
    events: tuple[Event, ...] = ()

    def __and__(self, other: Finding) -> Finding:
        parts = [part for part in (self, other) if part.met == (self.met and other.met)]
        return _joined(self.met and other.met, parts, (self, other))

    def __or__(self, other: Finding) -> Finding:
        parts = [part for part in (self, other) if part.met == (self.met or other.met)]
        return _joined(self.met or other.met, parts, parts)

    def __bool__(self) -> bool:
        raise TypeError("a Finding joins with & and |; `and`, `or` and `not` would drop half of its reason")


def _joined(met: bool, told: Iterable[Finding], kept: Iterable[Finding]) -> Finding:
    events = {event.id: event for finding in kept if finding.met or not met for event in finding.events}
    return Finding(met=met, because="; ".join(dict.fromkeys(finding.because for finding in told)), events=tuple(events.values()))


@frozen(kw_only=True)
class Item:
    """An act or state that counts, or several events that count as one.

    `years` are the calendar years in which it shows activity; `latest` is the day of its newest certain activity (None where a
    state's start is unknown); `standing` says that it is in force on the day.
    """

    kind: str
    substance: str
    events: tuple[Event, ...]
    years: frozenset[int]
    latest: date | None
    standing: bool
    dependence: bool
    unofficial: bool

    @property
    def label(self) -> str:
        return f"{self.kind.replace('-', ' ')} {self.events[0].coding.date}"


@frozen(kw_only=True)
class Evidence:
    """What counts for `instrument` on `day` within a window that opens on `opens`; filters give a narrower Evidence.

    `endings` lower; `commitments` promise; `cancelled` are plans called off; `left_out` are events that were looked at and not
    counted, with the reason. `level` is set for the trend's conditions only, and
    `repeated`, the level three years on if the acts of the last three years repeat.
    """

    instrument: str
    day: date
    opens: date
    items: tuple[Item, ...]
    endings: tuple[Event, ...] = ()
    commitments: tuple[Event, ...] = ()
    cancelled: tuple[Event, ...] = ()
    left_out: tuple[tuple[Event, str], ...] = ()
    sources: Mapping[str, Source] = {}
    level: Level | None = None
    repeated: Level | None = None
    words: tuple[str, ...] = ()

    # Filters

    def _only(self, items: Iterable[Item], word: str) -> Evidence:
        return evolve(self, items=tuple(items), words=(*self.words, word))

    def of(self, *kinds: str) -> Evidence:
        """Those of these kinds."""
        return self._only((item for item in self.items if item.kind in kinds), f"of kind {' or '.join(kinds)}")

    def in_the_field(self) -> Evidence:
        """Exercises, operations and deployments."""
        return self._only((item for item in self.items if KINDS[item.kind].family == "field"), "field")

    def of_substance(self) -> Evidence:
        """Practical or binding: it changes what forces or systems can do, or creates a duty or a standing right."""
        return self._only((item for item in self.items if item.substance in OF_SUBSTANCE), "of substance")

    def beyond_symbolic(self) -> Evidence:
        """Routine, practical or binding: more than showing the flag."""
        return self._only((item for item in self.items if item.substance != "symbolic"), "beyond the symbolic")

    def binding(self) -> Evidence:
        """It creates a duty or a standing right."""
        return self._only((item for item in self.items if item.substance == "binding"), "binding")

    def standing(self) -> Evidence:
        """In force on the day. Agreements, memberships and access stand until something ends them, a state to its end."""
        return self._only((item for item in self.items if item.standing), "in force")

    def recent(self, years: int = RECENT) -> Evidence:
        """The newest certain activity is within three years before the day (or as many as the condition says)."""
        after = years_on(self.day, -years)
        word = f"within {_number(years)} years"
        return self._only((item for item in self.items if item.latest and item.latest > after), word)

    def accords(self) -> Evidence:
        """Agreements, memberships and access, which stand until something ends them."""
        return self._only((item for item in self.items if KINDS[item.kind].stands), "accords")

    def unofficial(self) -> Evidence:
        """Through unofficial channels."""
        return self._only((item for item in self.items if item.unofficial), "unofficial")

    def relied_on(self) -> Evidence:
        """A system, an access or a dependence, in force on the day: networks, space cooperation, deployments and joint production of
        substance; access that was granted; and anything for which the recipient depends on the benefactor."""
        kept = (item for item in self.items if item.standing and _is_relied_on(item))
        return self._only(kept, "systems, access or dependence in force")

    # Measures

    @property
    def events(self) -> tuple[Event, ...]:
        """The events behind it, for a Finding of one's own."""
        return tuple(event for item in self.items for event in item.events)

    @property
    def active_years(self) -> frozenset[int]:
        """An act shows activity in its year, where its whole date lies in one; a state of doing (trade, deployment, transfers) in every
        year that it covers; a state of being (an accord, a membership, a post, an institute, an office) in none."""
        return frozenset().union(*(item.years for item in self.items))

    def at_least(self, count: int) -> Finding:
        """As many acts or states, or more; parts of an act, and a year's sanctions and indictments, are one."""
        met = len(self.items) >= count
        found = f"{_number(len(self.items))} {self._noun(len(self.items))}{_listed(item.label for item in self.items)}"
        asked = "" if met or count == 1 else f", where {_number(count)} are asked for"
        return Finding(met=met, because=found + asked, events=self.events)

    def sustained(self) -> Finding:
        """Active in at least three of the last five calendar years, the day's own among them."""
        last_five = range(self.day.year - LAPSE + 1, self.day.year + 1)
        years = sorted(self.active_years & set(last_five))
        met = len(years) >= SUSTAINED
        asked = "" if met else ", where three are asked for"
        because = f"{self._adjective()}activity in {_years_of(len(years))} of the last five calendar years{_listed(map(str, years))}{asked}"
        return Finding(met=met, because=because, events=_distinct(item for item in self.items if item.years & set(years)))

    def kept_up(self) -> Finding:
        """A single act or state shows activity in two calendar years or more."""
        long = [item for item in self.items if len(item.years) > 1]
        told = f"kept up over years{_listed(item.label for item in long)}" if long else f"nothing {self._adjective()}kept up over two years"
        return Finding(met=bool(long), because=told, events=_distinct(long))

    def several_kinds(self) -> Finding:
        """Two or more kinds among the instrument's own acts and states; sanctions, indictments and incidents are not its own, and an
        accord, a membership or an access is one of them while it is in force."""
        own = [item for item in self.items if item.kind not in ENFORCEMENT and (item.standing or not KINDS[item.kind].stands)]
        kinds = sorted({item.kind for item in own})
        met = len(kinds) > 1
        asked = "" if met else ", where two are asked for"
        plural = "kind" if len(kinds) == 1 else "kinds"
        because = f"{_number(len(kinds))} {plural} of activity{_listed(kind.replace('-', ' ') for kind in kinds)}{asked}"
        return Finding(met=met, because=because, events=_distinct(own))

    def not_lapsed(self) -> Finding:
        """Something within five years, or something standing."""
        alive = self.recent(LAPSE).items or self.standing().items
        told = "something within five years or in force" if alive else "nothing for five years and nothing in force"
        return Finding(met=bool(alive), because=told)

    def not_outweighed(self) -> Finding:
        """Endings of the last five years do not outnumber the acts and states whose newest activity lies in them."""
        after = years_on(self.day, -LAPSE)
        ended = [event for event in self.endings if event.earliest and event.earliest > after]
        new = len(self.recent(LAPSE).items)
        met = len(ended) <= new
        because = (
            f"{_count(ended, 'ending')} within five years against {_number(new)} new acts" if ended else "no endings within five years"
        )
        return Finding(met=met, because=because, events=() if met else tuple(ended))

    # The trend's measures

    def fresh_commitments(self) -> Finding:
        """A pledge, a proposal, a plan, or a statement that says what it promises. It is fresh when it was made within three years and is
        not yet made good, withdrawn or overdue; a series that recurs is, while its last edition is younger than twice its period, and the
        level is not already Very High."""
        fresh = tuple(event for event in self.commitments if self._is_fresh(event))
        told = f"{_count(fresh, 'fresh commitment')}{_listed(_dated(event) for event in fresh)}"
        return Finding(met=bool(fresh), because=told, events=fresh)

    def _is_fresh(self, event: Event) -> bool:
        if event.coding.recurs:
            return self.level != Level.VERY_HIGH and self._still_recurs(event)
        planned = event.coding.status == "planned"
        made = announced(event) if planned else event.earliest
        due = event.certain if planned else span(event.coding.due).certain if event.coding.due else None
        return made is not None and made > years_on(self.day, -RECENT) and (due or date.max) >= self.day

    def _still_recurs(self, event: Event) -> bool:
        """A series is fresh while its last edition is younger than twice its period."""
        editions = [item.latest for item in self.items if item.kind == (event.coding.promises or event.coding.kind)]
        last = max(filter(None, [*editions, event.earliest]), default=None)
        return last is not None and self.day < duration_on(last, str(event.coding.recurs), 2)

    def new_accords(self) -> Finding:
        """An accord, a membership or an access, of substance, that began within three years and stands."""
        return self.of_substance().accords().standing().recent().at_least(1)

    def newly_standing(self) -> Finding:
        """A tie is a state of being, of substance: an accord, a membership, an access, a post, an institute, an office; it is new when it
        began within three years and stands."""
        ties = (item for item in self.of_substance().standing().items if not KINDS[item.kind].doing)
        return evolve(self, items=tuple(ties), words=("newly standing",)).recent().at_least(1)

    def on_course_to_rise(self) -> Finding:
        """If the acts of the last three years repeat in the next three, the level is higher then. Accords, memberships, posts, institutes,
        offices and other states do not repeat; they last."""
        return self._course(lambda then, now: then > now)

    def on_course_to_fall(self) -> Finding:
        """Even if the acts of the last three years repeat in the next three, the level is lower then."""
        return self._course(lambda then, now: then < now)

    def _course(self, moved: Callable[[Level, Level], bool]) -> Finding:
        if self.level is None or self.repeated is None:
            return Finding(met=False, because="no level to go on from")
        now, then = self.level.label, self.repeated.label
        course = f"to stay {now}" if now == then else f"from {now} to {then} in three years"
        met = moved(self.repeated, self.level)
        acts = tuple(event for event in self.recent().events if repeats(event, self.day))
        return Finding(met=met, because=f"on course {course} if the acts of the last three years repeat", events=acts if met else ())

    def more_active(self) -> Finding:
        """Active beyond the symbolic in two more of the last three calendar years than of the three before, where the window holds
        all six."""
        return self._activity(lambda now, then: now >= then + 2)

    def less_active(self) -> Finding:
        """Active beyond the symbolic in two fewer of the last three calendar years than of the three before, where the window holds all six
        and nothing of substance stands."""
        fewer = self._activity(lambda now, then: now <= then - 2)
        stands = self.of_substance().standing().items
        if fewer.met and stands:
            return Finding(met=False, because=f"{fewer.because}, but something of substance stands{_listed(item.label for item in stands)}")
        return fewer

    def _activity(self, moved: Callable[[int, int], bool]) -> Finding:
        year = self.day.year
        if year - 5 < self.opens.year:
            return Finding(met=False, because=f"the window does not yet hold the six years up to {year}")
        active = self.beyond_symbolic().active_years
        now = sum(each in active for each in range(year - 2, year + 1))
        then = sum(each in active for each in range(year - 5, year - 2))
        told = f"active beyond the symbolic in {_years_of(now)} of the last three calendar years and {_years_of(then)} of the three before"
        return Finding(met=moved(now, then), because=told)

    def recent_endings(self) -> Finding:
        """Endings are terminations, withdrawals and restraints on the channel, until they are lifted; incidents and words are none. They
        are recent for three years."""
        after = years_on(self.day, -RECENT)
        ended = tuple(event for event in self.endings if event.earliest and event.earliest > after)
        told = f"{_count(ended, 'ending')} within three years{_listed(_dated(event) for event in ended)}"
        return Finding(met=bool(ended), because=told, events=ended)

    def cancelled_plans(self) -> Finding:
        """Plans called off within three years of the day on which the first source told of them, or of their own where that came before:
        no later calling-off is certain, unless a termination says its day. A declined proposal is none."""
        after = years_on(self.day, -RECENT)
        off = tuple(event for event in self.cancelled if event.earliest and min(event.earliest, announced(event)) > after)
        told = f"{_count(off, 'plan')} called off within three years{_listed(_dated(event) for event in off)}"
        return Finding(met=bool(off), because=told, events=off)

    def _noun(self, count: int) -> str:
        """What the items are called: a noun for the narrowest set that the filters made, and the other filters' words."""
        one, many = next((NOUNS[word] for word in self.words if word in NOUNS), ("act or state", "acts or states"))
        return " ".join([one if count == 1 else many, *(word for word in self.words if word not in NOUNS)])

    def _adjective(self) -> str:
        return "".join(f"{word} " for word in self.words if word == "of substance").replace("of substance", "substantive")


def is_promise(kind: str, promises: str | None) -> bool:
    """Whether words commit: a pledge and a proposal do, a statement only where it says what it promises."""
    return kind in COMMITMENTS or (kind == "statement" and promises is not None)


def announced(event: Event) -> date:
    """The day on which it was known of: the first source's, or that of its recording."""
    return event.published or date.fromisoformat(event.recorded[:10])


def repeats(event: Event, day: date) -> bool:
    """Whether what counts is an act of the last three years, which may happen once more: accords, memberships, access, posts, institutes,
    offices and other states last, or end."""
    kind, recent = KINDS[event.coding.kind], event.earliest is not None and event.earliest > years_on(day, -RECENT)
    return recent and not (event.state or kind.stands or kind.ties)


def _is_relied_on(item: Item) -> bool:
    kind = KINDS[item.kind]
    return item.dependence or item.kind == "access-grant" or (kind.system and item.substance in OF_SUBSTANCE)


def _distinct(items: Iterable[Item]) -> tuple[Event, ...]:
    return tuple({event.id: event for item in items for event in item.events}.values())


NOUNS = {
    "accords": ("accord", "accords"),
    "field": ("exercise, operation or deployment", "exercises, operations or deployments"),
    "systems, access or dependence in force": ("system, access or dependence in force", "systems, accesses or dependences in force"),
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _years_of(count: int) -> str:
    return _number(count) if count else "none"


def _count(found: Collection[object], noun: str) -> str:
    return f"{_number(len(found))} {noun}{'' if len(found) == 1 else 's'}"


def _listed(labels: Iterable[str], most: int = 4) -> str:
    """` (visit 2016-01, agreement 2021-03 and 2 more)`; nothing for nothing."""
    every = list(labels)
    if not every:
        return ""
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return f" ({', '.join(every[:most])}{more})"


def _dated(event: Event) -> str:
    return f"{event.coding.kind.replace('-', ' ')} {event.coding.date}"
