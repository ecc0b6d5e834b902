"""D3 Soft Power Activities: port calls and other goodwill by armed forces, relief, consulates in places of military interest.

Rated on the common ladder.
"""

from mdime_events.rulekit import Ladder

RULE = Ladder(instrument="D3", edition=1)
