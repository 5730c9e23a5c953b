// Before the start: what comes, and one large button.

import { button, element, setShown } from "./dom.mjs";
import { outline, totalSeconds } from "./timeline.mjs";
import { lengthText, minutesText, sidesText } from "./words.mjs";

/** @import { Phase } from "./timeline.mjs" */
/** @import { Actions, Picture } from "./view.mjs" */

/** @param {Phase[]} timeline @param {string} routine @param {Actions} actions */
export function createBefore(timeline, routine, actions) {
  const steps = outline(timeline).map(({ title, target, sides, dose_s }) =>
    element("li", "step", {
      children: [
        element("strong", "step-title", { text: title }),
        element("span", "step-detail", {
          text: `${target} · ${sidesText(sides)} · ${lengthText(dose_s)}`,
        }),
      ],
    }),
  );
  const start = button("start", "Start", actions.start);
  const hear = button("hear", "Try the sound", actions.trySound);
  const node = element("div", "before", {
    children: [
      element("div", "invitation", {
        children: [
          element("h2", "routine", { text: routine }),
          element("p", "length", { text: minutesText(totalSeconds(timeline)) }),
          start,
          hear,
        ],
      }),
      element("ol", "steps", { children: steps }),
    ],
  });
  return {
    node,
    focus: () => start.focus(),
    /** @param {Picture} picture */
    paint: ({ sound }) => setShown(hear, sound.available),
  };
}
