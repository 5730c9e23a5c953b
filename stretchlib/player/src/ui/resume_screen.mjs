// A practice that was left unfinished, and the offer to go on with it.

import { button, element, setText } from "./dom.mjs";
import { earlierText } from "./text.mjs";

/** @import { Actions } from "./actions.mjs" */
/** @import { ViewModel } from "./view_model.mjs" */

/** @param {Actions} actions */
export function createResumeScreen(actions) {
  const words = element("p", "earlier-words");
  const resume = button("resume", "Go on from there", actions.resumeEarlier);
  const node = element("div", "earlier", {
    children: [
      element("h2", "earlier-title", { text: "Go on where you were?" }),
      words,
      element("div", "choices", {
        children: [resume, button("anew", "Start anew", actions.forgetEarlier)],
      }),
    ],
  });
  return {
    node,
    focus: () => resume.focus(),
    /** @param {ViewModel} viewModel */
    paint({ earlier }) {
      if (!earlier) return;
      setText(words, earlierText(earlier));
    },
  };
}
