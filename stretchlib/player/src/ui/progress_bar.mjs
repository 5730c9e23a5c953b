// The bar over the whole routine: one piece per phase, stretching strong, the way there pale.

import { isDose, secondsBefore, totalSeconds } from "../engine/timeline.mjs";
import { element, setAttribute } from "./dom.mjs";
import { lengthText } from "./text.mjs";

/** @import { Phase } from "../contract.mjs" */
/** @import { Snapshot } from "../engine/playhead.mjs" */

export function createProgress() {
  const bar = element("div", "progress", {
    attributes: {
      role: "progressbar",
      "aria-label": "The whole routine",
      "aria-valuemin": "0",
      "aria-valuemax": "100",
    },
  });
  /** @type {Phase[]} */
  let timeline = [];
  let total_s = 0;
  /** @type {HTMLElement[]} */
  let fills = [];
  /** @type {string[]} */
  let shown = [];

  /** @param {Phase[]} other */
  function lay(other) {
    if (other === timeline) return;
    timeline = other;
    total_s = totalSeconds(timeline);
    fills = timeline.map(() => element("span", "fill"));
    shown = [];
    const pieces = timeline.map((phase, i) =>
      element("span", "piece", {
        attributes: {
          style: `flex-grow: ${phase.duration_s}`,
          "data-dose": String(isDose(phase)),
        },
        children: [fills[i]],
      }),
    );
    bar.replaceChildren(...pieces);
  }

  /** @param {number} i @param {number} share */
  function fill(i, share) {
    const scale = `scaleX(${share.toFixed(3)})`;
    if (shown[i] === scale) return;
    shown[i] = scale;
    fills[i].style.transform = scale;
  }

  return {
    bar,

    /** @param {Snapshot} snapshot @param {Phase[]} played */
    paint({ index, into_s, extra_s }, played) {
      lay(played);
      timeline.forEach((phase, i) => {
        if (i === index) fill(i, Math.min(1, into_s / (phase.duration_s + extra_s)));
        else fill(i, i < index ? 1 : 0);
      });
      const before_s = secondsBefore(timeline, index, into_s);
      const all_s = total_s + extra_s;
      setAttribute(bar, "aria-valuenow", String(Math.round((100 * before_s) / all_s)));
      setAttribute(bar, "aria-valuetext", `${lengthText(all_s - before_s)} left`);
    },
  };
}
