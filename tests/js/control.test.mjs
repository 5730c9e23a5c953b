// What a person does: pause, skip, back, more, repeat, wait, and "stop, it hurts".

import assert from "node:assert/strict";
import { test } from "node:test";

import { MORE_S } from "../../stretchlib/player/src/engine/commands.mjs";
import { afterStretch } from "../../stretchlib/player/src/engine/timeline.mjs";
import { create, START, state, timeline } from "./engine_kit.mjs";

test("a pause stops the time and not the place", () => {
  const { engine, time, emitted } = create();
  engine.start();
  time.pass(10);
  engine.pause();
  assert.equal(time.waiting(), 0);
  time.pass(3600);
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [1, 2]);
  engine.resume();
  time.pass(3 + 18);
  assert.equal(engine.snapshot().index, 2);
  assert.deepEqual(emitted().slice(2), [
    ["paused", 1],
    ["resumed", 1],
    ["phase_done", 1],
  ]);
});

test("the time it takes to tell what happened is not added to the routine", () => {
  const { engine, time, events } = create({ slow_ms: 12 });
  engine.start();
  engine.arrive();
  time.pass(60);
  const [started, skipped, done] = events;
  assert.deepEqual([started.at, skipped.at], [START, START + 12]);
  assert.equal(done.at, skipped.at + timeline[1].duration_s * 1000);
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

test("skip leaves out the stretch of this side, and goes to the other", () => {
  const { engine, time, events, emitted } = create();
  engine.start();
  time.pass(12.25);
  engine.skip();
  assert.deepEqual(events.slice(2), [
    { kind: "phase_skipped", phase: 1, done_s: 4.25, at: START + 12_250 },
    { kind: "phase_skipped", phase: 2, done_s: 0, at: START + 12_250 },
  ]);
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [3, 0]);
  engine.skip();
  assert.equal(engine.snapshot().index, 5);
  assert.deepEqual(emitted().slice(4), [
    ["phase_skipped", 3],
    ["phase_skipped", 4],
  ]);
});

test("one press on the way there leaves out the stretch, not only the way", () => {
  const { engine, emitted } = create();
  engine.start();
  engine.skip({ reason: "sore" });
  assert.equal(engine.snapshot().index, 3);
  assert.deepEqual(emitted().slice(1), [
    ["phase_skipped", 0],
    ["phase_skipped", 1],
    ["phase_skipped", 2],
  ]);
});

test("the other side is left out as well where somebody says so", () => {
  const { engine } = create();
  engine.start();
  engine.skip({ reason: "sore", whole: true });
  assert.equal(engine.snapshot().index, 5);
});

/** One step of two sides with a way out. */
const withExit = ["setup", "stretch", "switch", "stretch", "exit"].map((stage, phase) => ({
  ...timeline[phase],
  ...{ phase, step: 1, stage, side: phase < 2 ? "left" : "right" },
}));

test("whoever is in position is led out of it, and whoever is not yet is not", () => {
  const after = (/** @type {number} */ index, whole = false) =>
    afterStretch(withExit, index, whole);
  assert.deepEqual([after(0), after(1), after(2), after(3), after(4)], [2, 2, 4, 4, 5]);
  assert.deepEqual([after(0, true), after(1, true)], [5, 4]);
});

test("soon after a skip, back leads to where that was", () => {
  const { engine, time, emitted } = create();
  engine.start();
  time.pass(12);
  engine.skip();
  time.pass(1);
  engine.back();
  assert.equal(engine.snapshot().index, 1);
  assert.deepEqual(emitted().at(-1), ["phase_repeated", 1]);
});

test("who is in position before the way there is over begins the stretch", () => {
  const { engine, time, last } = create();
  engine.start();
  time.pass(5);
  engine.arrive();
  assert.deepEqual(last(), { kind: "phase_skipped", phase: 0, done_s: 5, at: START + 5000 });
  assert.equal(engine.snapshot().index, 1);
  engine.arrive();
  assert.equal(engine.snapshot().index, 1);
});

test("the end can be taken back: it goes on where it was, and no second counts twice", () => {
  const { engine, time, events } = create();
  engine.start();
  time.pass(16);
  engine.end();
  assert.equal(engine.snapshot().can_go_on, true);
  time.pass(60);
  engine.goOnAfterAll();
  const { state: now, index, into_s, lead_s, outcome } = engine.snapshot();
  assert.deepEqual([now, index, into_s, lead_s, outcome], ["running", 1, 8, 3, null]);
  time.pass(3 + 12);
  const done = events.filter(({ phase }) => phase === 1).map(({ kind, done_s }) => [kind, done_s]);
  assert.deepEqual(done, [
    ["phase_skipped", 8],
    ["resumed", null],
    ["phase_done", 12],
  ]);
});

test("an end because it hurt, and an end of itself, are not taken back", () => {
  const hurt = create();
  hurt.engine.start();
  hurt.engine.hurts();
  hurt.engine.end();
  const whole = create({ phases: timeline.slice(0, 1) });
  whole.engine.start();
  whole.time.pass(60);
  for (const { engine } of [hurt, whole]) {
    engine.goOnAfterAll();
    assert.deepEqual([state(engine), engine.snapshot().can_go_on], ["ended", false]);
  }
});

test("skip in a pause stays in the pause", () => {
  const { engine, time } = create();
  engine.start();
  engine.pause();
  engine.skip();
  time.pass(60);
  assert.deepEqual([engine.snapshot().state, engine.snapshot().index], ["paused", 3]);
});

test("skipping the last phase finishes", () => {
  const { engine, emitted } = create({ phases: timeline.slice(0, 1) });
  engine.start();
  engine.skip();
  assert.deepEqual(emitted(), [
    ["started", null],
    ["phase_skipped", 0],
    ["finished", null],
  ]);
});

test("back within three seconds goes to the phase before, later it begins this one again", () => {
  const { engine, time, emitted } = create();
  engine.start();
  time.pass(8 + 2.9);
  engine.back();
  assert.equal(engine.snapshot().index, 0);
  time.pass(3);
  engine.back();
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [0, 0]);
  assert.deepEqual(emitted().slice(2), [
    ["phase_skipped", 1],
    ["phase_repeated", 0],
    ["phase_skipped", 0],
    ["phase_repeated", 0],
  ]);
});

