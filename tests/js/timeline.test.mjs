import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  ahead,
  atBreaths,
  beatAt,
  cueAt,
  doseSeconds,
  halfTime,
  lengthened,
  nextChange,
  nextPhase,
  outline,
  secondsBefore,
  totalSeconds,
} from "../../stretchlib/player/src/engine/timeline.mjs";

const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
const [setup, hold, , , pulse, rest, breath] = timeline;
const LAST = timeline.length - 1;

test("the whole is the sum of its phases, and a moment has its place in it", () => {
  assert.equal(totalSeconds(timeline), 170); // 8+20+10+6+18+5+20+8+75
  assert.equal(secondsBefore(timeline, 0, 0), 0);
  assert.equal(secondsBefore(timeline, 2, 4), 32);
});

test("a cue is shown from its own second until the next one begins", () => {
  assert.match(cueAt(setup, 3.99).text, /^Lie on your back/);
  assert.match(cueAt(setup, 4).text, /^Lace your fingers/);
  assert.equal(cueAt(rest, 2), null);
});

test("a beat belongs to the second that it begins at", () => {
  assert.equal(beatAt(pulse, 2.999).kind, "press");
  assert.equal(beatAt(pulse, 3).kind, "release");
  assert.equal(beatAt(breath, 13.9).kind, "inhale");
  assert.equal(beatAt(setup, 1), null);
});

test("the next change is the nearest of a whole second left, a cue, a beat and the end", () => {
  assert.equal(nextChange(hold, 0), 1);
  assert.equal(nextChange(hold, 9.25), 10);
  assert.equal(nextChange({ ...hold, cues: [{ at_s: 9.5, text: "", spoken: "" }] }, 9.25), 9.5);
  assert.equal(nextChange({ ...hold, beats: [{ at_s: 9.75, kind: "press" }] }, 9.25), 9.75);
  assert.equal(nextChange(hold, 19.5), 20);
  assert.ok(Math.abs(nextChange({ ...rest, duration_s: 5.4 }, 0) - 0.4) < 1e-9);
});

test("after the last phase comes nothing", () => {
  assert.equal(nextPhase(timeline, 0), hold);
  assert.equal(nextPhase(timeline, LAST), null);
});

test("presses, exhales and holds are dose, releases and inhales are not", () => {
  assert.equal(doseSeconds(pulse), 9);
  assert.equal(doseSeconds(breath), 12);
  assert.equal(doseSeconds(hold), 20);
  assert.equal(doseSeconds({ ...hold, beats: [] }), 20);
  assert.equal(doseSeconds(setup), 0);
  // Two breaths of 10 s become one of 20 s, of which breathing out keeps its six tenths.
  assert.equal(doseSeconds(atBreaths([breath], 4)[0]), 12);
  assert.equal(doseSeconds(lengthened(pulse, 6)), 12);
});

test("the outline counts only time under stretch, per step, with its sides in order", () => {
  assert.deepEqual(outline(timeline), [
    { title: "Hip flexor pull", target: "hip flexors", sides: ["left", "right"], dose_s: 39 },
    { title: "Seated figure four", target: "buttocks", sides: ["right"], dose_s: 12 },
    { title: "Double knee hug", target: "lower back", sides: ["both"], dose_s: 75 },
  ]);
});

test("seconds added to a phase go on in its rhythm, and a hold simply lasts", () => {
  assert.deepEqual(lengthened(pulse, 7).beats.slice(-4), [
    { at_s: 15, kind: "release" },
    { at_s: 18, kind: "press" },
    { at_s: 21, kind: "release" },
    { at_s: 24, kind: "press" },
  ]);
  assert.deepEqual(lengthened(breath, 15).beats.slice(4), [
    { at_s: 20, kind: "inhale" },
    { at_s: 24, kind: "exhale" },
    { at_s: 30, kind: "inhale" },
    { at_s: 34, kind: "exhale" },
  ]);
  const once = { ...breath, duration_s: 10, beats: breath.beats.slice(0, 2) };
  assert.deepEqual(lengthened(once, 10).beats, breath.beats);
  assert.deepEqual(lengthened(hold, 15), { ...hold, duration_s: 35 });
  assert.equal(lengthened(hold, 0), hold);
});

