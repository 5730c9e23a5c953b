import assert from "node:assert/strict";
import { test } from "node:test";

import { hasSlept } from "../../stretchlib/player/src/engine/sleep_detector.mjs";

const MINUTE = 60_000;

test("a throttled tab did not sleep: what fell due is made up for", () => {
  assert.equal(hasSlept({ steady_ms: MINUTE, date_ms: MINUTE }, false), false);
});

test("where there is nobody to ask it did not sleep either", () => {
  assert.equal(hasSlept({ steady_ms: MINUTE, date_ms: MINUTE }, null), false);
});

test("a steady clock that stood still while the date went on slept", () => {
  assert.equal(hasSlept({ steady_ms: 300, date_ms: 3600_000 }, null), true);
  assert.equal(hasSlept({ steady_ms: 300, date_ms: 3600_000 }, false), true);
});

test("a worker that stood still as well slept", () => {
  assert.equal(hasSlept({ steady_ms: MINUTE, date_ms: MINUTE }, true), true);
});

test("a date that is set back is no sleep", () => {
  assert.equal(hasSlept({ steady_ms: 1000, date_ms: -3600_000 }, false), false);
});
