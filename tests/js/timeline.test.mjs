import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  beatAt,
  cueAt,
  nextChange,
  nextPhase,
  outline,
  secondsBefore,
  tonesAhead,
  totalSeconds,
} from "../../stretchlib/player/src/timeline.mjs";

const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
const [setup, hold, , , pulse, rest, breath] = timeline;
const LAST = timeline.length - 1;

test("the whole is the sum of its phases, and a moment has its place in it", () => {
  assert.equal(totalSeconds(timeline), 170); // 8+20+10+6+18+5+20+8+75
  assert.equal(secondsBefore(timeline, 0, 0), 0);
  assert.equal(secondsBefore(timeline, 2, 4), 32);
});

test("a cue is shown from its own second until the next one begins", () => {
  assert.match(cueAt(setup, 3.99)[1], /^Lie on your back/);
  assert.match(cueAt(setup, 4)[1], /^Lace your fingers/);
  assert.equal(cueAt(rest, 2), null);
});

test("a beat belongs to the second that it begins at", () => {
  assert.equal(beatAt(pulse, 2.999)[1], "press");
  assert.equal(beatAt(pulse, 3)[1], "release");
  assert.equal(beatAt(breath, 13.9)[1], "inhale");
  assert.equal(beatAt(setup, 1), null);
});

test("the next change is the nearest of a whole second left, a cue, a beat and the end", () => {
  assert.equal(nextChange(hold, 0), 1);
  assert.equal(nextChange(hold, 9.25), 10);
  assert.equal(nextChange({ ...hold, cues: [[9.5, "", ""]] }, 9.25), 9.5);
  assert.equal(nextChange({ ...hold, beats: [[9.75, "press"]] }, 9.25), 9.75);
  assert.equal(nextChange(hold, 19.5), 20);
  assert.ok(Math.abs(nextChange({ ...rest, duration_s: 5.4 }, 0) - 0.4) < 1e-9);
});

test("after the last phase comes nothing", () => {
  assert.equal(nextPhase(timeline, 0), hold);
  assert.equal(nextPhase(timeline, LAST), null);
});

test("the outline counts only stretching, per step, with its sides in order", () => {
  assert.deepEqual(outline(timeline), [
    { title: "Hip flexor pull", target: "hip flexors", sides: ["left", "right"], dose_s: 48 },
    { title: "Seated figure four", target: "buttocks", sides: ["right"], dose_s: 20 },
    { title: "Double knee hug", target: "lower back", sides: ["both"], dose_s: 75 },
  ]);
});

test("each stage opens with its tone, and its last three seconds tick", () => {
  const tones = tonesAhead([setup, hold], 0, 0, 0, 600);
  assert.deepEqual(tones, [
    { in_s: 0, kind: "ready" },
    { in_s: 5, kind: "tick" },
    { in_s: 6, kind: "tick" },
    { in_s: 7, kind: "tick" },
    { in_s: 8, kind: "start" },
    { in_s: 25, kind: "tick" },
    { in_s: 26, kind: "tick" },
    { in_s: 27, kind: "tick" },
    { in_s: 28, kind: "done" },
  ]);
});

test("breath and pulse are heard, and a tick gives way to a beat of the same second", () => {
  const kinds = (phase) => tonesAhead([phase], 0, 0, 0, 600).map(({ in_s, kind }) => [in_s, kind]);
  assert.deepEqual(kinds(breath), [
    [0, "start"],
    [4, "exhale"],
    [10, "inhale"],
    [14, "exhale"],
    [17, "tick"],
    [18, "tick"],
    [19, "tick"],
    [20, "done"],
  ]);
  assert.deepEqual(kinds(pulse).slice(-4), [
    [15, "release"],
    [16, "tick"],
    [17, "tick"],
    [18, "done"],
  ]);
});

test("from the middle of a phase only what is still to come is played", () => {
  const tones = tonesAhead([hold], 0, 18.5, 0, 600);
  assert.deepEqual(tones, [
    { in_s: 0.5, kind: "tick" },
    { in_s: 1.5, kind: "done" },
  ]);
});

test("a tone that fell due while the plan was being made is still played", () => {
  assert.deepEqual(tonesAhead([hold], 0, 0.002, 0, 5), [{ in_s: 0, kind: "start" }]);
  assert.deepEqual(tonesAhead([hold], 0, 0.2, 0, 5), []);
});

test("a lead-in ticks down to the moment it moves", () => {
  assert.deepEqual(tonesAhead([hold], 0, 0, 3, 6), [
    { in_s: 0, kind: "tick" },
    { in_s: 1, kind: "tick" },
    { in_s: 2, kind: "tick" },
    { in_s: 3, kind: "start" },
  ]);
  // Resumed at second 5: its opening lies behind.
  const resumed = tonesAhead([hold], 0, 5, 3, 4);
  assert.deepEqual(resumed.map(({ kind }) => kind), ["tick", "tick", "tick"]);
});

test("nothing beyond the horizon is planned", () => {
  assert.ok(tonesAhead(timeline, 0, 0, 0, 60).every(({ in_s }) => in_s < 60));
  assert.ok(tonesAhead(timeline, 0, 0, 0, 600).some(({ in_s }) => in_s > 60));
});

test("no two tones of a whole routine blur into one", () => {
  const tones = tonesAhead(timeline, 0, 0, 3, 600);
  tones.slice(1).forEach(({ in_s }, i) => assert.ok(in_s - tones[i].in_s >= 0.5));
});
