// Hold or pulse: between which paces one may choose, and the timeline in the other one.

import { isDose } from "./timeline.mjs";

/** @import { Phase } from "../contract.mjs" */

/**
 * @typedef {"hold" | "pulse"} Pace
 * @typedef {{ pace: Pace, other: Pace }} Choice  The one that comes, and the other one.
 */

/**
 * How the stretch that one is getting ready for may be done; null once anything of it was done, so
 * that each phase has one pace.
 *
 * @param {Phase[]} timeline
 * @param {{ state: string, index: number, into_s: number, played: number }} position  `into_s` is where
 *   the phase stands while nothing moves; `played` the last phase of which anything was done.
 * @returns {Choice | null}
 */
export function choiceAt(timeline, { state, index, into_s, played }) {
  const { step } = timeline[index];
  const first = timeline.findIndex((phase) => phase.step === step && isDose(phase));
  const { pace, other } = timeline[first] ?? {};
  const isAhead = index < first || (index === first && into_s === 0 && state !== "running");
  if (!pace || !other || !isAhead || played >= first) return null;
  return /** @type {Choice} */ ({ pace, other: other.pace });
}

/**
 * A timeline with the step of a phase in its other pace; what that changes nothing of stays.
 *
 * @param {Phase[]} timeline
 * @param {number} index
 * @returns {Phase[]}
 */
export const inOtherPace = (timeline, index) =>
  timeline.map((phase) => {
    if (phase.step !== timeline[index].step || !phase.other) return phase;
    const { pace, duration_s, cues, beats } = phase;
    return { ...phase, ...phase.other, other: { pace, duration_s, cues, beats } };
  });
