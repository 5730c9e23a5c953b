// What a person may press while it plays: one large button, the rest quieter, and one for pain.

import { button, element, setAttribute, setShown, setText } from "./dom.mjs";
import { goText, REASONS } from "./text.mjs";

/** @import { Reason } from "../contract.mjs" */
/** @import { Snapshot } from "../engine/playhead.mjs" */
/** @import { Actions } from "./actions.mjs" */

/** Skip, and beside it a small menu for whoever wants to say why. @param {Actions} actions */
function createSkip(actions) {
  let whole = false;
  const skip = (/** @type {Reason | null} */ reason) => {
    const both = whole && why.ariaExpanded === "true";
    open(false);
    actions.skip({ reason, whole: both });
  };
  const plain = button("skip", "Skip", () => skip(null));
  const why = button("why", "Why?", () => open(why.ariaExpanded !== "true"));
  const choices = Object.entries(REASONS).map(([reason, words]) =>
    button("reason", words, () => skip(/** @type {Reason} */ (reason))),
  );
  const other = button("other-side", "The other side too", () => leaveOther(!whole));
  const reasons = element("div", "reasons", {
    attributes: { role: "group", "aria-label": "Skip, because" },
    children: [...choices, other],
  });

  function leaveOther(/** @type {boolean} */ leaves) {
    whole = leaves;
    setAttribute(other, "aria-pressed", String(leaves));
  }

  function open(/** @type {boolean} */ shown) {
    const hadFocus = reasons.contains(document.activeElement);
    leaveOther(false);
    setShown(reasons, shown);
    setAttribute(why, "aria-expanded", String(shown));
    if (shown) choices[0].focus();
    else if (hadFocus) why.focus();
  }

  setAttribute(why, "aria-label", "Skip: why?");
  reasons.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") open(false);
  });
  open(false);
  return {
    node: element("div", "skipping", { children: [plain, why] }),
    reasons,
    /** @param {boolean} hasOther */
    paint: (hasOther) => setShown(other, hasOther),
  };
}

/** @param {Actions} actions */
export function createControls(actions) {
  let isWaiting = false;
  const main = button("pause", "Pause", () =>
    isWaiting ? actions.goOnNow() : actions.pauseOrResume(),
  );
  const skipping = createSkip(actions);
  const node = element("div", "controls", {
    attributes: { role: "group", "aria-label": "Controls" },
    children: [
      element("div", "urgent", {
        children: [main, button("hurts", "Stop, it hurts", actions.hurts)],
      }),
      element("div", "others", {
        children: [
          button("back", "Back", actions.back),
          skipping.node,
          skipping.reasons,
          element("div", "extras", {
            children: [
              button("more", "+15 s", actions.more),
              button("repeat", "Repeat this side", actions.repeat),
              button("end", "End", actions.end),
            ],
          }),
        ],
      }),
    ],
  });
  return {
    node,
    focus: () => main.focus({ preventScroll: true }),
    /** The large button, by key. */
    go: () => main.click(),
    /** @param {Snapshot} snapshot @param {boolean} hasOther  Whether another side is to come. */
    paint({ state }, hasOther) {
      skipping.paint(hasOther);
      isWaiting = state === "waiting";
      setText(main, goText(state));
    },
  };
}
