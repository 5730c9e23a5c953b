import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { SPOKEN_LIMIT_S } from "../../stretchlib/player/src/contract.mjs";
import { linesOf, saidIn, utterancesAhead } from "../../stretchlib/player/src/outputs/speech.mjs";

const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
const [setup, hold, enhance, change, pulse, , breath, nextSetup, last] = timeline;
const spoken = (lines) => lines.map(({ at_s, words }) => [Math.round(at_s * 10) / 10, words]);

test("a stretch is named with its side before its first cue, where there is time for both", () => {
  // Five words take 2 s, then a breath; the first cue ends before the second begins at 5 s.
  const roomy = {
    ...setup,
    cues: [setup.cues[0], { at_s: 5, text: "", spoken: "Hold your right knee." }],
  };
  assert.deepEqual(spoken(linesOf(roomy, hold, 1)), [
    [0, "Hip flexor pull, left side."],
    [2.4, "Lie on your back."],
    [5, "Hold your right knee."],
  ]);
  // Where the second comes sooner, it waits for the first.
  const tight = {
    ...setup,
    cues: [setup.cues[0], { at_s: 3, text: "", spoken: "Hold your right knee." }],
  };
  assert.deepEqual(spoken(linesOf(tight, hold, 1)), [
    [0, "Hip flexor pull, left side."],
    [2.4, "Lie on your back."],
    [4.4, "Hold your right knee."], // four words, 1.6 s, and a breath of 0.4 s
  ]);
});

test("a slow voice leaves out the last cue, and never the name or the first one", () => {
  const phase = {
    ...setup,
    cues: [...setup.cues, { at_s: 6, text: "", spoken: "Let the rest of you grow heavy." }],
  };
  // At 0.8 the name takes 2.5 s and four words take 2 s: 0, 2.9 and 5.3 s. The rest ends at 11.2 s.
  assert.deepEqual(spoken(linesOf(phase, hold, 0.8)), [
    [0, "Hip flexor pull, left side."],
    [2.9, "Lie on your back."],
    [5.3, "Hold your right knee."],
  ]);
});

test("a cue is said at its second, half time between, and what comes next before the last ticks", () => {
  const lines = spoken(linesOf(hold, enhance, 1));
  assert.deepEqual(lines, [
    [0, "Draw the right knee in."],
    [10, "Hip bones level."],
    [14.9, "Then a little more."], // 4 words end 3.5 s before the end at 20 s
  ]);
  const quiet = { ...hold, cues: [hold.cues[0]] };
  assert.deepEqual(spoken(linesOf(quiet, nextSetup, 1)), [
    [0, "Draw the right knee in."],
    [10, "Half way."],
    [14.9, "Next: Double knee hug."],
  ]);
});

test("the change of sides is said with the side to come", () => {
  const long = { ...change, duration_s: 15 };
  assert.deepEqual(spoken(linesOf(long, pulse, 1)), [
    [0, "Switch. Now your right side."],
    [2.4, "Change legs."],
  ]);
});

test("a cue waits for the one before it, and what would run over the end is left out", () => {
  const tight = {
    ...hold,
    cues: [
      { at_s: 0, text: "", spoken: "These seven words take almost three seconds." },
      { at_s: 2, text: "", spoken: "Short." },
      { at_s: 19.8, text: "", spoken: "Too late for this." },
    ],
  };
  assert.deepEqual(spoken(linesOf(tight, null, 1)), [
    [0, "These seven words take almost three seconds."],
    [3.2, "Short."],
    [10, "Half way."],
  ]);
});

test("nothing that takes more than eight seconds is said", () => {
  const cue = Array(12).fill("word").join(" ");
  const phase = { ...last, cues: [{ at_s: 0, text: "", spoken: cue }] };
  assert.ok(spoken(linesOf(phase, null, 1)).some(([, words]) => words === cue)); // 4.8 s
  assert.ok(spoken(linesOf(phase, null, 0.5)).every(([, words]) => words !== cue)); // 9.6 s
});

test("no two utterances of a whole routine overlap, at any rate", () => {
  for (const rate of [0.5, 1, 2]) {
    const all = utterancesAhead(timeline, 0, 0, 3, 600, { rate });
    all.slice(1).forEach(({ in_s }, i) => {
      assert.ok(all[i].in_s + saidIn(all[i].words, rate) <= in_s + 1e-9);
    });
    assert.ok(all.every(({ words }) => saidIn(words, rate) <= SPOKEN_LIMIT_S));
    assert.equal(all.at(-1).words, "Done. That was all of it.");
  }
});

test("from the middle only what is still to come is said, also while a lead-in runs", () => {
  const words = utterancesAhead([breath], 0, 9, 3, 600).map(({ in_s, words: said }) => [
    in_s,
    said,
  ]);
  assert.deepEqual(words, [
    [4, "Half way."],
    [16.5, "Done. That was all of it."],
  ]);
});

test("where the player waits it invites, and says nothing of what comes after", () => {
  const all = utterancesAhead(timeline, 0, 0, 0, 600, { wait: true });
  assert.deepEqual(all.at(-1), { id: "wait", in_s: 9, words: "Whenever you are ready." });
  assert.ok(all.every(({ in_s }) => in_s <= 9));
});
