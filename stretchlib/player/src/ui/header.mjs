// The line above everything: which routine it is, and whether what was done is saved.

import { element, setAttribute, setText } from "./dom.mjs";
import { LATE_ON_THIS_PAGE, SAVING } from "./text.mjs";

/** @import { ViewModel } from "./view_model.mjs" */

export function createHeader() {
  const name = element("p", "name");
  const saved = element("p", "saved");
  const node = element("div", "head", {
    children: [name, saved],
  });
  return {
    node,
    /** @param {ViewModel} viewModel */
    paint({ saving, lacks, routine }) {
      setText(name, routine);
      // Only what needs someone is announced; "saving, saved" at every phase would be noise.
      const needsSomeone = saving === "late" || saving === "refused";
      setAttribute(saved, "aria-live", needsSomeone ? "polite" : "off");
      setAttribute(saved, "data-saving", saving);
      const isOnlyHere = saving === "late" && lacks.includes("storage");
      setText(saved, isOnlyHere ? LATE_ON_THIS_PAGE : SAVING[saving]);
    },
  };
}
