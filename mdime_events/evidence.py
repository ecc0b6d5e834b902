"""The words that conditions are built from: what a word means is said where it is defined, and is the same for every rule.

The docstrings of Evidence's methods are published: `mdime codebook` prints them as the meanings of the words in conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from attrs import frozen

from mdime_events.acts import RECENT, repeats
from mdime_events.cut import Cut
from mdime_events.dates import duration_on
from mdime_events.finding import Finding, counted, dated, listed, number, years_of
from mdime_events.ledger import Ledger, Noted, Sort
from mdime_events.model import Event
from mdime_events.stretch import Loss, Stretch
from mdime_events.vocabulary import CHOICES, KINDS, Level

LAPSE = 5
SUSTAINED = 3
SUBSTANCES = CHOICES["substance"]
OF_SUBSTANCE = ("practical", "binding")
ENFORCEMENT = ("sanction", "indictment", "incident")


@frozen(kw_only=True, eq=False)
class Evidence(Cut):
    """What counts for `instrument` on `day` within a window that opens on `opens`; filters give a narrower Evidence.

    `endings` lower; `commitments` promise; `cancelled` are plans called off; `left_out` are events that were looked at and not
    counted, with the reason. `level` is set for the trend's conditions only, and
    `repeated`, the level three years on if the acts of the last three years repeat.
    """

    # Filters

    def of(self, *kinds: str) -> Evidence:
        """Those of these kinds."""
        bits = self.stretch.ledger.of(kinds)
        return self._only(bits, bits, f"of kind {' or '.join(kinds)}")

    def in_the_field(self) -> Evidence:
        """Exercises, operations and deployments."""
        return self._those(_is_in_the_field, "field")

    def of_substance(self) -> Evidence:
        """Practical or binding: it changes what forces or systems can do, or creates a duty or a standing right."""
        return self._those(_is_of_substance, "of substance")

    def beyond_symbolic(self) -> Evidence:
        """Routine, practical or binding: more than showing the flag."""
        return self._those(_is_beyond_symbolic, "beyond the symbolic")

    def binding(self) -> Evidence:
        """It creates a duty or a standing right."""
        return self._those(_is_binding, "binding")

    def standing(self) -> Evidence:
        """In force on the day. Agreements, memberships and access stand until something ends them, a state to its end."""
        return self._only(*self._in_force(), "in force")

    def recent(self, years: int = RECENT) -> Evidence:
        """The newest certain activity is within three years before the day (or as many as the condition says)."""
        return self._only(*self.stretch.newer(years), f"within {number(years)} years")

    def accords(self) -> Evidence:
        """Agreements, memberships and access, which stand until something ends them."""
        return self._those(_is_accord, "accords")

    def unofficial(self) -> Evidence:
        """Through unofficial channels."""
        return self._those(_is_unofficial, "unofficial")

    def relied_on(self) -> Evidence:
        """A system, an access or a dependence, in force on the day: networks, space cooperation, deployments and joint production of
        substance; access that was granted; and anything for which the recipient depends on the benefactor."""
        bits = self.stretch.ledger.those(_is_relied_on)
        now, least = self._in_force()
        return self._only(bits & now, bits & least, "systems, access or dependence in force")

    # Measures

    @property
    def events(self) -> tuple[Event, ...]:
        """The events behind it, for a Finding of one's own."""
        self._list()
        return self._events()

    @property
    def active_years(self) -> frozenset[int]:
        """An act shows activity in its year, where its whole date lies in one; a state of doing (trade, deployment, transfers) in every
        year that it covers; a state of being (an accord, a membership, a post, an institute, an office) in none."""
        self._list()
        return frozenset(self._active(self.bits, range(self.opens.year, self.day.year + 1)))

    def at_least(self, count: int) -> Finding:
        """As many acts or states, or more; parts of an act, and a year's sanctions and indictments, are one."""
        return Finding(met=lambda: self._reaches(count), because=lambda: self._counted(count), events=self._events)

    def _counted(self, count: int) -> str:
        found = self.entries()
        asked = "" if len(found) >= count or count == 1 else f", where {number(count)} are asked for"
        return f"{number(len(found))} {self._noun(len(found))}{listed(entry.label for entry in found)}{asked}"

    def sustained(self) -> Finding:
        """Active in at least three of the last five calendar years, the day's own among them."""
        last_five = range(self.day.year - LAPSE + 1, self.day.year + 1)
        return Finding(
            met=lambda: self._is_active_in(SUSTAINED, last_five),
            because=lambda: self._sustained(self._active(self.bits, last_five)),
            events=lambda: self._showing(self._active(self.bits, last_five)),
        )

    def _sustained(self, years: Sequence[int]) -> str:
        asked = "" if len(years) >= SUSTAINED else ", where three are asked for"
        told = f"{self._adjective()}activity in {years_of(len(years))} of the last five calendar years"
        return f"{told}{listed(map(str, years))}{asked}"

    def _showing(self, years: Iterable[int]) -> tuple[Event, ...]:
        """The events that show activity in one of the years."""
        bits = 0
        for year in years:
            bits |= self.stretch.ledger.active_in(year)
        return self._among(bits)._events()

    def kept_up(self) -> Finding:
        """A single act or state shows activity in two calendar years or more."""
        long = self._among(self.stretch.ledger.kept_up(self.day))
        return Finding(met=lambda: long._reaches(1), because=lambda: self._kept_up(long), events=long._events)

    def _kept_up(self, long: Evidence) -> str:
        labels = [entry.label for entry in long.entries()]
        return f"kept up over years{listed(labels)}" if labels else f"nothing {self._adjective()}kept up over two years"

    def several_kinds(self) -> Finding:
        """Two or more kinds among the instrument's own acts and states; sanctions, indictments and incidents are not its own, and an
        accord, a membership or an access is one of them while it is in force."""
        own = self._among(self.stretch.ledger.those(_is_its_own))
        passing = self.stretch.ledger.those(_is_no_accord)
        now, least = (passing | bits for bits in self._in_force())
        alive = own._only(now, least, "in force")
        return Finding(met=lambda: alive._has_kinds(2), because=lambda: _of_kinds(alive._kinds(alive.bits)), events=alive._events)

    def not_lapsed(self) -> Finding:
        """Something within five years, or something standing."""
        recent, standing = self.recent(LAPSE), self.standing()

        def alive() -> bool:
            return recent._reaches(1) or standing._reaches(1)

        told = ("nothing for five years and nothing in force", "something within five years or in force")
        return Finding(met=alive, because=lambda: told[alive()])

    def not_outweighed(self) -> Finding:
        """Endings of the last five years do not outnumber the acts and states whose newest activity lies in them."""
        new, endings = self.recent(LAPSE), self.stretch.ledger.endings
        return Finding(
            met=lambda: self._outweighs(new),
            because=lambda: self._against(self._within(endings, LAPSE), new.bits.bit_count()),
            events=lambda: () if self._outweighs(new) else self._told(each.event for each in self._within(endings, LAPSE)),
        )

    def _outweighs(self, new: Evidence) -> bool:
        """Whether what is new is no less than the endings; by the most endings and the least that is new, too, and the other way about."""
        endings = self.stretch.ledger.endings
        least, most = self._bounds(endings, LAPSE)
        self.stretch.doubt((most <= new.least.bit_count()) != (least <= new.most.bit_count()))
        ended = self._within(endings, LAPSE)
        met = len(ended) <= new.bits.bit_count()

        def holds(loss: Loss, bits: int) -> bool:
            return sum(each.event.id not in loss.events for each in ended) <= (bits & ~loss.bits).bit_count()

        self.stretch.losses.feel(lambda loss: holds(loss, new.least) != met or holds(loss, new.most) != met)
        return met

    def _against(self, ended: Sequence[Noted], new: int) -> str:
        if not ended:
            return "no endings within five years"
        return f"{counted(ended, 'ending')} within five years against {number(new)} new {'act' if new == 1 else 'acts'}"

    # The trend's measures

    def fresh_commitments(self) -> Finding:
        """A pledge, a proposal, a plan, or a statement that says what it promises. It is fresh when it was made within three years and is
        not yet made good, withdrawn or overdue; a series that recurs is, while its last edition is younger than twice its period, and the
        level is not already Very High."""
        every = self.stretch.ledger.commitments
        series = [event for event in self.commitments if event.coding.recurs and self._still_recurs(event)] if _any_recurs(every) else []
        once = self._some_within([each for each in every if not each.event.coding.recurs], RECENT)
        fresh = _in_order(every, {*(each.event.id for each in once), *(event.id for event in series)})
        return self._some(fresh, "fresh commitment", "")

    def _still_recurs(self, event: Event) -> bool:
        """A series is fresh while its last edition is younger than twice its period, and the level is not already Very High."""
        if self.level == Level.VERY_HIGH:
            return False
        editions = self.of(event.coding.promises or event.coding.kind).items
        last = max(filter(None, [*(item.latest for item in editions), event.earliest]), default=None)
        return last is not None and self.day < duration_on(last, str(event.coding.recurs), 2)

    def new_accords(self) -> Finding:
        """An accord, a membership or an access, of substance, that began within three years and stands."""
        return self.of_substance().accords().standing().recent().at_least(1)

    def newly_standing(self) -> Finding:
        """A tie is a state of being, of substance: an accord, a membership, an access, a post, an institute, an office; it is new when it
        began within three years and stands."""
        ties = self.of_substance().standing()._among(self.stretch.ledger.those(_is_being), words=("newly standing",))
        return ties.recent().at_least(1)

    def on_course_to_rise(self) -> Finding:
        """If the acts of the last three years repeat in the next three, the level is higher then. Acts of several days or years repeat,
        too, once they are over or their end is known; accords, memberships, posts, institutes, offices and what goes on last."""
        return self._course(lambda then, now: then > now)

    def on_course_to_fall(self) -> Finding:
        """Even if the acts of the last three years repeat in the next three, the level is lower then."""
        return self._course(lambda then, now: then < now)

    def _course(self, moved: Callable[[Level, Level], bool]) -> Finding:
        self.stretch.doubt()  # the days ahead are not watched from day to day
        if self.level is None or self.repeated is None:
            return Finding(met=False, because="no level to go on from")
        now, then = self.level, self.repeated()
        met = moved(then, now)
        return Finding(met=met, because=lambda: _leads(now, then), events=self._acts_again if met else ())

    def _acts_again(self) -> tuple[Event, ...]:
        return tuple(event for event in self.recent()._events() if repeats(event, self.day))

    def more_active(self) -> Finding:
        """Active beyond the symbolic in two more of the last three calendar years than of the three before, where the window holds
        all six."""
        return self._activity(lambda now, then: now >= then + 2)

    def less_active(self) -> Finding:
        """Active beyond the symbolic in two fewer of the last three calendar years than of the three before, where the window holds all six
        and nothing of substance stands."""
        fewer = self._activity(lambda now, then: now <= then - 2)
        stands = self.of_substance().standing()
        if fewer.met and stands._reaches(1):
            told = "but something of substance stands"
            return Finding(met=False, because=lambda: f"{fewer.because}, {told}{listed(entry.label for entry in stands.entries())}")
        return fewer

    def _activity(self, moved: Callable[[int, int], bool]) -> Finding:
        year = self.day.year
        if year - 5 < self.opens.year:
            return Finding(met=False, because=f"the window does not yet hold the six years up to {year}")
        active = self.beyond_symbolic()
        now, then = (active._active_for(years) for years in (range(year - 2, year + 1), range(year - 5, year - 2)))
        told = f"active beyond the symbolic in {years_of(now)} of the last three calendar years and {years_of(then)} of the three before"
        return Finding(met=moved(now, then), because=told)

    def recent_endings(self) -> Finding:
        """Endings are terminations, withdrawals and restraints on the channel, until they are lifted; incidents and words are none. They
        are recent for three years."""
        ended = [each.event for each in self._some_within(self.stretch.ledger.endings, RECENT)]
        return self._some(ended, "ending", " within three years")

    def cancelled_plans(self) -> Finding:
        """Plans called off within three years of the day on which the first source told of them, or of their own where that came before:
        no later calling-off is certain, unless a termination says its day. A declined proposal is none."""
        off = [each.event for each in self._some_within(self.stretch.ledger.cancelled, RECENT)]
        return self._some(off, "plan", " called off within three years")

    def _some(self, found: Sequence[Event], noun: str, when: str) -> Finding:
        """Whether there are any of these, which are no acts or states."""
        return Finding(
            met=bool(found),
            because=lambda: f"{counted(found, noun)}{when}{listed(dated(event) for event in self._told(found))}",
            events=lambda: self._told(found),
        )

    def _noun(self, count: int) -> str:
        """What the items are called: a noun for the narrowest set that the filters made, and the other filters' words."""
        one, many = next((NOUNS[word] for word in self.words if word in NOUNS), ("act or state", "acts or states"))
        return " ".join([one if count == 1 else many, *(word for word in self.words if word not in NOUNS)])

    def _adjective(self) -> str:
        return "".join(f"{word} " for word in self.words if word == "of substance").replace("of substance", "substantive")


