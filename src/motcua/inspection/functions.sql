-- Whether the chain of events of a dossier is whole, and the hash it ends in. The caller may not see every event of it
-- (a section in a class of secrecy), and a chain with holes proves nothing: so this one walks all of it as the owner
-- and tells neither how many there are nor what they say. Only for who inspects and sees the dossier.
CREATE OR REPLACE FUNCTION inspection_chain(of_dossier bigint)
RETURNS TABLE (is_whole boolean, head text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH link AS (
        SELECT e.sequence, e.hash,
               e.sequence = row_number() OVER w
               AND e.previous = coalesce(lag(e.hash) OVER w, decode(repeat('00', 32), 'hex'))
               AND e.hash = sha256(e.previous || int8send(e.sequence::bigint) || convert_to(e.body, 'UTF8'))
               AND e.body::jsonb ->> 'id' = e.id::text AND e.body::jsonb ->> 'name' = e.name
               AND e.body::jsonb -> 'stream' = jsonb_build_array('dossier', of_dossier::text)
               AND e.body::jsonb ->> 'secrecy' = e.secrecy::text
               AND e.body::jsonb ->> 'unit' IS NOT DISTINCT FROM e.unit_id::text AS fits
        FROM event e WHERE e.kind = 'dossier' AND e.key = of_dossier
        WINDOW w AS (ORDER BY e.sequence)
    )
    SELECT coalesce((SELECT bool_and(fits) FROM link), false)
           AND h.sequence = (SELECT max(sequence) FROM link)
           AND h.hash = (SELECT hash FROM link ORDER BY sequence DESC LIMIT 1),
           encode(h.hash, 'hex')
    FROM stream_head h
    WHERE h.kind = 'dossier' AND h.key = of_dossier AND app_may('reads.inspect') AND dossier_seen(of_dossier)
$$;
