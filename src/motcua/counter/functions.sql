-- The machines in the hall: a link stands for an account nobody could sign in with. What comes out of here is the
-- arrangement of the queue, numbers, desks and instants: nobody's name, no dossier, no officer.

-- Draw a number: the next of its group on that day, or the one this press drew already. Runs as the caller: an officer
-- under row-level security, a kiosk through queue_take. The lock makes two machines wait for each other; none: the
-- numbers of that group have run out.
CREATE OR REPLACE FUNCTION queue_give(
    of_unit integer, of_committee integer, row_id bigint, of_press text, of_letter text, priority boolean,
    on_day date, happened timestamptz
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    kept bigint;
    next_number integer;
    waiting integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('queue_ticket', of_unit));
    SELECT t.id INTO kept FROM queue_ticket t WHERE t.unit_id = of_unit AND t.press = of_press;
    IF kept IS NOT NULL THEN
        RETURN kept;
    END IF;
    SELECT coalesce(max(t.number), 0) + 1, count(*) FILTER (WHERE t.state = 'waiting' AND (t.is_priority OR NOT priority))
    INTO next_number, waiting
    FROM queue_ticket t WHERE t.unit_id = of_unit AND t.day = on_day AND t.letter = of_letter;
    IF next_number > 999 THEN
        RETURN NULL;  -- three digits: that day has no more numbers of this group
    END IF;
    INSERT INTO queue_ticket (id, unit_id, committee_id, day, letter, number, is_priority, press, ahead, state, taken_at,
                              call_count)
    VALUES (row_id, of_unit, of_committee, on_day, of_letter, next_number, priority, of_press, waiting, 'waiting',
            happened, 0);
    RETURN row_id;
END $$;

-- The link behind a key, while nobody has revoked it. Called by the functions below, which run as the owner; for
-- anybody else row-level security leaves it empty.
CREATE OR REPLACE FUNCTION queue_door(of_keys text[]) RETURNS SETOF queue_link LANGUAGE sql STABLE AS $$
    SELECT l.* FROM queue_link l WHERE l.key_hash = ANY (of_keys) AND l.revoked_at IS NULL
$$;

-- All a machine in the hall shows: its place, the arrangement, who is called where, how many wait in each group.
CREATE OR REPLACE FUNCTION queue_board(of_keys text[], on_day date) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT jsonb_build_object(
        'link', l.id, 'kind', l.kind, 'prints', l.prints, 'unit_id', l.unit_id, 'committee_id', l.committee_id,
        'plan', (SELECT p.told FROM queue_plan p WHERE p.unit_id = l.unit_id ORDER BY p.set_at DESC LIMIT 1),
        'calls', coalesce((SELECT jsonb_agg(jsonb_build_object(
                'id', t.id::text, 'letter', t.letter, 'number', t.number, 'is_priority', t.is_priority,
                'desk', t.desk, 'times', t.call_count, 'state', t.state)
                ORDER BY t.last_called_at DESC)
            FROM queue_ticket t
            WHERE t.unit_id = l.unit_id AND t.day = on_day AND t.state IN ('called', 'serving')), '[]'),
        'waiting', coalesce((SELECT jsonb_object_agg(w.letter, w.many) FROM (
            SELECT t.letter, count(*) AS many FROM queue_ticket t
            WHERE t.unit_id = l.unit_id AND t.day = on_day AND t.state = 'waiting' GROUP BY t.letter) w), '{}'))
    FROM queue_door(of_keys) l
$$;

-- A press at the machine that gives tickets; none: no such door, or no number left.
CREATE OR REPLACE FUNCTION queue_take(
    of_keys text[], row_id bigint, of_press text, of_letter text, priority boolean, on_day date, happened timestamptz
) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT queue_give(l.unit_id, l.committee_id, row_id, of_press, of_letter, priority, on_day, happened)
    FROM queue_door(of_keys) l WHERE l.kind = 'kiosk'
$$;

-- What stands on a ticket of today, for the machine that gave it to print.
CREATE OR REPLACE FUNCTION queue_slip(of_keys text[], of_ticket bigint, on_day date)
RETURNS TABLE (letter text, number smallint, is_priority boolean, ahead smallint, taken_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT t.letter::text, t.number, t.is_priority, t.ahead, t.taken_at
    FROM queue_door(of_keys) l JOIN queue_ticket t ON t.unit_id = l.unit_id
    WHERE l.kind = 'kiosk' AND t.id = of_ticket AND t.day = on_day
$$;

-- Help with filing online. The key is a paper's or a screen's: whoever brings it is told what it offers, and nothing of
-- a draft it was used for, unless that is his own.
CREATE OR REPLACE FUNCTION assistance_offered(of_keys text[], happened timestamptz)
RETURNS TABLE (id bigint, account_id bigint, unit_id integer, committee_id integer, procedure text, draft_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT a.id, a.account_id, a.unit_id, a.committee_id, a.procedure::text, a.draft_id
    FROM assistance a
    WHERE a.key_hash = ANY (of_keys) AND a.ended_at IS NULL
        AND (a.draft_id IS NULL AND a.expires_at > happened
            OR EXISTS (SELECT 1 FROM draft d
                       WHERE d.id = a.draft_id AND app_kind() = 'citizen' AND d.account_id = app_account()))
$$;

-- The citizen says yes: from now on the offer hangs on this draft of his, once; whoever helped with it before no longer
-- does. The row is locked first, so that a second press waits and finds the draft of the first (assistance_held).
CREATE OR REPLACE FUNCTION assistance_join(of_assistance bigint, of_draft bigint, happened timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM draft d JOIN assistance a ON a.procedure = d.subject AND a.committee_id = d.unit_id
    WHERE d.id = of_draft AND a.id = of_assistance AND d.account_id = app_account() AND app_kind() = 'citizen'
        AND d.closed_at IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE assistance SET ended_at = happened
    WHERE draft_id = of_draft AND id <> of_assistance AND ended_at IS NULL AND sent_at IS NULL;
    UPDATE assistance SET draft_id = of_draft, joined_at = happened, told_at = happened
    WHERE id = of_assistance AND draft_id IS NULL AND ended_at IS NULL AND expires_at > happened;
    RETURN FOUND;
END $$;

-- Keep others off an offer until the transaction is over, and tell the draft it hangs on already.
CREATE OR REPLACE FUNCTION assistance_held(of_keys text[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT a.draft_id FROM assistance a WHERE a.key_hash = ANY (of_keys) AND a.ended_at IS NULL FOR UPDATE
$$;
