-- What the recomputation writes into: tables of this connection only, gone with it. docs/numbers.md, 5.
CREATE TEMP TABLE verify_asked (now timestamptz, version text);  -- when, and by which indicators cells must be counted
CREATE TEMP TABLE verify_event (
    dossier bigint, sequence integer, at timestamptz, name text, actor text, unit_id integer, secrecy smallint,
    says jsonb  -- its payload
);
CREATE TEMP TABLE verify_trait (
    version_id bigint, procedure text, scope text, valid_from date, valid_to date, published_at timestamptz,
    field text, handling text, online_level text, returns_paper boolean, owes_fee boolean, for_individuals boolean,
    has_autofill boolean, is_complete boolean
);
CREATE TEMP TABLE verify_fact AS SELECT * FROM dossier_fact WITH NO DATA;

-- A span: the figures of one unit in one period as of one instant.
CREATE TEMP TABLE verify_span (
    span integer GENERATED ALWAYS AS IDENTITY, unit_id integer, level text, period text, first date, last date,
    as_of timestamptz,  -- R1.2: stands in for the end of what is still open
    on_day date,  -- which units and services there are: those of the last day, or of today
    is_live boolean, cell bigint  -- counted now, or kept as this cell
);
CREATE TEMP TABLE verify_member (span integer, committee_id integer);
CREATE TEMP TABLE verify_received (
    span integer, as_of timestamptz, procedure text, channel smallint, is_assisted boolean, online_level text,
    returns_paper boolean, by_vneid boolean, has_files boolean, has_result_file boolean, answered_at timestamptz,
    completed_at timestamptz, ended_at timestamptz, due_at timestamptz, index_due_at timestamptz,
    index_end_at timestamptz, index_always_late boolean, is_early boolean, supplement_count integer,
    handling_seconds integer, rated_at timestamptz, verdict text, is_complained boolean, is_apologised boolean,
    slowest text, field text
);
CREATE TEMP TABLE verify_submitted (
    span integer, as_of timestamptz, channel smallint, submitted_on date, arrived_on date, answer_by timestamptz,
    answered_at timestamptz, session_seconds integer
);
CREATE TEMP TABLE verify_rated (span integer, channel smallint, verdict text);
CREATE TEMP TABLE verify_service (
    span integer, procedure text, is_ours boolean, is_online boolean, is_full boolean, has_autofill boolean,
    is_complete boolean, for_individuals boolean
);

-- What comes out: counts, shown values, points and scores.
CREATE TEMP TABLE verify_number (
    span integer, measure text, n bigint, d bigint, total numeric, median numeric, p90 numeric, parts jsonb,
    officers integer  -- own filing only: how many agreed
);
CREATE TEMP TABLE verify_figure (span integer, key text, value numeric, median numeric, p90 numeric);
CREATE TEMP TABLE verify_point (span integer, reading text, id text, state text, ratio numeric, points numeric);
CREATE TEMP TABLE verify_score (span integer, reading text, proven numeric, out_of numeric, value numeric);
CREATE TEMP TABLE verify_group (span integer, key text, points numeric, out_of numeric, most numeric);
CREATE TEMP TABLE verify_break (span integer, name text, content jsonb);
CREATE INDEX ON verify_number (span);
CREATE INDEX ON verify_figure (span);
CREATE INDEX ON verify_point (span);
CREATE INDEX ON verify_score (span);
CREATE INDEX ON verify_group (span);
CREATE INDEX ON verify_break (span);
CREATE INDEX ON verify_member (span);
