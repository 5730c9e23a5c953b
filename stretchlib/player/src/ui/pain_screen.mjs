// After "Stop, it hurts": everything stands still, calm words ask what it is, and say what to do.

import { HURT_SOURCES, HURTS } from "../contract.mjs";
import { nextStretch } from "../engine/timeline.mjs";
import { button, element, setAttribute, setShown } from "./dom.mjs";
import { STOPPED } from "./text.mjs";

/** @import { HurtKind } from "../contract.mjs" */
/** @import { Actions } from "./actions.mjs" */
/** @import { ViewModel } from "./view_model.mjs" */

/** @param {Actions} actions */
export function createPainScreen(actions) {
  const heading = element("h2", "hurt-title", {
    text: STOPPED.title,
    attributes: { tabindex: "-1" },
  });
  const ways = HURTS.map(({ kind, when, do: advice, sources }) => {
    const choose = button("way-when", when, () =>
      actions.tellWhatHurts(/** @type {HurtKind} */ (kind)),
    );
    const node = element("li", "way", {
      attributes: { "data-kind": kind, "data-sources": sources.join(" ") },
      children: [choose, element("span", "way-then", { text: advice })],
    });
    return { kind, node, choose };
  });
  const goOn = button("go-on", "Go on with the next stretch", actions.goOn);
  const node = element("div", "hurt", {
    children: [
      heading,
      element("p", "hurt-first", { text: STOPPED.first }),
      element("p", "hurt-asks", { text: STOPPED.asks }),
      element("ul", "ways", { children: ways.map((way) => way.node) }),
      element("div", "choices", {
        children: [button("end-today", "End for today", actions.end), goOn],
      }),
      element("p", "hurt-sources", { text: HURT_SOURCES }),
    ],
  });
  return {
    node,
    focus: () => heading.focus(),
    /** @param {ViewModel} viewModel */
    paint({ snapshot: { feels, index }, timeline, earlier }) {
      for (const { kind, node: way, choose } of ways) {
        setAttribute(way, "data-chosen", String(kind === feels));
        setAttribute(choose, "aria-pressed", String(kind === feels));
      }
      const hasNext = earlier?.has_next ?? nextStretch(timeline, index) >= 0;
      // What is new, or much worse, ends the practice.
      setShown(goOn, hasNext && feels !== "worse");
    },
  };
}
