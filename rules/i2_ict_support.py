"""I2 Information/Communications Technology Support: networks, satellites and space tracking, cyber and ICT accords.

Rated on the common ladder.
"""

from mdime_events.rulekit import Ladder

RULE = Ladder(instrument="I2", edition=1)
