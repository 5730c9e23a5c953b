// What a timeline says at a moment: pure questions, without a clock and without a screen.

import { DOSE_STAGES, LIMITS, UNDER_STRETCH } from "../contract.mjs";
import { inMs, totalOf, wholeMs } from "./milliseconds.mjs";

/** @import { Beat, Cue, Phase, Side } from "../contract.mjs" */

/** Half of anything shorter, in seconds, is over before it is said. */
const HALF_FROM_S = 16;

/** Whether a phase is stretching, and not the way there. @param {Phase} phase */
export const isDose = (phase) => DOSE_STAGES.includes(phase.stage);

/** Seconds of a phase that are under stretch, as Python counts them. @param {Phase} phase */
export function doseSeconds(phase) {
  if (!isDose(phase)) return 0;
  if (phase.beats.length === 0) return phase.duration_s;
  const spent_s = phase.beats
    .filter(({ kind }) => UNDER_STRETCH.includes(kind))
    .reduce((sum, { at_s }) => sum + beatEnd(phase, at_s) - at_s, 0);
  return wholeMs(spent_s);
}

/** The name of the figure that a phase shows. @param {Phase} phase */
export const figureOf = ({ stretch, side }) => `${stretch}/${side}`;

/** `left hip`; `left side` where nobody said what it names. @param {Phase} phase */
export const sideText = ({ side, part }) => `${side} ${part || "side"}`;

/** Whether a phase is the way into a side's position. @param {Phase} phase */
export const isWay = (phase) => phase.stage === "setup" || phase.stage === "switch";

/** Length of the whole routine, in seconds. @param {Phase[]} timeline */
export const totalSeconds = (timeline) => totalOf(timeline.map(({ duration_s }) => duration_s));

/**
 * Seconds of the routine before this moment.
 *
 * @param {Phase[]} timeline
 * @param {number} index
 * @param {number} into_s
 */
export const secondsBefore = (timeline, index, into_s) =>
  totalSeconds(timeline.slice(0, index)) + into_s;

/**
 * The newest of a phase's entries that has begun; a boundary belongs to the entry that starts
 * there.
 *
 * @template {Beat | Cue} Entry
 * @param {Entry[]} entries
 * @param {number} into_s
 * @returns {Entry | null}
 */
const newest = (entries, into_s) => entries.filter(({ at_s }) => at_s <= into_s).at(-1) ?? null;

/**
 * The cue to show at a second of a phase; null before the first.
 *
 * @param {Phase} phase
 * @param {number} into_s
 */
export const cueAt = (phase, into_s) => newest(phase.cues, into_s);

/**
 * The beat under way at a second of a phase; null where nothing is paced.
 *
 * @param {Phase} phase
 * @param {number} into_s
 */
export const beatAt = (phase, into_s) => newest(phase.beats, into_s);

/**
 * Where the beat under way ends, in seconds of its phase.
 *
 * @param {Phase} phase
 * @param {number} into_s
 */
export const beatEnd = (phase, into_s) =>
  phase.beats.find(({ at_s }) => at_s > into_s)?.at_s ?? phase.duration_s;

/**
 * The phase after this one; null after the last.
 *
 * @param {Phase[]} timeline
 * @param {number} index
 * @returns {Phase | null}
 */
export const nextPhase = (timeline, index) => timeline[index + 1] ?? null;

/**
 * Where the stretch after this one begins; -1 after the last.
 *
 * @param {Phase[]} timeline
 * @param {number} index
 */
export const nextStretch = (timeline, index) =>
  timeline.findIndex(({ step }, i) => i > index && step > timeline[index].step);

/**
 * Where it goes on when the stretch of a phase is left out on its side: at the other side, where
 * that is still to come, or on the way out; and past that where nobody got into position yet.
 *
 * @param {Phase[]} timeline
 * @param {number} index
 * @param {boolean} [whole]  The other side as well.
 */
export function afterStretch(timeline, index, whole = false) {
  const { step, side, stage } = timeline[index];
  const next = timeline.findIndex((other, i) => {
    if (i <= index || other.step < step) return false;
    if (other.step > step) return true;
    return other.stage === "exit" ? stage !== "setup" : !whole && other.side !== side;
  });
  return next < 0 ? timeline.length : next;
}

/** Whether the other side of a stretch is still to come. @param {Phase[]} timeline @param {number} index */
export const hasOtherSide = (timeline, index) =>
  timeline.some(
    ({ step, side, stage }, i) =>
      i > index &&
      stage !== "exit" &&
      step === timeline[index].step &&
      side !== timeline[index].side,
  );

/**
 * A phase with seconds added to its end: its beats go on in their rhythm, its cues stay where they
 * are.
 *
 * @param {Phase} phase
 * @param {number} extra_s
 * @returns {Phase}
 */
export function lengthened(phase, extra_s) {
  if (extra_s === 0) return phase;
  const duration_s = phase.duration_s + extra_s;
  const again = phase.beats.findIndex(({ kind }, i) => i > 0 && kind === phase.beats[0].kind);
  const round = again > 0 ? phase.beats.slice(0, again) : phase.beats;
  const period_s = again > 0 ? phase.beats[again].at_s : phase.duration_s;
  // A hold is one beat, and lasts.
  if (round.length < 2) return { ...phase, duration_s };
  /** @type {Beat[]} */
  const beats = [];
  for (let i = 0; inMs(i * period_s) < inMs(duration_s); i += 1) {
    beats.push(...round.map(({ at_s, kind }) => ({ at_s: i * period_s + at_s, kind })));
  }
  const fitting = beats.filter(({ at_s }) => inMs(at_s) < inMs(duration_s));
  return { ...phase, duration_s, beats: fitting };
}

