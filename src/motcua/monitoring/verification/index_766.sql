-- Points of index 766 (rules 1.2) and what pages show of every measure, from verify_number alone.

WITH line (id, points, target, province_only, measure, of_zero) AS (VALUES
    -- 1 openness
    ('1.1', 6, 100, true, NULL, NULL), ('1.2', 4, 100, true, NULL, NULL),
    ('1.3', 2, 100, true, 'services.complete', NULL), ('1.4', 6, 100, false, NULL, NULL),
    -- 2 progress
    ('2.1', 20, 100, false, 'on_time.share', NULL),
    -- 3 online services and payment
    ('3.1', 2, 80, false, 'services.online_share', NULL), ('3.2', 4, 100, false, 'services.with_dossiers', NULL),
    ('3.3', 6, 50, false, 'online.with_result', NULL), ('3.5a', 2, 80, false, NULL, NULL),
    ('3.5b', 2, 80, false, NULL, NULL), ('3.6', 6, 100, false, NULL, NULL),
    -- 4 digitisation
    ('4.1', 6, 100, false, 'e_result.all', NULL), ('4.2', 4, 80, false, 'digitised.share', NULL),
    ('4.3', 2, 80, false, NULL, NULL), ('4.4', 4, 100, false, NULL, NULL),
    ('4.5a', 2, 100, true, 'services.population', NULL), ('4.5b', 2, 100, true, 'population.share', NULL),
    ('4.6', 2, 100, false, NULL, NULL),
    -- 5 satisfaction: no petition gives all points, no dossier none
    ('5.2', 6, 100, false, NULL, 'full'), ('5.3', 6, 100, false, NULL, 'full'),
    ('5.4', 6, 90, false, 'satisfaction.index', 'none')
), house AS (  -- what the house chose where sources disagree (rules 14.1), else the first option
    SELECT coalesce(max(option) FILTER (WHERE reading = 'not_applicable'), 'full_points') AS not_applicable,
           coalesce(max(option) FILTER (WHERE reading = 'target_4_2'), 'to_target') AS target_4_2,
           coalesce(max(option) FILTER (WHERE reading = 'due_2_1'), 'index') AS due_2_1,
           coalesce(max(option) FILTER (WHERE reading = 'sync_3_3'), 'no') AS sync_3_3
    FROM reading_choice
), reading AS (  -- its own, and beside it each other option alone
    SELECT 'default' AS reading, h.* FROM house h
    UNION ALL
    SELECT 'not_applicable.' || o, o, target_4_2, due_2_1, sync_3_3
    FROM house, (VALUES ('full_points'), ('rescale')) AS v (o) WHERE o <> not_applicable
    UNION ALL
    SELECT 'target_4_2.' || o, not_applicable, o, due_2_1, sync_3_3
    FROM house, (VALUES ('to_target'), ('linear')) AS v (o) WHERE o <> target_4_2
    UNION ALL
    SELECT 'due_2_1.' || o, not_applicable, target_4_2, o, sync_3_3
    FROM house, (VALUES ('index'), ('current')) AS v (o) WHERE o <> due_2_1
    UNION ALL
    SELECT 'sync_3_3.' || o, not_applicable, target_4_2, due_2_1, o
    FROM house, (VALUES ('no'), ('yes')) AS v (o) WHERE o <> sync_3_3
), read_line AS (  -- what each reading changes of a line
    SELECT r.reading, r.not_applicable, l.id, l.points, l.province_only, l.of_zero,
           CASE WHEN l.id = '4.2' AND r.target_4_2 = 'linear' THEN 100 ELSE l.target END AS target,
           CASE WHEN l.id = '2.1' AND r.due_2_1 = 'current' THEN 'on_time.current'
                WHEN l.id = '3.3' AND r.sync_3_3 = 'yes' THEN NULL  -- times 1.4, which has no source yet
                ELSE l.measure END AS measure
    FROM line l CROSS JOIN reading r
), judged AS (
    SELECT s.span, l.reading, l.not_applicable, l.id, l.points, l.target, l.of_zero, n.n, n.d,
           CASE WHEN l.province_only AND s.level = 'commune' THEN 'not_applicable'
                WHEN l.measure IS NULL THEN 'missing'
                WHEN n.d = 0 THEN 'no_cases' ELSE 'scored' END AS state
    FROM verify_span s CROSS JOIN read_line l LEFT JOIN verify_number n ON n.span = s.span AND n.measure = l.measure
)
INSERT INTO verify_point
SELECT span, reading, id, state, CASE state WHEN 'scored' THEN greatest(0, n::numeric / d) END,
       CASE state
           WHEN 'scored' THEN greatest(0, least(points, points * n::numeric * 100 / (d * target)))
           WHEN 'not_applicable' THEN CASE WHEN not_applicable = 'full_points' THEN points END
           WHEN 'no_cases' THEN CASE of_zero WHEN 'full' THEN points WHEN 'none' THEN 0 END END
