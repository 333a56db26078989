-- Sign-in happens before anybody is known, so it goes through these named functions and nothing else.

-- Everything one request needs of one account, in one round trip.
CREATE OR REPLACE FUNCTION identity_principal(of_account bigint, on_day date) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH named AS (
        SELECT h.post_id, false AS acting, '' AS capacity FROM holding h
        WHERE h.account_id = of_account AND h.since <= on_day AND (h.until IS NULL OR h.until >= on_day)
        UNION
        SELECT s.post_id, true, s.capacity FROM substitution s
        WHERE s.account_id = of_account AND s.since <= on_day AND s.until >= on_day
    ), held AS (  -- a post that has ended gives nothing, whoever is still written down for it
        SELECT n.post_id, n.acting, n.capacity, po.title, po.role, po.unit_id FROM named n JOIN post po ON po.id = n.post_id
        WHERE po.since <= on_day AND (po.until IS NULL OR po.until >= on_day)
    )
    SELECT jsonb_build_object(
        'account', jsonb_build_object(
            'id', a.id, 'kind', a.kind, 'username', a.username, 'password', a.password, 'is_active', a.is_active,
            'must_change_password', a.must_change_password, 'password_changed_at', a.password_changed_at,
            'level', a.level, 'source', a.source, 'locked_until', a.locked_until,
            'factor_since', f.confirmed_at, 'factor_reset_at', f.reset_at),
        'person', jsonb_build_object('id', p.id, 'full_name', p.full_name),
        'organisation', CASE WHEN o.id IS NULL THEN NULL 
            ELSE jsonb_build_object('id', o.id, 'name', o.name, 'code', o.code) END,
        'posts', coalesce((
            SELECT jsonb_agg(jsonb_build_object('id', held.post_id, 'title', held.title, 'role', held.role,
                                                'unit', held.unit_id, 'acting', held.acting,
                                                'capacity', held.capacity)
                             ORDER BY held.acting, held.post_id) FROM held), '[]'),
        -- A grant over dossiers names the one unit whose part it is; any other reaches the unit and all below it.
        'grants', coalesce((
            SELECT jsonb_agg(DISTINCT jsonb_build_object('permission', g.permission, 'unit', reached.id, 'secrecy', g.secrecy))
            FROM held JOIN post_grant g ON g.post_id = held.post_id
            CROSS JOIN LATERAL (
                WITH RECURSIVE below (id, depth) AS (
                    SELECT g.unit_id, 0
                    UNION
                    SELECT b.unit_id, below.depth + 1 FROM below JOIN unit_parent b ON b.parent_id = below.id
                    WHERE g.permission NOT LIKE 'dossiers.%' AND below.depth < 4
                      AND b.since <= on_day AND (b.until IS NULL OR b.until >= on_day)
                ) SELECT DISTINCT below.id FROM below) AS reached
            WHERE g.since <= on_day AND (g.until IS NULL OR g.until >= on_day)), '[]'),
        'relatives', coalesce((SELECT jsonb_agg(k.relative_id) FROM kinship k WHERE k.person_id = a.person_id), '[]'),
        -- An officer who acts for an enterprise, or whose relative does, is as near to its dossiers as to his own.
        'represents', CASE WHEN a.kind <> 'officer' THEN '[]' ELSE coalesce((
            SELECT jsonb_agg(DISTINCT x.organisation_id)
            FROM (SELECT a.person_id AS id UNION ALL
                  SELECT k.relative_id FROM kinship k WHERE k.person_id = a.person_id) near
            JOIN account x ON x.person_id = near.id
            WHERE x.organisation_id IS NOT NULL AND x.is_active), '[]') END)
    FROM account a JOIN person p ON p.id = a.person_id LEFT JOIN organisation o ON o.id = a.organisation_id
    LEFT JOIN second_factor f ON f.account_id = a.id
    WHERE a.id = of_account
$$;