def on(ledger: Ledger, day: date, through: date | None = None) -> Evidence:
    """What counts on a day; with `through`, a day of the same calendar year, it is watched for whether it stays the same up to then."""
    last = through or day
    bits = ledger.counted(day, day)
    if last == day:
        return Evidence(stretch=Stretch(ledger, day), bits=bits, least=bits, most=bits)
    stretch = Stretch(ledger, day, last, watched=True)
    return Evidence(stretch=stretch, bits=bits, least=ledger.counted(day, last), most=ledger.counted(last, day))


def _leads(now: Level, then: Level) -> str:
    course = f"to stay {now.label}" if now == then else f"from {now.label} to {then.label} in three years"
    return f"on course {course} if the acts of the last three years repeat"


def _any_recurs(found: Iterable[Noted]) -> bool:
    return any(each.event.coding.recurs for each in found)


def _in_order(found: Iterable[Noted], ids: Collection[str]) -> tuple[Event, ...]:
    return tuple(each.event for each in found if each.event.id in ids)


def _of_kinds(kinds: Sequence[str]) -> str:
    asked = "" if len(kinds) > 1 else ", where two are asked for"
    plural = "kind" if len(kinds) == 1 else "kinds"
    return f"{number(len(kinds))} {plural} of activity{listed(kind.replace('-', ' ') for kind in kinds)}{asked}"


