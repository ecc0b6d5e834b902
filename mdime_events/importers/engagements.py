"""China Vitae: whom China's president, premier and foreign minister met, 2003 to 2018.

**What becomes an event.** One occasion is one event. Rows are one occasion where they name the same state and the same setting (a visit
to it; a visit to China; a meeting in a third state, or in a place that is not told) and lie no more than a day apart: Hu and Wen who
receive one guest, a president and his foreign minister on one trip, three days in one country. It names everybody whose office is one of
those below. Two delegations of one state that come to China in the same days count as one, so that the set is never counted high.

**Kinds.** A Chinese leader in the state itself, or its leader in China, is a `visit` (D1, to the recipient or to the benefactor). In a
third state it is a `meeting` (elsewhere). Each state that was met at a summit has its own meeting: the text tells of no talks that were
held together.

**Which bear on D1.** The Chinese side are by the set's own rule the president (who chairs the Central Military Commission), the premier
and the foreign minister. The other side must be its equal or an officer: a head of state or of government, or of a ruling communist
party, or a deputy of either; a minister of foreign affairs, defence, the interior or state security, or a national security adviser; a
chief of the armed forces; a commander. A visit to the state counts whomever he met. All others (ministers of trade, speakers, governors,
heads of other parties, envoys, ambassadors, companies, those who were once in office) are refused. The state that a row is filed under
must be the place's, or named in the title of somebody who was met: the column was drawn from the text by a program, which took names for
states and headlines for meetings.

**Substance** is routine, and practical where a row names a minister or a chief of defence and no head of state or of government of the
same state: then the business was defence. **Level** is the rank of who came: of the Chinese side on visits to the state, of the other
side else. The log has no word for a head of government, who stands with the heads of state.

**Dates** are the set's days, `[first..last]` where the occasion has several. A year in two digits is of this century.

**Identity** is the state, the setting and the first day. An edition with an earlier day of the same occasion makes another event of it.

**Refused** are talks over the telephone, messages, and headlines that tell no meeting; New York without anybody of the United States, for
he was at the United Nations; states that no place and no title confirms; and offices other than those above. A row that adds to an
occasion is counted, too, as one with an earlier row.

**Historical names** are read as the state of today that goes on with them (Serbia-Montenegro and Yugoslavia are Serbia, Czechoslovakia is
Czechia, England and Wales the United Kingdom); Montenegro has rows from its independence on.

**Grade** C: China Vitae wrote down official Chinese news of who met whom; a student's program gathered it, filed it by state with errors,
and nobody has checked it. The names and offices were written by people, so that the events count as reviewed.

**Coverage.** D1 of China, from the first to the last day of the set, for states that it shows. It sees three offices only. It cannot see
China's minister of defence, its military commission and officers where they travel without them, which is the larger part of defence
diplomacy; nor any meeting that official news left out. So it never says *Unobserved*. Fewer rows are written after 2015.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mdime_events.batch import Row
from mdime_events.importers import engagements_states as states
from mdime_events.importers.engagements_file import day_of, read
from mdime_events.importers.engagements_occasion import Engagement, event, occasions
from mdime_events.importers.engagements_text import Told, told, why_not
from mdime_events.importers.shape import Importer, Proposed, Refusal, Table
from mdime_events.model import Problem

UNITED_NATIONS = ("USA", "New York")


def propose(table: Table) -> Iterator[Proposed]:
    """An event an occasion, and why the other rows have none."""
    engagements: dict[tuple[str, str], list[Engagement]] = defaultdict(list)
    for row in table.rows:
        found = _engagement(row)
        if isinstance(found, Engagement):
            engagements[found.state, found.setting].append(found)
        else:
            yield found
    for each in engagements.values():
        for occasion in occasions(each):
            yield event(occasion)
            yield from (Refusal(where=other.row.where, reason="one occasion with an earlier row") for other in occasion[1:])


def _engagement(row: Row) -> Engagement | Refusal | Problem:
    state = states.code(row.fields["country"])
    try:
        found = told(row.fields["text"])
    except ValueError as error:
        return Problem(code="IMPORT", message=str(error), where=row.where)
    if not state:
        return Problem(code="IMPORT", message=f'unknown country "{row.fields["country"]}"; the importer must learn it', where=row.where)
    if not found:
        return Refusal(where=row.where, reason=why_not(row.fields["text"]))
    return _bearing(row, state, found)


def _bearing(row: Row, state: str, found: Told) -> Engagement | Refusal:
    """The row as an engagement, where it bears on D1."""
    there = found.state == state
    of_state = [each for each in found.met if state in each.states]
    people = tuple(each for each in of_state if each.office)
    if not there and not of_state:
        return Refusal(where=row.where, reason="neither the place nor anybody who was met is of the country")
    if (found.state, found.town) == UNITED_NATIONS and there and not people:
        return Refusal(where=row.where, reason="at the United Nations")
    if not there and not people:
        return Refusal(where=row.where, reason="nobody leads the state, or is a minister or officer of those that count")
    setting = "in the country" if there else f"in {found.state}" if found.state else "in a place not told"
    return Engagement(row=row, state=state, setting=setting, day=day_of(row), told=found, people=people)


IMPORTER = Importer(
    name="engagements",
    title="China Vitae, engagements of Chinese leaders",
    publisher="China Vitae",
    reliability="C",
    reason="official Chinese news of who met whom, written down by hand; gathered and filed by state by a student's program, with errors",
    graded_on="2026-11-25",
    judgement=__doc__,
    read=read,
    propose=propose,
)
