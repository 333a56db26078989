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
        JOIN party p ON p.person_id = c.person_id AND p.organisation_id IS NULL AND p.role IN ('submitter', 'owner')
        JOIN dossier_fact f ON f.dossier_id = p.dossier_id
        WHERE f.submitted_on BETWEEN first AND last AND f.submitted_at >= c.given_at AND NOT f.is_duplicate
    )
    SELECT (SELECT count(*) FROM consenting), count(*) FILTER (WHERE channel = 2), count(*) FROM filed
$$;
