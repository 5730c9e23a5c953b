import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { poseAt } from "../../stretchlib/player/src/ui/posing.mjs";

const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
const [setup, hold, enhance, , pulse, rest, breath] = timeline;

test("it leans on the exhale and on the press, and eases between", () => {
  // A press at 0 s and a release at 3 s; breathing in for 4 s and out for 6 s.
  assert.deepEqual(
    [0, 3].map((at_s) => poseAt(pulse, at_s, true).name),
    ["deep", "eased"],
  );
  assert.deepEqual(
    [0, 4].map((at_s) => poseAt(breath, at_s, true).name),
    ["eased", "deep"],
  );
  assert.equal(poseAt(hold, 10, true).name, "deep");
});

test("a breath moves it as long as the breath lasts, and what is left of one no longer", () => {
  assert.equal(poseAt(breath, 4, true).ms, 6000);
  assert.equal(poseAt(breath, 8.5, true).ms, 1500);
  // A press is done in half its time, 1.5 s; a second before its end, in half of that.
  assert.equal(poseAt(pulse, 0, true).ms, 1500);
  assert.equal(poseAt(pulse, 2, true).ms, 500);
});

test("before it moves, and in a rest, it waits at ease", () => {
  assert.equal(poseAt(hold, 0, false).name, "eased");
  assert.equal(poseAt(rest, 0, true).name, "eased");
});

test("on the way there it gets ready, and in the enhance stage it goes to and fro", () => {
  assert.deepEqual(
    [0, 4].map((at_s) => poseAt(setup, at_s, true).name),
    ["ready", "eased"],
  );
  assert.deepEqual(
    [0, 4].map((at_s) => poseAt(enhance, at_s, true).name),
    ["enhance", "enhance_back"],
  );
});
