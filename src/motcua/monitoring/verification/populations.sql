-- Which dossiers a span counts: by the day they were received, submitted or rated. Merged duplicates are in none.
INSERT INTO verify_received
SELECT s.span, s.as_of, f.procedure, f.channel, f.is_assisted, f.online_level, f.returns_paper, f.by_vneid, f.has_files,
       f.has_result_file, f.answered_at, f.completed_at, f.ended_at, f.due_at, f.index_due_at, f.index_end_at,
       f.index_always_late, f.is_early, f.supplement_count, f.handling_seconds, f.rated_at, f.verdict, f.is_complained,
       f.is_apologised, f.slowest, f.field
FROM verify_fact f JOIN verify_member m USING (committee_id) JOIN verify_span s USING (span)
WHERE f.received_on BETWEEN s.first AND s.last AND NOT f.is_duplicate;

INSERT INTO verify_submitted
SELECT s.span, s.as_of, f.channel, f.submitted_on, f.arrived_on, f.answer_by, f.answered_at, f.session_seconds
FROM verify_fact f JOIN verify_member m USING (committee_id) JOIN verify_span s USING (span)
WHERE f.submitted_on BETWEEN s.first AND s.last AND NOT f.is_duplicate;

INSERT INTO verify_rated
SELECT s.span, f.channel, f.verdict
FROM verify_fact f JOIN verify_member m USING (committee_id) JOIN verify_span s USING (span)
WHERE f.rated_on BETWEEN s.first AND s.last AND NOT f.is_duplicate;

-- Which procedures a span has: of each the version that holds on its day, of the commune before its province's before
-- the nation's, and of those the newest; none while the procedure is abolished. Communes of one province may have
-- different versions: what is counted are procedures, once each (indicator 3.1), that some version makes true.
WITH place AS (
    SELECT DISTINCT m.committee_id, s.on_day FROM verify_member m JOIN verify_span s USING (span)
), scope AS (
    SELECT p.committee_id, p.on_day, c.code FROM place p CROSS JOIN LATERAL (
        SELECT DISTINCT ON (u.system) u.code FROM unit_code u
        WHERE u.unit_id = p.committee_id AND u.system IN ('place', 'province')
          AND u.since <= p.on_day AND (u.until IS NULL OR u.until >= p.on_day)
        ORDER BY u.system, u.since DESC) AS c WHERE c.code <> ''
    UNION ALL
    SELECT committee_id, on_day, '' FROM place
), version AS (
    SELECT DISTINCT ON (s.committee_id, s.on_day, t.procedure) s.committee_id, s.on_day, t.*
    FROM scope s JOIN verify_trait t ON t.scope = s.code
    WHERE t.valid_from <= s.on_day AND (t.valid_to IS NULL OR t.valid_to >= s.on_day)
      AND NOT EXISTS (
          SELECT FROM procedure_abolition a
          WHERE a.procedure = t.procedure AND a."on" <= s.on_day AND a."on" >= t.valid_from)
    ORDER BY s.committee_id, s.on_day, t.procedure, length(t.scope) DESC, t.valid_from DESC, t.published_at DESC,
             t.version_id DESC
)
INSERT INTO verify_service
SELECT DISTINCT m.span, v.procedure, v.handling = 'ours', v.online_level IN ('full', 'partial'),
       v.online_level = 'full', v.has_autofill, v.is_complete, v.for_individuals
FROM verify_span s JOIN verify_member m USING (span)
JOIN version v ON v.committee_id = m.committee_id AND v.on_day = s.on_day;

ANALYZE verify_received;
ANALYZE verify_submitted;
ANALYZE verify_rated;
ANALYZE verify_service;