/**
 * The next second of a phase at which something shown changes: a whole second left, a cue, a beat,
 * or its end.
 *
 * @param {Phase} phase
 * @param {number} into_s
 */
export function nextChange(phase, into_s) {
  const left_s = phase.duration_s - into_s;
  const second = phase.duration_s - (Math.ceil(left_s) - 1);
  const entries = [...phase.cues, ...phase.beats].map(({ at_s }) => at_s);
  return Math.min(second, ...entries.filter((at_s) => at_s > into_s));
}

/**
 * How many breaths fill some seconds: the whole number nearest to a rate, but none that would make
 * them slower or quicker than anybody is asked to breathe, where the seconds leave that choice.
 *
 * @param {number} duration_s
 * @param {number} breaths_per_min
 */
function breathsIn(duration_s, breaths_per_min) {
  const at = (/** @type {number} */ rate) => (inMs(duration_s) * rate) / 60_000;
  const fewest = Math.ceil(at(LIMITS.breaths_per_min.least));
  const most = Math.floor(at(LIMITS.breaths_per_min.most));
  return Math.max(1, Math.min(most, Math.max(fewest, Math.round(at(breaths_per_min)))));
}

/**
 * A timeline at another rate of breathing.
 *
 * Each breath phase keeps its seconds and is filled with a whole number of breaths; breathing in
 * keeps its share of each, and so the phase its dose.
 *
 * @param {Phase[]} timeline
 * @param {number | null} breaths_per_min  Null leaves it as Python compiled it.
 * @returns {Phase[]}
 */
export function atBreaths(timeline, breaths_per_min) {
  if (breaths_per_min === null) return timeline;
  return timeline.map((phase) => {
    const { pace, beats, duration_s } = phase;
    if (pace !== "breath" || beats.length < 2) return phase;
    const [inhale, exhale, { at_s: cycle_s } = { at_s: duration_s }] = beats;
    const breaths = breathsIn(duration_s, breaths_per_min);
    const breath_s = duration_s / breaths;
    const retimed = Array.from({ length: breaths }, (_, i) => [
      { ...inhale, at_s: i * breath_s },
      { ...exhale, at_s: (i + exhale.at_s / cycle_s) * breath_s },
    ]);
    return { ...phase, beats: retimed.flat() };
  });
}

/**
 * @typedef {{ index: number, breaths: number }} Retimed  A phase in other breaths than were written.
 */

/**
 * @param {Phase[]} written
 * @param {Phase[]} played  The same phases at another rate of breathing.
 * @returns {Retimed[]}
 */
export const retimedIn = (written, played) =>
  played.flatMap(({ beats }, index) =>
    beats === written[index].beats ? [] : [{ index, breaths: beats.length / 2 }],
  );

/**
 * The steps of a routine in brief, for the page before the start.
 *
 * @param {Phase[]} timeline
 */
export function outline(timeline) {
  /** @type {Map<number, { title: string, target: string, sides: Side[], dose_s: number }>} */
  const steps = new Map();
  for (const phase of timeline.filter(isDose)) {
    const { title, target } = phase;
    const step = steps.get(phase.step) ?? { title, target, sides: [], dose_s: 0 };
    if (!step.sides.includes(phase.side)) step.sides.push(phase.side);
    step.dose_s = totalOf([step.dose_s, doseSeconds(phase)]);
    steps.set(phase.step, step);
  }
  return [...steps.values()];
}

/**
 * Where half of a stretch is over, in seconds; null where it is too short to be worth saying, and
 * in stages that only lead there.
 *
 * @param {Phase} phase
 */
export const halfTime = (phase) =>
  phase.stage === "stretch" && phase.duration_s >= HALF_FROM_S ? phase.duration_s / 2 : null;

/**
 * The phases that will play by themselves from one on, each with its start in seconds from now.
 *
 * @param {Phase[]} timeline
 * @param {number} index    The phase under way.
 * @param {number} into_s   Its second.
 * @param {number} lead_s   Seconds until it moves on from there.
 * @param {{ extra_s?: number, wait?: boolean }} [options]  Seconds added to the phase under way;
 *   whether the player waits at the end of each way into position.
 * @returns {{ phases: { phase: Phase, start_s: number }[], end_s: number, isEnd: boolean }}
 *   `end_s` is where the last of them ends, and `isEnd` whether the routine ends there.
 */
export function ahead(timeline, index, into_s, lead_s, { extra_s = 0, wait = false } = {}) {
  const phases = [];
  let end_s = lead_s - into_s;
  for (let i = index; i < timeline.length; i += 1) {
    const phase = lengthened(timeline[i], i === index ? extra_s : 0);
    phases.push({ phase, start_s: end_s });
    end_s += phase.duration_s;
    if (wait && isWay(phase)) return { phases, end_s, isEnd: false };
  }
  return { phases, end_s, isEnd: true };
}
