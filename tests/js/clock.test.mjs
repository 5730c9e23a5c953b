import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { MORE_S, createEngine } from "../../stretchlib/player/src/clock.mjs";
import { createTime } from "./time.mjs";

const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
const START = 1000;

function create({ ready_s = 0, phases = timeline, waits = false, didSleep } = {}) {
  const time = createTime();
  const events = [];
  const engine = createEngine({
    timeline: phases,
    now: time.now,
    setTimer: time.setTimer,
    // An event has a reason only where somebody gave one.
    emit: ({ reason, ...event }) => events.push(reason === null ? event : { ...event, reason }),
    ready_s: () => ready_s,
    waits: () => waits,
    didSleep,
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
  time.pass(3 + 18);
  assert.equal(engine.snapshot().index, 2);
  assert.deepEqual(told().slice(2), [
    ["paused", 1],
    ["resumed", 1],
    ["phase_done", 1],
  ]);
});

test("it gives as much time to get ready as one likes, and three seconds after a pause", () => {
  const { engine, time, events } = create({ ready_s: 10 });
  engine.start();
  time.pass(1);
  assert.deepEqual([engine.snapshot().lead_s, engine.snapshot().into_s], [9, 0]);
  time.pass(11);
  assert.deepEqual([engine.snapshot().lead_s, engine.snapshot().into_s], [0, 2]);
  engine.pause();
  engine.resume();
  time.pass(2.5);
  assert.deepEqual([engine.snapshot().lead_s, engine.snapshot().into_s], [0.5, 2]);
  time.pass(6.5);
  assert.equal(engine.snapshot().index, 1);
  assert.deepEqual(events.at(-1), { kind: "phase_done", phase: 0, done_s: 8, at: START + 21_000 });
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

const state = (engine) => engine.snapshot().state;

test("a reason for a skip is kept when it is one of the list, and no other word", () => {
  const { engine, last } = create();
  engine.start();
  engine.skip("sore");
  assert.equal(last().reason, "sore");
  engine.skip("<b>because</b>");
  assert.equal(last().reason, undefined);
});

test("fifteen seconds more are added to the phase under way and count as done", () => {
  const { engine, time, events, last } = create();
  engine.start();
  time.pass(7);
  engine.more();
  engine.more();
  assert.equal(engine.snapshot().extra_s, 2 * MORE_S);
  time.pass(31);
  assert.deepEqual(last(), { kind: "phase_done", phase: 0, done_s: 38, at: START + 38_000 });
  assert.equal(engine.snapshot().extra_s, 0);
  assert.deepEqual(
    events.filter(({ kind }) => kind === "extended"),
    Array(2).fill({ kind: "extended", phase: 0, done_s: 15, at: START + 7000 }),
  );
});

test("a side is repeated from its first set", () => {
  const sets = [
    { ...timeline[0] },
    { ...timeline[1] },
    { ...timeline[5], step: 1, side: "left", set: 2 },
    { ...timeline[1], set: 2 },
    ...timeline.slice(3),
  ];
  const { engine, time, told } = create({ phases: sets });
  engine.start();
  time.pass(8 + 20 + 5 + 3);
  engine.repeat();
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [1, 0]);
  assert.deepEqual(told().slice(-2), [
    ["phase_skipped", 3],
    ["phase_repeated", 1],
  ]);
});

test("on the way to a side, its way is repeated and not the side that is done", () => {
  const { engine, time } = create();
  engine.start();
  time.pass(40);
  assert.equal(engine.snapshot().index, 3);
  engine.repeat();
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [3, 0]);
});

test("where a person wants it, each side waits until they are in position", () => {
  const { engine, time, told } = create({ waits: true });
  engine.start();
  time.pass(600);
  assert.deepEqual([state(engine), engine.snapshot().index, engine.snapshot().into_s], ["waiting", 1, 0]);
  assert.equal(time.waiting(), 0);
  engine.goOnNow();
  assert.deepEqual([state(engine), engine.snapshot().lead_s], ["running", 0]);
  time.pass(30 + 6);
  assert.deepEqual([state(engine), engine.snapshot().index], ["waiting", 4]);
  assert.deepEqual(told(), [
    ["started", null],
    ["phase_done", 0],
    ["phase_done", 1],
    ["phase_done", 2],
    ["phase_done", 3],
  ]);
});

test("while it waits one can skip, go back or end", () => {
  const waiting = () => {
    const made = create({ waits: true });
    made.engine.start();
    made.time.pass(20);
    return made;
  };
  const skipped = waiting();
  skipped.engine.skip();
  assert.deepEqual([state(skipped.engine), skipped.engine.snapshot().index], ["running", 2]);
  const back = waiting();
  back.engine.back();
  assert.deepEqual([state(back.engine), back.engine.snapshot().index], ["running", 0]);
  const ended = waiting();
  ended.engine.end();
  assert.equal(state(ended.engine), "ended");
});

test("skipping the way there means to be there: nothing waits", () => {
  const { engine } = create({ waits: true });
  engine.start();
  engine.skip();
  assert.deepEqual([state(engine), engine.snapshot().index], ["running", 1]);
});

test("when it hurts everything stops at once, and the second is told", () => {
  const { engine, time, last } = create();
  engine.start();
  time.pass(12.5);
  engine.hurts();
  assert.equal(state(engine), "hurt");
  assert.equal(time.waiting(), 0);
  time.pass(600);
  assert.deepEqual(last(), { kind: "hurt", phase: 1, done_s: 4.5, at: START + 12_500 });
});

test("after it hurt one goes on with the next stretch, not with the other side", () => {
  const { engine, time, told } = create();
  engine.start();
  time.pass(12.5);
  engine.hurts();
  engine.goOn();
  assert.deepEqual([state(engine), engine.snapshot().index, engine.snapshot().lead_s], ["running", 5, 3]);
  assert.deepEqual(told().slice(-2), [
    ["hurt", 1],
    ["phase_skipped", 1],
  ]);
});

test("where no stretch comes any more, going on finishes; and it can be ended instead", () => {
  const last = create({ phases: timeline.slice(7) });
  last.engine.start();
  last.engine.hurts();
  last.engine.goOn();
  assert.equal(last.engine.snapshot().outcome, "finished");
  const ended = create();
  ended.engine.start();
  ended.engine.hurts();
  ended.engine.end();
  assert.equal(ended.engine.snapshot().outcome, "stopped");
  assert.deepEqual(ended.told().slice(-3), [
    ["hurt", 0],
    ["phase_skipped", 0],
    ["stopped", null],
  ]);
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
  const { engine, time, told } = create({ didSleep: (_gap, reply) => (answer = reply) });
  engine.start();
  time.pass(3);
  time.stall(60);
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [0, 3]);
  engine.skip();
  assert.deepEqual(told(), [["started", null]]);
  answer(false);
  assert.deepEqual(told(), [
    ["started", null],
    ["phase_done", 0],
    ["phase_done", 1],
    ["phase_done", 2],
    ["phase_done", 3],
    ["phase_done", 4],
    ["phase_skipped", 5],
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
  const phases = Array.from({ length: 3600 }, (_, phase) => ({ ...timeline[5], phase, duration_s: 10 }));
  const { engine, time, events } = create({ phases });
  engine.start();
  const begun = performance.now();
  time.stall(10 * 3600);
  assert.equal(engine.snapshot().outcome, "finished");
  assert.equal(events.length, 3602);
  assert.ok(performance.now() - begun < 1000);
});
