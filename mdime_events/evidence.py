"""What counts for one instrument on one day, and the words that conditions are built from.

One constructor, `evidence`, cuts the log at the day asked about: nothing that had not happened, or was not yet announced, is in
it, so no rule can see the future. What a word means is said where it is defined, and is the same for every rule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

from attrs import evolve, frozen

from mdime_events.dates import duration_on, years_on
from mdime_events.model import Event, Source
from mdime_events.vocabulary import KINDS, Level

RECENT = 3
LAPSE = 5
SUSTAINED = 3
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
    counted, with the reason. `level` is set for the trend's conditions only.
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
        """Practical or binding."""
        return self._only((item for item in self.items if item.substance in OF_SUBSTANCE), "of substance")

    def beyond_symbolic(self) -> Evidence:
        """Routine, practical or binding: what only shows the flag carries no trend."""
        return self._only((item for item in self.items if item.substance != "symbolic"), "beyond the symbolic")

    def binding(self) -> Evidence:
        """Those that create a duty or a standing right."""
        return self._only((item for item in self.items if item.substance == "binding"), "binding")

    def standing(self) -> Evidence:
        """In force on the day."""
        return self._only((item for item in self.items if item.standing), "in force")

    def recent(self, years: int = RECENT) -> Evidence:
        """Within three years (or as many as are given)."""
        after = years_on(self.day, -years)
        word = f"within {_number(years)} years"
        return self._only((item for item in self.items if item.latest and item.latest > after), word)

    def accords(self) -> Evidence:
        """Agreements, memberships and access: what stands until something ends it."""
        return self._only((item for item in self.items if KINDS[item.kind].stands), "accords")

    def unofficial(self) -> Evidence:
        """Through unofficial channels."""
        return self._only((item for item in self.items if item.unofficial), "unofficial")

    def relied_on(self) -> Evidence:
        """A system, an access or a dependence in force on the day."""
        kept = (item for item in self.items if item.standing and _is_relied_on(item))
        return self._only(kept, "systems, access or dependence in force")

    # Measures

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(event for item in self.items for event in item.events)

    @property
    def active_years(self) -> frozenset[int]:
        """The calendar years that show activity."""
        return frozenset().union(*(item.years for item in self.items))

    def at_least(self, count: int) -> Finding:
        """Whether that many acts or states are left."""
        met = len(self.items) >= count
        found = f"{_number(len(self.items))} {self._noun(len(self.items))}{_listed(item.label for item in self.items)}"
        asked = "" if met or count == 1 else f", where {_number(count)} are asked for"
        return Finding(met=met, because=found + asked, events=self.events)

    def sustained(self) -> Finding:
        """Active in at least three of the last five calendar years."""
        last_five = range(self.day.year - LAPSE + 1, self.day.year + 1)
        years = sorted(self.active_years & set(last_five))
        met = len(years) >= SUSTAINED
        asked = "" if met else ", where three are asked for"
        because = f"{self._adjective()}activity in {_years_of(len(years))} of the last five calendar years{_listed(map(str, years))}{asked}"
        return Finding(met=met, because=because, events=_distinct(item for item in self.items if item.years & set(years)))

    def kept_up(self) -> Finding:
        """One of them shows activity in two calendar years or more."""
        long = [item for item in self.items if len(item.years) > 1]
        told = f"kept up over years{_listed(item.label for item in long)}" if long else f"nothing {self._adjective()}kept up over two years"
        return Finding(met=bool(long), because=told, events=_distinct(long))

    def several_kinds(self) -> Finding:
        """Two or more kinds among the instrument's own acts and states; others' enforcement is not its own."""
        own = [item for item in self.items if item.kind not in ENFORCEMENT]
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
        """Endings of the last five years do not outnumber new acts."""
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
        """Commitments to do more: made within three years and not yet made good, or a series that still recurs."""
        fresh = tuple(event for event in self.commitments if self._is_fresh(event))
        told = f"{_count(fresh, 'fresh commitment')}{_listed(_dated(event) for event in fresh)}"
        return Finding(met=bool(fresh), because=told, events=fresh)

    def _is_fresh(self, event: Event) -> bool:
        if event.coding.recurs:
            return self.level != Level.VERY_HIGH and self._still_recurs(event)
        if event.coding.status == "planned":
            return event.certain >= self.day
        return event.earliest is not None and event.earliest > years_on(self.day, -RECENT)

    def _still_recurs(self, event: Event) -> bool:
        """A series is fresh while its last edition is younger than twice its period."""
        editions = [item.latest for item in self.items if item.kind == event.coding.promises and item.latest]
        last = max(editions, default=event.earliest)
        return last is not None and self.day < duration_on(last, str(event.coding.recurs), 2)

    def newly_standing(self) -> Finding:
        """A standing tie of substance, begun within three years: an accord, a membership, an access, a post, an institute, a presence."""
        ties = (item for item in self.of_substance().standing().items if not KINDS[item.kind].doing)
        return evolve(self, items=tuple(ties), words=("newly standing",)).recent().at_least(1)

    def more_active(self) -> Finding:
        """Active beyond the symbolic in two more of the last three calendar years than of the three before."""
        return self._activity(lambda now, then: now >= then + 2)

    def less_active(self) -> Finding:
        """Active beyond the symbolic in two fewer of the last three calendar years than before, with nothing of substance standing."""
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
        """Endings within three years: terminations, withdrawals, restraints on the channel."""
        after = years_on(self.day, -RECENT)
        ended = tuple(event for event in self.endings if event.earliest and event.earliest > after)
        told = f"{_count(ended, 'ending')} within three years{_listed(_dated(event) for event in ended)}"
        return Finding(met=bool(ended), because=told, events=ended)

    def cancelled_plans(self) -> Finding:
        """Plans called off within three years."""
        after = years_on(self.day, -RECENT)
        off = tuple(event for event in self.cancelled if event.earliest and event.earliest > after)
        told = f"{_count(off, 'plan')} called off within three years{_listed(_dated(event) for event in off)}"
        return Finding(met=bool(off), because=told, events=off)

    def _noun(self, count: int) -> str:
        """What the items are called: a noun for the narrowest set that the filters made, and the other filters' words."""
        one, many = next((NOUNS[word] for word in self.words if word in NOUNS), ("act or state", "acts or states"))
        return " ".join([one if count == 1 else many, *(word for word in self.words if word not in NOUNS)])

    def _adjective(self) -> str:
        return "".join(f"{word} " for word in self.words if word == "of substance").replace("of substance", "substantive")


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


