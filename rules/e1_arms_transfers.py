"""E1 Arms Transfers: deals, deliveries and embargoes, official and unofficial.

Rated on the common ladder. Where the trade is unofficial, secrecy is the rule and confidence is low.
"""

from mdime_events.rulekit import Ladder, secret_where_unofficial

RULE = Ladder(instrument="E1", edition=1, secrecy=secret_where_unofficial)
