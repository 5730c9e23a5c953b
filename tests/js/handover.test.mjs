import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { createEngine } from "../../stretchlib/player/src/clock.mjs";
import { createHandover } from "../../stretchlib/player/src/handover.mjs";
import { createJournal } from "../../stretchlib/player/src/journal.mjs";
import { createLeader } from "../../stretchlib/player/src/leader.mjs";
import { createOutbox } from "../../stretchlib/player/src/outbox.mjs";
import { createRecovery } from "../../stretchlib/player/src/recovery.mjs";
import { createSession } from "../../stretchlib/player/src/session.mjs";
import { createStorage } from "./storage.mjs";
import { createTime } from "./time.mjs";

const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
const NOW = 1_700_000_000_000;
let number = 0;

/** The parts of a player that a session is handed over to, in one tab of a notebook. */
function createTab({ storage = createStorage(), id = "own", name = `handover ${(number += 1)}` } = {}) {
  const time = createTime();
  const date_ms = () => NOW + time.now();
  const told = [];
  const journal = createJournal({ place: [], storage: () => storage });
  const outbox = createOutbox({
    send() {},
    setTimer: time.setTimer,
    changed() {
      tab.keep();
      recovery.settle();
      handover.tellOffer();
    },
  });
  const session = createSession({ id, routine: "Mine", outbox, journal, now: time.now, date_ms });
  const engine = createEngine({
    timeline: timeline.slice(0, 3),
    now: time.now,
    setTimer: time.setTimer,
    emit: session.record,
  });
  const recovery = createRecovery({ journal, outbox, date_ms });
  const leader = createLeader({ name, freed: () => handover.lookAround() });
  const handover = createHandover({
    engine,
    session,
    recovery,
    leader,
    date_ms,
    tell(earlier) {
      told.push(earlier);
      // A widget's model tells whoever set it as well.
      handover.hear(earlier);
    },
    rebuilt: () => told.push("rebuilt"),
    changed() {},
  });
  const tab = {
    ...{ storage, name, time, told, journal, outbox, session, engine, recovery, leader, handover },
    keep: () => session.keep(engine.snapshot(), engine.timeline()),
    state: () => engine.snapshot().state,
  };
  return tab;
}

/** A tab that dies half-way through a session, with nothing saved. */
async function dies(id) {
  const tab = createTab({ id });
  await tab.handover.start(null);
  tab.time.pass(10);
  tab.keep();
  tab.leader.close();
  return tab;
}

test("a session that was left is offered to the next player, and Python hears of it when it is safe", async () => {
  const { storage } = await dies("left");
  const tab = createTab({ storage });
  await tab.handover.lookAround();
  assert.equal(tab.recovery.offer().session, "left");
  assert.deepEqual(tab.told, []);
  tab.outbox.acknowledge(tab.outbox.pending("left").map(({ id }) => id));
  await tab.handover.lookAround();
  const figures = ["hip_flexor_pull/left"];
  assert.deepEqual(tab.told, [{ session: "left", answer: "", next: "", figures }]);
  tab.leader.close();
});

test("it is gone on with where it stood, under its own name", async () => {
  const { storage } = await dies("left");
  const tab = createTab({ storage });
  await tab.handover.lookAround();
  await tab.handover.resume(tab.engine.resume);
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
  assert.deepEqual(tab.told.at(-1), { session: "left", answer: "resume", next: "" });
  tab.leader.close();
});

test("a view that comes back with its own session goes on with it too", async () => {
  const { storage } = await dies("own");
  const tab = createTab({ storage, id: "own" });
  await tab.handover.lookAround();
  await tab.handover.resume(tab.engine.resume);
  assert.deepEqual([tab.session.id(), tab.state()], ["own", "running"]);
  tab.leader.close();
});

