// After "Stop, it hurts": everything stands still, calm words ask what it is, and say what to do.

import { button, element, setAttribute, setShown } from "./dom.mjs";
import { nextStretch } from "./timeline.mjs";
import { HURT } from "./words.mjs";

/** @import { Phase } from "./timeline.mjs" */
/** @import { Actions, Picture } from "./view.mjs" */
/** @import { HurtKind } from "./words.mjs" */

/** @param {Phase[]} timeline @param {Actions} actions */
export function createHurt(timeline, actions) {
  const heading = element("h2", "hurt-title", { text: HURT.title, attributes: { tabindex: "-1" } });
  let chosen = "";
  const ways = HURT.ways.map(({ kind, when, then, sources }) => {
    const choose = button("way-when", when, () => {
      chosen = kind;
      actions.tellWhatHurts(/** @type {HurtKind} */ (kind));
      paintWays();
    });
    const what = element("span", "way-then", { text: then, attributes: { role: "status" } });
    const node = element("li", "way", {
      attributes: { "data-kind": kind, "data-sources": sources.join(" ") },
      children: [choose, what],
    });
    return { kind, node, choose };
  });
  const goOn = button("go-on", "Go on with the next stretch", actions.goOn);
  const end = button("end-today", "End for today", actions.end);
  const node = element("div", "hurt", {
    children: [
      heading,
      element("p", "hurt-first", { text: HURT.first }),
      element("p", "hurt-asks", { text: HURT.asks }),
      element("ul", "ways", { children: ways.map((way) => way.node) }),
      element("div", "choices", { children: [end, goOn] }),
      element("p", "hurt-sources", { text: HURT.after }),
    ],
  });

  function paintWays() {
    for (const { kind, node: way, choose } of ways) {
      setAttribute(way, "data-chosen", String(kind === chosen));
      setAttribute(choose, "aria-pressed", String(kind === chosen));
    }
  }
  paintWays();

  return {
    node,
    focus: () => {
      chosen = "";
      paintWays();
      heading.focus();
    },
    /** @param {Picture} picture */
    paint: ({ snapshot, earlier }) => {
      const hasNext = earlier?.hasNext ?? nextStretch(timeline, snapshot.index) >= 0;
      // What is new or much worse ends the practice.
      setShown(goOn, hasNext && chosen !== "worse");
    },
  };
}
