// After "Stop, it hurts": everything stands still, and calm words say what to do.

import { button, element, setShown } from "./dom.mjs";
import { nextStretch } from "./timeline.mjs";
import { HURT } from "./words.mjs";

/** @import { Phase } from "./timeline.mjs" */
/** @import { Actions, Picture } from "./view.mjs" */

/** @param {Phase[]} timeline @param {Actions} actions */
export function createHurt(timeline, actions) {
  const heading = element("h2", "hurt-title", { text: HURT.title, attributes: { tabindex: "-1" } });
  const ways = HURT.ways.map(({ when, then, sources }) =>
    element("li", "way", {
      attributes: { "data-sources": sources.join(" ") },
      children: [
        element("span", "way-when", { text: when }),
        element("span", "way-then", { text: then }),
      ],
    }),
  );
  const goOn = button("go-on", "Go on with the next stretch", actions.goOn);
  const node = element("div", "hurt", {
    children: [
      heading,
      element("p", "hurt-first", { text: HURT.first }),
      element("ul", "ways", { children: ways }),
      element("div", "choices", {
        children: [button("end-today", "End for today", actions.end), goOn],
      }),
      element("p", "hurt-sources", { text: HURT.after }),
    ],
  });
  return {
    node,
    focus: () => heading.focus(),
    /** @param {Picture} picture */
    paint: ({ snapshot, earlier }) =>
      setShown(goOn, earlier?.hasNext ?? nextStretch(timeline, snapshot.index) >= 0),
  };
}
