"""What an ill-willed member or owner sends to a server, by what it is after."""

LOOKS = {
    "at whole rows": "SELECT m FROM measurements m",
    "at what the server adds to a row": "SELECT xmin, ctid, tableoid, * FROM measurements",
    "at a row by its place": (
        "SELECT * FROM measurements WHERE ctid = ANY (ARRAY("
        "SELECT format('(0,%s)', n)::tid FROM generate_series(1, 50) n))"
    ),
    "at a sample": "SELECT * FROM measurements TABLESAMPLE BERNOULLI (100) REPEATABLE (1)",
    "at rows as XML": "SELECT query_to_xml('SELECT * FROM ratings', true, false, '')",
    "at all tables as XML": "SELECT schema_to_xml('stretchlib', true, false, '')",
    "at the words of all notes": "SELECT ts_stat('SELECT to_tsvector(note) FROM measurements')",
    "at the first of all": "SELECT first_value(id) OVER (ORDER BY person), note FROM measurements",
    "at sums with their parts": "SELECT person, max(id), max(area) FROM ratings GROUP BY CUBE (1)",
    "from row to row": "WITH RECURSIVE r AS (TABLE ratings UNION TABLE ratings) TABLE r",
    "for her by name": (
        "SELECT l.* FROM (VALUES ('{anna}')) v (p), "
        "LATERAL (SELECT * FROM measurements WHERE person = v.p) l"
    ),
    "with the policies off": "SELECT set_config('row_security', 'off', false); TABLE ratings",
    "as if assigned to her": "SET stretchlib.person = '{anna}'; TABLE ratings",
    "as if assigned to nobody": "SET stretchlib.person = ''; TABLE sessions",
    "as it was at first": "RESET SESSION AUTHORIZATION; RESET ROLE; TABLE measurements",
    "by an error that quotes": "SELECT * FROM measurements WHERE note::integer = 1",
    "by an error that quotes answers": "SELECT (answers #>> '{{}}')::date FROM screenings",
    "by an error at her alone": (
        "SET enable_seqscan = off; SELECT * FROM measurements "
        "WHERE person = '{anna}' AND 1 / (length(note) - 15) = 0"
    ),
    "by an error in an order": "SELECT * FROM measurements ORDER BY 1 / (length(note) - 15)",
    "by an error in a join": (
        "SELECT * FROM assignments a FULL JOIN measurements m ON m.note::integer = 1"
    ),
    "by notices": (
        "DO $$ DECLARE r record; BEGIN FOR r IN TABLE measurements LOOP "
        "RAISE NOTICE '%', r; END LOOP; END $$"
    ),
    "by a cursor that stays": (
        "DECLARE c SCROLL CURSOR WITH HOLD FOR TABLE measurements; FETCH ALL c; FETCH FIRST c"
    ),
    "by a prepared statement": "PREPARE p AS TABLE measurements; EXECUTE p",
    "by an explained plan": "EXPLAIN (ANALYZE, VERBOSE, BUFFERS, SETTINGS) TABLE measurements",
    "at who reads whom": "TABLE assignments",
    "at all statistics": "TABLE pg_stats; TABLE pg_stats_ext; TABLE pg_stats_ext_exprs",
    "at work that is under way": "SELECT pg_stat_get_progress_info('VACUUM')",
    "at who copies the server": "TABLE pg_stat_replication",
    "at the memory of all": "TABLE pg_shmem_allocations",
    "at a folder": "SELECT pg_ls_dir('.')",
    "at the log of the server": "SELECT pg_ls_logdir(), pg_current_logfile()",
    "at a file's date": "SELECT pg_stat_file('postgresql.conf')",
    "at who may connect": "TABLE pg_hba_file_rules",
    "at the passwords": "TABLE pg_shadow",
    "at how it is guarded": "TABLE pg_policies; SELECT pg_get_functiondef('append_only'::regproc)",
    "in somebody's state of before": (
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; "
        "SET TRANSACTION SNAPSHOT '00000003-00000001-1'"
    ),
}

