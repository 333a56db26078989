-- Files change hands when a draft is sent: the rows leave the owner's draft for a dossier he cannot read
-- before its access rows exist, so this runs as owner, and only for him who owns the draft.

DROP FUNCTION IF EXISTS attachment_move(bigint, bigint, text, smallint);
CREATE OR REPLACE FUNCTION attachment_move(of_draft bigint, to_dossier bigint, slots text[], secrecies smallint[])
RETURNS TABLE (id bigint, slot text, file_name text, sha256 text, pages smallint, size integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT 1 FROM draft r WHERE r.id = of_draft AND (r.account_id = app_account()
                   OR (r.submitted_at IS NOT NULL AND r.organisation_id = app_organisation()))) THEN
        RAISE EXCEPTION 'draft % is not yours', of_draft USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM dossier d WHERE d.id = to_dossier AND d.draft_id = of_draft)
       AND NOT dossier_seen(to_dossier) THEN
        RAISE EXCEPTION 'dossier % does not come from draft %', to_dossier, of_draft
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    WITH moved AS (
        UPDATE attachment t SET holder_kind = 'dossier', holder_id = to_dossier, secrecy = s.secrecy
        FROM unnest(slots, secrecies) WITH ORDINALITY s (slot, secrecy, nth)
        WHERE t.holder_kind = 'draft' AND t.holder_id = of_draft AND t.slot = s.slot AND t.removed_at IS NULL
        RETURNING s.nth, t.id, t.slot, t.file_name, t.blob_id, t.pages, t.size, t."order"
    )
    SELECT m.id, m.slot::text, m.file_name::text, m.blob_id::text, m.pages, m.size
    FROM moved m ORDER BY m.nth, m."order", m.id;
END $$;

-- The files of some slots of a dossier are superseded (a supplement was answered): they stay, marked, and readable
-- in its history. Only for somebody who sees the dossier.
CREATE OR REPLACE FUNCTION attachment_supersede(of_dossier bigint, of_slot text, at timestamptz)
RETURNS TABLE (sha256 text, secrecy smallint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
BEGIN
    IF NOT dossier_seen(of_dossier) THEN
        RAISE EXCEPTION 'dossier % is not visible', of_dossier USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    WITH old AS (
        UPDATE attachment t SET removed_at = at
        WHERE t.holder_kind = 'dossier' AND t.holder_id = of_dossier AND t.slot = of_slot AND t.removed_at IS NULL
        RETURNING t.blob_id, t.secrecy, t."order", t.id
    )
    SELECT o.blob_id::text, o.secrecy FROM old o ORDER BY o."order", o.id;
END $$;

REVOKE ALL ON FUNCTION attachment_move(bigint, bigint, text[], smallint[]),
    attachment_supersede(bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION attachment_move(bigint, bigint, text[], smallint[]),
    attachment_supersede(bigint, text, timestamptz) TO "{web}", "{job}";
