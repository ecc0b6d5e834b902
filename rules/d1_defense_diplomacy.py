"""D1 Defense-Related Diplomacy: visits and meetings of leaders, ministers and senior officers, and what those visits yield.

Rated on the common ladder.

Edition 2 (2026-11-25): the trend asks where the last three years lead, and of new ties only an accord or an access obliges to more.
"""

from mdime_events.rulekit import Ladder

RULE = Ladder(instrument="D1", edition=2)
