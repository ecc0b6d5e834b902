"""I1 Cultural/Media Outreach, Collaboration, Alignment: media cooperation and alignment, appearances, institutes.

Rated on the common ladder.
"""

from mdime_events.rulekit import Ladder

RULE = Ladder(instrument="I1", edition=1)
