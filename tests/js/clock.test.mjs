import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { createEngine } from "../../stretchlib/player/src/clock.mjs";
import { createTime } from "./time.mjs";

const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
const START = 1000;

function create({ ready_s = 0, phases = timeline } = {}) {
  const time = createTime();
  const events = [];
  const engine = createEngine({
    timeline: phases,
    now: time.now,
    setTimer: time.setTimer,
    emit: (event) => events.push(event),
    ready_s: () => ready_s,
  });
  const told = () => events.map(({ kind, phase }) => [kind, phase]);
  const last = () => events.at(-1);
  return { time, engine, events, told, last };
}

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
  assert.deepEqual(
    [engine.snapshot().index, engine.snapshot().into_s],
    [1, 0],
  );
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
  const { engine, time, told, last } = create();
  engine.start();
  time.pass(200);
  assert.equal(engine.snapshot().state, "ended");
  assert.equal(engine.snapshot().outcome, "finished");
  assert.equal(told().filter(([kind]) => kind === "phase_done").length, timeline.length);
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

test("a pause stops the time and not the place", () => {
  const { engine, time, told } = create();
  engine.start();
  time.pass(10);
  engine.pause();
  assert.equal(time.waiting(), 0);
  time.pass(3600);
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [1, 2]);
  engine.resume();
  time.pass(18);
  assert.equal(engine.snapshot().index, 2);
  assert.deepEqual(told().slice(2), [
    ["paused", 1],
    ["resumed", 1],
    ["phase_done", 1],
  ]);
});

test("it gives time to get ready before it moves, at the start and after a pause", () => {
  const { engine, time, events } = create({ ready_s: 3 });
  engine.start();
  time.pass(1);
  assert.deepEqual([engine.snapshot().lead_s, engine.snapshot().into_s], [2, 0]);
  time.pass(4);
  assert.deepEqual([engine.snapshot().lead_s, engine.snapshot().into_s], [0, 2]);
  engine.pause();
  engine.resume();
  time.pass(2.5);
  assert.deepEqual([engine.snapshot().lead_s, engine.snapshot().into_s], [0.5, 2]);
  time.pass(6.5);
  assert.equal(engine.snapshot().index, 1);
  assert.deepEqual(events.at(-1), { kind: "phase_done", phase: 0, done_s: 8, at: START + 14_000 });
});

test("skip tells what was done of the phase and begins the next", () => {
  const { engine, time, last } = create();
  engine.start();
  time.pass(12.25);
  engine.skip();
  assert.deepEqual(last(), { kind: "phase_skipped", phase: 1, done_s: 4.25, at: START + 12_250 });
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [2, 0]);
});

test("skip in a pause stays in the pause", () => {
  const { engine, time } = create();
  engine.start();
  engine.pause();
  engine.skip();
  time.pass(60);
  assert.deepEqual([engine.snapshot().state, engine.snapshot().index], ["paused", 1]);
});

test("skipping the last phase finishes", () => {
  const { engine, told } = create({ phases: timeline.slice(0, 1) });
  engine.start();
  engine.skip();
  assert.deepEqual(told(), [
    ["started", null],
    ["phase_skipped", 0],
    ["finished", null],
  ]);
});

test("back within three seconds goes to the phase before, later it begins this one again", () => {
  const { engine, time, told } = create();
  engine.start();
  time.pass(8 + 2.9);
  engine.back();
  assert.equal(engine.snapshot().index, 0);
  time.pass(3);
  engine.back();
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [0, 0]);
  assert.deepEqual(told().slice(2), [
    ["phase_skipped", 1],
    ["phase_repeated", 0],
    ["phase_skipped", 0],
    ["phase_repeated", 0],
  ]);
});

test("back before anything of the phase was done skips nothing", () => {
  const { engine, told } = create({ ready_s: 3 });
  engine.start();
  engine.back();
  assert.deepEqual(told(), [
    ["started", null],
    ["phase_repeated", 0],
  ]);
});

test("the end closes the phase under way, and nothing happens any more", () => {
  const { engine, time, events } = create();
  engine.start();
  time.pass(9);
  engine.end();
  const { length } = events;
  for (const press of ["start", "pause", "resume", "skip", "back", "end"]) engine[press]();
  time.pass(60);
  assert.equal(events.length, length);
  assert.equal(engine.snapshot().outcome, "stopped");
  assert.deepEqual(events.slice(-2), [
    { kind: "phase_skipped", phase: 1, done_s: 1, at: START + 9000 },
    { kind: "stopped", phase: null, done_s: null, at: START + 9000 },
  ]);
});

test("a press that comes before a late timer finds the right phase", () => {
  let now = START;
  const told = [];
  const engine = createEngine({
    timeline,
    now: () => now,
    setTimer: () => () => {},
    emit: ({ kind, phase }) => told.push([kind, phase]),
  });
  engine.start();
  now += 9000;
  engine.skip();
  assert.deepEqual(told, [
    ["started", null],
    ["phase_done", 0],
    ["phase_skipped", 1],
  ]);
});

test("only a person changes the course, not the time", () => {
  const { engine, time } = create();
  engine.start();
  const { course } = engine.snapshot();
  time.pass(60);
  assert.equal(engine.snapshot().course, course);
  engine.skip();
  assert.notEqual(engine.snapshot().course, course);
});

test("closed, it stands still and tells nobody", () => {
  const { engine, time, events } = create();
  engine.start();
  engine.close();
  assert.equal(time.waiting(), 0);
  time.pass(60);
  engine.skip();
  assert.deepEqual(events.map(({ kind }) => kind), ["started"]);
});
