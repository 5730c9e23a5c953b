import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { createEngine } from "../../stretchlib/player/src/engine/engine.mjs";
import { createJournal } from "../../stretchlib/player/src/session/journal.mjs";
import { createOutbox } from "../../stretchlib/player/src/session/outbox.mjs";
import { createRecovery } from "../../stretchlib/player/src/session/recovery.mjs";
import { createSession } from "../../stretchlib/player/src/session/session.mjs";
import { createTabLock } from "../../stretchlib/player/src/session/tab_lock.mjs";
import { createTakeover } from "../../stretchlib/player/src/session/takeover.mjs";
import { createStorage } from "./storage.mjs";
import { createTime } from "./time.mjs";

const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
const NOW = 1_700_000_000_000;
let number = 0;

/** The parts of a player that a session is handed over to, in one tab of a notebook. */
function createTab({
  storage = createStorage(),
  id = "own",
  name = `handover ${(number += 1)}`,
} = {}) {
  const time = createTime();
  const date = () => NOW + time.now();
  const calls = [];
  const journal = createJournal({ owner: [], storage: () => storage });
  const outbox = createOutbox({
    send() {},
    sendAgain() {},
    setTimer: time.setTimer,
    changed() {
      tab.keep();
      recovery.settle();
      takeover.tellOffer();
    },
  });
  const session = createSession({ id, routine: "Mine", outbox, journal, now: time.now, date });
  const engine = createEngine({
    timeline: timeline.slice(0, 3),
    now: time.now,
    setTimer: time.setTimer,
    emit: session.record,
  });
  const recovery = createRecovery({ journal, outbox, date });
  const tabLock = createTabLock({ name, freed: () => takeover.lookAround() });
  const takeover = createTakeover({
    engine,
    session,
    recovery,
    tabLock,
    date,
    tell(earlier) {
      calls.push(earlier);
      // A widget's model tells whoever set it as well.
      takeover.hear(earlier);
    },
    rebuilt: () => calls.push("rebuilt"),
    changed() {},
  });
  const tab = {
    ...{
      storage,
      name,
      time,
      calls,
      journal,
      outbox,
      session,
      engine,
      recovery,
      tabLock,
      takeover,
    },
    keep: () => session.keep(engine.snapshot(), engine.timeline()),
    state: () => engine.snapshot().state,
  };
  return tab;
}

/** A tab that dies half-way through a session, with nothing saved. */
async function dies(id) {
  const tab = createTab({ id });
  await tab.takeover.start(null);
  tab.time.pass(10);
  tab.keep();
  tab.tabLock.close();
  return tab;
}

test("a session that was left is offered to the next player, and Python hears of it when it is safe", async () => {
  const { storage } = await dies("left");
  const tab = createTab({ storage });
  await tab.takeover.lookAround();
  assert.equal(tab.recovery.offer().session, "left");
  assert.deepEqual(tab.calls, []);
  tab.outbox.acknowledge(tab.outbox.pending("left").map(({ id }) => id));
  await tab.takeover.lookAround();
  const figures = ["hip_flexor_pull/left"];
  assert.deepEqual(tab.calls, [{ session: "left", answer: "", next: "", figures }]);
  tab.tabLock.close();
});

test("it is gone on with where it stood, under its own name", async () => {
  const { storage } = await dies("left");
  const tab = createTab({ storage });
  await tab.takeover.lookAround();
  await tab.takeover.resume(tab.engine.resume);
  const { state, index, into_s } = tab.engine.snapshot();
  assert.deepEqual([state, index, into_s], ["running", 1, 2]);
  assert.deepEqual(
    tab.outbox.pending("left").map(({ seq, kind }) => [seq, kind]),
    [
      [1, "started"],
      [2, "phase_done"],
      [3, "resumed"],
    ],
  );
  assert.deepEqual(tab.calls.at(-1), { session: "left", answer: "resume", next: "" });
  tab.tabLock.close();
});

test("a view that comes back with its own session goes on with it too", async () => {
  const { storage } = await dies("own");
  const tab = createTab({ storage, id: "own" });
  await tab.takeover.lookAround();
  await tab.takeover.resume(tab.engine.resume);
  assert.deepEqual([tab.session.id(), tab.state()], ["own", "running"]);
  tab.tabLock.close();
});

test("given up, its own session is closed and the next one has another name", async () => {
  const { storage } = await dies("own");
  const tab = createTab({ storage, id: "own" });
  await tab.takeover.lookAround();
  tab.takeover.forget();
  assert.notEqual(tab.session.id(), "own");
  assert.deepEqual(tab.calls, [{ session: "own", answer: "forget", next: tab.session.id() }]);
  assert.equal(tab.outbox.pending("own").at(-1).kind, "stopped");
  await tab.takeover.start(null);
  assert.equal(tab.outbox.pending(tab.session.id())[0].seq, 1);
  tab.tabLock.close();
});

