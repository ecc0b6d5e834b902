"""M3 Defense/Security Pacts and Agreements: treaties, defence accords, security clauses of wider accords.

Rated on the common ladder.

Edition 2 (2026-11-25): the trend asks where the last three years lead, and of new ties only an accord or an access obliges to more.
"""

from mdime_events.rulekit import Ladder

RULE = Ladder(instrument="M3", edition=2)