CHANGES = {
    "a note by merging": (
        "MERGE INTO measurements m USING (VALUES ('{anna}')) v (p) ON m.person = v.p "
        "WHEN MATCHED THEN UPDATE SET note = 'x'"
    ),
    "a row by merging one in": (
        "MERGE INTO timelines t USING (VALUES (1)) v (n) ON false "
        "WHEN NOT MATCHED THEN INSERT (id, phase_count, planned_s, phases, person) "
        "VALUES ('x', 0, 0, '[]', '{anna}')"
    ),
    "a row by a conflict": (
        "INSERT INTO timelines VALUES ('{timeline}', 0, 0, '[]', '{anna}') "
        "ON CONFLICT (person, id) DO UPDATE SET phase_count = 99"
    ),
    "a row of hers, told": (
        "INSERT INTO timelines VALUES ('{timeline}', 0, 0, '[]', '{anna}') "
        "ON CONFLICT DO NOTHING RETURNING *"
    ),
    "rows by a join": "DELETE FROM events USING sessions s RETURNING *",
    "rows in a subquery": "WITH gone AS (DELETE FROM events RETURNING *) TABLE gone",
    "whose a row is": "UPDATE ratings SET person = '{anna}' WHERE person = session_user",
    "all tables": "TRUNCATE timelines RESTART IDENTITY CASCADE",
    "who reads whom": "INSERT INTO assignments VALUES ('{me}', '{anna}') ON CONFLICT DO NOTHING",
    "a policy": "ALTER POLICY own ON measurements USING (true)",
    "the first policy": "DROP POLICY first ON measurements",
    "all triggers": "ALTER TABLE events DISABLE TRIGGER ALL",
    "what the trigger does": (
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NEW; END'"
    ),
    "whose a table is": "ALTER TABLE events OWNER TO {me}",
    "a table's name": "ALTER TABLE events RENAME TO gone",
    "a table's default": "ALTER TABLE events ALTER person SET DEFAULT '{anna}'",
    "how a table is kept": "ALTER TABLE events SET (autovacuum_enabled = false)",
    "what a table inherits": "ALTER TABLE events INHERIT ratings",
    "what a table is a part of": "CREATE TABLE public.part PARTITION OF events DEFAULT",
    "what is counted of a table": "CREATE STATISTICS stretchlib.s ON person, id FROM events",
    "a table by a trigger": (
        "CREATE TRIGGER t AFTER INSERT ON events EXECUTE FUNCTION append_only()"
    ),
    "a table by a rule": "CREATE RULE r AS ON INSERT TO events DO ALSO NOTIFY told",
    "an index": "DROP INDEX ix_events_session_id",
    "the schema": "DROP SCHEMA stretchlib CASCADE",
    "the schema's name": "ALTER SCHEMA stretchlib RENAME TO gone",
    "the catalogue of tables": "UPDATE pg_class SET relrowsecurity = false",
    "the catalogue of policies": "DELETE FROM pg_policy",
    "the catalogue of members": "DELETE FROM pg_auth_members",
    "what system tables allow": "SET allow_system_table_mods = on",
    "what is loaded": "LOAD 'auto_explain'",
    "what is loaded for others": "SET session_preload_libraries = 'auto_explain'",
    "what is written down": "SET log_statement = 'none'",
    "grants to everybody": "GRANT ALL ON ALL TABLES IN SCHEMA stretchlib TO PUBLIC",
    "grants to themself": "GRANT UPDATE, DELETE ON events TO {me}",
    "grants on what is to come": (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA stretchlib GRANT ALL ON TABLES TO PUBLIC"
    ),
    "who leads the group": "GRANT {group} TO {me} WITH ADMIN OPTION",
    "whom they belong to": "GRANT {anna} TO {me}",
    "who belongs to them": "GRANT {me} TO {anna}",
    "that they read everything": "GRANT pg_read_all_data TO {me}",
    "that they cut off everybody": "GRANT pg_signal_backend TO {me}",
    "that they may set anything": "GRANT SET ON PARAMETER log_statement TO {me}",
    "that they may make roles": "ALTER ROLE {me} CREATEROLE",
    "that they may do all": "ALTER ROLE {me} SUPERUSER",
    "how often they may connect": "ALTER ROLE {me} CONNECTION LIMIT -1",
    "their own name": "ALTER ROLE {me} RENAME TO {anna}2",
    "everybody's settings": "ALTER ROLE ALL SET statement_timeout = 1",
    "her settings": "ALTER ROLE {anna} IN DATABASE {database} SET row_security = off",
    "her label": "SECURITY LABEL ON ROLE {anna} IS 'x'",
    "whose all is": "REASSIGN OWNED BY {admin} TO {me}",
    "what the owner owns": "DROP OWNED BY {admin} CASCADE",
    "that she owns what they do": "REASSIGN OWNED BY CURRENT_USER TO {anna}",
    "their own role": "DROP OWNED BY {me} CASCADE",
    "what their group was granted": "DROP OWNED BY {group}, {clinicians} CASCADE",
    "who they are": "SET SESSION AUTHORIZATION {admin}",
    "who they are, within": "SET LOCAL ROLE {admin}",
    "a sequence": "CREATE SEQUENCE public.s",
    "a sequence for a while": "CREATE TEMPORARY SEQUENCE s",
    "a table from a query": "SELECT * INTO public.copy FROM measurements",
    "a view that remembers": "CREATE MATERIALIZED VIEW public.m AS TABLE measurements",
    "a function for a while": "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a type": "CREATE TYPE public.t AS ENUM ('a')",
    "a domain": "CREATE DOMAIN public.d AS text",
    "a cast": "CREATE CAST (text AS bigint) WITH INOUT AS IMPLICIT",
    "an operator": "CREATE OPERATOR public.= (PROCEDURE = texteq, LEFTARG = text, RIGHTARG = text)",
    "an operator for all": (
        "CREATE OPERATOR pg_catalog.=== (PROCEDURE = texteq, LEFTARG = text, RIGHTARG = text)"
    ),
    "an aggregate": "CREATE AGGREGATE public.a (text) (SFUNC = textcat, STYPE = text)",
    "a collation": "CREATE COLLATION public.c (LOCALE = 'C')",
    "a language": "CREATE LANGUAGE other HANDLER plpgsql_call_handler",
    "a way in from elsewhere": "CREATE FOREIGN DATA WRAPPER w",
    "what keeps a table": "CREATE ACCESS METHOD a TYPE TABLE HANDLER heap_tableam_handler",
    "how a function leaks": "ALTER FUNCTION pg_catalog.texteq(text, text) NOT LEAKPROOF",
    "who may call a function": "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO {me}",
    "a large object": "SELECT lo_unlink(1)",
    "the log that is replayed": "SELECT pg_logical_emit_message(true, 'x', 'y')",
    "the count of a table": "SELECT pg_stat_reset_single_table_counters('events'::regclass)",
}

