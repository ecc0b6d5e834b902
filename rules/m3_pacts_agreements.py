"""M3 Defense/Security Pacts and Agreements: treaties, defence accords, security clauses of wider accords.

Rated on the common ladder.
"""

from mdime_events.rulekit import Ladder

RULE = Ladder(instrument="M3", edition=1)