FROM judged;

-- Two scores: with what has no source as nothing, of 100 points; and on the points that can be counted. A unit that
-- received no dossier has no score.
WITH line (id, points) AS (VALUES
    ('1.1', 6), ('1.2', 4), ('1.3', 2), ('1.4', 6), ('2.1', 20), ('3.1', 2), ('3.2', 4), ('3.3', 6), ('3.5a', 2),
    ('3.5b', 2), ('3.6', 6), ('4.1', 6), ('4.2', 4), ('4.3', 2), ('4.4', 4), ('4.5a', 2), ('4.5b', 2), ('4.6', 2),
    ('5.2', 6), ('5.3', 6), ('5.4', 6)
)
INSERT INTO verify_score
SELECT p.span, p.reading, coalesce(sum(p.points), 0), coalesce(sum(l.points) FILTER (WHERE p.points IS NOT NULL), 0),
       CASE WHEN n.n > 0 THEN
           round(round(sum(p.points) * 100 / sum(l.points) FILTER (WHERE p.points IS NOT NULL), 9), 2) END
FROM verify_point p JOIN line l USING (id)
JOIN verify_number n ON n.span = p.span AND n.measure = 'dossiers.received'
GROUP BY p.span, p.reading, n.n;

-- The six blocks of the index: points, the points that can be counted, all points.
INSERT INTO verify_group
SELECT span,
       CASE WHEN id LIKE '3.5%' OR id = '3.6' THEN '3b' WHEN id LIKE '3.%' THEN '3a' ELSE left(id, 1) END AS block,
       round(round(coalesce(sum(points), 0), 9), 2), coalesce(sum(most) FILTER (WHERE points IS NOT NULL), 0),
       sum(most)
FROM verify_point JOIN (VALUES
    ('1.1', 6), ('1.2', 4), ('1.3', 2), ('1.4', 6), ('2.1', 20), ('3.1', 2), ('3.2', 4), ('3.3', 6), ('3.5a', 2),
    ('3.5b', 2), ('3.6', 6), ('4.1', 6), ('4.2', 4), ('4.3', 2), ('4.4', 4), ('4.5a', 2), ('4.5b', 2), ('4.6', 2),
    ('5.2', 6), ('5.3', 6), ('5.4', 6)
) AS line (id, most) USING (id)
WHERE reading = 'default' GROUP BY span, block;

-- What pages show: two decimals (R1.6), a half upwards. Sums of thirds and sevenths end a hair beside their true value,
-- so they are first cut to nine decimals: 28.875 is shown as 28.88. No share is below zero (5.4 subtracts twice).
INSERT INTO verify_figure
SELECT span, measure,
       CASE WHEN measure IN ('dossiers.received', 'dossiers.open') THEN n
            WHEN measure = 'time.login_to_submit' THEN round(total / nullif(d, 0) / 60, 2)
            WHEN measure = 'time.handling' THEN round(total / nullif(d, 0) / 3600, 2)
            -- R7.15: 1 - mean online / mean direct, each procedure weighted by its dossiers online
            WHEN measure = 'time.online_vs_direct' THEN (
                SELECT round(sum((p ->> 0)::numeric * 100
                             - (p ->> 1)::numeric * (p ->> 2)::numeric * 100 / (p ->> 3)::numeric) / nullif(d, 0), 2)
                FROM jsonb_path_query(parts, '$.*') AS p)
            ELSE round(greatest(0, n::numeric * 100) / nullif(d, 0), 2) END,
       CASE measure WHEN 'time.login_to_submit' THEN round(round(median, 6) / 60, 2)
                    WHEN 'time.handling' THEN round(round(median, 6) / 3600, 2) END,
       CASE measure WHEN 'time.login_to_submit' THEN round(round(p90, 6) / 60, 2)
                    WHEN 'time.handling' THEN round(round(p90, 6) / 3600, 2) END
FROM verify_number
UNION ALL
SELECT span, 'index766.' || id, round(round(points, 9), 2), NULL, NULL FROM verify_point WHERE reading = 'default'
UNION ALL
SELECT span, 'index766.total', value, NULL, NULL FROM verify_score WHERE reading = 'default'
UNION ALL
SELECT span, 'index766.proven', round(round(proven, 9), 2), NULL, NULL FROM verify_score WHERE reading = 'default';