test("back before anything of the phase was done skips nothing", () => {
  const { engine, emitted } = create({ ready_s: 3 });
  engine.start();
  engine.back();
  assert.deepEqual(emitted(), [
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

test("a skip has the reason that was given, or none", () => {
  const { engine, last } = create();
  engine.start();
  engine.skip({ reason: "sore" });
  assert.equal(last().reason, "sore");
  engine.skip();
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
  const { engine, time, emitted } = create({ phases: sets });
  engine.start();
  time.pass(8 + 20 + 5 + 3);
  engine.repeat();
  assert.deepEqual([engine.snapshot().index, engine.snapshot().into_s], [1, 0]);
  assert.deepEqual(emitted().slice(-2), [
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
  const { engine, time, emitted } = create({ waits: true });
  engine.start();
  time.pass(600);
  assert.deepEqual(
    [state(engine), engine.snapshot().index, engine.snapshot().into_s],
    ["waiting", 1, 0],
  );
  assert.equal(time.waiting(), 0);
  engine.goOnNow();
  assert.deepEqual([state(engine), engine.snapshot().lead_s], ["running", 0]);
  time.pass(30 + 6);
  assert.deepEqual([state(engine), engine.snapshot().index], ["waiting", 4]);
  assert.deepEqual(emitted(), [
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
  assert.deepEqual([state(skipped.engine), skipped.engine.snapshot().index], ["running", 3]);
  const back = waiting();
  back.engine.back();
  assert.deepEqual([state(back.engine), back.engine.snapshot().index], ["running", 0]);
  const ended = waiting();
  ended.engine.end();
  assert.equal(state(ended.engine), "ended");
});

test("whoever says to be in position is not waited for", () => {
  const { engine } = create({ waits: true });
  engine.start();
  engine.arrive();
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

test("what hurts is told for the phase and second where it hurt, and once however often it is pressed", () => {
  const { time, engine, events } = create();
  engine.start();
  time.pass(12.5);
  engine.tellWhatHurts("leg");
  assert.equal(engine.snapshot().feels, null, "nothing hurts yet");
  engine.hurts();
  time.pass(3);
  engine.tellWhatHurts("back");
  engine.tellWhatHurts("back");
  engine.tellWhatHurts("leg");
  assert.equal(engine.snapshot().feels, "leg");
  const said = events.filter(({ kind }) => kind === "hurt");
  assert.deepEqual(
    said.map(({ phase, done_s, reason }) => [phase, done_s, reason]),
    [
      [1, 4.5, undefined],
      [1, 4.5, "back"],
      [1, 4.5, "leg"],
    ],
  );
});

test("after it hurt one goes on with the next stretch, not with the other side", () => {
  const { engine, time, emitted } = create();
  engine.start();
  time.pass(12.5);
  engine.hurts();
  engine.goOn();
  assert.deepEqual(
    [state(engine), engine.snapshot().index, engine.snapshot().lead_s],
    ["running", 5, 3],
  );
  assert.deepEqual(emitted().slice(-2), [
    ["hurt", 1],
    ["phase_skipped", 1],
  ]);
});

test("a session that was left where it hurt stands there, and goes on as after a reload", () => {
  const taken = () => {
    const made = create({ ready_s: 10 });
    made.engine.load(timeline, { index: 1, into_s: 4.5, extra_s: 0, state: "hurt" });
    return made;
  };
  const { engine, time, emitted } = taken();
  assert.deepEqual([state(engine), engine.snapshot().into_s], ["hurt", 4.5]);
  engine.resume();
  time.pass(60);
  assert.equal(state(engine), "hurt");
  engine.goOn();
  assert.deepEqual(
    [state(engine), engine.snapshot().index, engine.snapshot().lead_s],
    ["running", 5, 10],
  );
  assert.deepEqual(emitted(), [["phase_skipped", 1]]);
  const ended = taken();
  ended.engine.end();
  assert.deepEqual(ended.emitted(), [
    ["phase_skipped", 1],
    ["stopped", null],
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
  assert.deepEqual(ended.emitted().slice(-3), [
    ["hurt", 0],
    ["phase_skipped", 0],
    ["stopped", null],
  ]);
});
