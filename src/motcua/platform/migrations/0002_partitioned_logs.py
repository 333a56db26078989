"""Events, reads and sent messages are partitioned by month from the first row (architecture 5)."""

from django.db import migrations

FORWARD = """
CREATE TABLE event (
    at timestamptz NOT NULL,
    id bigint NOT NULL,
    kind varchar(20) NOT NULL,
    key bigint NOT NULL,
    sequence integer NOT NULL,
    name varchar(60) NOT NULL,
    unit_id bigint,
    secrecy smallint NOT NULL DEFAULT 0,
    body text NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX event_stream ON event (kind, key, sequence);
CREATE TABLE event_rest PARTITION OF event DEFAULT;

CREATE TABLE access_log (
    at timestamptz NOT NULL,
    id bigint NOT NULL,
    account_id bigint,
    post_id bigint,
    reader varchar(200) NOT NULL,
    subject_id bigint,
    dossier_id bigint,
    what varchar(60) NOT NULL,
    purpose varchar(120) NOT NULL,
    source varchar(45) NOT NULL,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX access_log_subject ON access_log (subject_id, at DESC);
CREATE INDEX access_log_dossier ON access_log (dossier_id, at DESC);
CREATE TABLE access_log_rest PARTITION OF access_log DEFAULT;

CREATE TABLE outbox_history (
    at timestamptz NOT NULL,
    id bigint NOT NULL,
    channel varchar(40) NOT NULL,
    subject_kind varchar(20) NOT NULL,
    subject_id bigint NOT NULL,
    payload jsonb NOT NULL,
    outcome varchar(20) NOT NULL,
    answer jsonb,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX outbox_history_subject ON outbox_history (subject_kind, subject_id, at);
CREATE TABLE outbox_history_rest PARTITION OF outbox_history DEFAULT;
"""
BACK = "DROP TABLE outbox_history; DROP TABLE access_log; DROP TABLE event;"


class Migration(migrations.Migration):
    dependencies = [("platform", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
