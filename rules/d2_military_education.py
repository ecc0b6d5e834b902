"""D2 International Military Education and Training: courses, cadets, staff-college exchanges, training teams.

Rated on the common ladder.
"""

from mdime_events.rulekit import Ladder

RULE = Ladder(instrument="D2", edition=1)