# The constructor: the only way to evidence


def evidence(events: Collection[Event], instrument: str, day: date, opens: date, sources: Mapping[str, Source] | None = None) -> Evidence:
    """What counts for `instrument` on `day`; nothing later than `day` is in it."""
    seen = [event for event in events if _visible_from(event) <= day]
    ended = _ended(seen)
    fulfilled = {id for event in seen if _counts(event) for id in event.coding.fulfils}
    mine = [event for event in seen if instrument in event.coding.instruments]
    kept: dict[str, Item] = {}
    endings: list[Event] = []
    commitments: list[Event] = []
    cancelled: list[Event] = []
    left_out: list[tuple[Event, str]] = []
    for event in mine:
        if _is_ending(event):
            if event.id not in ended:
                endings.append(event)
            left_out.append((event, "lowers: it is an ending"))
        elif reason := _not_counted(event):
            left_out.append((event, reason))
            if event.coding.status == "cancelled" and event.coding.kind != "proposal":  # a declined proposal is no cancelled plan
                cancelled.append(event)
            elif _is_commitment(event) and event.id not in ended and (event.coding.recurs or event.id not in fulfilled):
                commitments.append(event)
        elif item := _item(event, day, opens, ended.get(event.id)):
            kept[event.id] = item
        else:
            left_out.append((event, _outside(event)))
    return Evidence(
        instrument=instrument,
        day=day,
        opens=opens,
        items=tuple(sorted(_as_one(kept), key=_item_order)),
        left_out=tuple(left_out),
        sources=sources or {},
        endings=tuple(endings),
        commitments=tuple(commitments),
        cancelled=tuple(cancelled),
    )


def _visible_from(event: Event) -> date:
    """An act once it is certain; a plan or a called-off one once it was announced."""
    if event.coding.status in ("planned", "cancelled"):
        return event.published or date.fromisoformat(event.recorded[:10])
    return event.certain


def _counts(event: Event) -> bool:
    return event.coding.status == "occurred" and event.coding.review == "reviewed"


def _is_ending(event: Event) -> bool:
    """What lowers is an ending, but an incident, which is no restraint."""
    return _counts(event) and event.coding.effect == "lowers" and event.coding.kind != "incident"


def _is_commitment(event: Event) -> bool:
    if event.coding.review != "reviewed" or event.coding.effect != "raises":
        return False
    return event.coding.status == "planned" or (event.coding.status == "occurred" and event.coding.kind in COMMITMENTS)


