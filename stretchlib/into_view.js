// Brings the beginning of a form into view when it is asked to: its heading takes the focus, so that
// whoever types or listens goes on there, and its top stands at the top of what is seen.

/**
 * @typedef {object} Model  The part of anywidget's model that is used here.
 * @property {(name: string) => any} get
 * @property {(name: string, callback: () => void) => void} on
 * @property {(name: string, callback: () => void) => void} off
 */

// What was replaced is taken off the page piece by piece, and JupyterLab then moves what is left; a
// computer that is busy takes seconds for it.
const SETTLES_MS = [0, 60, 150, 300, 600, 1000, 2000, 4000];
const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"];
// Of two that were asked one soon after the other, the later is what is shown.
const ANOTHER = "stretch-into-view";

// Where the player takes the place of a form, its one large button is there for the keys.
const PLAYERS_FIRST = ["start", "resume", "pause"]
  .map((part) => `.stretch-player-${part}:enabled`)
  .join();
const BOXES = "input:not([type=radio], [type=checkbox]), textarea, select";

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  let done = new AbortController();

  function bring() {
    dispatchEvent(new Event(ANOTHER));
    done.abort();
    done = new AbortController();
    const { signal } = done;
    // Whoever moves on by themselves is not pulled back.
    for (const hand of [...HANDS, ANOTHER]) {
      addEventListener(hand, () => done.abort(), { signal, capture: true, passive: true });
    }
    for (const ms of SETTLES_MS) setTimeout(() => signal.aborted || show(), ms);
    setTimeout(() => done.abort(), SETTLES_MS[SETTLES_MS.length - 1] + 1);
  }

  function show() {
    const form = el.closest(".stretch-form, .stretch-practice");
    if (!form || isTypingElsewhere(form)) return;
    const isForm = form.matches(".stretch-form");
    const firsts = form.querySelectorAll(isForm ? "h3, h4, legend, textarea" : PLAYERS_FIRST);
    const first = [...firsts].find((node) => node.checkVisibility());
    const heading = /** @type {HTMLElement | null} */ (first);
    // Whoever is in the player already stays where they are.
    const has = isForm ? document.activeElement === heading : form.contains(document.activeElement);
    if (heading && !has) {
      if (!heading.matches("textarea, button")) heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    // What opens inside a form is seen together with what it belongs to, where there is room.
    const isInside = form.parentElement?.closest(".stretch-form");
    form.scrollIntoView({ block: isInside ? "nearest" : "start" });
  }

  /**
   * Whether somebody is in a box already, as where the kernel was slow: the letters stay there.
   *
   * @param {Element} form
   */
  function isTypingElsewhere(form) {
    const box = document.activeElement;
    return box !== null && box.matches(BOXES) && !form.contains(box);
  }

  // It may have been asked before there was anything to see.
  if (model.get("times") > 0) bring();
  model.on("change:times", bring);
  return () => {
    done.abort();
    model.off("change:times", bring);
  };
}

export default { render };
