"""I2 Information/Communications Technology Support: networks, satellites and space tracking, cyber and ICT accords.

Rated on the common ladder.

Edition 2 (2026-11-25): the trend asks where the last three years lead, and of new ties only an accord or an access obliges to more.
"""

from mdime_events.rulekit import Ladder

RULE = Ladder(instrument="I2", edition=2)
