import assert from "node:assert/strict";
import { test } from "node:test";

import { between, path, restBetweenFrames } from "../../stretchlib/player/src/ui/moving_figure.mjs";

test("a movement begins at the one pose and ends at the other, exactly", () => {
  const a = [0.1, 30, -7.3];
  const b = [0.3, 10, 12.9];
  assert.deepEqual(between(a, b, 0), a);
  assert.deepEqual(between(a, b, 1), b);
});

test("half the time is half the way", () => {
  assert.deepEqual(between([0, 10], [10, 30], 0.5).map(Math.round), [5, 20]);
});

test("a movement is slow to leave and slow to arrive, as a breath is", () => {
  // (1 - cos(pi / 10)) / 2 = 0.0245 of the way in the first tenth of the time.
  assert.ok(Math.abs(between([0], [100], 0.1)[0] - 2.447) < 0.001);
  assert.ok(Math.abs(between([0], [100], 0.9)[0] - 97.553) < 0.001);
});

test("a movement never turns back or overshoots", () => {
  const way = Array.from({ length: 101 }, (_, i) => between([3], [8], i / 100)[0]);
  assert.ok(way.every((number, i) => i === 0 || number >= way[i - 1]));
  assert.ok(way.every((number) => number >= 3 && number <= 8));
});

test("the poses that a movement is between are left as they were", () => {
  const a = [1, 2];
  const b = [3, 4];
  between(a, b, 0.3);
  assert.deepEqual(
    [a, b],
    [
      [1, 2],
      [3, 4],
    ],
  );
});

test("a path has its numbers in the places of the signs, to a tenth", () => {
  assert.equal(path("M# #L# #Z".split("#"), [1, 2.04, 3.06, -4]), "M1 2L3.1 -4Z");
});

test("a path without moving numbers is what it was", () => {
  assert.equal(path(["M0 0L5 5"], []), "M0 0L5 5");
});

test("a movement has as many frames as the eye needs, and a far one more than a near one", () => {
  // 90 px in steps of 1.5 px are 60 frames: in 4 s one every 66.7 ms.
  assert.ok(Math.abs(restBetweenFrames(4000, 90) - 66.667) < 0.001);
  assert.ok(restBetweenFrames(4000, 30) > restBetweenFrames(4000, 90));
});

test("even the smallest movement is seen to move", () => {
  assert.equal(restBetweenFrames(4000, 2), 200);
  assert.equal(restBetweenFrames(4000, 0), 200);
});
