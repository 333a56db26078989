-- Every event of a dossier is news for the facts. Told here and not once in a migration: it holds whatever was emptied.
INSERT INTO event_follower (queue, kind) VALUES ('facts', 'dossier') ON CONFLICT DO NOTHING;

-- How many officers of some committees let their own dossiers be counted, and of the dossiers these people filed in some
-- days (after they agreed) how many there are and how many came online. Numbers only: whose they are stays here (A19).
CREATE OR REPLACE FUNCTION own_filing_counts(of_committees integer[], first date, last date)
RETURNS TABLE (officers bigint, online bigint, total bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH consenting AS (
        SELECT o.person_id, o.given_at FROM own_filing o
        WHERE o.committee_id = ANY (of_committees) AND o.withdrawn_at IS NULL
    ), filed AS (
        SELECT DISTINCT f.dossier_id, f.channel
        FROM consenting c
        JOIN party p ON p.person_id = c.person_id AND p.organisation_id IS NULL AND p.role = 'submitter'
        JOIN dossier_fact f ON f.dossier_id = p.dossier_id
        WHERE f.submitted_on BETWEEN first AND last AND f.submitted_at >= c.given_at AND NOT f.is_duplicate
    )
    SELECT (SELECT count(*) FROM consenting), count(*) FILTER (WHERE channel = 2), count(*) FROM filed
$$;

-- The kept counts of an officer's own commune are made anew when he agrees or ends it.
CREATE OR REPLACE FUNCTION own_filing_soil() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE figure_cell c SET is_dirty = true
    WHERE EXISTS (
        SELECT 1 FROM own_filing o WHERE o.account_id = app_account() AND o.committee_id = ANY (c.members))
$$;

-- What the numbers need of tables whose rows only those see who see the dossier: counts, never a dossier or a name.

-- Whether the caller may read the figures of a committee (policies.py says the same of the facts).
CREATE OR REPLACE FUNCTION monitoring_reads(committee integer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT app_may_over('numbers.read', committee) OR (committee::bigint * 256 + 5 * 16) = ANY (app_scopes())
$$;

-- The same as the committees themselves, told once for a whole query.
CREATE OR REPLACE FUNCTION monitoring_committees() RETURNS integer[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT told.committee), '{}') FROM (
        SELECT split_part(p, '@', 2)::integer AS committee
        FROM unnest(coalesce(nullif(current_setting('app.permissions', true), ''), '{}')::text[]) p
        WHERE p ~ '^numbers[.]read@[0-9]+$'
        UNION ALL SELECT (s / 256)::integer FROM unnest(app_scopes()) s WHERE s % 256 = 5 * 16) told
$$;

-- What applicants were asked to complete in a span of days: how often each field or paper, and for which reason.
-- `version_id` is one of the forms it was asked on, for the words of the reasons.
CREATE OR REPLACE FUNCTION supplement_reasons(committees integer[], first_day date, last_day date, of_procedure text)
RETURNS TABLE (procedure text, kind text, key text, label text, reason text, version_id bigint, asked bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT d.procedure::text, i.kind::text, i.key::text, max(i.label)::text, i.reason::text, max(d.form_version_id), count(*)
    FROM supplement s
    JOIN dossier d ON d.id = s.dossier_id
    JOIN supplement_item i ON i.supplement_id = s.id AND NOT i.is_good
    WHERE s.sent_at >= (first_day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')
      AND s.sent_at < ((last_day + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')
      AND d.committee_id IN (SELECT c FROM unnest(committees) c WHERE monitoring_reads(c))
      AND (of_procedure = '' OR d.procedure = of_procedure)
    GROUP BY 1, 2, 3, 5
$$;

-- How people rated officers in a span of days, by step of the scale: of the committees the caller reads, and his own.
CREATE OR REPLACE FUNCTION officer_ratings(committees integer[], first_day date, last_day date)
RETURNS TABLE (account_id bigint, score smallint, rated bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT o.account_id, o.score, count(*)
    FROM rated_officer o JOIN rating r ON r.id = o.rating_id
    WHERE o.score IS NOT NULL
      AND r.given_at >= (first_day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')
      AND r.given_at < ((last_day + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')
      AND (r.committee_id IN (SELECT c FROM unnest(committees) c WHERE monitoring_reads(c))
           OR (app_kind() = 'officer' AND o.account_id = app_account()))
    GROUP BY 1, 2
$$;

-- The wall of a committee behind a link: counts of ordinary dossiers by place, and the stamp they were counted at.
-- Nobody's name, no code, nothing confidential. None: no such link, or it was revoked.
CREATE OR REPLACE FUNCTION wall_door(of_keys text[]) RETURNS TABLE (link bigint, committee_id integer, news bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT l.id, l.committee_id, coalesce(b.news, 0)
    FROM wall_link l LEFT JOIN board_stamp b ON b.committee_id = l.committee_id
    WHERE l.key_hash = ANY (of_keys) AND l.revoked_at IS NULL
$$;

-- The same conditions as dossiers/queries/board.py; a test holds both against each other.
CREATE OR REPLACE FUNCTION wall_board(of_keys text[], happened timestamptz, day_ends timestamptz)
RETURNS TABLE (desk bigint, open bigint, waiting bigint, today bigint, late bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH seen AS MATERIALIZED (
        SELECT a.dossier_id, a.waits_for, cardinality(a.waits_for) > 0 AS waits, a.due_at,
               a.status NOT IN (9, 10) AND NOT (a.status = 5 AND EXISTS (
                   SELECT 1 FROM supplement_extension x WHERE x.dossier_id = a.dossier_id AND x.decided_at IS NULL)) AS runs
        FROM wall_door(of_keys) w
        JOIN dossier_access a ON a.scope = w.committee_id::bigint * 256 + 5 * 16
        WHERE a.waits_for IS NOT NULL AND (a.until IS NULL OR a.until > happened)
    ), told AS (
        SELECT NULL::bigint AS desk, s.* FROM seen s
        UNION ALL
        SELECT d.one, s.* FROM seen s CROSS JOIN LATERAL unnest(s.waits_for) AS d (one)
    )
    SELECT t.desk, count(DISTINCT t.dossier_id),
           count(DISTINCT t.dossier_id) FILTER (WHERE t.waits),
           count(DISTINCT t.dossier_id) FILTER (WHERE t.waits AND t.runs AND t.due_at >= happened AND t.due_at < day_ends),
           count(DISTINCT t.dossier_id) FILTER (WHERE t.waits AND t.runs AND t.due_at < happened)
    FROM told t GROUP BY t.desk ORDER BY t.desk NULLS FIRST
$$;

-- Facts lie where they were last written, those of one commune's month among those of all: reading them then takes a page
-- of the disk for each. This lays them by commune and day again where they are many and lie badly; true when it did.
-- Nobody reads facts meanwhile (6 seconds for a million); where somebody does so now, it is for another night.
CREATE OR REPLACE FUNCTION monitoring_arrange_facts(fewest bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET lock_timeout = '3s' AS $$
BEGIN
    IF (SELECT reltuples < fewest FROM pg_class WHERE oid = 'public.dossier_fact'::regclass)
       OR EXISTS (SELECT 1 FROM pg_stats WHERE schemaname = 'public' AND tablename = 'dossier_fact'
                  AND attname = 'committee_id' AND correlation >= 0.8) THEN
        RETURN false;
    END IF;
    CLUSTER public.dossier_fact USING fact_received;
    ANALYZE public.dossier_fact;
    RETURN true;
EXCEPTION WHEN lock_not_available THEN
    RETURN false;
END $$;
