// Hold or pulse: what a person chooses as they get ready for a stretch.

import assert from "node:assert/strict";
import { test } from "node:test";

import { doseSeconds } from "../../stretchlib/player/src/engine/timeline.mjs";
import { create, state } from "./engine_kit.mjs";

const way = { stage: "setup", pace: null, duration_s: 8, cues: [], beats: [], side: "left" };
const held = {
  pace: "hold",
  duration_s: 30,
  cues: [{ at_s: 0, text: "Stay.", spoken: "" }],
  beats: [{ at_s: 0, kind: "hold" }],
};
const pulsed = {
  pace: "pulse",
  duration_s: 60,
  cues: [{ at_s: 0, text: "Press and let go.", spoken: "" }],
  beats: Array.from({ length: 20 }, (_, i) => ({ at_s: 3 * i, kind: i % 2 ? "release" : "press" })),
};
const rest = { ...way, stage: "rest", duration_s: 5 };
/** Two steps; the first has both paces, the second has one. */
const phases = [
  { ...way, step: 1 },
  { ...way, ...held, stage: "stretch", step: 1, other: pulsed },
  { ...rest, step: 1 },
  { ...way, ...held, stage: "stretch", step: 1, other: pulsed },
  { ...way, step: 2 },
  { ...way, ...held, stage: "stretch", step: 2 },
];

const lengths = (engine) => engine.timeline().map(({ duration_s }) => duration_s);

test("the other pace takes the place of the one that comes, in the whole stretch and no other", () => {
  const { engine, time, last } = create({ phases });
  engine.start();
  time.pass(2);
  assert.deepEqual(engine.snapshot().choice, { pace: "hold", other: "pulse" });
  engine.choosePace("pulse");
  assert.deepEqual(lengths(engine), [8, 60, 5, 60, 8, 30]);
  assert.equal(engine.timeline()[5].pace, "hold");
  const { at, ...rest } = last();
  assert.deepEqual(rest, { kind: "pace_chosen", phase: 0, done_s: null, reason: "pulse" });
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [0, 2]);
  time.pass(6 + 60);
  assert.equal(engine.snapshot().index, 2);
});

test("both paces are as long under stretch, and one may change one's mind", () => {
  const { engine, time } = create({ phases });
  engine.start();
  time.pass(2);
  const dose = engine.timeline().map(doseSeconds);
  engine.choosePace("pulse");
  assert.deepEqual(engine.timeline().map(doseSeconds), dose);
  assert.deepEqual(engine.snapshot().choice, { pace: "pulse", other: "hold" });
  engine.choosePace("hold");
  assert.deepEqual(lengths(engine), lengths({ timeline: () => phases }));
});

test("what is chosen already is not told again", () => {
  const { engine, time, events } = create({ phases });
  engine.start();
  time.pass(2);
  engine.choosePace("hold");
  assert.equal(events.length, 1);
});

test("it is chosen also where the player waits, and not once the stretch is under way", () => {
  const { engine, time } = create({ phases, waits: true });
  engine.start();
  time.pass(8);
  assert.equal(state(engine), "waiting");
  engine.choosePace("pulse");
  engine.goOnNow();
  time.pass(1);
  assert.equal(engine.snapshot().choice, null);
  engine.choosePace("hold");
  assert.equal(engine.timeline()[1].pace, "pulse");
});

test("once some of a stretch was done, going back does not offer it again", () => {
  const { engine, time } = create({ phases });
  engine.start();
  time.pass(10);
  engine.back();
  engine.back();
  assert.deepEqual([engine.snapshot().index, engine.snapshot().choice], [0, null]);
});

test("a stretch with one pace, and a routine that has not begun, offer none", () => {
  const { engine, time } = create({ phases });
  engine.choosePace("pulse");
  assert.equal(engine.timeline()[1].pace, "hold");
  engine.start();
  time.pass(8 + 30 + 5 + 30 + 2);
  assert.deepEqual([engine.snapshot().index, engine.snapshot().choice], [4, null]);
});

test("a session that is gone on with has what was chosen, and what was played", () => {
  const left = create({ phases });
  left.engine.start();
  left.time.pass(10);
  left.engine.back();
  left.engine.back();
  const { engine } = create({ phases });
  engine.load(left.engine.timeline(), left.engine.snapshot());
  assert.deepEqual([engine.snapshot().index, engine.snapshot().choice], [0, null]);
  const fresh = create({ phases }).engine;
  fresh.load(phases, { index: 0, into_s: 2, extra_s: 0, played: -1, state: "paused" });
  assert.deepEqual(fresh.snapshot().choice, { pace: "hold", other: "pulse" });
});
