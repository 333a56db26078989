-- The units an officer belongs to by his own posts and as a substitute, and those above them. Asked with his own
-- rights: row-level security shows him his own rows of posts and no others.
CREATE OR REPLACE FUNCTION plan_units() RETURNS integer[] LANGUAGE sql STABLE AS $$
    WITH RECURSIVE today (day) AS (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date), named AS (
        SELECT h.post_id FROM holding h, today
        WHERE h.account_id = app_account() AND h.since <= day AND (h.until IS NULL OR h.until >= day)
        UNION
        SELECT s.post_id FROM substitution s, today
        WHERE s.account_id = app_account() AND s.since <= day AND s.until >= day
    ), up (id, depth) AS (
        SELECT po.unit_id, 0 FROM named JOIN post po ON po.id = named.post_id
        UNION
        SELECT p.parent_id, up.depth + 1 FROM up JOIN unit_parent p ON p.unit_id = up.id, today
        WHERE up.depth < 4 AND p.since <= day AND (p.until IS NULL OR p.until >= day)
    ) SELECT coalesce(array_agg(DISTINCT up.id), '{}') FROM up
$$;

-- Whether the one who asks sees a plan, for the files that hang on it; under row-level security like any look at it.
CREATE OR REPLACE FUNCTION plan_seen(of_plan bigint) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT 1 FROM plan p WHERE p.id = of_plan) $$;
