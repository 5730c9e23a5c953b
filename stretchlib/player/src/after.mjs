// After the end: calm, and nothing more to do here.

import { element, setText } from "./dom.mjs";
import { OUTCOMES } from "./words.mjs";

/** @import { Picture } from "./view.mjs" */

export function createAfter() {
  const heading = element("h2", "done", { attributes: { tabindex: "-1" } });
  const words = element("p", "done-words");
  const node = element("div", "after", {
    children: [heading, words],
  });
  return {
    node,
    focus: () => heading.focus(),
    /** @param {Picture} picture */
    paint({ snapshot }) {
      const [title, text] = OUTCOMES[snapshot.outcome ?? "stopped"];
      setText(heading, title);
      setText(words, text);
    },
  };
}
