import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { createJournal } from "../../stretchlib/player/src/session/journal.mjs";
import { createOutbox } from "../../stretchlib/player/src/session/outbox.mjs";
import { createRecovery } from "../../stretchlib/player/src/session/recovery.mjs";
import { createStorage } from "./storage.mjs";
import { createTime } from "./time.mjs";

const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
const NOW = 1_700_000_000_000;
const HOUR = 3600_000;

const entry = (session, { age_ms = 1000, ids = [], ...changes } = {}) => ({
  session,
  routine: "Standard",
  timeline,
  index: 4,
  into_s: 5,
  extra_s: 0,
  seq: 7,
  at_ms: NOW - age_ms,
  state: "running",
  events: ids.map((id) => ({ id, session, kind: "phase_done" })),
  refused: [],
  ...changes,
});

/** A player that opens where others have left some journals. */
function create(...entries) {
  const storage = createStorage();
  const journal = createJournal({ owner: [], storage: () => storage });
  for (const one of entries) journal.write(one);
  const sent = [];
  const outbox = createOutbox({
    send: (events) => sent.push(events.map(({ id }) => id)),
    sendAgain() {},
    setTimer: createTime().setTimer,
    changed: () => recovery.settle(),
  });
  const recovery = createRecovery({ journal, outbox, date: () => NOW });
  recovery.scan();
  const left = () => journal.all().map(({ session }) => session);
  return { recovery, journal, outbox, sent, left };
}

test("where nothing was left nothing is offered and nothing is sent", () => {
  const { recovery, sent } = create();
  assert.equal(recovery.offer(), null);
  assert.deepEqual(sent, []);
});

test("what was not saved is sent at once, though nobody goes on", () => {
  const { sent, outbox, left, recovery } = create(
    entry("old", { age_ms: 20 * HOUR, ids: ["a", "b"] }),
    entry("older", { age_ms: 30 * HOUR, ids: ["c"] }),
  );
  assert.deepEqual(sent, [["a", "b", "c"]]);
  assert.equal(recovery.offer(), null);
  outbox.acknowledge(["a"]);
  assert.deepEqual(left(), ["old", "older"]);
  outbox.acknowledge(["b", "c"]);
  assert.deepEqual(left(), []);
});

test("the newest session that did not end is offered, with its place", () => {
  const { recovery } = create(
    entry("first", { age_ms: 5000, ids: ["a"] }),
    entry("second", { age_ms: 2000, ids: ["b", "c"] }),
    entry("third", { age_ms: 1000, state: "ended" }),
  );
  assert.deepEqual(recovery.offer(), {
    session: "second",
    routine: "Standard",
    at_s: 49, // 8 + 20 + 10 + 6 s, and 5 s into the fifth phase
    total_s: 170,
    saved_unsaved: 3,
    hurts: false,
    has_next: true,
    figures: [
      "hip_flexor_pull/left",
      "hip_flexor_pull/right",
      "seated_figure_four/right",
      "double_knee_hug/both",
    ],
  });
});

test("what was left where it hurt is offered as that, with whether another stretch comes", () => {
  const offer = (changes) => create(entry("s", { state: "hurt", ...changes })).recovery.offer();
  assert.deepEqual([offer({}).hurts, offer({}).has_next], [true, true]);
  assert.equal(offer({ index: timeline.length - 1 }).has_next, false);
});

test("an offer stays until it is answered, and is safe once the log has all of it", () => {
  const { recovery, outbox, left } = create(entry("s", { ids: ["a"] }));
  assert.equal(recovery.isSafe(), false);
  outbox.acknowledge(["a"]);
  assert.equal(recovery.isSafe(), true);
  assert.deepEqual(left(), ["s"]);
});

test("a session that the log does not know is not offered; its events are kept, and told of once", () => {
  const { recovery, outbox, journal } = create(entry("s", { ids: ["a"] }));
  outbox.refuse(["a"]);
  assert.equal(recovery.offer(), null);
  assert.equal(recovery.newlyRefused(), 1);
  assert.equal(outbox.saving(), "refused");
  const [kept] = journal.all();
  assert.deepEqual([kept.events, kept.refused.map(({ id }) => id)], [[], ["a"]]);

  const next = create(kept);
  assert.deepEqual(next.sent, [["a"]]);
  next.outbox.refuse(["a"]);
  assert.equal(next.recovery.newlyRefused(), 0);
  assert.equal(next.left().length, 1);
});

test("what was refused once is taken by a log that knows its session", () => {
  const { outbox, left } = create(
    entry("s", { state: "ended", refused: [{ id: "a", session: "s" }] }),
  );
  outbox.acknowledge(["a"]);
  assert.deepEqual(left(), []);
});

test("a session that is taken up is handed over, and its journal is left to who plays it", () => {
  const { recovery, outbox, left } = create(entry("s", { ids: ["a"] }));
  const taken = recovery.take();
  assert.deepEqual([taken.session, taken.index, taken.into_s], ["s", 4, 5]);
  assert.equal(recovery.offer(), null);
  outbox.acknowledge(["a"]);
  assert.deepEqual(left(), ["s"]);
});

test("a session that is given up is closed as it would have been by its end", () => {
  const { recovery, outbox, left } = create(entry("s"));
  recovery.close(recovery.take());
  const closing = outbox.pending("s");
  assert.deepEqual(
    closing.map(({ seq, kind, phase, done_s }) => [seq, kind, phase, done_s]),
    [
      [8, "phase_skipped", 4, 5],
      [9, "stopped", null, null],
    ],
  );
  assert.equal(recovery.offer(), null);
  assert.deepEqual(left(), ["s"]);
  outbox.acknowledge(closing.map(({ id }) => id));
  assert.deepEqual(left(), []);
});

test("looking again brings in nothing twice", () => {
  const { recovery, sent } = create(entry("s", { ids: ["a"] }));
  recovery.scan();
  assert.deepEqual(sent, [["a"]]);
  assert.equal(recovery.offer().session, "s");
});

test("what another player sees to is left as it lies", () => {
  const { recovery, outbox, left } = create(entry("s", { ids: ["a"] }));
  recovery.leave();
  assert.equal(recovery.offer(), null);
  outbox.acknowledge(["a"]);
  assert.deepEqual(left(), ["s"]);
});
