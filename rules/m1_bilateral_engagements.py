"""M1 Formal Bilateral Military Engagements: exercises, patrols and operations of exactly the two sides; deployments.

Rated on the common ladder, but for High. Exercises run in cycles of two or three years and are announced, so that a series can be
regular and yet miss "three of the last five calendar years": four of them, two of those within three years, count as regular too.

Edition 2 (2026-11-25): the trend asks where the last three years lead, and of new ties only an accord or an access obliges to more.
"""

from mdime_events.rulekit import HIGH, Ladder, Rung, instead, regular_in_the_field

RULE = Ladder(instrument="M1", edition=2, rungs=instead(Rung(HIGH, regular_in_the_field)))
