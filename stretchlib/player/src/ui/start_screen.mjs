// Before the start: what comes, in which order, and one large button.

import { outline, totalSeconds } from "../engine/timeline.mjs";
import { button, element, setShown, setText } from "./dom.mjs";
import {
  doseText,
  fullText,
  HOW_LONG,
  ONE_MOMENT,
  ONE_TRIP,
  WAIT,
  WHICH,
  wholeText,
} from "./text.mjs";

/** @import { Phase } from "../contract.mjs" */
/** @import { Actions } from "./actions.mjs" */
/** @import { ViewModel } from "./view_model.mjs" */

/** A title of more letters is smaller, so that Start stays in view. */
const LONG_TITLE = 60;

/** @param {Phase[]} timeline */
const stretchingSeconds = (timeline) =>
  outline(timeline).reduce((sum, { dose_s }) => sum + dose_s, 0);

/** @param {Phase[]} timeline */
const stepsOf = (timeline) =>
  outline(timeline).map(({ title, target, sides, dose_s }) =>
    element("li", "step", {
      children: [
        element("strong", "step-title", { text: title }),
        element("span", "step-detail", {
          text: `${target} · ${doseText(sides, dose_s)}`,
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

/**
 * A question with a row of answers, of which one is chosen.
 *
 * @template Value
 * @param {string} question
 * @param {(value: Value) => void} choose
 */
function createRow(question, choose) {
  const row = element("div", "options");
  const node = element("fieldset", "pick", {
    children: [element("legend", "pick-name", { text: question }), row],
  });
  // Each has a name of its own: two players of a page would else share one choice.
  const name = `stretch-player-${Math.random()}`;
  let offered = "";
  /** @type {{ value: Value, input: HTMLInputElement, text: HTMLElement }[]} */
  let ways = [];

  /** @param {{ value: Value, title: string }} option */
  function createOption({ value, title }) {
    const input = element("input", "radio", { attributes: { type: "radio", name } });
    input.addEventListener("change", () => choose(value));
    const text = element("span", "option", { text: title });
    row.append(element("label", "way-to", { children: [input, text] }));
    return { value, input, text };
  }

  return {
    node,
    /** @param {{ value: Value, title: string }[]} options @param {Value} chosen */
    paint(options, chosen) {
      const wanted = JSON.stringify(options.map(({ value }) => value));
      if (wanted !== offered) {
        offered = wanted;
        row.replaceChildren();
        ways = options.map(createOption);
      }
      for (const [index, { value, input, text }] of ways.entries()) {
        setText(text, options[index].title);
        input.checked = value === chosen;
      }
    },
  };
}

/** Which routine, and in how many minutes. @param {Actions} actions */
function createPicks(actions) {
  const which = createRow(WHICH, (/** @type {string} */ routine) => actions.choose({ routine }));
  const long = createRow(HOW_LONG, (/** @type {number | null} */ minutes) =>
    actions.choose({ minutes }),
  );
  const leftOut = element("p", "left-out", { attributes: { role: "status" } });
  return {
    node: element("div", "picks", { children: [which.node, long.node, leftOut] }),
    /** @param {ViewModel["choices"]} choices @param {number} length_s  Of what comes. */
    paint(choices, length_s) {
      if (!choices) return;
      const { routines, minutes, full_s, chosen } = choices;
      which.paint(
        routines.map(({ name, title }) => ({ value: name, title })),
        chosen.routine,
      );
      const times = minutes.map((value) => ({ value, title: `${value} min` }));
      // The order of today may take a little less than the one that was written.
      const full = fullText(chosen.minutes === null ? length_s : full_s);
      long.paint([{ value: null, title: full }, ...times], chosen.minutes);
      setText(leftOut, choices.time_note);
    },
  };
}

/** @param {Actions} actions */
export function createStartScreen(actions) {
  const title = element("h2", "routine");
  const picks = createPicks(actions);
  const length = element("p", "length");
  const steps = element("ol", "steps");
  const start = button("start", "Start", actions.start);
  const hear = button("hear", "Try the sound", actions.trySound);
  const trip = createChoice("one-trip", ONE_TRIP, (on) => actions.set("one_trip", on));
  const wait = createChoice("wait", WAIT, (on) => actions.set("wait", on));
  const moment = element("p", "moment", { text: ONE_MOMENT, attributes: { role: "status" } });
  /** @type {Phase[] | null} */
  let listed = null;
  const node = element("div", "before", {
    children: [
      element("div", "invitation", {
        children: [title, length, start, moment, hear, picks.node, trip.node, wait.node],
      }),
      steps,
    ],
  });
  return {
    node,
    focus: () => start.focus(),
    /** @param {ViewModel} viewModel */
    paint({ sound, settings, timeline, routine, choices, one_trip, is_settled, offers_wait }) {
      setText(title, routine);
      title.dataset.long = String(routine.length > LONG_TITLE);
      setShown(picks.node, choices !== null);
      picks.paint(choices, totalSeconds(timeline));
      setShown(hear, sound.available);
      trip.paint(one_trip.offered, one_trip.wished);
      wait.paint(offers_wait, settings.wait);
      setShown(moment, !is_settled);
      start.disabled = !is_settled;
      if (timeline === listed) return;
      listed = timeline;
      setText(length, wholeText(totalSeconds(timeline), stretchingSeconds(timeline)));
      steps.replaceChildren(...stepsOf(timeline));
    },
  };
}
