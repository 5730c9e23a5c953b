// What time alone does: deadlines, late timers, sleep, and taking up an earlier run.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createEngine } from "../../stretchlib/player/src/engine/engine.mjs";
import { create, START, state, timeline } from "./engine_kit.mjs";

test("it waits for the start without a timer", () => {
  const { engine, time, events } = create();
  time.pass(60);
  assert.equal(engine.snapshot().state, "idle");
  assert.equal(time.waiting(), 0);
  assert.deepEqual(events, []);
});

test("a phase ends at its deadline, and a boundary belongs to the phase that starts there", () => {
  const { engine, time, events } = create();
  engine.start();
  time.pass(7.999);
  assert.equal(engine.snapshot().index, 0);
  time.pass(0.001);
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [1, 0]);
  assert.deepEqual(events, [
    { kind: "started", phase: null, done_s: null, at: START },
    { kind: "phase_done", phase: 0, done_s: 8, at: START + 8000 },
  ]);
});

test("a late timer makes up for every deadline at its own instant", () => {
  const { engine, time, events } = create();
  engine.start();
  time.stall(45.5); // phases of 8, 20, 10 and 6 s are over, the fifth is 1.5 s old
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [4, 1.5]);
  assert.deepEqual(
    events.slice(1).map(({ kind, phase, done_s, at }) => [kind, phase, done_s, at - START]),
    [
      ["phase_done", 0, 8, 8000],
      ["phase_done", 1, 20, 28000],
      ["phase_done", 2, 10, 38000],
      ["phase_done", 3, 6, 44000],
    ],
  );
});

test("played to the end it is finished exactly then, and no timer is left", () => {
  const { engine, time, emitted, last } = create();
  engine.start();
  time.pass(200);
  assert.equal(engine.snapshot().state, "ended");
  assert.equal(engine.snapshot().outcome, "finished");
  assert.equal(emitted().filter(([kind]) => kind === "phase_done").length, timeline.length);
  assert.deepEqual(last(), { kind: "finished", phase: null, done_s: null, at: START + 170_000 });
  assert.equal(time.waiting(), 0);
});

test("late by any amount or not, the same is told", () => {
  const whole = create();
  whole.engine.start();
  whole.time.stall(500);
  const smooth = create();
  smooth.engine.start();
  smooth.time.pass(500);
  assert.deepEqual(whole.events, smooth.events);
});

test("it is shown anew at each whole second left, on time to a millisecond", () => {
  const { engine, time } = create();
  const seen = [];
  engine.start();
  engine.subscribe(({ index, into_s }) => seen.push([index, into_s]));
  time.pass(8.5);
  assert.deepEqual(seen, [
    [0, 1],
    [0, 2],
    [0, 3],
    [0, 4],
    [0, 5],
    [0, 6],
    [0, 7],
    [1, 0],
  ]);
});

test("a press that comes before a late timer finds the right phase", () => {
  let now = START;
  const emitted = [];
  const engine = createEngine({
    timeline,
    now: () => now,
    setTimer: () => () => {},
    emit: ({ kind, phase }) => emitted.push([kind, phase]),
  });
  engine.start();
  now += 9000;
  engine.skip();
  assert.deepEqual(emitted, [
    ["started", null],
    ["phase_done", 0],
    ["phase_skipped", 1],
    ["phase_skipped", 2],
  ]);
});

test("only a person changes the course, not the time", () => {
  const { engine, time } = create();
  engine.start();
  const { plan_version } = engine.snapshot();
  time.pass(60);
  assert.equal(engine.snapshot().plan_version, plan_version);
  engine.skip();
  assert.notEqual(engine.snapshot().plan_version, plan_version);
});

test("closed, it stands still and tells nobody", () => {
  const { engine, time, events } = create();
  engine.start();
  engine.close();
  assert.equal(time.waiting(), 0);
  time.pass(60);
  engine.skip();
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ["started"],
  );
});

