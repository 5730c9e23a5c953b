import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { lengthened } from "../../stretchlib/player/src/engine/timeline.mjs";
import { poseAt } from "../../stretchlib/player/src/ui/posing.mjs";
import { motionAt, stepsAt } from "../../stretchlib/player/src/ui/ring.mjs";

const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
const [setup, hold, enhance, , pulse, rest, breath] = timeline;

test("a hold fills over its whole length, also when seconds are added", () => {
  assert.deepEqual(motionAt(hold, 7), { kind: "fill", from: 1, to: 1, start_s: 0, end_s: 20 });
  assert.equal(motionAt(lengthened(hold, 15), 7).end_s, 35);
  assert.equal(motionAt(enhance, 1).kind, "fill");
});

test("a breath widens on the way in and narrows on the way out, beat by beat", () => {
  const [wider, narrower] = [motionAt(breath, 10.5), motionAt(breath, 14)];
  assert.deepEqual([wider.kind, wider.start_s, wider.end_s], ["breathe", 10, 14]);
  assert.deepEqual([narrower.start_s, narrower.end_s], [14, 20]);
  assert.ok(wider.to > wider.from && narrower.to < narrower.from);
  assert.equal(wider.to, narrower.from);
});

test("a press narrows and a release widens", () => {
  const [press, release] = [motionAt(pulse, 0), motionAt(pulse, 3)];
  assert.deepEqual([press.kind, release.kind], ["press", "press"]);
  assert.ok(press.to < press.from && release.to > release.from);
});

test("where nothing is paced, nothing moves", () => {
  assert.equal(motionAt(setup, 1).kind, "still");
  assert.equal(motionAt(rest, 1).kind, "still");
  assert.deepEqual(stepsAt(motionAt(rest, 1), 1), { count: 0, done: 0 });
});

test("without motion the same is told in steps", () => {
  assert.deepEqual(stepsAt(motionAt(breath, 10), 10), { count: 4, done: 1 });
  assert.deepEqual(stepsAt(motionAt(breath, 13.5), 13.5), { count: 4, done: 4 });
  assert.deepEqual(stepsAt(motionAt(hold, 10), 10), { count: 10, done: 6 });
  assert.deepEqual(stepsAt(motionAt(hold, 20), 20), { count: 10, done: 10 });
});

test("the figure leans on the exhale and the press, and eases between", () => {
  const name = (phase, into_s) => poseAt(phase, into_s, true).name;
  assert.deepEqual([name(breath, 0), name(breath, 4)], ["eased", "deep"]);
  assert.deepEqual([name(pulse, 0), name(pulse, 3)], ["deep", "eased"]);
  assert.deepEqual([name(setup, 0), name(setup, 7)], ["ready", "eased"]);
  assert.deepEqual([name(rest, 0), name(hold, 5)], ["eased", "deep"]);
  assert.deepEqual(
    [name(enhance, 0), name(enhance, 4), name(enhance, 8)],
    ["enhance", "enhance_back", "enhance"],
  );
});

test("the figure takes a whole breath for its way, and waits eased before it begins", () => {
  assert.equal(poseAt(breath, 4, true).ms, 6000);
  assert.equal(poseAt(pulse, 0, true).ms, 1500);
  assert.equal(poseAt(hold, 0, false).name, "eased");
});
