-- Times with their median and 90th percentile, online against direct, and shares of procedures.

-- R7.13, R7.14, in seconds
INSERT INTO verify_number (span, measure, d, total, median, p90)
SELECT span, 'time.login_to_submit', count(*), sum(session_seconds),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY session_seconds),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY session_seconds)
FROM verify_submitted WHERE channel = 2 AND session_seconds IS NOT NULL GROUP BY span;

-- 2.2, in seconds
INSERT INTO verify_number (span, measure, d, total, median, p90)
SELECT span, 'time.handling', count(*), sum(handling_seconds),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY handling_seconds),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY handling_seconds)
FROM verify_received WHERE completed_at IS NOT NULL AND handling_seconds IS NOT NULL GROUP BY span;

-- R7.15, R7.16: per procedure with at least five dossiers each way (online: how many, seconds; direct: the same);
-- d, the weight, are the dossiers online
INSERT INTO verify_number (span, measure, d, parts)
SELECT span, 'time.online_vs_direct', sum(online),
       jsonb_object_agg(procedure, jsonb_build_array(online, online_seconds, direct, direct_seconds))
FROM (
    SELECT span, procedure,
           count(*) FILTER (WHERE channel = 2) AS online,
           sum(handling_seconds) FILTER (WHERE channel = 2) AS online_seconds,
           count(*) FILTER (WHERE channel = 1) AS direct,
           sum(handling_seconds) FILTER (WHERE channel = 1) AS direct_seconds
    FROM verify_received WHERE completed_at IS NOT NULL AND handling_seconds IS NOT NULL GROUP BY span, procedure
) AS by_procedure
WHERE online >= 5 AND direct >= 5 GROUP BY span;

-- 3.1, A06, B01, 1.3
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'services.online_share', count(DISTINCT procedure) FILTER (WHERE is_online), count(DISTINCT procedure)
FROM verify_service WHERE is_ours GROUP BY span;

INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'services.full_share', count(DISTINCT procedure) FILTER (WHERE is_full), count(DISTINCT procedure)
FROM verify_service WHERE is_ours GROUP BY span;

INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'services.autofill', count(DISTINCT procedure) FILTER (WHERE has_autofill), count(DISTINCT procedure)
FROM verify_service WHERE is_online GROUP BY span;

INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'services.complete', count(DISTINCT procedure) FILTER (WHERE is_complete), count(DISTINCT procedure)
FROM verify_service GROUP BY span;

-- 3.2, 4.5a: procedures in which at least one dossier of the period came so; distinct, never added up
WITH used AS (
    SELECT span, procedure, bool_or(channel = 2) AS online, bool_or(by_vneid) AS by_vneid
    FROM verify_received GROUP BY span, procedure
)
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'services.with_dossiers', count(DISTINCT procedure) FILTER (WHERE u.online), count(DISTINCT procedure)
FROM verify_service s LEFT JOIN used u USING (span, procedure) WHERE s.is_online GROUP BY span
UNION ALL
SELECT span, 'services.population', count(DISTINCT procedure) FILTER (WHERE u.by_vneid), count(DISTINCT procedure)
FROM verify_service s LEFT JOIN used u USING (span, procedure) WHERE s.for_individuals GROUP BY span;

-- A19: what officers of these committees filed for themselves since they agreed to be counted; below three, nothing
WITH agreed AS (
    SELECT m.span, o.person_id, o.given_at FROM own_filing o JOIN verify_member m USING (committee_id)
    WHERE o.withdrawn_at IS NULL
), filed AS (
    SELECT DISTINCT a.span, f.dossier_id, f.channel
    FROM agreed a JOIN verify_span s USING (span) JOIN party p USING (person_id)
    JOIN verify_fact f ON f.dossier_id = p.dossier_id
    WHERE p.organisation_id IS NULL AND p.role IN ('submitter', 'owner') AND NOT f.is_duplicate
      AND f.submitted_on BETWEEN s.first AND s.last AND f.submitted_at >= a.given_at
)
INSERT INTO verify_number (span, measure, n, d, officers)
SELECT a.span, 'officers.own_online', (SELECT count(*) FROM filed f WHERE f.span = a.span AND f.channel = 2),
       (SELECT count(*) FROM filed f WHERE f.span = a.span), count(*)
FROM agreed a GROUP BY a.span HAVING count(*) >= 3;

-- A unit without a single dossier (or procedure) has the same measures: none of none.
INSERT INTO verify_number (span, measure, n, d, total, parts)
SELECT s.span, m.measure, CASE WHEN m.kind IN ('share', 'subtract') THEN 0 END, 0, CASE m.kind WHEN 'time' THEN 0 END,
       CASE m.kind WHEN 'subtract' THEN '{"late_766": 0, "unhappy": 0}' WHEN 'compare' THEN '{}' END::jsonb
FROM verify_span s CROSS JOIN (VALUES
    ('dossiers.received', 'share'), ('dossiers.open', 'share'), ('on_time.share', 'share'), ('late.share', 'share'),
    ('on_time.current', 'share'), ('early.share', 'share'), ('online.share', 'share'),
    ('online.assisted_share', 'share'), ('online.full_share', 'share'), ('online.with_result', 'share'),
    ('first_time_right.share', 'share'), ('supplement.share', 'share'), ('answer_8h.share', 'share'),
    ('entry.same_day', 'share'), ('e_result.share', 'share'), ('e_result.all', 'share'), ('digitised.share', 'share'),
    ('digitised.reception', 'share'), ('population.share', 'share'), ('satisfaction.share', 'share'),
    ('satisfaction.online', 'share'), ('satisfaction.index', 'subtract'), ('rated.share', 'share'),
    ('services.online_share', 'share'), ('services.full_share', 'share'), ('services.autofill', 'share'),
    ('services.complete', 'share'), ('services.with_dossiers', 'share'), ('services.population', 'share'),
    ('time.login_to_submit', 'time'), ('time.handling', 'time'), ('time.online_vs_direct', 'compare'),
    ('officers.own_online', 'share')
) AS m (measure, kind)
WHERE NOT EXISTS (SELECT FROM verify_number n WHERE n.span = s.span AND n.measure = m.measure);
