"""E1 Arms Transfers: deals, deliveries and embargoes, official and unofficial.

Rated on the common ladder. Where the trade is unofficial, secrecy is the rule and confidence is low.

Edition 2 (2026-11-25): the trend asks where the last three years lead, and of new ties only an accord or an access obliges to more.
"""

from mdime_events.rulekit import Ladder, secret_where_unofficial

RULE = Ladder(instrument="E1", edition=2, secrecy=secret_where_unofficial)