test("a machine that slept finds it paused where it was last awake", () => {
  const { engine, time, last } = create({ didSleep: (_gap, answer) => answer(true) });
  engine.start();
  time.pass(12);
  time.stall(3600);
  const { state, index, into_s, slept } = engine.snapshot();
  assert.deepEqual([state, index, into_s, slept], ["paused", 1, 4, true]);
  assert.deepEqual(last(), { kind: "paused", phase: 1, done_s: null, at: START + 12_000 });
  engine.resume();
  assert.equal(engine.snapshot().slept, false);
});

test("a gap of a few seconds is no sleep, and nobody is asked", () => {
  let asked = 0;
  const didSleep = (_gap, answer) => answer((asked += 1) > 0);
  const { engine, time } = create({ didSleep });
  engine.start();
  time.stall(4.9);
  assert.deepEqual([asked, state(engine), engine.snapshot().into_s], [0, "running", 4.9]);
});

test("until it is known whether it slept nothing moves, and what was pressed is done after", () => {
  let answer;
  const { engine, time, emitted } = create({ didSleep: (_gap, reply) => (answer = reply) });
  engine.start();
  time.pass(3);
  time.stall(60);
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [0, 3]);
  engine.skip();
  assert.deepEqual(emitted(), [["started", null]]);
  answer(false);
  assert.deepEqual(emitted(), [
    ["started", null],
    ["phase_done", 0],
    ["phase_done", 1],
    ["phase_done", 2],
    ["phase_done", 3],
    ["phase_done", 4],
    ["phase_skipped", 5],
    ["phase_skipped", 6],
  ]);
});

test("it goes on from where an earlier run stood, with time to get down again", () => {
  const { engine, time, events } = create({ ready_s: 8, phases: timeline.slice(0, 2) });
  engine.load(timeline, { index: 4, into_s: 5, extra_s: 15 });
  assert.deepEqual([state(engine), engine.snapshot().index], ["paused", 4]);
  engine.resume();
  assert.equal(engine.snapshot().lead_s, 8);
  time.pass(8 + 28);
  assert.deepEqual(
    events.map(({ kind, phase, done_s }) => [kind, phase, done_s]),
    [
      ["resumed", 4, null],
      ["phase_done", 4, 33],
    ],
  );
});

for (const name of ["reported_s", "told_s"]) {
  test(`no second counts twice where a journal has ${name}, now or of before`, () => {
    const { engine, time, events } = create({ phases: timeline.slice(0, 2) });
    engine.load(timeline, { index: 4, into_s: 5, extra_s: 0, [name]: 5 });
    engine.resume();
    time.pass(3 + 13);
    const { phase, done_s } = events.find(({ kind }) => kind === "phase_done");
    assert.deepEqual([phase, done_s], [4, 13]);
  });
}

test("once it has begun it takes no other timeline", () => {
  const { engine } = create();
  engine.start();
  engine.load(timeline.slice(1));
  assert.equal(engine.timeline(), timeline);
});

test("it can stand at an end that came elsewhere, and tells nobody", () => {
  const { engine, events } = create();
  engine.conclude("finished");
  engine.start();
  assert.deepEqual([state(engine), engine.snapshot().outcome, events], ["ended", "finished", []]);
});

test("its deadlines are the ends of what comes by itself", () => {
  const { engine, time } = create();
  engine.start();
  time.pass(3);
  assert.deepEqual(engine.deadlines().slice(0, 3), [5000, 25_000, 35_000]);
  assert.equal(engine.deadlines().length, timeline.length);
  engine.more();
  assert.equal(engine.deadlines()[0], 20_000);
  engine.pause();
  assert.deepEqual(engine.deadlines(), []);
  const waiting = create({ waits: true });
  waiting.engine.start();
  assert.deepEqual(waiting.engine.deadlines(), [8000]);
});

test("ten hours of phases are made up for in a moment", () => {
  const phases = Array.from({ length: 3600 }, (_, phase) => ({
    ...timeline[5],
    phase,
    duration_s: 10,
  }));
  const { engine, time, events } = create({ phases });
  engine.start();
  const begun = performance.now();
  time.stall(10 * 3600);
  assert.equal(engine.snapshot().outcome, "finished");
  assert.equal(events.length, 3602);
  assert.ok(performance.now() - begun < 1000);
});
