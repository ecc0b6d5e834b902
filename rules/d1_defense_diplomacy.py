"""D1 Defense-Related Diplomacy: visits and meetings of leaders, ministers and senior officers, and what those visits yield.

Rated on the common ladder.
"""

from mdime_events.rulekit import Ladder

RULE = Ladder(instrument="D1", edition=1)
