// Which tone falls due when: a pure answer, for `sound.mjs` to play.

import { inMs } from "../engine/milliseconds.mjs";
import { ahead, halfTime } from "../engine/timeline.mjs";

/** @import { Phase, Stage } from "../contract.mjs" */

/**
 * @typedef {"ready" | "start" | "half" | "tick" | "switch" | "done"} SignalKind
 * @typedef {SignalKind | "inhale" | "exhale" | "press" | "release"} ToneKind
 * @typedef {{ in_s: number, kind: ToneKind }} Tone  `in_s` counts from the moment asked about.
 */

/** Which tone opens a stage. */
const OPENING = /** @type {Record<Stage, ToneKind>} */ ({
  setup: "ready",
  stretch: "start",
  enhance: "start",
  switch: "switch",
  rest: "ready",
  exit: "ready",
});

const LAST_SECONDS = [3, 2, 1];
/** Two tones nearer than this would blur into one. */
const APART_S = 0.5;
/** A tone that fell due so lately, while it was being planned, is still played. */
const JUST_NOW_S = 0.05;

/** Whether two tones would blur into one. @param {number} one_s @param {number} other_s */
const blurs = (one_s, other_s) => Math.abs(inMs(one_s - other_s)) < inMs(APART_S);

/** @param {number} in_s @param {string} kind */
const tone = (in_s, kind) => ({ in_s, kind: /** @type {ToneKind} */ (kind) });

/**
 * The tones of one phase, counted from its start, the most telling first.
 *
 * @param {Phase} phase
 * @returns {Tone[]}
 */
function tonesOf(phase) {
  const last = LAST_SECONDS.filter((left_s) => inMs(left_s) < inMs(phase.duration_s));
  return [
    tone(0, OPENING[phase.stage]),
    ...phase.beats.filter(({ kind }) => kind !== "hold").map(({ at_s, kind }) => tone(at_s, kind)),
    ...halfTone(phase),
    ...last.map((left_s) => tone(phase.duration_s - left_s, "tick")),
  ];
}

/** Half time steps aside for a beat, which must keep its second. @param {Phase} phase */
function halfTone(phase) {
  const half_s = halfTime(phase);
  if (half_s === null) return [];
  const taken = phase.beats.some(({ at_s }) => blurs(at_s, half_s));
  return [tone(taken ? half_s + 2 * APART_S : half_s, "half")];
}

/**
 * Every tone from a moment on, in order; where two would blur, the more telling one stays.
 *
 * @param {Phase[]} timeline
 * @param {number} index    The phase under way.
 * @param {number} into_s   Its second.
 * @param {number} lead_s   Seconds until it moves on from there.
 * @param {number} horizon_s  How far to look ahead.
 * @param {{ extra_s?: number, wait?: boolean }} [options]  As for `ahead`.
 * @returns {Tone[]}
 */
export function tonesAhead(timeline, index, into_s, lead_s, horizon_s, options) {
  /** @type {Tone[]} */
  const tones = [];
  const add = (/** @type {Tone} */ wanted) => {
    const inTime = wanted.in_s >= 0 && wanted.in_s < horizon_s;
    if (inTime && !tones.some(({ in_s }) => blurs(in_s, wanted.in_s))) tones.push(wanted);
  };
  const { phases, end_s, isEnd } = ahead(timeline, index, into_s, lead_s, options);
  for (const { phase, start_s } of phases) {
    if (start_s >= horizon_s) break;
    for (const { in_s, kind } of tonesOf(phase)) {
      // What lay before the moment asked about is over, also while a lead-in runs.
      const from_now_s = start_s + in_s;
      if (from_now_s >= lead_s - JUST_NOW_S) add(tone(Math.max(0, from_now_s), kind));
    }
  }
  add(tone(end_s, isEnd ? "done" : "ready"));
  for (const left_s of LAST_SECONDS) add(tone(lead_s - left_s, "tick"));
  return tones.sort((one, other) => one.in_s - other.in_s);
}
