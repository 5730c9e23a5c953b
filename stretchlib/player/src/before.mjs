// Before the start: what comes, in which order, and one large button.

import { button, element, setShown, setText } from "./dom.mjs";
import { outline, totalSeconds } from "./timeline.mjs";
import { ONE_MOMENT, ONE_TRIP, WAIT, lengthText, minutesText, sidesText } from "./words.mjs";

/** @import { Phase } from "./timeline.mjs" */
/** @import { Actions, Picture } from "./view.mjs" */

/** @param {Phase[]} timeline */
const stepsOf = (timeline) =>
  outline(timeline).map(({ title, target, sides, dose_s }) =>
    element("li", "step", {
      children: [
        element("strong", "step-title", { text: title }),
        element("span", "step-detail", {
          text: `${target} · ${sidesText(sides)} · ${lengthText(dose_s)}`,
        }),
      ],
    }),
  );

/**
 * A box to tick, with a line that says what it does.
 *
 * @param {string} part
 * @param {{ title: string, says: string }} words
 * @param {(ticked: boolean) => void} choose
 */
function createChoice(part, { title, says }, choose) {
  const box = element("input", "checkbox", { attributes: { type: "checkbox" } });
  box.addEventListener("change", () => choose(box.checked));
  const node = element("label", part, {
    children: [
      box,
      element("span", "choice-title", { text: title }),
      element("span", "choice-says", { text: says }),
    ],
  });
  return {
    node,
    /** @param {boolean} offered @param {boolean} ticked */
    paint(offered, ticked) {
      setShown(node, offered);
      box.checked = ticked;
    },
  };
}

/** @param {string} routine @param {Actions} actions */
export function createBefore(routine, actions) {
  const length = element("p", "length");
  const steps = element("ol", "steps");
  const start = button("start", "Start", actions.start);
  const hear = button("hear", "Try the sound", actions.trySound);
  const oneTrip = createChoice("one-trip", ONE_TRIP, (on) => actions.set("one_trip", on));
  const wait = createChoice("wait", WAIT, (on) => actions.set("wait", on));
  const moment = element("p", "moment", { text: ONE_MOMENT, attributes: { role: "status" } });
  /** @type {Phase[] | null} */
  let listed = null;
  const node = element("div", "before", {
    children: [
      element("div", "invitation", {
        children: [
          element("h2", "routine", { text: routine }),
          length,
          start,
          moment,
          hear,
          oneTrip.node,
          wait.node,
        ],
      }),
      steps,
    ],
  });
  return {
    node,
    focus: () => start.focus(),
    /** @param {Picture} picture */
    paint({ sound, settings, timeline, oneTrip: { offered, wished, settled }, offersWait }) {
      setShown(hear, sound.available);
      oneTrip.paint(offered, wished);
      wait.paint(offersWait, settings.wait);
      setShown(moment, !settled);
      start.disabled = !settled;
      if (timeline === listed) return;
      listed = timeline;
      setText(length, minutesText(totalSeconds(timeline)));
      steps.replaceChildren(...stepsOf(timeline));
    },
  };
}