test("given up, its own session is closed and the next one has another name", async () => {
  const { storage } = await dies("own");
  const tab = createTab({ storage, id: "own" });
  await tab.handover.lookAround();
  tab.handover.forget();
  assert.notEqual(tab.session.id(), "own");
  assert.deepEqual(tab.told, [{ session: "own", answer: "forget", next: tab.session.id() }]);
  assert.equal(tab.outbox.pending("own").at(-1).kind, "stopped");
  await tab.handover.start(null);
  assert.equal(tab.outbox.pending(tab.session.id())[0].seq, 1);
  tab.leader.close();
});

test("whoever starts without an answer has given it up", async () => {
  const { storage } = await dies("left");
  const tab = createTab({ storage });
  await tab.handover.lookAround();
  await tab.handover.start(null);
  assert.deepEqual(tab.told, [{ session: "left", answer: "forget", next: "" }]);
  assert.equal(tab.outbox.pending("left").at(-1).kind, "stopped");
  tab.leader.close();
});

test("a session of its own that is too old to go on with is not begun a second time", async () => {
  const { storage, journal } = await dies("own");
  journal.write({ ...journal.all()[0], at_ms: NOW - 13 * 3600_000 });
  const tab = createTab({ storage, id: "own" });
  await tab.handover.lookAround();
  assert.equal(tab.recovery.offer(), null);
  await tab.handover.start(null);
  assert.notEqual(tab.session.id(), "own");
  tab.leader.close();
});

test("while one tab plays, another neither plays nor offers", async () => {
  const one = createTab();
  const two = createTab({ storage: one.storage, name: one.name });
  await one.handover.start(null);
  one.keep();
  await two.handover.lookAround();
  assert.deepEqual([two.handover.isElsewhere(), two.recovery.offer()], [true, null]);
  await two.handover.start(null);
  assert.equal(two.state(), "idle");
  assert.deepEqual(two.outbox.pending("own"), []);
  one.leader.close();
  while (two.handover.isElsewhere()) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(two.recovery.offer().session, "own");
  two.leader.close();
});

test("what Python does not know is offered no longer, not even on another look", async () => {
  const { storage } = await dies("left");
  const tab = createTab({ storage });
  await tab.handover.lookAround();
  tab.handover.hear({});
  assert.equal(tab.recovery.offer(), null);
  await tab.handover.lookAround();
  assert.equal(tab.recovery.offer(), null);
  tab.leader.close();
});

test("what another tab has answered is offered here no longer; what another tab has not, is", async () => {
  const { storage } = await dies("left");
  const tab = createTab({ storage });
  await tab.handover.lookAround();
  tab.handover.hear({ session: "left", answer: "", next: "" });
  tab.handover.hear({ session: "other", answer: "forget", next: "" });
  assert.equal(tab.recovery.offer().session, "left");
  tab.handover.hear({ session: "left", answer: "resume", next: "" });
  assert.equal(tab.recovery.offer(), null);
  tab.leader.close();
});

test("at another rate of breathing the timeline is another one before it starts", async () => {
  const tab = createTab();
  tab.engine.load(timeline);
  await tab.handover.start(12);
  assert.equal(tab.engine.timeline()[6].beats.length, 8);
  assert.deepEqual(tab.told, ["rebuilt"]);
  tab.leader.close();
});

test("what was left where it hurt is ended or gone on with, and never resumed", async () => {
  const one = createTab({ id: "left" });
  await one.handover.start(null);
  one.time.pass(10);
  one.engine.hurts();
  one.keep();
  one.leader.close();
  const tab = createTab({ storage: one.storage });
  await tab.handover.lookAround();
  assert.equal(tab.recovery.offer().hurts, true);
  await tab.handover.resume(tab.engine.end);
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
  assert.deepEqual(tab.told.at(-1), { session: "left", answer: "resume", next: "" });
  tab.leader.close();
});

test("a player that is closed neither plays nor keeps others from playing", async () => {
  const one = createTab();
  one.engine.close();
  one.leader.close();
  await one.handover.start(null);
  const two = createTab({ storage: one.storage, name: one.name });
  await two.handover.start(null);
  assert.equal(two.state(), "running");
  two.leader.close();
});
