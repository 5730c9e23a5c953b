// What a timeline says at a moment: pure questions, without a clock and without a screen.

/**
 * @typedef {"setup" | "stretch" | "enhance" | "switch" | "rest"} Stage
 * @typedef {"left" | "right" | "both"} Side
 * @typedef {[at_s: number, text: string, spoken: string]} Cue
 * @typedef {[at_s: number, kind: string]} Beat
 * @typedef {"ready" | "start" | "tick" | "switch" | "done"} SignalKind
 * @typedef {SignalKind | "inhale" | "exhale" | "press" | "release"} ToneKind
 * @typedef {{ in_s: number, kind: ToneKind }} Tone  `in_s` counts from the moment asked about.
 */

/**
 * One slice of a routine, as Python compiled it; cues and beats count from its start.
 *
 * @typedef {object} Phase
 * @property {number} phase
 * @property {number} step
 * @property {number} set
 * @property {string} stretch
 * @property {string} title
 * @property {string} target
 * @property {Side} side
 * @property {Stage} stage
 * @property {string | null} pace
 * @property {number} start_s
 * @property {number} duration_s
 * @property {Cue[]} cues
 * @property {Beat[]} beats
 */

/** Which tone opens a stage. */
const OPENING = /** @type {Record<Stage, ToneKind>} */ ({
  setup: "ready",
  stretch: "start",
  enhance: "start",
  switch: "switch",
  rest: "ready",
});

const LAST_SECONDS = [3, 2, 1];
/** Two tones nearer than this would blur into one. */
const APART_S = 0.5;
/** A tone that fell due so lately, while it was being planned, is still played. */
const JUST_NOW_S = 0.05;

/** Whether the seconds of a phase are stretching, and not the way there. @param {Phase} phase */
export const isDose = (phase) => phase.stage === "stretch" || phase.stage === "enhance";

/** Length of the whole routine, in seconds. @param {Phase[]} timeline */
export const totalSeconds = (timeline) =>
  timeline.reduce((sum, phase) => sum + phase.duration_s, 0);

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
 * @template {[number, ...unknown[]]} Entry
 * @param {Entry[]} entries
 * @param {number} into_s
 * @returns {Entry | null}
 */
const newest = (entries, into_s) => entries.filter(([at_s]) => at_s <= into_s).at(-1) ?? null;

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
 * The phase after this one; null after the last.
 *
 * @param {Phase[]} timeline
 * @param {number} index
 * @returns {Phase | null}
 */
export const nextPhase = (timeline, index) => timeline[index + 1] ?? null;

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
  const entries = [...phase.cues, ...phase.beats].map(([at_s]) => at_s);
  return Math.min(second, ...entries.filter((at_s) => at_s > into_s));
}

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
    step.dose_s += phase.duration_s;
    steps.set(phase.step, step);
  }
  return [...steps.values()];
}

/**
 * The tones of one phase, counted from its start, the most telling first.
 *
 * @param {Phase} phase
 * @returns {Tone[]}
 */
function tonesOf(phase) {
  const paced = phase.beats.filter(([, kind]) => kind !== "hold");
  return [
    { in_s: 0, kind: OPENING[phase.stage] },
    ...paced.map(([in_s, kind]) => ({ in_s, kind: /** @type {ToneKind} */ (kind) })),
    ...LAST_SECONDS.filter((left_s) => left_s < phase.duration_s).map((left_s) => ({
      in_s: phase.duration_s - left_s,
      kind: /** @type {ToneKind} */ ("tick"),
    })),
  ];
}

/**
 * Every tone from a moment on, in order; where two would blur, the more telling one stays.
 *
 * @param {Phase[]} timeline
 * @param {number} index    The phase under way.
 * @param {number} into_s   Its second.
 * @param {number} lead_s   Seconds until it moves on from there.
 * @param {number} horizon_s  How far to look ahead.
 * @returns {Tone[]}
 */
export function tonesAhead(timeline, index, into_s, lead_s, horizon_s) {
  /** @type {Tone[]} */
  const tones = [];
  const place = (/** @type {Tone} */ tone) => {
    const wanted = tone.in_s >= 0 && tone.in_s < horizon_s;
    if (wanted && tones.every((other) => Math.abs(other.in_s - tone.in_s) >= APART_S)) {
      tones.push(tone);
    }
  };
  let start_s = lead_s - into_s;
  for (const phase of timeline.slice(index)) {
    if (start_s >= horizon_s) break;
    for (const { in_s, kind } of tonesOf(phase)) {
      // What lay before the moment asked about is over, also while a lead-in runs.
      const from_now_s = start_s + in_s;
      if (from_now_s >= lead_s - JUST_NOW_S) place({ in_s: Math.max(0, from_now_s), kind });
    }
    start_s += phase.duration_s;
  }
  place({ in_s: lead_s - into_s + totalSeconds(timeline.slice(index)), kind: "done" });
  for (const left_s of LAST_SECONDS) place({ in_s: lead_s - left_s, kind: "tick" });
  return tones.sort((one, other) => one.in_s - other.in_s);
}