HOLDS = {
    "rows to change": "SELECT * FROM events FOR UPDATE",
    "rows to refer to": "SELECT * FROM sessions FOR KEY SHARE",
    "a table that she writes": "LOCK TABLE events IN SHARE MODE",
    "a table that she alters": "LOCK TABLE events IN SHARE UPDATE EXCLUSIVE MODE",
    "a table that all may read": "LOCK TABLE events, assignments IN ACCESS SHARE MODE",
    "who reads whom": "LOCK TABLE assignments IN ROW EXCLUSIVE MODE",
    "the catalogue": "LOCK TABLE pg_class, pg_auth_members IN ACCESS SHARE MODE",
    "the catalogue alone": "LOCK TABLE pg_class IN ACCESS EXCLUSIVE MODE",
    "the settings": "LOCK TABLE pg_settings IN ACCESS EXCLUSIVE MODE",
    "their own role": "ALTER ROLE {me} SET search_path = public; ALTER ROLE {me} RESET ALL",
    "the entry of a table": "REVOKE ALL ON events FROM PUBLIC",
    "the entry of the schema": "GRANT USAGE ON SCHEMA stretchlib TO PUBLIC",
    "the entry of the database": "REVOKE CONNECT ON DATABASE {database} FROM {anna}",
    "the entry of the group": "SET ROLE {mine}; ALTER ROLE {mine} PASSWORD 'x'",
    "the settings of the group": "SET ROLE {mine}; ALTER ROLE {mine} SET statement_timeout = 1",
    "the state of before": "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; TABLE events",
    "a transaction for ever": "PREPARE TRANSACTION 'mine'",
    "what is told to all": (
        "LISTEN told; "
        "SELECT pg_notify('told', repeat('x', 7000) || n) FROM generate_series(1, 500) n"
    ),
    "the log of the server": "DO $$ BEGIN FOR n IN 1..200 LOOP RAISE LOG 'x'; END LOOP; END $$",
    "numbers of transactions": (
        "DO $$ BEGIN FOR n IN 1..500 LOOP BEGIN PERFORM pg_current_xact_id(); "
        "EXCEPTION WHEN others THEN END; END LOOP; END $$"
    ),
}

