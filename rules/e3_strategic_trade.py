"""E3 Trade/Cooperation in Strategic Commodities/Sectors: dependence in trade, energy, minerals, ports, investment.

Rated on the common ladder.

Edition 2 (2026-11-25): the trend asks where the last three years lead, and of new ties only an accord or an access obliges to more.
"""

from mdime_events.rulekit import Ladder

RULE = Ladder(instrument="E3", edition=2)
