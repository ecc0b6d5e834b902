"""E3 Trade/Cooperation in Strategic Commodities/Sectors: dependence in trade, energy, minerals, ports, investment.

Rated on the common ladder.
"""

from mdime_events.rulekit import Ladder

RULE = Ladder(instrument="E3", edition=1)
