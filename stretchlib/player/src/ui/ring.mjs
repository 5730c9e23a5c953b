// The ring around the clock: a hold fills it, a pulse presses it, a breath widens it and lets it go.

import { beatAt, beatEnd } from "../engine/timeline.mjs";
import { element, setAttribute, setShown } from "./dom.mjs";
import { wishesLessMotion } from "./moving_figure.mjs";

/** @import { Phase } from "../contract.mjs" */
/** @import { Snapshot } from "../engine/playhead.mjs" */

/**
 * What the ring does during one beat.
 *
 * @typedef {object} Motion
 * @property {"fill" | "press" | "breathe" | "still"} kind
 * @property {number} from   Size of the disc where the beat begins, as a share of the ring.
 * @property {number} to     Size where it ends.
 * @property {number} start_s  Second of the phase at which it begins.
 * @property {number} end_s
 */

const SMALL = 0.76;
/** A press is done within this time, and then stays. */
const PRESS_S = 1.2;
/** How many steps a hold has for those who wish for no motion. */
const HOLD_STEPS = 10;

/** @type {Record<string, { kind: Motion["kind"], from: number, to: number }>} */
const BY_BEAT = {
  press: { kind: "press", from: 1, to: SMALL },
  release: { kind: "press", from: SMALL, to: 1 },
  inhale: { kind: "breathe", from: SMALL, to: 1 },
  exhale: { kind: "breathe", from: 1, to: SMALL },
};

/**
 * The motion of a moment.
 *
 * @param {Phase} phase
 * @param {number} into_s
 * @returns {Motion}
 */
export function motionAt(phase, into_s) {
  const { duration_s } = phase;
  const { at_s, kind } = beatAt(phase, into_s) ?? { at_s: 0, kind: "" };
  const paced = BY_BEAT[kind];
  if (paced) return { ...paced, start_s: at_s, end_s: beatEnd(phase, into_s) };
  const isHeld = kind === "hold" || phase.stage === "enhance";
  return { kind: isHeld ? "fill" : "still", from: 1, to: 1, start_s: 0, end_s: duration_s };
}

/**
 * A motion in steps, for those who wish for no motion: how many there are, and how many are done
 * or under way.
 *
 * @param {Motion} motion
 * @param {number} into_s
 */
export function stepsAt({ kind, start_s, end_s }, into_s) {
  if (kind === "still") return { count: 0, done: 0 };
  const length_s = end_s - start_s;
  const count = kind === "fill" ? HOLD_STEPS : Math.max(1, Math.round(length_s));
  const share = Math.min(1, Math.max(0, (into_s - start_s) / length_s));
  return { count, done: Math.min(count, Math.floor(share * count + 1e-6) + 1) };
}

/** The ring turns on the compositor alone: two halves, each turned into view, the second later. */
const HALVES = {
  first: [{ rotate: "-180deg" }, { rotate: "0deg", offset: 0.5 }, { rotate: "0deg" }],
  second: [
    { rotate: "-180deg", opacity: 0 },
    { rotate: "-180deg", opacity: 0, offset: 0.5 },
    { rotate: "-180deg", opacity: 1, offset: 0.5 },
    { rotate: "0deg", opacity: 1 },
  ],
};

/** Draws the ring; it follows the timeline's beats, and nothing of it runs per frame. */
export function createRing() {
  const half = (/** @type {string} */ side) => {
    const arc = element("span", "arc");
    return { arc, node: element("span", `half ${side}`, { children: [arc] }) };
  };
  const first = half("stretch-player-half-first");
  const second = half("stretch-player-half-second");
  const disc = element("span", "disc");
  const ring = element("div", "ring", { children: [disc, first.node, second.node] });
  const steps = element("div", "beat-steps");
  const node = element("div", "pacer", {
    attributes: { "aria-hidden": "true" },
    children: [ring, steps],
  });
  /** @type {Animation[]} */
  let animations = [];
  let shown = "";

  /**
   * Only what is shown is animated: what is not would run on the main thread, frame by frame.
   *
   * @param {Motion} motion
   * @returns {Animation[]}
   */
  function animationsOf({ kind, from, to, start_s, end_s }) {
    const length_ms = (end_s - start_s) * 1000;
    const sizes = [{ scale: from }, { scale: to }];
    switch (kind) {
      case "fill":
        return [
          first.arc.animate(HALVES.first, { duration: length_ms, fill: "both" }),
          second.arc.animate(HALVES.second, { duration: length_ms, fill: "both" }),
        ];
      case "breathe":
        return [disc.animate(sizes, { duration: length_ms, fill: "both", easing: "ease-in-out" })];
      case "press": {
        const duration = Math.min(PRESS_S * 1000, length_ms);
        return [disc.animate(sizes, { duration, fill: "both", easing: "ease-out" })];
      }
      default:
        return [];
    }
  }

  /** @param {Motion} motion @param {number} into_s @param {boolean} runs */
  function animate(motion, into_s, runs) {
    for (const animation of animations) animation.cancel();
    animations = animationsOf(motion);
    for (const animation of animations) {
      if (!runs) animation.pause();
      animation.currentTime = (into_s - motion.start_s) * 1000;
    }
  }

  /** @param {{ count: number, done: number }} wanted */
  function paintSteps({ count, done }) {
    while (steps.childElementCount > count) steps.lastElementChild?.remove();
    while (steps.childElementCount < count) steps.append(element("span", "beat-step"));
    [...steps.children].forEach((step, i) => setAttribute(step, "data-done", String(i < done)));
  }

  return {
    node,

    /**
     * @param {Phase} phase  As long as it is now.
     * @param {Snapshot} snapshot
     * @param {boolean} mayMove  What the person chose; the system's wish comes before it.
     */
    paint(phase, { state, index, into_s, lead_s, plan_version }, mayMove) {
      const motion = motionAt(phase, into_s);
      const moves = mayMove && !wishesLessMotion();
      const runs = state === "running" && lead_s === 0;
      setAttribute(node, "data-motion", moves ? motion.kind : "none");
      setShown(ring, moves);
      setShown(steps, !moves);
      if (!moves) paintSteps(stepsAt(motion, into_s));
      const key = [
        moves,
        runs,
        index,
        plan_version,
        motion.kind,
        motion.start_s,
        motion.end_s,
      ].join();
      if (key === shown) return;
      shown = key;
      if (moves) animate(motion, into_s, runs);
    },
  };
}
