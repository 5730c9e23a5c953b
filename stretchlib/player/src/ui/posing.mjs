// Which pose the figure takes at a moment, and how slowly it goes there.

import { beatAt, beatEnd } from "../engine/timeline.mjs";

/** @import { Phase } from "../contract.mjs" */

/** @typedef {{ name: string, ms: number }} Pose  `ms` is how long the way there takes. */

const CALM_MS = 2500;
/** In `enhance` the figure goes to and fro in this rhythm, in seconds. */
const TO_AND_FRO_S = 4;

/** @type {Record<string, string>} */
const BY_BEAT = {
  hold: "deep",
  press: "deep",
  exhale: "deep",
  release: "eased",
  inhale: "eased",
};

/**
 * The pose for those who wish for no motion: one for the whole of a stage, and it stays.
 *
 * @type {Record<import("../contract.mjs").Stage, string>}
 */
export const STILL = {
  setup: "ready",
  stretch: "deep",
  enhance: "enhance",
  switch: "ready",
  rest: "eased",
  exit: "ready",
};

/**
 * The pose of a moment: it leans on the exhale and on the press, and eases between.
 *
 * @param {Phase} phase
 * @param {number} into_s
 * @param {boolean} moves  Whether the phase has begun to move; before, the figure waits eased.
 * @returns {Pose}
 */
export function poseAt(phase, into_s, moves) {
  const { stage, duration_s } = phase;
  if (stage === "setup" || stage === "switch") {
    return { name: into_s < duration_s / 2 ? "ready" : "eased", ms: CALM_MS };
  }
  if (stage === "exit") return { name: into_s < duration_s / 2 ? "eased" : "ready", ms: CALM_MS };
  if (stage === "rest" || !moves) return { name: "eased", ms: CALM_MS };
  if (stage === "enhance") {
    const isBack = Math.floor(into_s / TO_AND_FRO_S) % 2 === 1;
    return { name: isBack ? "enhance_back" : "enhance", ms: CALM_MS };
  }
  const beat = beatAt(phase, into_s);
  if (!beat) return { name: "deep", ms: CALM_MS };
  const { kind } = beat;
  const left_ms = (beatEnd(phase, into_s) - into_s) * 1000;
  const isBreath = kind === "inhale" || kind === "exhale";
  return { name: BY_BEAT[kind], ms: isBreath ? left_ms : Math.min(CALM_MS, left_ms / 2) };
}
