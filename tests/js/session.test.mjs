import assert from "node:assert/strict";
import { test } from "node:test";

import { createJournal } from "../../stretchlib/player/src/session/journal.mjs";
import { createOutbox } from "../../stretchlib/player/src/session/outbox.mjs";
import { createSession, KEEP_MS } from "../../stretchlib/player/src/session/session.mjs";
import { createStorage } from "./storage.mjs";
import { createTime } from "./time.mjs";

const BEGUN_MS = 1_700_000_000_000;
const running = { state: "running", index: 0, into_s: 4, extra_s: 0 };
const event = (kind, at) => ({ kind, phase: null, done_s: null, reason: null, at });

function create() {
  const time = createTime();
  const storage = createStorage();
  const journal = createJournal({ owner: [], storage: () => storage });
  const outbox = createOutbox({ send() {}, sendAgain() {}, setTimer: time.setTimer, changed() {} });
  const session = createSession({
    id: "s",
    routine: "Standard",
    outbox,
    journal,
    now: time.now,
    date: () => BEGUN_MS + time.now(),
  });
  return { session, outbox, journal, time };
}

test("an event is numbered, and dated by the instant it is true for", () => {
  const { session, outbox, time } = create();
  session.record(event("started", time.now()));
  time.pass(10);
  session.record(event("phase_done", time.now() - 2000));
  const [started, done] = outbox.pending("s");
  assert.deepEqual([started.seq, done.seq], [1, 2]);
  assert.equal(done.at_ms - started.at_ms, 8000);
  assert.match(done.id, /^[0-9A-Z]{26}$/);
});

test("there is no journal before the start", () => {
  const { session, journal } = create();
  session.keep({ ...running, state: "idle" }, []);
  assert.deepEqual(journal.all(), []);
});

test("its journal falls behind with each event, and after a few seconds", () => {
  const { session, time } = create();
  session.record(event("started", time.now()));
  assert.equal(session.isBehind(), true);
  session.keep(running, []);
  assert.equal(session.isBehind(), false);
  time.pass(KEEP_MS / 1000);
  assert.equal(session.isBehind(), true);
});

test("its journal says where it is and what is not safe", () => {
  const { session, outbox, journal, time } = create();
  session.record(event("started", time.now()));
  session.record(event("paused", time.now()));
  outbox.acknowledge([outbox.pending("s")[0].id]);
  session.keep(running, []);
  const [{ state, index, into_s, seq, events }] = journal.all();
  assert.deepEqual([state, index, into_s, seq], ["running", 0, 4, 2]);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ["paused"],
  );
});

test("its journal goes when it has ended and all of it is safe, not before", () => {
  const { session, outbox, journal, time } = create();
  session.record(event("finished", time.now()));
  session.keep({ ...running, state: "ended" }, []);
  assert.equal(journal.all().length, 1);
  outbox.acknowledge(outbox.pending("s").map(({ id }) => id));
  session.keep({ ...running, state: "ended" }, []);
  assert.deepEqual(journal.all(), []);
});

test("taken up, it goes on with its number; renewed, it begins with one", () => {
  const { session, outbox, time } = create();
  session.takeUp({ session: "old", routine: "Gentle", seq: 7 });
  session.record(event("resumed", time.now()));
  assert.equal(outbox.pending("old")[0].seq, 8);
  assert.equal(session.routine(), "Gentle");
  session.renew("new");
  session.record(event("started", time.now()));
  assert.equal(outbox.pending("new")[0].seq, 1);
});