test("whoever starts without an answer has given it up", async () => {
  const { storage } = await dies("left");
  const tab = createTab({ storage });
  await tab.takeover.lookAround();
  await tab.takeover.start(null);
  assert.deepEqual(tab.calls, [{ session: "left", answer: "forget", next: "" }]);
  assert.equal(tab.outbox.pending("left").at(-1).kind, "stopped");
  tab.tabLock.close();
});

test("a session of its own that is too old to go on with is not begun a second time", async () => {
  const { storage, journal } = await dies("own");
  journal.write({ ...journal.all()[0], at_ms: NOW - 13 * 3600_000 });
  const tab = createTab({ storage, id: "own" });
  await tab.takeover.lookAround();
  assert.equal(tab.recovery.offer(), null);
  await tab.takeover.start(null);
  assert.notEqual(tab.session.id(), "own");
  tab.tabLock.close();
});

test("while one tab plays, another neither plays nor offers", async () => {
  const one = createTab();
  const two = createTab({ storage: one.storage, name: one.name });
  await one.takeover.start(null);
  one.keep();
  await two.takeover.lookAround();
  assert.deepEqual([two.takeover.isElsewhere(), two.recovery.offer()], [true, null]);
  await two.takeover.start(null);
  assert.equal(two.state(), "idle");
  assert.deepEqual(two.outbox.pending("own"), []);
  one.tabLock.close();
  while (two.takeover.isElsewhere()) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(two.recovery.offer().session, "own");
  two.tabLock.close();
});

test("what Python does not know is offered no longer, not even on another look", async () => {
  const { storage } = await dies("left");
  const tab = createTab({ storage });
  await tab.takeover.lookAround();
  tab.takeover.hear({});
  assert.equal(tab.recovery.offer(), null);
  await tab.takeover.lookAround();
  assert.equal(tab.recovery.offer(), null);
  tab.tabLock.close();
});

test("what another tab has answered is offered here no longer; what another tab has not, is", async () => {
  const { storage } = await dies("left");
  const tab = createTab({ storage });
  await tab.takeover.lookAround();
  tab.takeover.hear({ session: "left", answer: "", next: "" });
  tab.takeover.hear({ session: "other", answer: "forget", next: "" });
  assert.equal(tab.recovery.offer().session, "left");
  tab.takeover.hear({ session: "left", answer: "resume", next: "" });
  assert.equal(tab.recovery.offer(), null);
  tab.tabLock.close();
});

test("at another rate of breathing the timeline is another one before it starts", async () => {
  const tab = createTab();
  tab.engine.load(timeline);
  await tab.takeover.start(12);
  assert.equal(tab.engine.timeline()[6].beats.length, 8);
  assert.deepEqual(tab.calls, ["rebuilt"]);
  const said = tab.outbox.pending("own").map(({ kind, phase, reason }) => [kind, phase, reason]);
  assert.deepEqual(said, [
    ["started", null, null],
    ["breaths_chosen", 6, "4"],
  ]);
  tab.tabLock.close();
});

test("what was left where it hurt is ended or gone on with, and never resumed", async () => {
  const one = createTab({ id: "left" });
  await one.takeover.start(null);
  one.time.pass(10);
  one.engine.hurts();
  one.keep();
  one.tabLock.close();
  const tab = createTab({ storage: one.storage });
  await tab.takeover.lookAround();
  assert.equal(tab.recovery.offer().hurts, true);
  await tab.takeover.resume(tab.engine.end);
  assert.deepEqual([tab.session.id(), tab.engine.snapshot().outcome], ["left", "stopped"]);
  assert.deepEqual(
    tab.outbox.pending("left").map(({ seq, kind }) => [seq, kind]),
    [
      [1, "started"],
      [2, "phase_done"],
      [3, "hurt"],
      [4, "phase_skipped"],
      [5, "stopped"],
    ],
  );
  assert.deepEqual(tab.calls.at(-1), { session: "left", answer: "resume", next: "" });
  tab.tabLock.close();
});

test("a player that is closed neither plays nor keeps others from playing", async () => {
  const one = createTab();
  one.engine.close();
  one.tabLock.close();
  await one.takeover.start(null);
  const two = createTab({ storage: one.storage, name: one.name });
  await two.takeover.start(null);
  assert.equal(two.state(), "running");
  two.tabLock.close();
});