test("a beat that would fall on the end of a phase is none, whatever a float makes of it", () => {
  for (let tenths = 20; tenths < 90; tenths += 1) {
    const period_s = tenths / 10;
    const beats = Array.from({ length: 3 }, (_, i) => [
      { at_s: i * period_s, kind: "press" },
      { at_s: (i + 0.5) * period_s, kind: "release" },
    ]).flat();
    const phase = { ...pulse, duration_s: (tenths * 3) / 10, beats };
    for (const more of [1, 3, 5, 10]) {
      const { duration_s, beats: all } = lengthened(phase, (tenths * more) / 10);
      assert.equal(all.length, 2 * (3 + more), `${more} more of ${period_s} s`);
      assert.ok(all.every(({ at_s }) => duration_s - at_s > 0.5));
    }
  }
});

test("seconds under stretch are whole milliseconds, however they add up", () => {
  const beats = [0, 0.1, 0.3, 0.6].map((at_s, i) => ({ at_s, kind: i % 2 ? "release" : "press" }));
  const phase = { ...pulse, duration_s: 0.7, beats };
  assert.equal(doseSeconds(phase), 0.4);
  assert.equal(totalSeconds([0.1, 0.2, 0.3].map((duration_s) => ({ ...phase, duration_s }))), 0.6);
});

test("what lies ahead ends with the routine, or where the player waits", () => {
  const all = ahead(timeline, 1, 5, 3, { extra_s: 15 });
  assert.equal(all.phases[0].start_s, -2);
  assert.equal(all.phases[1].start_s, 33);
  assert.deepEqual([all.end_s, all.isEnd], [175, true]); // 170 - 8 done before - 5 + 3 + 15
  const waiting = ahead(timeline, 1, 5, 0, { wait: true });
  assert.deepEqual(
    waiting.phases.map(({ phase }) => phase.stage),
    ["stretch", "enhance", "switch"],
  );
  assert.equal(waiting.isEnd, false);
});

test("half time is worth saying only in a stretch of some length", () => {
  assert.deepEqual([hold, breath, setup, { ...hold, duration_s: 15 }].map(halfTime), [
    10,
    10,
    null,
    null,
  ]);
});

test("at another rate a breath phase keeps its seconds and its share of breathing in", () => {
  // 20 s at 10 a minute are 3.33 breaths: the nearest whole number is 3, of 6.67 s each.
  const phase = atBreaths(timeline, 10)[6];
  assert.equal(phase.duration_s, 20);
  assert.deepEqual(
    phase.beats.map(({ at_s, kind }) => [Math.round(at_s * 100) / 100, kind]),
    [
      [0, "inhale"],
      [2.67, "exhale"],
      [6.67, "inhale"],
      [9.33, "exhale"],
      [13.33, "inhale"],
      [16, "exhale"],
    ],
  );
});

test("no phase asks for fewer than four breaths a minute or more than twelve, where it can", () => {
  const rate = (duration_s, wanted) => {
    const [phase] = atBreaths([{ ...timeline[6], duration_s }], wanted);
    return phase.beats.length / 2 / (duration_s / 60);
  };
  // 50 s at 4 are 3.33 breaths: 3 would be 3.6 a minute. 20 s at 4 are 1.33: 1 would be 3.
  assert.deepEqual(
    [rate(50, 4), rate(20, 4)].map((one) => Math.round(one * 10) / 10),
    [4.8, 6],
  );
  for (let duration_s = 15; duration_s <= 180; duration_s += 1) {
    for (let wanted = 4; wanted <= 12; wanted += 1) {
      const got = rate(duration_s, wanted);
      assert.ok(got >= 4 - 1e-9 && got <= 12 + 1e-9, `${duration_s} s at ${wanted}: ${got}`);
    }
  }
});

test("another rate of breathing leaves everything else as it was", () => {
  assert.equal(atBreaths(timeline, null), timeline);
  const retimed = atBreaths(timeline, 4);
  retimed.forEach((phase, i) => i !== 6 && assert.equal(phase, timeline[i]));
  // Slower than the phase is long: there is always one whole breath.
  const short = { ...timeline[6], duration_s: 5 };
  assert.deepEqual(atBreaths([short], 4)[0].beats, [
    { at_s: 0, kind: "inhale" },
    { at_s: 2, kind: "exhale" },
  ]);
});
