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

-- What the public is told of plans: the numbers of approved targets that are bound to a figure of the public pages, of
-- a unit and those above it, over the days from_on to to_on as they stood at `as_of`. No officer's number, no draft, no
-- task, nobody's name. A plan that was approved only later says what it said first.
CREATE OR REPLACE FUNCTION plan_public_targets(of_units integer[], from_on date, to_on date, as_of timestamptz)
RETURNS TABLE (target_id bigint, plan_unit integer, unit_id integer, indicator text, op text, value numeric,
               measure text, year smallint, due_on date, last_on date, number text, issued_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT t.id, p.unit_id, s.unit_id, t.indicator, t.op, s.value, t.measure, t.year, s.due_on, p.last_day, p.number,
           p.issued_on
    FROM plan p JOIN plan_target t ON t.plan_id = p.id JOIN target_setting s ON s.target_id = t.id
    WHERE p.unit_id = ANY (of_units) AND s.unit_id = ANY (of_units) AND s.account_id IS NULL
      AND t.review = 'accepted' AND left(t.measure, 1) = '%'
      AND t.indicator IN ('online.share', 'on_time.share', 'satisfaction.share', 'digitised.share')
      AND p.first_day <= to_on AND p.last_day >= from_on
      AND (p.status = 'in_force' OR p.status = 'superseded' AND p.ended_on > to_on)
      AND (s.since <= as_of AND (s.until IS NULL OR s.until > as_of)
           OR p.approved_at > as_of AND s.since = p.approved_at AND s.unit_id = p.unit_id)
    ORDER BY t.id
$$;
