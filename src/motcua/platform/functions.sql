-- Who asks: settings of the transaction, empty when nobody was told (then every protected table is empty).
CREATE OR REPLACE FUNCTION app_kind() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('app.kind', true), '') $$;

CREATE OR REPLACE FUNCTION app_account() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.account', true), '')::bigint $$;

CREATE OR REPLACE FUNCTION app_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.person', true), '')::bigint $$;

CREATE OR REPLACE FUNCTION app_organisation() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.organisation', true), '')::bigint $$;

CREATE OR REPLACE FUNCTION app_scopes() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('app.scopes', true), ''), '{}')::bigint[] $$;

CREATE OR REPLACE FUNCTION app_barred() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('app.barred', true), ''), '{}')::bigint[] $$;

CREATE OR REPLACE FUNCTION app_may(permission text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT permission = ANY (coalesce(nullif(current_setting('app.permissions', true), ''), '{}')::text[]) $$;

-- A permission that is held over a unit is told as "permission@unit", for every unit it reaches.
CREATE OR REPLACE FUNCTION app_may_over(permission text, of_unit bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT app_may(permission || '@' || of_unit) $$;

-- Appending to a chain: lock its head, hash, insert, keep the personal values beside it.
-- The caller needs INSERT on event and event_value and UPDATE on stream_head, nothing more.
CREATE OR REPLACE FUNCTION event_append(
    event_id bigint, happened timestamptz, stream_kind text, stream_key bigint, event_name text,
    of_unit bigint, event_secrecy smallint, event_body text, personal jsonb
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    head stream_head;
    next_hash bytea;
BEGIN
    SELECT * INTO head FROM stream_head WHERE kind = stream_kind AND key = stream_key FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO stream_head (kind, key, unit_id, sequence, hash)
        VALUES (stream_kind, stream_key, of_unit, 0, decode(repeat('00', 32), 'hex'))
        ON CONFLICT DO NOTHING;
        SELECT * INTO STRICT head FROM stream_head WHERE kind = stream_kind AND key = stream_key FOR UPDATE;
    END IF;
    next_hash := sha256(head.hash || int8send((head.sequence + 1)::bigint) || convert_to(event_body, 'UTF8'));
    INSERT INTO event (at, id, kind, key, sequence, name, unit_id, secrecy, body, previous, hash)
    VALUES (happened, event_id, stream_kind, stream_key, head.sequence + 1, event_name, of_unit, event_secrecy,
            event_body, head.hash, next_hash);
    UPDATE stream_head SET sequence = head.sequence + 1, hash = next_hash
    WHERE kind = stream_kind AND key = stream_key;
    IF personal IS NOT NULL THEN
        INSERT INTO event_value (event_id, kind, key, secrecy, name, salt, value)
        SELECT event_append.event_id, stream_kind, stream_key, event_secrecy, v ->> 'name', decode(v ->> 'salt', 'hex'), v -> 'value'
        FROM jsonb_array_elements(personal) AS v;
    END IF;
    -- Who follows this kind of chain finds it in his queue; news of what is there already adds nothing. A row that
    -- is being claimed makes us wait for the moment it takes, so that no news falls between.
    INSERT INTO work (queue, subject_kind, subject_id)
    SELECT f.queue, stream_kind, stream_key FROM event_follower f WHERE f.kind = stream_kind
    ON CONFLICT DO NOTHING;
    RETURN head.sequence + 1;
END $$;

-- Monthly partitions of the growing tables; a default partition catches what nobody foresaw.
CREATE OR REPLACE FUNCTION make_partitions(from_month date, months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    parent text;
    month date;
    made integer := 0;
BEGIN
    FOREACH parent IN ARRAY ARRAY['event', 'access_log', 'outbox_history'] LOOP
        FOR i IN 0 .. months - 1 LOOP
            month := (date_trunc('month', from_month) + make_interval(months => i))::date;
            IF to_regclass(format('public.%I', parent || to_char(month, '"_"YYYY"_"MM'))) IS NULL THEN
                BEGIN
                    EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                        parent || to_char(month, '"_"YYYY"_"MM'), parent,
                        month::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh',
                        (month + interval '1 month')::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh');
                    made := made + 1;
                EXCEPTION WHEN check_violation THEN
                    NULL; -- rows of that month lie in the default partition already: they stay there
                END;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
