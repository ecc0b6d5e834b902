"""The questions that people ask of the published database, as SQL views: Datasette serves them like tables."""

from __future__ import annotations

VIEWS = {
    "current_ratings": """
        SELECT r.dyad, d.name AS dyad_name, r.instrument, i.name AS instrument_name, r.level, r.trend, r.confidence, r.because,
               r.rated_on, r.reviewed_to, r.unreviewed_since, r.holds_until,
               CASE r.carried_by_one WHEN 1 THEN 'yes' ELSE '' END AS carried_by_one_event, r.id AS rating
        FROM ratings r JOIN dyads d ON d.dyad = r.dyad JOIN instruments i ON i.instrument = r.instrument
        ORDER BY r.dyad, i.rowid""",
    "why": """
        SELECT r.dyad, r.instrument, r.level, f.part, f.outcome, f.sentence, f.because, e.date, e.kind, e.title, e.id AS event
        FROM findings f JOIN ratings r ON r.id = f.rating JOIN instruments i ON i.instrument = r.instrument
        LEFT JOIN evidence v ON v.finding = f.id LEFT JOIN events e ON e.id = v.event
        WHERE f.met = 1 AND (f.part <> 'level' OR f.outcome = r.level)
        ORDER BY r.dyad, i.rowid, f.part, f.place, e.sort_key""",
    "what_would_change_it": """
        SELECT r.dyad, r.instrument, r.level, f.outcome AS next_level, f.sentence AS it_takes, f.because AS so_far,
               r.holds_until AS lapses_after,
               CASE r.carried_by_one WHEN 1 THEN 'one event less would lower it' ELSE '' END AS hangs_on
        FROM ratings r JOIN instruments i ON i.instrument = r.instrument
        LEFT JOIN findings f ON f.rating = r.id AND f.part = 'level' AND f.met = 0
          AND f.place = (SELECT max(place) FROM findings g WHERE g.rating = r.id AND g.part = 'level' AND g.met = 0
            AND g.place < coalesce((SELECT min(place) FROM findings h WHERE h.rating = r.id AND h.part = 'level' AND h.met = 1), 99))
        WHERE r.level IS NOT NULL
        ORDER BY r.dyad, i.rowid""",
    "agreement": """
        SELECT a.dyad, a.instrument, i.name AS instrument_name, a.computed_level, a.level AS published_level,
               a.computed_rank - a.level_rank AS steps, a.computed_trend, a.trend AS published_trend,
               CASE WHEN a.level IS NULL THEN NULL WHEN a.computed_level IS a.level THEN 'same'
               WHEN abs(a.computed_rank - a.level_rank) = 1 THEN 'one step' ELSE 'more' END AS level_match,
               CASE WHEN a.trend IS NULL THEN NULL WHEN a.computed_trend IS a.trend THEN 'same' ELSE 'differs' END AS trend_match,
               a.judged_on, a.source, a.computed_because
        FROM assessments a JOIN instruments i ON i.instrument = a.instrument
        ORDER BY a.dyad, i.rowid""",
    "lapsing": """
        SELECT r.dyad, r.instrument, r.level, r.holds_until, r.rated_on, r.because, r.id AS rating
        FROM ratings r WHERE r.holds_until IS NOT NULL ORDER BY r.holds_until, r.dyad""",
    "timeline": """
        SELECT e.date, e.dyad, e.instruments, e.kind, e.title, e.status, e.substance, e.channel, e.place, e.source_link, e.id AS event,
               e.sort_key
        FROM events e ORDER BY e.sort_key DESC""",
}
