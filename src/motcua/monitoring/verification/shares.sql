-- How many of how many: one block a measure, n among d, written by hand from docs/numbers.md and the rules it names.

-- R7.4
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'dossiers.received', count(*), count(*) FROM verify_received GROUP BY span;

INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'dossiers.open', count(*) FILTER (WHERE ended_at IS NULL), count(*) FROM verify_received GROUP BY span;

-- 2.1, R1.1 to R1.5: what is open ends with the period; without a date nothing was promised
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'on_time.share',
       count(*) FILTER (WHERE NOT index_always_late
                          AND (index_due_at IS NULL OR coalesce(index_end_at, as_of) <= index_due_at)),
       count(*)
FROM verify_received GROUP BY span;

INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'late.share',
       count(*) FILTER (WHERE index_always_late OR coalesce(index_end_at, as_of) > index_due_at), count(*)
FROM verify_received GROUP BY span;

-- the other reading of 2.1: the promise that stands, and the whole time
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'on_time.current', count(*) FILTER (WHERE due_at IS NULL OR coalesce(ended_at, as_of) <= due_at), count(*)
FROM verify_received GROUP BY span;

-- C16
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'early.share', count(*) FILTER (WHERE is_early), count(*)
FROM verify_received WHERE ended_at IS NOT NULL GROUP BY span;

-- R7.4; R2.15; R7.5
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'online.share', count(*) FILTER (WHERE channel = 2), count(*) FROM verify_received GROUP BY span;

INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'online.assisted_share', count(*) FILTER (WHERE is_assisted), count(*)
FROM verify_received WHERE channel = 2 GROUP BY span;

INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'online.full_share', count(*) FILTER (WHERE channel = 2), count(*)
FROM verify_received WHERE online_level = 'full' GROUP BY span;

-- 3.3
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'online.with_result',
       count(*) FILTER (WHERE channel = 2 AND (has_result_file OR NOT returns_paper)), count(*)
FROM verify_received GROUP BY span;

-- B13; R2.6
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'first_time_right.share', count(*) FILTER (WHERE supplement_count = 0), count(*)
FROM verify_received WHERE answered_at IS NOT NULL GROUP BY span;

INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'supplement.share', count(*) FILTER (WHERE supplement_count > 0), count(*)
FROM verify_received GROUP BY span;

-- C17, R2.8: what waits for its answer is judged as of the end of the period
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'answer_8h.share', count(*) FILTER (WHERE coalesce(answered_at, as_of) <= answer_by), count(*)
FROM verify_submitted WHERE answer_by IS NOT NULL GROUP BY span;

-- C05
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'entry.same_day', count(*) FILTER (WHERE submitted_on = arrived_on), count(*)
FROM verify_submitted WHERE arrived_on IS NOT NULL GROUP BY span;

-- R7.8; 4.1
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'e_result.share', count(*) FILTER (WHERE has_result_file), count(*)
FROM verify_received WHERE returns_paper AND completed_at IS NOT NULL GROUP BY span;

INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'e_result.all', count(*) FILTER (WHERE has_result_file), count(*)
FROM verify_received WHERE returns_paper GROUP BY span;

-- R7.9, 4.2, and the half of it that lies at reception
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'digitised.share', count(*) FILTER (WHERE has_files AND (has_result_file OR NOT returns_paper)), count(*)
FROM verify_received GROUP BY span;

INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'digitised.reception', count(*) FILTER (WHERE has_files), count(*) FROM verify_received GROUP BY span;

-- 4.5b
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'population.share', count(*) FILTER (WHERE by_vneid), count(*) FROM verify_received GROUP BY span;

-- R7.17
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'satisfaction.share', count(*) FILTER (WHERE verdict = 'good'), count(*) FROM verify_rated GROUP BY span;

INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'satisfaction.online', count(*) FILTER (WHERE verdict = 'good'), count(*)
FROM verify_rated WHERE channel = 2 GROUP BY span;

-- 5.4: all, less the share overdue, less the share with a complaint or a dislike; both shares may hold one dossier
INSERT INTO verify_number (span, measure, n, d, parts)
SELECT span, 'satisfaction.index', d - late - unhappy, d, jsonb_build_object('late_766', late, 'unhappy', unhappy)
FROM (
    SELECT span, count(*) AS d,
           count(*) FILTER (WHERE index_always_late OR coalesce(index_end_at, as_of) > index_due_at) AS late,
           count(*) FILTER (WHERE verdict = 'bad' OR is_complained) AS unhappy
    FROM verify_received GROUP BY span
) AS counted;

-- B11
INSERT INTO verify_number (span, measure, n, d)
SELECT span, 'rated.share', count(*) FILTER (WHERE rated_at IS NOT NULL), count(*)
FROM verify_received WHERE ended_at IS NOT NULL GROUP BY span;
