// The line above everything: which routine it is, and whether what was done is saved.

import { element, setAttribute, setText } from "./dom.mjs";
import { SAVING } from "./words.mjs";

/** @import { Picture } from "./view.mjs" */

/** @param {string} routine */
export function createHead(routine) {
  const saved = element("p", "saved");
  const node = element("div", "head", {
    children: [element("p", "name", { text: routine }), saved],
  });
  return {
    node,
    /** @param {Picture} picture */
    paint({ saving }) {
      // Only what needs someone is announced; "saving, saved" at every phase would be noise.
      setAttribute(saved, "aria-live", saving === "late" ? "polite" : "off");
      setAttribute(saved, "data-saving", saving);
      setText(saved, SAVING[saving]);
    },
  };
}
