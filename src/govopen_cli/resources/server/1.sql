-- Step 1 of the shared log of events (docs/server.md). A released step never changes.
-- Every key begins with the plan, so that an engine can spread plans over machines; no statement of a write crosses plans.

CREATE TABLE govopen.plan(
    plan text PRIMARY KEY CHECK (plan <> ''),
    log uuid NOT NULL DEFAULT gen_random_uuid(),  -- the log's identity: a log begun anew has another
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL DEFAULT session_user
);

-- Which login role is what in which plan: an office records everything, a unit reports on its own items, a reader reads.
CREATE TABLE govopen.member(
    plan text NOT NULL REFERENCES govopen.plan,
    role text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('office', 'unit', 'reader')),
    unit text NOT NULL DEFAULT '',
    CHECK ((kind = 'unit') = (unit <> '')),
    PRIMARY KEY (plan, role, kind, unit)
);

-- The plan's text as it was published, every version.
CREATE TABLE govopen.publication(
    plan text NOT NULL REFERENCES govopen.plan,
    version integer NOT NULL CHECK (version > 0),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    content text NOT NULL,
    published_at timestamptz NOT NULL DEFAULT now(),
    published_by text NOT NULL DEFAULT session_user,
    PRIMARY KEY (plan, version)
);

-- Which unit answers for which item, by the newest version: what a unit's role may speak of.
CREATE TABLE govopen.answer(
    plan text NOT NULL REFERENCES govopen.plan,
    unit text NOT NULL,
    item text NOT NULL,
    alone boolean NOT NULL DEFAULT false,  -- no other does: what is said of the whole item is said of its part
    PRIMARY KEY (plan, unit, item)
);

