-- One row a dossier, from its events alone (docs/numbers.md, 2). "First" and "last" go by sequence.
WITH submitted AS (  -- the chain begins with it, or there is no fact
    SELECT dossier, at, actor, unit_id, secrecy, says FROM verify_event
    WHERE name = 'DossierSubmitted' AND sequence = 1
), last_event AS (
    SELECT key AS dossier, max(sequence) AS sequence FROM event WHERE kind = 'dossier' GROUP BY key
), procedure_now AS (
    SELECT DISTINCT ON (dossier) dossier, coalesce(says ->> 'new', says ->> 'procedure') AS procedure
    FROM verify_event WHERE name IN ('DossierSubmitted', 'ProcedureChanged') ORDER BY dossier, sequence DESC
), version_now AS (
    SELECT DISTINCT ON (dossier) dossier, (says ->> 'version')::bigint AS version_id
    FROM verify_event WHERE name IN ('DossierSubmitted', 'DossierAccepted', 'ProcedureChanged')
    ORDER BY dossier, sequence DESC
), accepted AS (
    SELECT DISTINCT ON (dossier) dossier, sequence, at FROM verify_event
    WHERE name = 'DossierAccepted' ORDER BY dossier, sequence
), answered AS (
    SELECT DISTINCT ON (dossier) dossier, sequence, at FROM verify_event
    WHERE name IN ('DossierAccepted', 'DossierDeclined', 'SupplementAsked') ORDER BY dossier, sequence
), answer_by AS (  -- moves while nothing was answered
    SELECT DISTINCT ON (e.dossier) e.dossier, (e.says ->> 'answer_by')::timestamptz AS at
    FROM verify_event e LEFT JOIN answered a USING (dossier)
    WHERE e.name IN ('DossierSubmitted', 'AnswerSet') AND (a.sequence IS NULL OR e.sequence < a.sequence)
    ORDER BY e.dossier, e.sequence DESC
), declined AS (  -- refused at the counter, or nobody supplemented what never was accepted
    SELECT DISTINCT ON (e.dossier) e.dossier, e.at FROM verify_event e LEFT JOIN accepted a USING (dossier)
    WHERE e.name = 'DossierDeclined'
       OR (e.name = 'SupplementLapsed' AND (a.sequence IS NULL OR e.sequence < a.sequence))
    ORDER BY e.dossier, e.sequence
), stopped AS (
    SELECT DISTINCT ON (e.dossier) e.dossier, e.at FROM verify_event e LEFT JOIN accepted a USING (dossier)
    WHERE e.name IN ('DossierStopped', 'WithdrawalGranted')
       OR (e.name = 'SupplementLapsed' AND e.sequence > a.sequence)
    ORDER BY e.dossier, e.sequence
), completed AS (
    SELECT DISTINCT ON (dossier) dossier, at FROM verify_event
    WHERE name = 'DossierCompleted' ORDER BY dossier, sequence
), completed_last AS (
    SELECT DISTINCT ON (dossier) dossier, coalesce(says ->> 'sha256', '') <> '' AS has_file FROM verify_event
    WHERE name = 'DossierCompleted' ORDER BY dossier, sequence DESC
), returned AS (
    SELECT DISTINCT ON (dossier) dossier, at FROM verify_event
    WHERE name = 'ResultReturned' ORDER BY dossier, sequence
), due_last AS (
    SELECT DISTINCT ON (dossier) dossier, (says ->> 'due_at')::timestamptz AS at FROM verify_event
    WHERE name = 'DueSet' ORDER BY dossier, sequence DESC
), due_first AS (
    SELECT DISTINCT ON (dossier) dossier, (says ->> 'due_at')::timestamptz AS at FROM verify_event
    WHERE name = 'DueSet' AND says ->> 'due_at' IS NOT NULL ORDER BY dossier, sequence
), due_index AS (  -- the note to the index: a supplement moves no date, its waiting is subtracted; nor does an apology
    SELECT DISTINCT ON (dossier) dossier, (says ->> 'due_at')::timestamptz AS at FROM verify_event
    WHERE name = 'DueSet' AND coalesce(says ->> 'reason', '') NOT IN ('supplement', 'apology')
    ORDER BY dossier, sequence DESC
), asked AS (  -- requests one by one: each answer belongs to the last request before it
    SELECT dossier, ordinal, min(at) FILTER (WHERE name = 'SupplementAsked') AS asked_at,
           (array_agg(at ORDER BY sequence) FILTER (WHERE name = 'SupplementCompleted'))[1] AS answered_at
    FROM (
        SELECT dossier, name, at, sequence,
               count(*) FILTER (WHERE name = 'SupplementAsked') OVER (PARTITION BY dossier ORDER BY sequence) AS ordinal
        FROM verify_event WHERE name IN ('SupplementAsked', 'SupplementCompleted')
    ) AS numbered WHERE ordinal > 0 GROUP BY dossier, ordinal
), supplement AS (
    SELECT s.dossier, count(*) AS times, (array_agg(s.asked_at ORDER BY s.ordinal))[1] AS first_at,
           round(coalesce(sum(extract(epoch FROM s.answered_at - s.asked_at)), 0))::integer AS waiting,
           bool_or(s.asked_at >= a.at) AS after_acceptance,
           -- open while the last of them waits for its answer
           (array_agg(CASE WHEN s.answered_at IS NULL THEN s.asked_at END ORDER BY s.ordinal DESC))[1] AS open_at
    FROM asked s LEFT JOIN accepted a USING (dossier) GROUP BY s.dossier
), fee AS (
    SELECT DISTINCT ON (dossier) dossier,
           (CASE WHEN name = 'FeeFixed' THEN says ->> 'amount' ELSE says ->> 'fee' END)::bigint AS amount
    FROM verify_event WHERE name IN ('DossierSubmitted', 'FeeFixed') ORDER BY dossier, sequence DESC
), paid AS (
    SELECT dossier, (array_agg(at ORDER BY sequence))[1] AS at,
           (array_agg(says ->> 'channel' ORDER BY sequence DESC))[1] AS way
    FROM verify_event WHERE name = 'PaymentTaken' GROUP BY dossier
), refusal AS (
    SELECT DISTINCT ON (dossier) dossier,
           CASE name WHEN 'ResultProposed' THEN (says ->> 'is_refusal')::boolean ELSE name = 'ResultRefused' END AS yes
    FROM verify_event WHERE name IN ('ResultProposed', 'ResultApproved', 'ResultRefused')
    ORDER BY dossier, sequence DESC
), filed AS (  -- a scan or photograph came with the supplement: its hashes, where a field has a digest
    SELECT DISTINCT dossier FROM verify_event, jsonb_array_elements(says -> 'changes') AS c
    WHERE name = 'SupplementCompleted' AND c ->> 'new' ~ '^[0-9a-f]{64}( [0-9a-f]{64})*$'
), mark AS (
    SELECT dossier, bool_or(name = 'ApologySigned') AS apologised, bool_or(name = 'OpinionLate') AS opinion_late,
           bool_or(name = 'ReviewAsked') AS complained, bool_or(name = 'DuplicateStopped') AS duplicate
    FROM verify_event WHERE name IN ('ApologySigned', 'OpinionLate', 'ReviewAsked', 'DuplicateStopped') GROUP BY dossier
), rating AS (
    SELECT dossier, (array_agg(at ORDER BY sequence))[1] AS at,
           (array_agg(coalesce(says ->> 'verdict', '') ORDER BY sequence DESC))[1] AS verdict
    FROM verify_event WHERE name IN ('DossierRated', 'RatingChanged') GROUP BY dossier
), taken_up AS (
    SELECT DISTINCT ON (dossier) dossier, at FROM verify_event WHERE name = 'TakenUp' ORDER BY dossier, sequence
), proposed AS (
    SELECT DISTINCT ON (dossier) dossier, at FROM verify_event
    WHERE name = 'ResultProposed' ORDER BY dossier, sequence DESC
), decided AS (
    SELECT DISTINCT ON (dossier) dossier, at FROM verify_event
    WHERE name IN ('ResultApproved', 'ResultRefused') ORDER BY dossier, sequence DESC
), part AS (  -- how long each part took, in the order in which the page names them
    SELECT a.dossier, v.part, v.took, v.place
    FROM accepted a LEFT JOIN taken_up t USING (dossier) LEFT JOIN proposed p USING (dossier)
    LEFT JOIN decided d USING (dossier) LEFT JOIN completed c USING (dossier) LEFT JOIN supplement s USING (dossier)
    CROSS JOIN LATERAL (VALUES
        ('waiting', t.at - a.at, 1), ('handling', p.at - coalesce(t.at, a.at), 2), ('signing', d.at - p.at, 3),
        ('numbering', c.at - d.at, 4), ('supplement', s.open_at - a.at, 5)) AS v (part, took, place)
    WHERE v.took > interval '0'
), slowest AS (
    SELECT DISTINCT ON (dossier) dossier, part FROM part ORDER BY dossier, took DESC, place
), whole AS (
    SELECT s.dossier, s.at AS submitted_at, s.actor, s.unit_id, s.secrecy, s.says, l.sequence,
           pn.procedure, vn.version_id,
           a.at AS accepted_at, d.at AS declined_at, st.at AS stopped_at, c.at AS completed_at, r.at AS returned_at,
           coalesce(a.at, d.at) AS received_at, coalesce(c.at, r.at, st.at, d.at) AS ended_at, an.at AS answered_at,
           ab.at AS answer_by, dl.at AS due_at, df.at AS original_due_at, di.at AS index_due_at,
           coalesce(su.times, 0) AS times, su.first_at, coalesce(su.waiting, 0) AS waiting,
           coalesce(su.after_acceptance, false) AS after_acceptance, fe.amount AS fee, pa.at AS paid_at,
           coalesce(pa.way, '') AS paid_way, coalesce(cl.has_file, false) AS has_result_file,
           coalesce(re.yes, false) AS is_refusal, fi.dossier IS NOT NULL AS filed_later,
           m.apologised, m.opinion_late, m.complained, m.duplicate, ra.at AS rated_at,
           coalesce(ra.verdict, '') AS verdict, coalesce(sl.part, '') AS slowest_part,
           CASE WHEN c.at IS NOT NULL OR r.at IS NOT NULL  -- R1.1, R1.4
                    THEN coalesce(c.at, r.at) - coalesce(su.waiting, 0) * interval '1 second'
                WHEN su.times = 1 THEN su.first_at  -- R1.3
                ELSE coalesce(st.at, d.at) END AS index_end_at
    FROM submitted s JOIN last_event l USING (dossier) JOIN procedure_now pn USING (dossier)
    JOIN version_now vn USING (dossier) LEFT JOIN accepted a USING (dossier) LEFT JOIN declined d USING (dossier)
    LEFT JOIN stopped st USING (dossier) LEFT JOIN completed c USING (dossier) LEFT JOIN returned r USING (dossier)
    LEFT JOIN completed_last cl USING (dossier) LEFT JOIN answered an USING (dossier)
    LEFT JOIN answer_by ab USING (dossier) LEFT JOIN due_last dl USING (dossier) LEFT JOIN due_first df USING (dossier)
    LEFT JOIN due_index di USING (dossier) LEFT JOIN supplement su USING (dossier) LEFT JOIN fee fe USING (dossier)
    LEFT JOIN paid pa USING (dossier) LEFT JOIN refusal re USING (dossier) LEFT JOIN filed fi USING (dossier)
    LEFT JOIN rating ra USING (dossier) LEFT JOIN slowest sl USING (dossier)
    LEFT JOIN mark m USING (dossier)
)
INSERT INTO verify_fact (
    dossier_id, committee_id, procedure, version_id, field, secrecy, channel, origin, is_assisted, online_level,
    returns_paper, owes_fee, by_vneid, has_files, submitted_at, submitted_on, arrived_on, answer_by, answered_at,
    accepted_at, declined_at, stopped_at, completed_at, returned_at, received_at, received_on, ended_at, ended_on,
    due_at, original_due_at, index_due_at, index_end_at, index_always_late, is_early, supplement_count,
    first_supplement_at, waiting_seconds, session_seconds, handling_seconds, fee, paid_at, paid_way, has_result_file,
    is_refusal, is_apologised, slowest, rated_at, rated_on, verdict, is_complained, is_duplicate, sequence
)
SELECT w.dossier, w.unit_id, w.procedure, w.version_id, t.field, w.secrecy, (w.says ->> 'channel')::smallint,
       w.says ->> 'origin', w.says ->> 'assisted_by' IS NOT NULL, t.online_level, t.returns_paper, t.owes_fee,
       (w.says ->> 'channel')::smallint = 2 AND w.actor = 'citizen',
       jsonb_array_length(w.says -> 'files') > 0 OR w.filed_later,
       w.submitted_at, (w.submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, (w.says ->> 'arrived_on')::date,
       w.answer_by, w.answered_at, w.accepted_at, w.declined_at, w.stopped_at, w.completed_at, w.returned_at,
       w.received_at, (w.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
       w.ended_at, (w.ended_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
       w.due_at, w.original_due_at, w.index_due_at, w.index_end_at,
       w.times > 1 AND w.ended_at IS NULL,  -- R1.3
       coalesce((w.index_end_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
                    < (w.index_due_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, false),
       w.times, w.first_at, w.waiting, (w.says ->> 'seconds')::integer,
       greatest(0, round(extract(epoch FROM w.completed_at - w.accepted_at))
                       - CASE WHEN w.after_acceptance THEN w.waiting ELSE 0 END)
           * CASE WHEN w.completed_at IS NOT NULL AND w.accepted_at IS NOT NULL THEN 1 END,
       w.fee, w.paid_at, w.paid_way, w.has_result_file, w.is_refusal, coalesce(w.apologised, false),
       CASE WHEN w.opinion_late THEN 'opinion' ELSE w.slowest_part END,
       w.rated_at, (w.rated_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, w.verdict, coalesce(w.complained, false),
       coalesce(w.duplicate, false), w.sequence
FROM whole w LEFT JOIN verify_trait t USING (version_id);

ANALYZE verify_fact;
