import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { tonesAhead } from "../../stretchlib/player/src/outputs/tones.mjs";

const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
const [setup, hold, , , pulse, , breath] = timeline;

test("each stage opens with its tone, and its last three seconds tick", () => {
  const tones = tonesAhead([setup, hold], 0, 0, 0, 600);
  assert.deepEqual(tones, [
    { in_s: 0, kind: "ready" },
    { in_s: 5, kind: "tick" },
    { in_s: 6, kind: "tick" },
    { in_s: 7, kind: "tick" },
    { in_s: 8, kind: "start" },
    { in_s: 18, kind: "half" },
    { in_s: 25, kind: "tick" },
    { in_s: 26, kind: "tick" },
    { in_s: 27, kind: "tick" },
    { in_s: 28, kind: "done" },
  ]);
});

test("the same tones are planned at whatever instant they are asked for", () => {
  const beats = [0, 8, 17.5].map((at_s) => ({ at_s, kind: "press" }));
  const phase = { ...pulse, duration_s: 21, beats };
  const wanted = tonesAhead([phase], 0, 0, 0, 600).map(({ kind }) => kind);
  for (let ms = 1; ms < 9000; ms += 7) {
    const kinds = tonesAhead([phase], 0, ms / 1000, 0, 600).map(({ kind }) => kind);
    assert.deepEqual(kinds.slice(-6), wanted.slice(-6), `${ms} ms on`);
  }
});

test("breath and pulse are heard, and a tick gives way to a beat of the same second", () => {
  const kinds = (phase) => tonesAhead([phase], 0, 0, 0, 600).map(({ in_s, kind }) => [in_s, kind]);
  assert.deepEqual(kinds(breath), [
    [0, "start"],
    [4, "exhale"],
    [10, "inhale"],
    [11, "half"], // and not at 10, which is the breath's
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
  assert.deepEqual(
    resumed.map(({ kind }) => kind),
    ["tick", "tick", "tick"],
  );
});

test("nothing beyond the horizon is planned", () => {
  assert.ok(tonesAhead(timeline, 0, 0, 0, 60).every(({ in_s }) => in_s < 60));
  assert.ok(tonesAhead(timeline, 0, 0, 0, 600).some(({ in_s }) => in_s > 60));
});

test("no two tones of a whole routine blur into one", () => {
  const tones = tonesAhead(timeline, 0, 0, 3, 600);
  tones.slice(1).forEach(({ in_s }, i) => assert.ok(in_s - tones[i].in_s >= 0.5));
});

test("seconds added move the end and its ticks, and nothing before", () => {
  const kinds = tonesAhead([hold], 0, 0, 0, 600, { extra_s: 15 });
  assert.deepEqual(
    kinds.map(({ in_s }) => in_s),
    [0, 17.5, 32, 33, 34, 35],
  );
});

test("where the player waits for the person, one tone calls and nothing follows", () => {
  const tones = tonesAhead([setup, hold], 0, 6, 0, 600, { wait: true });
  assert.deepEqual(tones, [
    { in_s: 0, kind: "tick" },
    { in_s: 1, kind: "tick" },
    { in_s: 2, kind: "ready" },
  ]);
});
