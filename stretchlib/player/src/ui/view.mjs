// The player on the screen: one screen for each state, and below it what always holds.

import { element, setAttribute, setBreakable, setShown } from "./dom.mjs";
import { createEndScreen } from "./end_screen.mjs";
import { createFooter } from "./footer.mjs";
import { createFullscreen } from "./fullscreen.mjs";
import { createHeader } from "./header.mjs";
import { listenToKeys } from "./keyboard.mjs";
import { createPainScreen } from "./pain_screen.mjs";
import { createPlayScreen } from "./play_screen.mjs";
import { createResumeScreen } from "./resume_screen.mjs";
import { createStartScreen } from "./start_screen.mjs";
import { LACKS } from "./text.mjs";

/** @import { Actions } from "./actions.mjs" */
/** @import { Drawing } from "./moving_figure.mjs" */
/** @import { ViewModel } from "./view_model.mjs" */

/** The offer of an earlier session stands before the start. @param {ViewModel} viewModel */
function screenOf({ snapshot: { state }, earlier }) {
  // What hurt is not gone on with unasked: its advice comes back, and no "Go on".
  if (state === "hurt" || earlier?.hurts) return "pain";
  if (state === "idle") return earlier ? "resume" : "start";
  return state === "ended" ? "end" : "play";
}

/** What is worth a line also while it plays: it keeps it from playing, lasting, being heard or seen. */
const ALWAYS_NAMED = ["tab-lock", "sound", "storage", "wake-lock"];

/**
 * What this browser cannot do, said once and calmly.
 *
 * @param {{ available: () => boolean }} fullscreen
 */
function createLacks(fullscreen) {
  const node = element("ul", "lacks");
  let shown = "";
  return {
    node,
    /** @param {ViewModel} viewModel */
    paint({ lacks, snapshot, earlier }) {
      const isBefore = snapshot.state === "idle" && !earlier;
      const all = fullscreen.available() ? lacks : [...lacks, "fullscreen"];
      const named = all.filter((lack) => isBefore || ALWAYS_NAMED.includes(lack));
      const words = named.map((lack) => LACKS[lack]);
      setShown(node, words.length > 0);
      if (words.join() === shown) return;
      shown = words.join();
      node.replaceChildren(...words.map((text) => element("li", "lack", { text })));
    },
  };
}

/**
 * Builds the player in an element; `paint` shows a moment and touches only what differs from the
 * one before.
 *
 * @param {object} options
 * @param {HTMLElement} options.el
 * @param {() => Record<string, Drawing>} [options.drawings]  By `slug/side`.
 * @param {Actions} options.actions
 */
export function createView({ el, drawings = () => ({}), actions }) {
  const root = element("section", "", { attributes: { lang: "en", tabindex: "-1" } });
  const fullscreen = createFullscreen(root);
  const screens = {
    start: createStartScreen(actions),
    resume: createResumeScreen(actions),
    play: createPlayScreen(drawings, actions),
    pain: createPainScreen(actions),
    end: createEndScreen(actions),
  };
  const header = createHeader();
  const lacks = createLacks(fullscreen);
  const problem = element("p", "problem", { attributes: { role: "alert" } });
  const footer = createFooter(actions, fullscreen);
  const nodes = Object.values(screens).map(({ node }) => node);
  const card = [header.node, ...nodes, lacks.node, problem, footer.node];
  root.append(element("div", "card", { children: card }));
  el.append(root);
  /** @type {keyof typeof screens | ""} */
  let shown = "";

  listenToKeys(root, {
    go: () => shown === "play" && screens.play.go(),
    back: actions.back,
    skip: () => actions.skip({}),
    more: actions.more,
    pace: () => shown === "play" && screens.play.changePace(),
    hurts: actions.hurts,
    fullscreen: fullscreen.toggle,
    help() {
      if (!footer.toggleSettings()) screens[shown || "start"].focus();
    },
  });
  fullscreen.subscribe((on) => {
    footer.largeIs(on);
    // The page stands where it was scrolled to before, which may be below the top.
    if (!on) requestAnimationFrame(showTop);
  });
  // After a click, keys belong to the large button again, and not to what was clicked.
  root.addEventListener("click", ({ detail, target }) => {
    const isDone = /** @type {Element} */ (target).matches("button:not([aria-expanded]), input");
    if (detail > 0 && isDone && shown === "play") screens.play.focus();
  });

  /** Where there is no room for all of it, the side and the clock stand at its top. */
  function showTop() {
    header.node.scrollIntoView({ block: "nearest" });
  }

  /** @param {keyof typeof screens} name */
  function show(name) {
    if (shown === name) return;
    const hadFocus = shown !== "" && root.contains(document.activeElement);
    shown = name;
    for (const [of, { node }] of Object.entries(screens)) setShown(node, of === name);
    // Focus must not be lost with the button that has just gone.
    if (hadFocus) screens[name].focus();
    // It has grown since the start was pressed, and whoever lies on the floor cannot scroll.
    if (name === "play") root.scrollIntoView({ block: "nearest" });
    if (name === "play" || hadFocus) showTop();
  }

  return {
    /** @param {ViewModel} viewModel */
    paint(viewModel) {
      const name = screenOf(viewModel);
      screens[name].paint(viewModel);
      setAttribute(root, "data-state", viewModel.snapshot.state);
      // What is asked stands alone.
      const isOffer = viewModel.earlier !== null;
      root.toggleAttribute("data-offer", isOffer);
      for (const { node } of [header, footer]) setShown(node, !isOffer);
      setAttribute(root, "aria-label", `Player: ${viewModel.routine}`);
      show(name);
      header.paint(viewModel);
      lacks.paint(viewModel);
      setBreakable(problem, viewModel.problem);
      setShown(problem, viewModel.problem !== "");
      footer.paint(viewModel);
      fullscreen.paint(viewModel.snapshot.state === "running");
    },
    remove: () => root.remove(),
  };
}