# What the filters let pass


def _is_in_the_field(sort: Sort) -> bool:
    return KINDS[sort.kind].family == "field"


def _is_of_substance(sort: Sort) -> bool:
    return sort.substance in OF_SUBSTANCE


def _is_beyond_symbolic(sort: Sort) -> bool:
    return sort.substance != "symbolic"


def _is_binding(sort: Sort) -> bool:
    return sort.substance == "binding"


def _is_accord(sort: Sort) -> bool:
    return KINDS[sort.kind].stands


def _is_no_accord(sort: Sort) -> bool:
    return not KINDS[sort.kind].stands


def _is_being(sort: Sort) -> bool:
    return not KINDS[sort.kind].doing


def _is_unofficial(sort: Sort) -> bool:
    return sort.unofficial


def _is_relied_on(sort: Sort) -> bool:
    kind = KINDS[sort.kind]
    return sort.dependence or sort.kind == "access-grant" or (kind.system and sort.substance in OF_SUBSTANCE)


def _is_its_own(sort: Sort) -> bool:
    return sort.kind not in ENFORCEMENT


NOUNS = {
    "accords": ("accord", "accords"),
    "field": ("exercise, operation or deployment", "exercises, operations or deployments"),
    "systems, access or dependence in force": ("system, access or dependence in force", "systems, accesses or dependences in force"),
}