ALONE = {
    "change the server": "ALTER SYSTEM SET max_connections = 1",
    "write the server down": "CHECKPOINT",
    "write a table anew": "VACUUM FULL events",
    "write all tables anew": "VACUUM FULL",
    "clean a table": "VACUUM (FREEZE) events",
    "count a table": "ANALYZE events",
    "make an index anew": "REINDEX TABLE events",
    "make the indexes of the server anew": "REINDEX SYSTEM {database}",
    "make an index meanwhile": "CREATE INDEX CONCURRENTLY ON events (done_s)",
    "sort a table": "CLUSTER events USING pk_events",
    "drop the database": "DROP DATABASE {database} WITH (FORCE)",
    "make a database of it": "CREATE DATABASE mine TEMPLATE {database}",
    "rename the database": "ALTER DATABASE {database} RENAME TO gone",
    "shut the database": "ALTER DATABASE {database} ALLOW_CONNECTIONS false",
    "own the database": "ALTER DATABASE {database} OWNER TO {me}",
    "make a place for tables": "CREATE TABLESPACE t LOCATION '/tmp'",
    "end a transaction of somebody": "ROLLBACK PREPARED 'x'",
}
"""What a transaction cannot hold."""

BUSY = {
    "a pattern that goes back": (
        "SELECT count(*) FROM generate_series(1, 1000000000) n "
        "WHERE repeat('a', 200 + n % 2) ~ '(a|aa)+\\1b'"
    ),
    "a path in JSON": (
        "SELECT count(*) FROM generate_series(1, 1000000000) n "
        "WHERE jsonb_path_exists(jsonb_build_array(n, 1, 2), '$[*] ? (@ < $[*] && @ > $[*])')"
    ),
    "counting without end": (
        "WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n % 9 FROM r) SELECT count(*) FROM r"
    ),
    "calling itself": "DO $$ BEGIN LOOP NULL; END LOOP; END $$",
    "sleeping over a table": "SELECT pg_sleep(600) FROM events",
    "joining all with all": (
        "SELECT count(*) FROM generate_series(1, 1e6) a, generate_series(1, 1e6) b"
    ),
}

OWNED = {
    "look plainly": "TABLE measurements",
    "look with the policies off": "SET row_security = off; TABLE measurements",
    "look by a function of their own": (
        "CREATE FUNCTION pg_temp.f() RETURNS SETOF measurements LANGUAGE sql SECURITY DEFINER "
        "AS 'TABLE stretchlib.measurements'; SELECT pg_temp.f()"
    ),
    "look by a view of their own": "CREATE TEMP VIEW v AS TABLE measurements; TABLE v",
    "look by a condition that tells": (
        "CREATE FUNCTION pg_temp.tell(text) RETURNS bool LANGUAGE plpgsql COST 0.0001 AS "
        "'BEGIN RAISE NOTICE ''%'', $1; RETURN true; END'; "
        "SELECT * FROM measurements WHERE pg_temp.tell(note)"
    ),
    "look at statistics of their own": (
        "CREATE STATISTICS s ON lower(note), id FROM measurements; ANALYZE measurements; "
        "TABLE pg_stats_ext"
    ),
    "look as her": "SET ROLE {anna}; TABLE measurements",
    "look with her log": "SET SESSION AUTHORIZATION {anna}; TABLE measurements",
    "look above the policies": "ALTER ROLE {me} BYPASSRLS; TABLE measurements",
    "look as everybody who reads": "GRANT pg_read_all_data TO CURRENT_USER; TABLE measurements",
    "change a row": "UPDATE measurements SET note = 'x'",
    "change a row by merging": (
        "MERGE INTO measurements USING (VALUES (1)) v (n) ON true WHEN MATCHED THEN DELETE"
    ),
    "delete a row": "DELETE FROM measurements",
    "empty a table": "TRUNCATE measurements",
    "write a row of hers": "INSERT INTO timelines VALUES ('x', 0, 0, '[]', '{anna}')",
    "do without triggers": ("SET session_replication_role = replica; DELETE FROM measurements"),
    "become a superuser": "ALTER ROLE {me} SUPERUSER",
    "change the catalogue": "DELETE FROM pg_policy",
    "read a file": "SELECT pg_read_file('postgresql.conf')",
}