-- The log. number counts a plan's events from 1 without gaps, position those of one writer in the plan.
CREATE TABLE govopen.event(
    plan text NOT NULL REFERENCES govopen.plan,
    number bigint NOT NULL,
    id text NOT NULL CHECK (id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    batch text NOT NULL CHECK (batch ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    writer text NOT NULL CHECK (writer ~ '^[0-9a-f]{16}$'),
    position bigint NOT NULL CHECK (position > 0),
    item text NOT NULL CHECK (item <> ''),
    act text NOT NULL CHECK (act ~ '^[a-z][a-z_]{0,39}$'),
    day text NOT NULL CHECK (day ~ '^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'),
    recorded_at text NOT NULL CHECK (recorded_at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$'),
    author text NOT NULL,
    host text NOT NULL,
    unit text,
    domain text,
    note text,
    evidence jsonb NOT NULL CHECK (jsonb_typeof(evidence) = 'array'),
    fingerprint text,
    data jsonb NOT NULL CHECK (jsonb_typeof(data) = 'object'),
    previous text NOT NULL CHECK (previous ~ '^([0-9a-f]{64})?$'),
    hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    era integer NOT NULL DEFAULT 0 CHECK (era >= 0),
    received_by text NOT NULL DEFAULT session_user,  -- the login role, whatever the client says
    imported boolean NOT NULL DEFAULT false,  -- recorded elsewhere, by whom author says, and brought here by received_by
    PRIMARY KEY (plan, number),
    UNIQUE (plan, id)
);
CREATE INDEX event_batch ON govopen.event(plan, batch);
-- not unique: a file that was restored from a backup and written on has two events of one position, and loses none of them here
CREATE INDEX event_chain ON govopen.event(plan, writer, position, id);

-- The lock on one plan: who holds it is the only writer until the end of the transaction. It is a lock on a row, which engines
-- that spread plans keep on the machine of that plan, where an advisory lock would hold on one machine only.
CREATE FUNCTION govopen.hold(wanted text)
RETURNS TABLE(log uuid, number bigint, id text, now timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM govopen.member m WHERE m.plan = wanted AND m.role = session_user AND m.kind <> 'reader') THEN
        RAISE insufficient_privilege USING MESSAGE = format('role %s may not write to plan %s', session_user, wanted);
    END IF;
    PERFORM FROM govopen.plan p WHERE p.plan = wanted FOR UPDATE;
    RETURN QUERY
        SELECT p.log, coalesce(e.number, 0), coalesce(e.id, ''), clock_timestamp()
        FROM govopen.plan p LEFT JOIN govopen.event e ON e.plan = p.plan AND e.number = govopen.last_number(wanted)
        WHERE p.plan = wanted;
END $$;

CREATE FUNCTION govopen.last_number(wanted text) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT coalesce(max(e.number), 0) FROM govopen.event e WHERE e.plan = wanted
$$;

-- A second belt behind the missing privileges: also the owner changes nothing without dropping these first.
CREATE FUNCTION govopen.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = format('%s of %s: what was recorded is never changed', TG_OP, TG_TABLE_NAME);
END $$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON govopen.event FOR EACH ROW EXECUTE FUNCTION govopen.refuse();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON govopen.event FOR EACH STATEMENT EXECUTE FUNCTION govopen.refuse();
CREATE TRIGGER publication_append_only BEFORE UPDATE OR DELETE ON govopen.publication FOR EACH ROW EXECUTE FUNCTION govopen.refuse();
CREATE TRIGGER publication_no_truncate BEFORE TRUNCATE ON govopen.publication FOR EACH STATEMENT EXECUTE FUNCTION govopen.refuse();

ALTER TABLE govopen.plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE govopen.member ENABLE ROW LEVEL SECURITY;
ALTER TABLE govopen.publication ENABLE ROW LEVEL SECURITY;
ALTER TABLE govopen.answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE govopen.event ENABLE ROW LEVEL SECURITY;

CREATE POLICY member_own ON govopen.member FOR SELECT USING (role = session_user);
CREATE POLICY plan_read ON govopen.plan FOR SELECT
    USING (plan IN (SELECT m.plan FROM govopen.member m WHERE m.role = session_user));
CREATE POLICY publication_read ON govopen.publication FOR SELECT
    USING (plan IN (SELECT m.plan FROM govopen.member m WHERE m.role = session_user));
CREATE POLICY answer_read ON govopen.answer FOR SELECT
    USING (plan IN (SELECT m.plan FROM govopen.member m WHERE m.role = session_user));
CREATE POLICY event_read ON govopen.event FOR SELECT
    USING (plan IN (SELECT m.plan FROM govopen.member m WHERE m.role = session_user));

CREATE POLICY publication_office ON govopen.publication FOR INSERT WITH CHECK (
    published_by = session_user
    AND plan IN (SELECT m.plan FROM govopen.member m WHERE m.role = session_user AND m.kind = 'office')
);
CREATE POLICY answer_office ON govopen.answer FOR INSERT
    WITH CHECK (plan IN (SELECT m.plan FROM govopen.member m WHERE m.role = session_user AND m.kind = 'office'));
CREATE POLICY answer_office_anew ON govopen.answer FOR DELETE
    USING (plan IN (SELECT m.plan FROM govopen.member m WHERE m.role = session_user AND m.kind = 'office'));

CREATE POLICY event_office ON govopen.event FOR INSERT WITH CHECK (
    received_by = session_user
    AND (imported OR author = session_user)
    AND number = govopen.last_number(plan) + 1
    AND plan IN (SELECT m.plan FROM govopen.member m WHERE m.role = session_user AND m.kind = 'office')
);
CREATE POLICY event_unit ON govopen.event FOR INSERT WITH CHECK (
    received_by = session_user
    AND author = session_user
    AND NOT imported
    AND number = govopen.last_number(plan) + 1
    AND act IN ('sign', 'progress', 'submit')
    -- what decides the order of everybody's events is no further on than events can have brought it, so that nobody is kept from recording
    AND era < number AND position <= number
    AND recorded_at < to_char((now() + interval '1 day') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
    AND EXISTS (
        SELECT FROM govopen.member m JOIN govopen.answer a ON a.plan = m.plan AND a.unit = m.unit
        WHERE m.plan = event.plan AND m.role = session_user AND m.kind = 'unit' AND a.item = event.item
        AND (m.unit = event.unit OR (event.unit IS NULL AND a.alone))
    )
);

-- The groups that login roles join; what each may do to which rows, the policies above say.
GRANT USAGE ON SCHEMA govopen TO govopen_reader;
GRANT SELECT ON govopen.plan, govopen.member, govopen.publication, govopen.answer, govopen.event, govopen.migration TO govopen_reader;
GRANT govopen_reader TO govopen_unit;
GRANT INSERT ON govopen.event TO govopen_unit;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA govopen FROM PUBLIC;
GRANT EXECUTE ON FUNCTION govopen.hold(text), govopen.last_number(text) TO govopen_unit;
GRANT govopen_unit TO govopen_office;
GRANT INSERT ON govopen.publication TO govopen_office;
GRANT INSERT, DELETE ON govopen.answer TO govopen_office;
