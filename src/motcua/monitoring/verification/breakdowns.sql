-- What a kept cell holds beside its counts: each procedure, and which part the late ones lost most time in.
INSERT INTO verify_break
SELECT span, 'procedures', jsonb_object_agg(procedure, content)
FROM (
    SELECT span, procedure, jsonb_build_object(
        'field', max(field), 'received', count(*),
        'online', count(*) FILTER (WHERE channel = 2), 'ended', count(*) FILTER (WHERE ended_at IS NOT NULL),
        'late', count(*) FILTER (WHERE index_always_late OR coalesce(index_end_at, as_of) > index_due_at),
        'early', count(*) FILTER (WHERE is_early), 'apologised', count(*) FILTER (WHERE is_apologised),
        'rated', count(*) FILTER (WHERE rated_at IS NOT NULL), 'satisfied', count(*) FILTER (WHERE verdict = 'good')
    ) AS content
    FROM verify_received GROUP BY span, procedure
) AS counted GROUP BY span;

INSERT INTO verify_break
SELECT span, 'slowest', jsonb_object_agg(slowest, late)
FROM (
    SELECT span, slowest, count(*) AS late FROM verify_received
    WHERE index_always_late OR coalesce(index_end_at, as_of) > index_due_at GROUP BY span, slowest
) AS counted GROUP BY span;
