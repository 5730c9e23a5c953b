// Brings the beginning of a form into view when it is asked to: its heading takes the focus, so that
// whoever types or listens goes on there, and its top stands at the top of what is seen.

/**
 * @typedef {object} Model  The part of anywidget's model that is used here.
 * @property {(name: string) => any} get
 * @property {(name: string, callback: () => void) => void} on
 * @property {(name: string, callback: () => void) => void} off
 */

// What was replaced is taken off the page piece by piece, and JupyterLab then moves what is left.
const SETTLES_MS = [0, 60, 150, 300, 600, 1000];
const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"];

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  let done = new AbortController();

  function bring() {
    done.abort();
    done = new AbortController();
    const { signal } = done;
    // Whoever moves on by themselves is not pulled back.
    for (const hand of HANDS) {
      addEventListener(hand, () => done.abort(), { signal, capture: true, passive: true });
    }
    for (const ms of SETTLES_MS) setTimeout(() => signal.aborted || show(), ms);
    setTimeout(() => done.abort(), SETTLES_MS[SETTLES_MS.length - 1] + 1);
  }

  function show() {
    const form = el.closest(".stretch-form, .stretch-practice");
    if (!form) return;
    const first = form.querySelector("h3, h4, legend, textarea");
    const heading = /** @type {HTMLElement | null} */ (first);
    if (heading && document.activeElement !== heading && form.matches(".stretch-form")) {
      if (!heading.matches("textarea")) heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    // What opens inside a form is seen together with what it belongs to, where there is room.
    const isInside = form.parentElement?.closest(".stretch-form");
    form.scrollIntoView({ block: isInside ? "nearest" : "start" });
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
