"""I3 Cooperation in Military Intelligence/Communications: military navigation and communications access, intelligence sharing,
signals sites.

Rated on the common ladder. Secrecy is the rule here, so that no rating has more than low confidence.

Edition 2 (2026-11-25): the trend asks where the last three years lead, and of new ties only an accord or an access obliges to more.
"""

from mdime_events.rulekit import Ladder, always_secret

RULE = Ladder(instrument="I3", edition=2, secrecy=always_secret)