def _ended(seen: Iterable[Event]) -> dict[str, date]:
    """The day on which an event was ended by another, where it was."""
    found: dict[str, date] = {}
    for event in seen:
        if _counts(event):
            for target in event.coding.ends:
                found[target] = min(event.certain, found.get(target, date.max))
    return found


def _not_counted(event: Event) -> str | None:
    """Why an event counts on no day, whatever its date; None where it may count."""
    coding = event.coding
    if coding.status != "occurred":
        return coding.status
    if coding.review != "reviewed":
        return "unreviewed"
    if KINDS[coding.kind].family == "signals":
        return coding.kind
    if coding.effect != "raises":
        return "neutral" if coding.effect == "neutral" else "an incident, which is no restraint"
    return "a door that opened, which is permission and no act" if coding.kind == "embargo-lifted" else None


def _outside(event: Event) -> str:
    return "before the window" if event.earliest else "perhaps before the window"


def _item(event: Event, day: date, opens: date, ended: date | None) -> Item | None:
    """What an event counts as on the day; None where it lies before the window and does not stand."""
    kind = KINDS[event.coding.kind]
    until = min((each for each in (event.until, ended) if each), default=None)
    standing = (event.state or kind.stands) and (until is None or until >= day)
    inside = event.known_start and event.earliest is not None and event.earliest >= opens
    if not inside and not standing:
        return None
    return Item(
        kind=event.coding.kind,
        substance=event.substance,
        events=(event,),
        years=_years(event, min(until or day, day)) if inside else frozenset(),
        latest=_latest(event, min(until or day, day)) if inside else None,
        standing=standing,
        dependence=event.coding.dependence != "none",
        unofficial=event.coding.channel == "unofficial",
    )


def _years(event: Event, last: date) -> frozenset[int]:
    """The calendar years in which activity is certain: an act's own, every year of a state of doing, none of a state of being."""
    if event.state:
        return frozenset(range(event.certain.year, last.year + 1)) if KINDS[event.coding.kind].doing else frozenset()
    assert event.earliest is not None
    return frozenset({event.certain.year}) if event.earliest.year == event.certain.year else frozenset()


def _latest(event: Event, last: date) -> date | None:
    """The newest day of certain activity: a state of doing goes on to its end, everything else is as old as its beginning."""
    return last if event.state and KINDS[event.coding.kind].doing else event.earliest


def _as_one(kept: Mapping[str, Item]) -> Iterator[Item]:
    """What counts once: parts of a counted event of the same kind with it, and a year's enforcement, however many it names."""
    groups: dict[object, list[Item]] = {}
    for id, item in kept.items():
        key = ("enforcement", item.years) if item.kind in ENFORCEMENT else _whole(id, kept)
        groups.setdefault(key, []).append(item)
    return (_merged(items) for items in groups.values())


def _whole(id: str, kept: Mapping[str, Item]) -> str:
    """The outermost counted event of the same kind that this one is part of."""
    seen = {id}
    while True:
        whole = kept[id].events[0].coding.part_of
        if whole is None or whole not in kept or whole in seen or kept[whole].kind != kept[id].kind:
            return id
        seen.add(whole)
        id = whole


def _merged(items: list[Item]) -> Item:
    first = items[0]
    if len(items) == 1:
        return first
    return evolve(
        first,
        substance=max((item.substance for item in items), key=("symbolic", "routine", "practical", "binding").index),
        events=tuple(event for item in items for event in item.events),
        years=frozenset().union(*(item.years for item in items)),
        latest=max((item.latest for item in items if item.latest), default=None),
        standing=any(item.standing for item in items),
        dependence=any(item.dependence for item in items),
    )


def _item_order(item: Item) -> tuple[date, str]:
    return (item.events[0].earliest or date.min, item.events[0].id)


def turning_days(events: Iterable[Event], first: date, last: date) -> list[date]:
    """Every day after `first` up to `last` on which an answer of Evidence may change though nothing new happens.

    The words above look back three or five years or at calendar years, so they turn on new year's days, on the days that events
    begin, become certain, are announced or end, and on the third and fifth anniversaries of those.
    """
    marks = {date(year, 1, 1) for year in range(first.year, last.year + 1)}
    for event in events:
        known = (event.earliest, event.certain, event.until, event.published, date.fromisoformat(event.recorded[:10]))
        for mark in filter(None, known):
            for years in (0, RECENT, LAPSE):
                turn = years_on(mark, years)
                marks |= {turn, turn + timedelta(days=1)} if turn < date.max else {turn}
    return sorted(mark for mark in marks if first < mark <= last)
