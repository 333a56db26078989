-- Rating without signing in: whoever holds the code and knows the end of a phone number given in the dossier. Nobody's
-- name, number or answers come out of here; a confidential dossier answers as one that does not exist.

-- Who received (or declined) and who handled a dossier, by name and title as they stood that day (public by law,
-- R2.47). Runs as the caller: under row-level security only who reads the events finds anybody.
CREATE OR REPLACE FUNCTION feedback_officers(of_dossier bigint)
RETURNS TABLE (account_id bigint, label text, part text) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (told.account) told.account, told.label, told.part
    FROM (SELECT (e.body::jsonb #>> '{actor,account_id}')::bigint AS account, e.body::jsonb #>> '{actor,label}' AS label,
                 CASE WHEN e.name IN ('DossierAccepted', 'DossierDeclined') THEN 'received' ELSE 'handled' END AS part,
                 e.sequence
          FROM event e
          WHERE e.kind = 'dossier' AND e.key = of_dossier
            AND e.name IN ('DossierAccepted', 'DossierDeclined', 'ResultProposed')
            AND e.body::jsonb #>> '{actor,kind}' = 'officer') told
    WHERE told.account IS NOT NULL
    ORDER BY told.account, told.sequence
$$;

-- The dossier behind a code and the last four digits of a phone number of its own people; none: no such door. Called
-- by the functions below, which run as the owner; for anybody else row-level security leaves it empty.
CREATE OR REPLACE FUNCTION feedback_door(of_code text, of_digits text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT d.id FROM dossier_code c JOIN dossier d ON d.id = c.dossier_id
    WHERE c.code = upper(of_code) AND d.secrecy = 0 AND d.status IN (3, 8, 10) AND of_digits ~ '^[0-9]{4}$'
      AND EXISTS (SELECT 1 FROM party p WHERE p.dossier_id = d.id AND p.role IN ('submitter', 'owner', 'representative')
                  AND length(regexp_replace(p.phone, '\D', '', 'g')) >= 9
                  AND right(regexp_replace(p.phone, '\D', '', 'g'), 4) = of_digits)
$$;

-- What may be rated: procedure, commune, officers, and the rating given by code before (one given in an account is
-- told to have been given, not what it says).
CREATE OR REPLACE FUNCTION feedback_by_code(of_code text, of_digits text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT jsonb_build_object(
        'code', d.code, 'title', d.title, 'committee_id', d.committee_id, 'returned_at', d.returned_at,
        'officers', coalesce((SELECT jsonb_agg(jsonb_build_object(
                'account_id', o.account_id, 'label', o.label, 'part', o.part, 'score', f.score)
                ORDER BY o.part DESC, o.account_id)
            FROM feedback_officers(d.id) o
            LEFT JOIN rated_officer f ON f.rating_id = r.id AND f.account_id = o.account_id AND r.way = 'code'), '[]'),
        'rating', CASE WHEN r.id IS NULL THEN NULL
            WHEN r.way <> 'code' THEN jsonb_build_object('way', r.way)
            ELSE jsonb_build_object('way', r.way, 'score', r.score, 'text', r.text, 'given_at', r.given_at,
                'answer', r.answer, 'answered_at', r.answered_at,
                'review', CASE WHEN v.id IS NULL THEN NULL ELSE jsonb_build_object(
                    'reason', v.reason, 'asked_at', v.asked_at, 'answer', v.answer, 'answered_at', v.answered_at) END)
            END)
    FROM dossier d LEFT JOIN rating r ON r.dossier_id = d.id LEFT JOIN rating_review v ON v.rating_id = r.id
    WHERE d.id = feedback_door(of_code, of_digits)
$$;

-- Keep a rating given by code, or change it within its days; answers (dossier, committee, whether it is new), nothing
-- when it may not be. The caller appends the event. `officers`: [{"id", "account_id", "score"}], ids made by us.
CREATE OR REPLACE FUNCTION feedback_rate_by_code(
    of_code text, of_digits text, row_id bigint, new_score smallint, words text, officers jsonb,
    happened timestamptz, editable_days integer
) RETURNS TABLE (dossier_id bigint, committee_id integer, is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
    found dossier;
    kept rating;
BEGIN
    SELECT * INTO found FROM dossier d WHERE d.id = feedback_door(of_code, of_digits) FOR UPDATE;
    IF found.id IS NULL THEN
        RETURN;
    END IF;
    SELECT * INTO kept FROM rating r WHERE r.dossier_id = found.id;
    IF kept.id IS NULL THEN
        INSERT INTO rating (id, dossier_id, committee_id, way, account_id, score, text, given_at, changed_at, answer,
                            answered_at, answered_by)
        VALUES (row_id, found.id, found.committee_id, 'code', NULL, new_score, words, happened, NULL, '', NULL, NULL);
    ELSIF kept.way = 'code' AND happened < kept.given_at + make_interval(days => editable_days) THEN
        UPDATE rating r SET score = new_score, text = words, changed_at = happened WHERE r.id = kept.id;
    ELSE
        RETURN;
    END IF;
    INSERT INTO rated_officer (id, rating_id, dossier_id, account_id, label, part, score)
    SELECT (o.value ->> 'id')::bigint, coalesce(kept.id, row_id), found.id, f.account_id, left(f.label, 200), f.part,
           (o.value ->> 'score')::smallint
    FROM jsonb_array_elements(officers) o
    JOIN feedback_officers(found.id) f ON f.account_id = (o.value ->> 'account_id')::bigint
    ON CONFLICT ON CONSTRAINT rated_officer_once DO UPDATE SET score = excluded.score;
    RETURN QUERY SELECT found.id, found.committee_id, kept.id IS NULL;
END $$;

-- Ask by code that the dossier be looked at again: only who rated it by code, dissatisfied, and once.
CREATE OR REPLACE FUNCTION feedback_review_by_code(
    of_code text, of_digits text, row_id bigint, why text, unsatisfied_up_to smallint, happened timestamptz
) RETURNS TABLE (dossier_id bigint, committee_id integer)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO rating_review (id, rating_id, dossier_id, reason, asked_at, answer, answered_at, answered_by)
    SELECT row_id, r.id, r.dossier_id, why, happened, '', NULL, NULL
    FROM rating r
    WHERE r.dossier_id = feedback_door(of_code, of_digits) AND r.way = 'code' AND r.score <= unsatisfied_up_to
    ON CONFLICT (rating_id) DO NOTHING
    RETURNING rating_review.dossier_id, (SELECT r.committee_id FROM rating r WHERE r.id = rating_review.rating_id)
$$;