-- The account behind a user name: id only; the rest comes through identity_principal.
CREATE OR REPLACE FUNCTION identity_officer_named(name text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT id FROM account WHERE kind = 'officer' AND username = lower(name) $$;

-- Count a wrong password under the row lock, so that parallel guesses cannot outrun the count.
CREATE OR REPLACE FUNCTION identity_lock_for_try(of_account bigint)
RETURNS TABLE (failed_count smallint, locked_until timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT a.failed_count, a.locked_until FROM account a WHERE a.id = of_account FOR UPDATE $$;

CREATE OR REPLACE FUNCTION identity_set_tries(of_account bigint, count smallint, until timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ UPDATE account SET failed_count = count, locked_until = until WHERE id = of_account $$;

-- A whole sign-in, with the second factor where there is one: the count begins anew, the days without use as well.
CREATE OR REPLACE FUNCTION identity_signed_in(of_account bigint, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ UPDATE account SET failed_count = 0, locked_until = NULL, last_login = at WHERE id = of_account $$;

-- Whether the one who asks administers an account: over a unit where it holds or held a post, or over the whole house,
-- and no post it holds or will hold lies outside his reach: else a commune would reset the password of a province.
CREATE OR REPLACE FUNCTION identity_manages(of_account bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT app_may('identity.manage') AND (app_may('identity.manage@all') OR (EXISTS (
        SELECT 1 FROM (SELECT h.post_id FROM holding h WHERE h.account_id = of_account UNION
                       SELECT s.post_id FROM substitution s WHERE s.account_id = of_account) near
        JOIN post po ON po.id = near.post_id WHERE app_may_over('identity.manage', po.unit_id))
      AND NOT EXISTS (
        SELECT 1 FROM holding h JOIN post po ON po.id = h.post_id
        WHERE h.account_id = of_account AND NOT app_may_over('identity.manage', po.unit_id)
          AND (h.until IS NULL OR h.until >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date))))
$$;

-- Whether a unit is his who asks; what he has opened in this very transaction is so by its parent.
CREATE OR REPLACE FUNCTION identity_manages_unit(of_unit integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT app_may('identity.manage') AND (app_may('identity.manage@all') OR app_may_over('identity.manage', of_unit)
        OR EXISTS (SELECT 1 FROM unit_parent p WHERE p.unit_id = of_unit AND app_may_over('identity.manage', p.parent_id)
                   AND (p.until IS NULL OR p.until >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)))
$$;

-- A unit gets a parent while it has no name yet, or by whoever administers it already: nobody adopts another's.
CREATE OR REPLACE FUNCTION identity_is_nameless(of_unit integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT NOT EXISTS (SELECT 1 FROM unit_name n WHERE n.unit_id = of_unit) $$;

-- Whether he may change a post, its rights and its holder: it lies in a unit of his, and is not in his own hand.
CREATE OR REPLACE FUNCTION identity_may_change_post(of_post integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM post po WHERE po.id = of_post AND identity_manages_unit(po.unit_id))
       AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.post_id = of_post AND h.account_id = app_account()
                       AND (h.until IS NULL OR h.until >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date))
       AND NOT EXISTS (SELECT 1 FROM substitution s WHERE s.post_id = of_post AND s.account_id = app_account()
                       AND s.until >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
$$;

-- Whether he may put an officer into a post: not himself, and either one of his or one who never held any.
CREATE OR REPLACE FUNCTION identity_may_place(of_account bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT of_account IS DISTINCT FROM app_account() AND app_may('identity.manage')
       AND (identity_manages(of_account) OR NOT EXISTS (SELECT 1 FROM holding h WHERE h.account_id = of_account))
$$;

-- Whether he may give a right: over a unit of his, or over the whole house where he has it so himself or administers a
-- province; what inspection reaches is bounded by oversight.
CREATE OR REPLACE FUNCTION identity_may_grant(of_permission text, of_unit integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN of_unit IS NOT NULL THEN identity_manages_unit(of_unit)
           ELSE app_may('identity.manage') AND (of_permission = 'reads.inspect' OR app_may(of_permission || '@all')
                OR app_may('identity.manage@all')
                OR EXISTS (SELECT 1 FROM unit u WHERE u.kind = 'province' AND app_may_over('identity.manage', u.id))) END
$$;

-- Whether rights over accounts and rights over dossiers stay in different hands (rules_of_staffing.clash) when an officer
-- comes into a post, or, with no officer named, when a post and whoever is in it get one more right.
CREATE OR REPLACE FUNCTION identity_keeps_apart(of_post integer, of_account bigint, more text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH today (day) AS (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date), named AS (
        SELECT h.account_id, h.post_id FROM holding h, today WHERE h.until IS NULL OR h.until >= day
        UNION SELECT s.account_id, s.post_id FROM substitution s, today WHERE s.until >= day
    ), people (id) AS (
        SELECT coalesce(of_account, 0)
        UNION SELECT n.account_id FROM named n WHERE of_account IS NULL AND n.post_id = of_post
    ), places AS (
        SELECT people.id, of_post AS post_id FROM people
        UNION SELECT n.account_id, n.post_id FROM named n JOIN people ON people.id = n.account_id
    ), held AS (
        SELECT places.id, g.permission FROM places
        JOIN post po ON po.id = places.post_id JOIN post_grant g ON g.post_id = po.id CROSS JOIN today
        WHERE (po.until IS NULL OR po.until >= day) AND (g.until IS NULL OR g.until >= day)
        UNION ALL SELECT people.id, more FROM people WHERE more IS NOT NULL
    )
    SELECT NOT EXISTS (
        SELECT 1 FROM held GROUP BY held.id HAVING bool_or(held.permission = 'identity.manage')
        AND bool_or(held.permission LIKE 'dossiers.%'
                    OR held.permission IN ('feedback.answer', 'inspection.read', 'reads.inspect')))
$$;

-- Whether anybody administers accounts here: then no code makes a first administrator. A closed account counts, for
-- whoever runs the machine can open it again.
CREATE OR REPLACE FUNCTION identity_is_founded(on_day date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT 1 FROM post_grant g JOIN post po ON po.id = g.post_id JOIN holding h ON h.post_id = po.id
        WHERE g.permission = 'identity.manage' AND (g.until IS NULL OR g.until >= on_day)
          AND (po.until IS NULL OR po.until >= on_day) AND (h.until IS NULL OR h.until >= on_day))
$$;

-- Use up the code of the first administrator, once; false when it is wrong, too old, or somebody was quicker.
CREATE OR REPLACE FUNCTION identity_use_founding_code(hashes text[], at timestamptz, on_day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('founding_code'), 0);
    IF identity_is_founded(on_day) THEN
        RETURN false;
    END IF;
    DELETE FROM founding_code WHERE hashed = ANY (hashes) AND until > at;
    RETURN FOUND;
END $$;

CREATE OR REPLACE FUNCTION identity_set_password(of_account bigint, encoded text, at timestamptz, keep integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE account SET
        old_passwords = (SELECT coalesce(jsonb_agg(x), '[]') FROM (
            SELECT x FROM jsonb_array_elements(jsonb_build_array(password) || old_passwords) WITH ORDINALITY AS t(x, n)
            WHERE n <= keep ORDER BY n) AS kept),
        password = encoded, password_changed_at = at, must_change_password = false, failed_count = 0, locked_until = NULL
    WHERE id = of_account AND (id = app_account() OR identity_manages(of_account))
$$;

CREATE OR REPLACE FUNCTION identity_old_passwords(of_account bigint) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT jsonb_build_array(password) || old_passwords FROM account WHERE id = of_account AND id = app_account() $$;

-- The account of a citizen, found by (source, stable id); none yet: NULL.
CREATE OR REPLACE FUNCTION identity_citizen_account(of_source text, of_stable_id text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT id FROM account WHERE kind = 'citizen' AND source = of_source AND stable_id = of_stable_id $$;

-- The person with a personal number, to be linked only after name and birth date agree (integrations 3.3).
CREATE OR REPLACE FUNCTION identity_person_numbered(number text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT jsonb_build_object('id', id, 'full_name', full_name, 'birth_date', birth_date, 'birth_precision', birth_precision)
    FROM person WHERE personal_number = number
$$;

-- Open a citizen's account, with a new person or an existing one.
CREATE OR REPLACE FUNCTION identity_open_citizen(
    account_id bigint, of_source text, of_stable_id text, of_level smallint, of_organisation bigint,
    existing_person bigint, person_id bigint, name text, name_keys text[], birth date, precision_ text, number text
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    person_used bigint := existing_person;
BEGIN
    IF person_used IS NULL THEN
        INSERT INTO person (id, full_name, keys, birth_date, birth_precision, sex, personal_number, remembered)
        VALUES (person_id, name, name_keys, birth, precision_, '', number, '{}')
        ON CONFLICT (personal_number) DO NOTHING;
        -- Two tabs of one person's first sign-in: the second takes the person the first has just made.
        SELECT p.id INTO STRICT person_used FROM person p
        WHERE p.id = person_id OR (p.personal_number = number AND p.full_name = name);
    END IF;
    INSERT INTO account (id, kind, password, last_login, username, person_id, organisation_id, source, stable_id, level,
                         is_active, must_change_password, password_changed_at, failed_count, locked_until, old_passwords,
                         closed_because)
    VALUES (account_id, 'citizen', '!', NULL, NULL, person_used, of_organisation, of_source, of_stable_id, of_level,
            true, false, NULL, 0, NULL, '[]', '')
    ON CONFLICT DO NOTHING;
    RETURN (SELECT id FROM account WHERE kind = 'citizen' AND source = of_source AND stable_id = of_stable_id);
END $$;

CREATE OR REPLACE FUNCTION identity_refresh_citizen(
    of_account bigint, of_level smallint, name text, name_keys text[], birth date, precision_ text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE account SET level = of_level WHERE id = of_account;
    UPDATE person SET full_name = name, keys = name_keys, birth_date = coalesce(birth, birth_date),
        birth_precision = CASE WHEN birth IS NULL THEN birth_precision ELSE precision_ END
    WHERE id = (SELECT person_id FROM account WHERE id = of_account);
END $$;

-- An organisation by its code, made when first seen, with the name it had before; NULL when that is the name told now.
DROP FUNCTION IF EXISTS identity_organisation(bigint, text, text);
CREATE OR REPLACE FUNCTION identity_organisation_told(made_id bigint, of_code text, of_name text, of_source text)
RETURNS TABLE (organisation_id bigint, old_name text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    known record;
BEGIN
    INSERT INTO organisation (id, code, name, source) VALUES (made_id, of_code, of_name, of_source)
    ON CONFLICT (code) DO NOTHING;
    SELECT o.id, o.name INTO STRICT known FROM organisation o WHERE o.code = of_code FOR UPDATE;
    IF known.name <> of_name THEN
        UPDATE organisation o SET name = of_name WHERE o.id = known.id;
        RETURN QUERY SELECT known.id, known.name::text;
    ELSE
        RETURN QUERY SELECT known.id, NULL::text;
    END IF;
END $$;

-- Who acts for an organisation does not read the row of the person he is; what a form needs of it is told here, with
-- what he declared while he worked for that organisation.
CREATE OR REPLACE FUNCTION identity_representative() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT jsonb_build_object('full_name', p.full_name, 'birth_date', p.birth_date, 'birth_precision', p.birth_precision,
                              'personal_number', p.personal_number, 'remembered', coalesce(a.remembered, '{}'))
    FROM account a JOIN person p ON p.id = a.person_id
    WHERE a.id = app_account() AND a.organisation_id = app_organisation()
$$;

CREATE OR REPLACE FUNCTION identity_remember(facts jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE account SET remembered = coalesce(remembered, '{}') || facts
    WHERE id = app_account() AND organisation_id = app_organisation()
$$;

-- Who holds a right over one unit today, by his own post or as a substitute: colleagues to hand work to, heads to tell.
CREATE OR REPLACE FUNCTION identity_holders(of_permission text, of_unit integer, of_secrecy smallint, on_day date)
RETURNS TABLE (account_id bigint, full_name text, title text, role text, acting boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT ON (a.id) a.id, p.full_name::text, po.title::text, po.role::text, n.acting
    FROM (SELECT h.post_id, h.account_id, false AS acting FROM holding h
          WHERE h.since <= on_day AND (h.until IS NULL OR h.until >= on_day)
          UNION ALL
          SELECT s.post_id, s.account_id, true FROM substitution s WHERE s.since <= on_day AND s.until >= on_day) n
    JOIN post po ON po.id = n.post_id AND po.since <= on_day AND (po.until IS NULL OR po.until >= on_day)
    JOIN post_grant g ON g.post_id = po.id AND g.since <= on_day AND (g.until IS NULL OR g.until >= on_day)
    JOIN account a ON a.id = n.account_id AND a.is_active AND a.kind = 'officer'
    JOIN person p ON p.id = a.person_id
    WHERE app_kind() IN ('officer', 'job')
      AND g.permission = of_permission AND g.unit_id = of_unit AND g.secrecy = of_secrecy
    ORDER BY a.id, n.acting, po.id
$$;

-- The units in which somebody holds a right over dossiers of one class of secrecy: whom one may ask for an opinion.
CREATE OR REPLACE FUNCTION identity_units_granted(of_permission text, of_secrecy smallint, on_day date)
RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT g.unit_id FROM post_grant g JOIN post po ON po.id = g.post_id
    WHERE app_kind() IN ('officer', 'job') AND g.permission = of_permission AND g.secrecy = of_secrecy
      AND g.unit_id IS NOT NULL AND g.since <= on_day AND (g.until IS NULL OR g.until >= on_day)
      AND po.since <= on_day AND (po.until IS NULL OR po.until >= on_day)
      AND EXISTS (SELECT 1 FROM holding h WHERE h.post_id = po.id AND h.since <= on_day
                  AND (h.until IS NULL OR h.until >= on_day))
$$;

-- Names of officers on duty are public (R2.47): "who holds it, in which post".
CREATE OR REPLACE FUNCTION identity_labels(accounts bigint[], on_day date)
RETURNS TABLE (account_id bigint, full_name text, title text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT ON (a.id) a.id, p.full_name::text, coalesce(po.title, '')::text
    FROM account a JOIN person p ON p.id = a.person_id
    LEFT JOIN holding h ON h.account_id = a.id AND h.since <= on_day AND (h.until IS NULL OR h.until >= on_day)
    LEFT JOIN post po ON po.id = h.post_id
    WHERE a.kind = 'officer' AND a.id = ANY (accounts)
    ORDER BY a.id, h.since
$$;

-- Posts of some committees and their parts in which somebody acts today: public by law like the names of officers.
CREATE OR REPLACE FUNCTION identity_absences(committees integer[], on_day date)
RETURNS TABLE (post_id integer, title text, unit_id integer, account_id bigint, full_name text,
               substitute_id bigint, substitute_name text, since date, until date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT po.id, po.title::text, po.unit_id, h.account_id, coalesce(p.full_name, '')::text, a.id, sp.full_name::text, s.since, s.until
    FROM substitution s
    JOIN post po ON po.id = s.post_id AND po.since <= on_day AND (po.until IS NULL OR po.until >= on_day)
    JOIN account a ON a.id = s.account_id AND a.is_active JOIN person sp ON sp.id = a.person_id
    LEFT JOIN holding h ON h.post_id = po.id AND h.since <= on_day AND (h.until IS NULL OR h.until >= on_day)
    LEFT JOIN account ha ON ha.id = h.account_id LEFT JOIN person p ON p.id = ha.person_id
    WHERE app_kind() IN ('officer', 'job') AND s.since <= on_day AND s.until >= on_day
      AND (po.unit_id = ANY (committees) OR EXISTS (
          SELECT 1 FROM unit_parent b WHERE b.unit_id = po.unit_id AND b.parent_id = ANY (committees)
          AND b.since <= on_day AND (b.until IS NULL OR b.until >= on_day)))
    ORDER BY po.unit_id, po.id, s.until
$$;

-- Whether the one who asks may name who stands in for a post: who decides for the committee, for every post of it that
-- works on dossiers; who manages its work, for the posts of officers without a clearance. `rules_of_substitutes.py`
-- says the same, and more narrowly. Administrators and inspectors are named by an administrator alone.
CREATE OR REPLACE FUNCTION identity_may_name(of_post integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT app_kind() = 'officer' AND EXISTS (
        SELECT 1 FROM post po
        CROSS JOIN LATERAL (
            SELECT po.unit_id AS id UNION ALL
            SELECT b.parent_id FROM unit_parent b
            WHERE b.unit_id = po.unit_id AND b.since <= current_date AND (b.until IS NULL OR b.until >= current_date)
        ) over
        WHERE po.id = of_post AND po.role IN ('one_stop', 'handling', 'clerk', 'manager', 'leader')
          AND (over.id::bigint * 256 + 3 * 16 = ANY (app_scopes())
               OR app_may_over('dossiers.assign', over.id) AND po.role IN ('one_stop', 'handling', 'clerk')
                  AND NOT EXISTS (SELECT 1 FROM post_grant g WHERE g.post_id = po.id AND g.secrecy > 0)))
$$;

-- The posts of some committees and their parts, with who holds each today: public by law like the names of officers.
CREATE OR REPLACE FUNCTION identity_posts(committees integer[], on_day date)
RETURNS TABLE (post_id integer, title text, role text, unit_id integer, account_id bigint, full_name text, is_cleared boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT po.id, po.title::text, po.role::text, po.unit_id, a.id, coalesce(p.full_name, '')::text,
           EXISTS (SELECT 1 FROM post_grant g WHERE g.post_id = po.id AND g.secrecy > 0
                   AND g.since <= on_day AND (g.until IS NULL OR g.until >= on_day))
    FROM post po
    LEFT JOIN holding h ON h.post_id = po.id AND h.since <= on_day AND (h.until IS NULL OR h.until >= on_day)
    LEFT JOIN account a ON a.id = h.account_id AND a.is_active LEFT JOIN person p ON p.id = a.person_id
    WHERE app_kind() IN ('officer', 'job') AND po.since <= on_day AND (po.until IS NULL OR po.until >= on_day)
      AND (po.unit_id = ANY (committees) OR EXISTS (
          SELECT 1 FROM unit_parent b WHERE b.unit_id = po.unit_id AND b.parent_id = ANY (committees)
          AND b.since <= on_day AND (b.until IS NULL OR b.until >= on_day)))
    ORDER BY po.unit_id, po.id, a.id
$$;

REVOKE ALL ON FUNCTION identity_principal(bigint, date), identity_officer_named(text), identity_lock_for_try(bigint),
    identity_set_tries(bigint, smallint, timestamptz), identity_signed_in(bigint, timestamptz),
    identity_manages(bigint), identity_set_password(bigint, text, timestamptz, integer),
    identity_old_passwords(bigint), identity_citizen_account(text, text), identity_person_numbered(text),
    identity_open_citizen(bigint, text, text, smallint, bigint, bigint, bigint, text, text[], date, text, text),
    identity_refresh_citizen(bigint, smallint, text, text[], date, text),
    identity_organisation_told(bigint, text, text, text)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity_principal(bigint, date), identity_officer_named(text), identity_lock_for_try(bigint),
    identity_set_tries(bigint, smallint, timestamptz), identity_signed_in(bigint, timestamptz),
    identity_manages(bigint), identity_set_password(bigint, text, timestamptz, integer),
    identity_old_passwords(bigint), identity_citizen_account(text, text), identity_person_numbered(text),
    identity_open_citizen(bigint, text, text, smallint, bigint, bigint, bigint, text, text[], date, text, text),
    identity_refresh_citizen(bigint, smallint, text, text[], date, text),
    identity_organisation_told(bigint, text, text, text)
TO "{web}", "{job}";
