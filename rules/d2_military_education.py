"""D2 International Military Education and Training: courses, cadets, staff-college exchanges, training teams.

Rated on the common ladder.

Edition 2 (2026-11-25): the trend asks where the last three years lead, and of new ties only an accord or an access obliges to more.
"""

from mdime_events.rulekit import Ladder

RULE = Ladder(instrument="D2", edition=2)
