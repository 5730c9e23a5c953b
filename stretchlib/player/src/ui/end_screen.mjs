// After the end: calm, and nothing more to do here.

import { button, element, setShown, setText } from "./dom.mjs";
import { OUTCOMES } from "./text.mjs";

/** @import { Actions } from "./actions.mjs" */
/** @import { ViewModel } from "./view_model.mjs" */

/** @param {Actions} actions */
export function createEndScreen(actions) {
  const heading = element("h2", "done", { attributes: { tabindex: "-1" } });
  const words = element("p", "done-words");
  const goOn = button("go-on-after-all", "Go on after all", actions.goOnAfterAll);
  const node = element("div", "after", { children: [heading, words, goOn] });
  return {
    node,
    focus: () => heading.focus(),
    /** @param {ViewModel} viewModel */
    paint({ snapshot }) {
      const [title, text] = OUTCOMES[snapshot.outcome ?? "stopped"];
      setText(heading, title);
      setText(words, text);
      setShown(goOn, snapshot.can_go_on);
    },
  };
}
