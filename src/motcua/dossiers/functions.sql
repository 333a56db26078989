-- Keeping the access projection: the services may change rows of units they do not belong to (forwarding
-- to another department), so these run as owner, and only for somebody who sees the dossier himself.

CREATE OR REPLACE FUNCTION dossier_seen(of_dossier bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT app_kind() = 'job' OR EXISTS (
        SELECT 1 FROM dossier_access a WHERE a.dossier_id = of_dossier
        AND (a.until IS NULL OR a.until > now())
        AND ((a.scope = ANY (app_scopes()) AND NOT a.persons && app_barred())
             OR a.person_id = app_person() OR a.organisation_id = app_organisation()))
$$;

-- The first access rows of a dossier are written by the one who submits it, or by the officer who takes it in at his own
-- counter (unit, part "receiving" = 1, class: identity.rules.scope_of), in the transaction that opens it; afterwards rows
-- come only from dossier_open_access.
CREATE OR REPLACE FUNCTION dossier_unopened(of_dossier bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM dossier d WHERE d.id = of_dossier AND (
        d.submitter_account_id = app_account()
        OR d.submitter_account_id IS NULL AND d.origin IN ('counter', 'post') AND app_kind() = 'officer'
        AND coalesce(d.support_unit_id, d.receiving_unit_id)::bigint * 256 + 1 * 16 + d.secrecy = ANY (app_scopes())))
       AND NOT EXISTS (SELECT 1 FROM dossier_access a WHERE a.dossier_id = of_dossier)
$$;

CREATE OR REPLACE FUNCTION dossier_open_access(
    row_id bigint, of_dossier bigint, of_scope bigint, of_secrecy smallint, at timestamptz, ends timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT dossier_seen(of_dossier) THEN
        RAISE EXCEPTION 'dossier % is not visible', of_dossier USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO dossier_access (id, dossier_id, scope, person_id, organisation_id, secrecy, since, until, persons, is_turn,
                                status, step, due_at, assignee_id, procedure, submitted_at)
    SELECT row_id, d.id, of_scope, NULL, NULL, of_secrecy, at, ends,
           coalesce((SELECT array_agg(DISTINCT one.id) FROM party p, unnest(ARRAY[p.person_id, p.organisation_id]) one(id)
                     WHERE p.dossier_id = d.id AND one.id IS NOT NULL), '{}'),
           false, d.status, d.step, coalesce(d.due_at, d.answer_by), d.assignee_id, d.procedure, d.submitted_at
    FROM dossier d WHERE d.id = of_dossier
    ON CONFLICT (dossier_id, scope) WHERE scope IS NOT NULL
    DO UPDATE SET until = CASE WHEN dossier_access.until IS NULL THEN NULL ELSE excluded.until END;
END $$;

-- A unit that was let in for a time (an opinion) sees the dossier no longer; rows without an end stay.
CREATE OR REPLACE FUNCTION dossier_end_access(of_dossier bigint, of_scope bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT dossier_seen(of_dossier) THEN
        RAISE EXCEPTION 'dossier % is not visible', of_dossier USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE dossier_access SET until = at
    WHERE dossier_id = of_dossier AND scope = of_scope AND until IS NOT NULL AND until > at;
END $$;

-- Repeat the dossier's state in all its access rows, and say whose turn it is.
CREATE OR REPLACE FUNCTION dossier_place(of_dossier bigint, turn_scopes bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT dossier_seen(of_dossier) THEN
        RAISE EXCEPTION 'dossier % is not visible', of_dossier USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE dossier_access a SET
        status = d.status, step = d.step, assignee_id = d.assignee_id,
        due_at = coalesce(d.due_at, CASE WHEN d.accepted_at IS NULL THEN d.answer_by END),
        is_turn = a.scope IS NOT NULL AND a.scope = ANY (turn_scopes),
        -- Who oversees (part 5) is told whom an open dossier waits for; what is over and waits for nobody is on no board.
        waits_for = CASE WHEN (a.scope >> 4) & 15 = 5 AND a.secrecy = d.secrecy
                          AND (d.status NOT IN (3, 8, 10) OR cardinality(turn_scopes) > 0)
                         THEN ARRAY(SELECT DISTINCT one FROM unnest(turn_scopes) one ORDER BY one) END
    FROM dossier d WHERE d.id = of_dossier AND a.dossier_id = d.id;
END $$;

-- Progress by code without signing in: what may be known publicly and nothing else (R2.45).
DROP FUNCTION IF EXISTS dossier_public_status(text);  -- its columns may have grown since the last release
CREATE FUNCTION dossier_public_status(of_code text)
RETURNS TABLE (code text, title text, committee_id integer, secrecy smallint, status smallint, channel smallint,
               submitted_at timestamptz, answer_by timestamptz, accepted_at timestamptz, due_at timestamptz,
               original_due_at timestamptz, no_limit_reason text, completed_at timestamptz, returned_at timestamptz,
               paused boolean, asks_applicant boolean, owed boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT d.code::text, CASE WHEN d.secrecy = 0 THEN d.title::text ELSE '' END, d.committee_id, d.secrecy, d.status, d.channel,
           d.submitted_at, d.answer_by, d.accepted_at, d.due_at, d.original_due_at, d.no_limit_reason::text,
           d.completed_at, d.returned_at,
           EXISTS (SELECT 1 FROM dossier_pause p WHERE p.dossier_id = d.id AND p.until IS NULL),
           d.status = 6 OR d.status = 5 AND EXISTS (
               SELECT 1 FROM supplement s WHERE s.dossier_id = d.id AND s.sent_at IS NOT NULL
               AND s.completed_at IS NULL AND s.lapsed_at IS NULL AND s.confirmed_at IS NULL),
           d.was_accepted OR (d.status IN (1, 5) OR d.status = 7 AND d.withdrawal_from IN (1, 5)) AND NOT EXISTS (
               SELECT 1 FROM supplement s WHERE s.dossier_id = d.id AND s.sent_at IS NOT NULL AND s.completed_at IS NULL)
    FROM dossier_code c JOIN dossier d ON d.id = c.dossier_id WHERE c.code = upper(of_code)
$$;

-- Whoever holds a paper by its code is told when another took its place; nothing of a confidential dossier.
CREATE OR REPLACE FUNCTION dossier_public_corrections(of_code text)
RETURNS TABLE (number text, old_number text, issued_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.number::text, c.old_number::text, c.issued_at
    FROM dossier_code k JOIN dossier d ON d.id = k.dossier_id JOIN result_correction c ON c.dossier_id = d.id
    WHERE k.code = upper(of_code) AND d.secrecy = 0 AND c.issued_at IS NOT NULL ORDER BY c.ordinal
$$;

-- Which draft became which dossier: sending twice answers with the first code.
CREATE OR REPLACE FUNCTION dossier_of_draft(of_draft bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT d.id FROM dossier d JOIN draft r ON r.id = d.draft_id WHERE d.draft_id = of_draft AND r.account_id = app_account() $$;

-- A calendar change and the dates it moves. An administrator sees no dossier by design, so he asks here: what the
-- counts need (limit by version and case, instants, pauses, what was promised), never who is in it, and only of
-- dossiers resolved or received by units whose calendar he manages. Confidential dossiers are counted too, for they
-- are promised dates as well; dossiers.services.recalendar lists them to nobody.
CREATE OR REPLACE FUNCTION dossier_recountable(committee integer, receiving integer) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT app_may('calendar.national') OR app_may_over('calendar.manage', committee)
        OR app_may_over('calendar.manage', receiving)
$$;

-- What has changed its columns since another version of the program made it is made anew.
DROP FUNCTION IF EXISTS dossier_recount_facts(integer[], text[]);
DROP FUNCTION IF EXISTS dossier_repromise(bigint, timestamptz, timestamptz, bigint[], jsonb, timestamptz);

-- An answer (R2.8) is owed until the dossier is accepted, except while its people are asked for a supplement; it is
-- counted from their last completion, else from the submission. A step began with the hand-over that led to it.
CREATE FUNCTION dossier_recount_facts(of_units integer[], of_codes text[])
RETURNS TABLE (id bigint, code text, title text, committee_id integer, receiving_unit_id integer, secrecy smallint,
               version_id bigint, "case" text, channel smallint, answer_from timestamptz, answer_by timestamptz,
               accepted_at timestamptz, due_at timestamptz, step text, step_began timestamptz, step_due_at timestamptz,
               pauses jsonb, reader_count bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT (app_may('calendar.manage') OR app_may('calendar.national')) THEN
        RAISE EXCEPTION 'only who manages the calendar asks this' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT d.id, d.code::text, CASE WHEN d.secrecy = 0 THEN d.title::text ELSE '' END, d.committee_id,
           d.receiving_unit_id, d.secrecy, coalesce(d.terms_version_id, d.form_version_id), d."case"::text, d.channel,
           CASE WHEN NOT d.was_accepted THEN coalesce(asked.completed_at, d.submitted_at) END,
           CASE WHEN NOT d.was_accepted THEN d.answer_by END,
           d.accepted_at,
           CASE WHEN d.was_accepted AND d.apology_signed_at IS NULL THEN d.due_at END,  -- a letter's date stands
           d.step::text, begun.at, CASE WHEN d.was_accepted THEN d.step_due_at END,
           coalesce((SELECT jsonb_agg(jsonb_build_array(p.reason, p.since, p.until) ORDER BY p.since)
                     FROM dossier_pause p WHERE p.dossier_id = d.id), '[]'),
           (SELECT count(DISTINCT coalesce(y.organisation_id, y.person_id)) FROM party y
            WHERE y.dossier_id = d.id AND y.role IN ('submitter', 'owner'))
    FROM dossier d
    LEFT JOIN LATERAL (
        SELECT max(s.completed_at) AS completed_at,
               bool_or(s.sent_at IS NOT NULL AND s.completed_at IS NULL) AS is_open
        FROM supplement s WHERE s.dossier_id = d.id) asked ON true
    LEFT JOIN LATERAL (
        SELECT h.at FROM handover h WHERE h.dossier_id = d.id AND h.undone_at IS NULL AND h.to_step = d.step
        ORDER BY h.ordinal DESC LIMIT 1) begun ON true
    WHERE dossier_recountable(d.committee_id, d.receiving_unit_id)
      AND ((d.was_accepted AND d.accepted_at IS NOT NULL AND d.due_at IS NOT NULL AND d.status IN (2, 4, 5, 6, 7))
           OR (NOT d.was_accepted AND d.answer_by IS NOT NULL AND d.status IN (1, 5, 6, 7)
               AND NOT coalesce(asked.is_open, false)))
      AND (of_units IS NULL OR d.committee_id = ANY (of_units) OR d.receiving_unit_id = ANY (of_units))
      AND (of_codes IS NULL OR d.code = ANY (of_codes))
    ORDER BY d.id;
END $$;

-- Move one date of a dossier, if it is still the one that was read: `answer` (with the estimate of the result that
-- follows from it), `due` (`estimate` is then the day of an apology) or `step`. What people were promised is moved in the work lists too and told to them; the
-- date of a step is the office's own. The caller appends the event. Answers whether it was done.
CREATE OR REPLACE FUNCTION dossier_repromise(
    of_dossier bigint, what text, was timestamptz, becomes timestamptz, estimate timestamptz,
    notice_ids bigint[], facts jsonb, happened timestamptz
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    act integer;
BEGIN
    IF NOT (app_may('calendar.manage') OR app_may('calendar.national')) THEN
        RAISE EXCEPTION 'only who manages the calendar does this' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF what = 'due' THEN
        UPDATE dossier d SET due_at = becomes, apology_due_at = estimate, acts = d.acts + 1
        WHERE d.id = of_dossier AND d.due_at = was AND d.was_accepted AND d.status IN (2, 4, 5, 6, 7)
          AND dossier_recountable(d.committee_id, d.receiving_unit_id)
        RETURNING d.acts INTO act;
    ELSIF what = 'answer' THEN
        UPDATE dossier d SET answer_by = becomes, estimated_at = coalesce(estimate, d.estimated_at), acts = d.acts + 1
        WHERE d.id = of_dossier AND d.answer_by = was AND NOT d.was_accepted AND d.status IN (1, 5, 6, 7)
          AND dossier_recountable(d.committee_id, d.receiving_unit_id)
        RETURNING d.acts INTO act;
    ELSIF what = 'step' THEN
        UPDATE dossier d SET step_due_at = becomes
        WHERE d.id = of_dossier AND d.step_due_at = was AND d.was_accepted AND d.status IN (2, 4, 5, 6, 7)
          AND dossier_recountable(d.committee_id, d.receiving_unit_id);
        RETURN FOUND;
    ELSE
        RAISE EXCEPTION 'no such date: %', what;
    END IF;
    IF act IS NULL THEN
        RETURN false;
    END IF;
    UPDATE dossier_access a SET due_at = becomes WHERE a.dossier_id = of_dossier;
    INSERT INTO notice (id, person_id, organisation_id, dossier_id, code, facts, at, read_at, once)
    SELECT notice_ids[n.nth], CASE WHEN NOT n.is_organisation THEN n.box END, CASE WHEN n.is_organisation THEN n.box END,
           of_dossier, what || '_moved', facts, happened, NULL, format('%s:%s_moved:%s:%s', of_dossier, what, act, n.box)
    FROM (SELECT coalesce(y.organisation_id, y.person_id) AS box, bool_or(y.organisation_id IS NOT NULL) AS is_organisation,
                 row_number() OVER (ORDER BY coalesce(y.organisation_id, y.person_id)) AS nth
          FROM party y
          WHERE y.dossier_id = of_dossier AND y.role IN ('submitter', 'owner')
            AND coalesce(y.organisation_id, y.person_id) IS NOT NULL
          GROUP BY coalesce(y.organisation_id, y.person_id)) n;
    RETURN true;
END $$;

-- Whose name holds these words, newest first. `@>` is not leakproof: behind row-level security no index may serve it and
-- every party of the province would be read, so the same condition stands here, applied to the few the index finds.
CREATE OR REPLACE FUNCTION dossiers_named(words text[], most integer) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT f.dossier_id
    FROM (SELECT p.dossier_id, array_agg(DISTINCT p.secrecy) AS classes FROM party p WHERE p.keys @> words::varchar[]
          GROUP BY p.dossier_id ORDER BY p.dossier_id DESC OFFSET 0) f  -- newest first, each judged once until there are enough
    CROSS JOIN LATERAL (  -- three arms, each by its own index; LIMIT keeps the planner from joining everything he may see
        SELECT 1 FROM dossier_access a WHERE a.dossier_id = f.dossier_id AND a.secrecy = ANY (f.classes)
            AND a.scope = ANY ((SELECT app_scopes())::bigint[]) AND NOT a.persons && (SELECT app_barred())::bigint[]
            AND (a.until IS NULL OR a.until > now())
        UNION ALL SELECT 1 FROM dossier_access a WHERE a.dossier_id = f.dossier_id AND a.secrecy = ANY (f.classes)
            AND a.person_id = (SELECT app_person()) AND (a.until IS NULL OR a.until > now())
        UNION ALL SELECT 1 FROM dossier_access a WHERE a.dossier_id = f.dossier_id AND a.secrecy = ANY (f.classes)
            AND a.organisation_id = (SELECT app_organisation()) AND (a.until IS NULL OR a.until > now())
        LIMIT 1) held
    LIMIT most
$$;


-- Somebody who files at the counter is written down by number, name and birth date. When he signs in with an account of his
-- own, the dossiers in which exactly he is submitter or owner become his: the number, every word of the name and the birth
-- date agree, and nobody else stands there yet. Answers which dossiers, and in which role, so that events can be written.
CREATE OR REPLACE FUNCTION dossiers_recognise(row_ids bigint[]) RETURNS TABLE (dossier_id bigint, role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    me person;
    mine RECORD;
    used integer := 0;
BEGIN
    SELECT * INTO me FROM person WHERE id = app_person();
    IF NOT FOUND OR me.personal_number IS NULL THEN
        RETURN;
    END IF;
    FOR mine IN
        SELECT p.id, p.dossier_id AS of_dossier, p.role AS in_role, p.secrecy AS of_class
        FROM party p JOIN dossier d ON d.id = p.dossier_id
        WHERE p.personal_number = me.personal_number AND p.person_id IS NULL AND p.organisation_id IS NULL
          AND d.origin IN ('counter', 'post')  -- what others filed online about him stays theirs
          AND p.role IN ('submitter', 'owner') AND p.keys @> me.keys AND me.keys @> p.keys
          AND (p.birth_date IS NULL OR p.birth_date = me.birth_date OR p.birth_precision = 'year'
               AND extract(year FROM p.birth_date) = extract(year FROM me.birth_date))
        ORDER BY p.id FOR UPDATE OF p
    LOOP
        EXIT WHEN used >= cardinality(row_ids);
        UPDATE party SET person_id = me.id WHERE id = mine.id;
        used := used + 1;
        INSERT INTO dossier_access (id, dossier_id, scope, person_id, organisation_id, secrecy, since, until, persons,
                                    is_turn, status, step, due_at, assignee_id, procedure, submitted_at)
        SELECT row_ids[used], d.id, NULL, me.id, NULL, mine.of_class, now(), NULL, '{}', false, d.status, d.step,
               coalesce(d.due_at, d.answer_by), d.assignee_id, d.procedure, d.submitted_at
        FROM dossier d WHERE d.id = mine.of_dossier
        ON CONFLICT DO NOTHING;
        UPDATE dossier_access a SET persons = (
            SELECT coalesce(array_agg(DISTINCT one ORDER BY one), '{}') FROM unnest(a.persons || me.id) one)
        WHERE a.dossier_id = mine.of_dossier;
        dossier_id := mine.of_dossier;
        role := mine.in_role;
        RETURN NEXT;
    END LOOP;
END $$;

-- Whoever administers units and accounts sees no dossier, yet may leave none behind: how many open ones a unit receives,
-- handles, decides or numbers (scopes of parts 1 to 4), and the codes of those given to an officer who moves or leaves.
CREATE OR REPLACE FUNCTION dossier_open_at(of_unit integer) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(DISTINCT a.dossier_id) FROM dossier_access a
    WHERE identity_manages_unit(of_unit) AND a.scope >= of_unit::bigint * 256 + 16 AND a.scope < of_unit::bigint * 256 + 80
      AND (a.until IS NULL OR a.until > now()) AND a.status NOT IN (3, 8, 10)
$$;

CREATE OR REPLACE FUNCTION dossier_given_to(of_account bigint) RETURNS TABLE (code text, due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT d.code::text, coalesce(d.due_at, d.answer_by) FROM dossier d
    WHERE identity_manages(of_account) AND d.assignee_id = of_account AND d.status NOT IN (3, 8, 10)
    ORDER BY 2, 1
$$;
