// The screen is made ready a frame before its moment; what is logged and heard keeps to the moment.

import assert from "node:assert/strict";
import { test } from "node:test";

import { FRAME_MS } from "../../stretchlib/player/src/engine/engine.mjs";
import { create, START, timeline } from "./engine_kit.mjs";

function play({ ready_s = 0 } = {}) {
  const { time, engine, events } = create({ ready_s, ahead_ms: FRAME_MS });
  const painted = [];
  engine.subscribe(() => painted.push([time.now() - START, engine.seen()]));
  engine.start();
  return { time, engine, events, painted };
}

const left = ({ index, into_s }) => Math.ceil(timeline[index].duration_s - into_s);

test("each second is painted within the frame before it, never later and never twice", () => {
  const { time, painted } = play();
  time.pass(8.5); // The first phase has 8 s.
  const seconds = painted
    .filter(([, seen]) => seen.index === 0)
    .map(([at, seen]) => [at, left(seen)]);
  const due = (text) => (8 - text) * 1000;
  for (const text of [7, 6, 5, 4, 3, 2, 1]) {
    const [[at]] = seconds.filter(([, shown]) => shown === text);
    assert.ok(at <= due(text) && at >= due(text) - FRAME_MS, `${text} was painted at ${at} ms`);
  }
});

test("a phase is painted a frame ahead, and logged at its own deadline", () => {
  const { time, engine, events } = play();
  time.pass(7.98);
  assert.equal(engine.seen().index, 0);
  time.pass(0.015);
  const { index, into_s, lead_s } = engine.seen();
  assert.deepEqual([index, lead_s], [1, 0]);
  assert.ok(into_s < FRAME_MS / 1000);
  const [, done] = events;
  assert.deepEqual([done.kind, done.done_s, done.at], ["phase_done", 8, START + 8000]);
});

test("what is heard is planned by the true moment", () => {
  const { time, engine } = play();
  time.pass(2);
  assert.equal(engine.snapshot().into_s, 2);
  assert.equal(engine.seen().into_s, 2 + FRAME_MS / 1000);
});

test("a pause keeps the true second", () => {
  const { time, engine } = play();
  time.pass(2.5);
  engine.pause();
  assert.equal(engine.seen().into_s, 2.5);
});

test("no second of the lead-in comes back after it is over", () => {
  const { time, painted } = play({ ready_s: 3 });
  time.pass(5);
  const leads = painted.map(([, { lead_s }]) => Math.ceil(lead_s));
  assert.deepEqual(
    leads,
    [...leads].sort((a, b) => b - a),
  );
});

test("a routine ends no later than without it, and each phase is logged once", () => {
  const { time, events } = play();
  time.pass(600);
  const done = events.filter(({ kind }) => kind === "phase_done").map(({ phase }) => phase);
  assert.deepEqual(
    done,
    timeline.map((_, i) => i),
  );
  assert.equal(events.at(-1).kind, "finished");
});
