import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { HURTS } from "../../stretchlib/player/src/contract.mjs";
import {
  clockText,
  doseText,
  earlierText,
  fullText,
  goText,
  lengthText,
  minutesText,
  nextText,
  stageText,
  wholeText,
} from "../../stretchlib/player/src/ui/text.mjs";

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

test("every stage has a name of its own, and a standstill is said before it", () => {
  const stages = ["setup", "stretch", "enhance", "switch", "rest"];
  const running = { state: "running", lead_s: 0 };
  const names = stages.map((stage) => stageText({ stage }, running));
  assert.equal(new Set(names).size, stages.length);
  const stretch = { stage: "stretch" };
  assert.equal(stageText(stretch, { state: "running", lead_s: 0.1 }), "Get ready");
  assert.equal(stageText(stretch, { state: "paused", lead_s: 0 }), "Paused");
  assert.equal(stageText(stretch, { state: "waiting", lead_s: 0 }), "Ready when you are");
});

test("the large button says what it does", () => {
  assert.deepEqual(["running", "paused", "waiting"].map(goText), ["Pause", "Go on", "Go"]);
});

test("an earlier practice is told by its second", () => {
  const earlier = { routine: "Standard", at_s: 192.9 };
  assert.equal(earlierText(earlier), "You stopped at 3:12 of Standard. Nothing of it is lost.");
});

const bibliography = readFileSync(new URL("../../data/sources.toml", import.meta.url), "utf8");
/** What the workbook has read in a source. */
const said = (key) =>
  bibliography.match(new RegExp(`^\\[${key}\\]$[^[]*?^says = "(.*)"$`, "ms"))?.[1] ?? "";

test("every word about pain cites a source that the workbook has", () => {
  for (const { sources } of HURTS) {
    assert.ok(sources.length > 0);
    for (const key of sources) assert.notEqual(said(key), "", key);
  }
});

test("what is said about pain stands in the sources that are cited beside it", () => {
  const claims = [
    ["go on", "can grow somewhat"],
    ["new", "new pain|new trouble"],
    ["weeks", "two weeks"],
    ["weakens", "weakness .* in a leg"],
    ["bladder or bowel", "bladder or bowel"],
    ["emergency department", "emergency department"],
    ["minutes|hours|days", "minutes|hours|days"],
    ["common|usual|harmless", "common|usual|harmless"],
  ];
  for (const { when, do: advice, sources } of HURTS) {
    const cited = sources.map(said).join(" ");
    for (const [claim, ground] of claims) {
      if (!new RegExp(claim).test(`${when} ${advice}`)) continue;
      assert.match(cited, new RegExp(ground), `${when}: ${advice}`);
    }
  }
});

test("where a source says to stop, nobody is told to go on", () => {
  for (const { do: advice, sources } of HURTS) {
    const saysStop = sources.some((key) => said(key).startsWith("Stop if"));
    if (saysStop) assert.match(advice, /^Stop for today/);
  }
});

test("how long a stretch takes is said for each side, so that nobody has to divide", () => {
  const texts = [
    doseText(["right", "left"], 120),
    doseText(["left", "right"], 48),
    doseText(["both"], 90),
    doseText(["left"], 60),
  ];
  assert.deepEqual(texts.map(plain), [
    "1 min each side",
    "24 s each side",
    "both sides together · 1 min 30 s",
    "left · 1 min",
  ]);
});

test("of all the minutes it is said how many are stretching, where that is fewer", () => {
  assert.equal(wholeText(780, 420), "13 minutes, 7 of them stretching");
  assert.equal(wholeText(300, 299), "5 minutes");
  assert.equal(wholeText(120, 40), "2 minutes");
  assert.equal(fullText(803), "Full, 13 min");
});
