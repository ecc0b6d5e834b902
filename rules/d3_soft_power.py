"""D3 Soft Power Activities: port calls and other goodwill by armed forces, relief, consulates in places of military interest.

Rated on the common ladder.

Edition 2 (2026-11-25): the trend asks where the last three years lead, and of new ties only an accord or an access obliges to more.
"""

from mdime_events.rulekit import Ladder

RULE = Ladder(instrument="D3", edition=2)
