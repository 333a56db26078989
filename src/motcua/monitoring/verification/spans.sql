-- Whose figures, over which days, as of when. verify_asked holds one instant for everything; a kept cell has its own.
WITH month AS (
    SELECT DISTINCT f.committee_id, date_trunc('month', d.day)::date AS first
    FROM verify_fact f CROSS JOIN LATERAL (VALUES (f.received_on), (f.submitted_on), (f.rated_on)) AS d (day)
    WHERE d.day IS NOT NULL AND NOT f.is_duplicate
), span AS (
    SELECT committee_id AS unit_id, 'commune' AS level, 'month' AS kind, first FROM month
    UNION
    SELECT u.id, 'province', k.kind, date_trunc(k.kind, m.first)::date
    FROM month m JOIN unit_parent p ON p.unit_id = m.committee_id JOIN unit u ON u.id = p.parent_id
    CROSS JOIN (VALUES ('month'), ('quarter'), ('year')) AS k (kind)
    WHERE u.kind = 'province'
), dated AS (
    SELECT unit_id, level, first, (first + ('1 ' || replace(kind, 'quarter', 'month'))::interval
               * CASE kind WHEN 'quarter' THEN 3 ELSE 1 END)::date - 1 AS last,
           CASE kind WHEN 'month' THEN to_char(first, 'YYYY-MM') WHEN 'quarter' THEN to_char(first, 'YYYY"-Q"Q')
                ELSE to_char(first, 'YYYY') END AS period,
           (SELECT now FROM verify_asked) AS asked_at, true AS is_live, NULL::bigint AS cell
    FROM span
    UNION ALL
    SELECT c.unit_id, CASE u.kind WHEN 'province' THEN 'province' ELSE 'commune' END, c.first, c.last, c.period,
           c.counted_at, false, c.id
    FROM figure_cell c JOIN unit u ON u.id = c.unit_id
    WHERE NOT c.is_dirty AND NOT c.is_counting AND c.version = (SELECT version FROM verify_asked)
)
INSERT INTO verify_span (unit_id, level, period, first, last, as_of, on_day, is_live, cell)
SELECT unit_id, level, period, first, last,
       least(asked_at, (last + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh') AS as_of,
       least(last, (asked_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS on_day, bool_or(is_live), max(cell)
FROM dated GROUP BY unit_id, level, period, first, last, as_of, on_day ORDER BY level DESC, unit_id, first, last;

-- A commune counts itself; a province the communes below it on that day.
INSERT INTO verify_member
SELECT s.span, u.id FROM verify_span s JOIN unit u ON u.kind = 'committee' AND CASE s.level
    WHEN 'commune' THEN u.id = s.unit_id
    ELSE EXISTS (
        SELECT FROM unit_parent p WHERE p.unit_id = u.id AND p.parent_id = s.unit_id
        AND p.since <= s.on_day AND (p.until IS NULL OR p.until >= s.on_day)) END;
ANALYZE verify_span;
ANALYZE verify_member;
