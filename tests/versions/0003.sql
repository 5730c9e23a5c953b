-- A log of version 0003, as it was then: its tables, then its rows. This file never changes.
PRAGMA application_id = 1398035011;
BEGIN TRANSACTION;
CREATE TABLE events (
	id VARCHAR(26) NOT NULL,
	session_id VARCHAR(26) NOT NULL,
	seq INTEGER NOT NULL,
	kind TEXT NOT NULL,
	at_utc VARCHAR(32) NOT NULL,
	at_offset_min INTEGER NOT NULL,
	phase INTEGER,
	done_s FLOAT,
	reason TEXT,
	CONSTRAINT pk_events PRIMARY KEY (id),
	CONSTRAINT fk_events_session_id FOREIGN KEY(session_id) REFERENCES sessions (id)
);
CREATE TABLE measurements (
	id VARCHAR(26) NOT NULL,
	taken_utc VARCHAR(32) NOT NULL,
	taken_offset_min INTEGER NOT NULL,
	test TEXT NOT NULL,
	side TEXT NOT NULL,
	trial INTEGER NOT NULL,
	value_cm FLOAT NOT NULL,
	session_id VARCHAR(26),
	note TEXT NOT NULL,
	replaces VARCHAR(26),
	void BOOLEAN NOT NULL,
	CONSTRAINT pk_measurements PRIMARY KEY (id),
	CONSTRAINT fk_measurements_session_id FOREIGN KEY(session_id) REFERENCES sessions (id),
	CONSTRAINT uq_measurements_replaces UNIQUE (replaces),
	CONSTRAINT fk_measurements_replaces FOREIGN KEY(replaces) REFERENCES measurements (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE ratings (
	id VARCHAR(26) NOT NULL,
	rated_utc VARCHAR(32) NOT NULL,
	rated_offset_min INTEGER NOT NULL,
	session_id VARCHAR(26),
	moment TEXT NOT NULL,
	kind TEXT NOT NULL,
	area TEXT NOT NULL,
	side TEXT NOT NULL,
	score INTEGER,
	replaces VARCHAR(26),
	void BOOLEAN NOT NULL,
	CONSTRAINT pk_ratings PRIMARY KEY (id),
	CONSTRAINT fk_ratings_session_id FOREIGN KEY(session_id) REFERENCES sessions (id),
	CONSTRAINT ck_ratings_score CHECK (score BETWEEN 0 AND 10),
	CONSTRAINT uq_ratings_replaces UNIQUE (replaces),
	CONSTRAINT fk_ratings_replaces FOREIGN KEY(replaces) REFERENCES ratings (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE screenings (
	id VARCHAR(26) NOT NULL,
	answered_utc VARCHAR(32) NOT NULL,
	answered_offset_min INTEGER NOT NULL,
	answers JSON NOT NULL,
	outcome TEXT NOT NULL,
	rank BIGINT DEFAULT 0 NOT NULL,
	replaces VARCHAR(26),
	void BOOLEAN DEFAULT 0 NOT NULL,
	CONSTRAINT pk_screenings PRIMARY KEY (id),
	CONSTRAINT uq_screenings_replaces UNIQUE (replaces),
	CONSTRAINT fk_screenings_replaces FOREIGN KEY(replaces) REFERENCES screenings (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE sessions (
	id VARCHAR(26) NOT NULL,
	started_utc VARCHAR(32) NOT NULL,
	started_offset_min INTEGER NOT NULL,
	routine TEXT NOT NULL,
	timeline_id VARCHAR(64) NOT NULL,
	note TEXT NOT NULL,
	replaces VARCHAR(26),
	void BOOLEAN NOT NULL,
	CONSTRAINT pk_sessions PRIMARY KEY (id),
	CONSTRAINT fk_sessions_timeline_id FOREIGN KEY(timeline_id) REFERENCES timelines (id),
	CONSTRAINT uq_sessions_replaces UNIQUE (replaces),
	CONSTRAINT fk_sessions_replaces FOREIGN KEY(replaces) REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE stretchlib_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT stretchlib_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE timelines (
	id VARCHAR(64) NOT NULL,
	phase_count INTEGER NOT NULL,
	planned_s FLOAT NOT NULL,
	phases JSON NOT NULL,
	CONSTRAINT pk_timelines PRIMARY KEY (id)
);
CREATE INDEX ix_events_session_id ON events (session_id, seq);
INSERT INTO "timelines" VALUES('t1',1,30.0,'[{"phase": 0, "step": 1, "set": 1,
            "stretch": "double_knee_hug", "target": "lower back", "side": "both",
            "stage": "stretch", "pace": "hold", "duration_s": 30.0}]');
INSERT INTO "sessions" VALUES('01KJPNHFC00000000000000001','2026-03-02T06:30:00.000000+00:00',60,'Standard','t1','',NULL,0);
INSERT INTO "sessions" VALUES('01KJPNHFC00000000000000002','2026-03-02T06:30:00.000000+00:00',60,'Standard','t1','better','01KJPNHFC00000000000000001',0);
INSERT INTO "events" VALUES('01KJPNHFC00000000000000003','01KJPNHFC00000000000000001',0,'phase_done','2026-03-02T06:31:00.000000+00:00',60,0,30.0,NULL);
INSERT INTO "ratings" VALUES('01KJPNHFC00000000000000004','2026-03-02T06:29:00.000000+00:00',60,'01KJPNHFC00000000000000001','before','pain','low_back','both',NULL,NULL,0);
INSERT INTO "measurements" VALUES('01KJPNHFC00000000000000005','2026-03-02T06:40:00.000000+00:00',60,'chest_to_thigh','left',1,12.5,NULL,'ruler',NULL,0);
INSERT INTO "screenings" (id, answered_utc, answered_offset_min, answers, outcome, rank, replaces, void) VALUES('01KJPNHFC00000000000000006','2026-03-02T06:20:00.000000+00:00',60,'{"fever": false}','go',1772432400000,NULL,0);
INSERT INTO "stretchlib_version" VALUES('0003');
COMMIT;
