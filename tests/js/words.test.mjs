import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  clockText,
  lengthText,
  minutesText,
  nextText,
  sidesText,
  stageText,
} from "../../stretchlib/player/src/words.mjs";

const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
const plain = (text) => text.replaceAll("\u00a0", " ");

test("a second that has begun counts as whole on the clock", () => {
  assert.deepEqual([20, 19.01, 0.2, 0, -1, 75].map(clockText), [
    "0:20",
    "0:20",
    "0:01",
    "0:00",
    "0:00",
    "1:15",
  ]);
});

test("lengths are said as people say them", () => {
  assert.deepEqual([45, 120, 130, 0].map(lengthText).map(plain), [
    "45 s",
    "2 min",
    "2 min 10 s",
    "0 s",
  ]);
  assert.deepEqual([530, 60, 5].map(minutesText), ["9 minutes", "1 minute", "1 minute"]);
});

test("what is next is said with its side", () => {
  assert.deepEqual([...timeline, null].map(nextText).map(plain), [
    "Next: Hip flexor pull, left side",
    "Next: stretch, left side, 20 s",
    "Next: a little more, 10 s",
    "Next: switch to the right side",
    "Next: stretch, right side, 18 s",
    "Next: rest, 5 s",
    "Next: stretch, right side, 20 s",
    "Next: Double knee hug",
    "Next: stretch, 1 min 15 s",
    "This is the last part",
  ]);
});

test("every stage has a name of its own, and before it moves one gets ready", () => {
  const stages = ["setup", "stretch", "enhance", "switch", "rest"];
  const names = stages.map((stage) => stageText({ stage }, 0));
  assert.equal(new Set(names).size, stages.length);
  assert.equal(stageText({ stage: "stretch" }, 0.1), "Get ready");
});

test("sides read as words", () => {
  assert.equal(sidesText(["left", "right"]), "left and right");
  assert.equal(sidesText(["both"]), "both sides together");
});
