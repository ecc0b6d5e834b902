"""I3 Cooperation in Military Intelligence/Communications: military navigation and communications access, intelligence sharing,
signals sites.

Rated on the common ladder. Secrecy is the rule here, so that no rating has more than low confidence.
"""

from mdime_events.rulekit import Ladder, always_secret

RULE = Ladder(instrument="I3", edition=1, secrecy=always_secret)
