"""E2 Technology-Sharing, Joint Production Agreements: licences, components, joint plants, arms makers present in the country.

Rated on the common ladder. Secrecy is the rule here, so that no rating has more than low confidence.
"""

from mdime_events.rulekit import Ladder, always_secret

RULE = Ladder(instrument="E2", edition=1, secrecy=always_secret)
