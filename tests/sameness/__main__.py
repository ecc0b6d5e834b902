"""`make sameness`: precision and recall of proposed pairs by threshold, and what the default gets wrong."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

import sample  # noqa: E402

from mdime_events.sameness import AT_LEAST  # noqa: E402

say = sys.stdout.write
for line in sample.table():
    say(f"{line}\n")
titles = {f"{number:03}": f"{fields['date']} {fields['title']}" for number, (_, fields) in enumerate(sample.lines(), 1)}
proposed, right = set(sample.proposed(AT_LEAST)), sample.pairs()
for what, missed in (("proposed, and two events", proposed - right), ("one event, and not proposed", right - proposed)):
    say(f"\nAt {AT_LEAST} {what}:\n")
    for one, other in sorted(missed):
        say(f"  {titles[one]}\n  {titles[other]}\n\n")
