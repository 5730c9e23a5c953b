// Brings the beginning of a form into view when it is asked to: its heading takes the focus, so that
// whoever types or listens goes on there, and its top stands at the top of what is seen.

/**
 * @typedef {object} Model  The part of anywidget's model that is used here.
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(name: string, callback: () => void) => void} on
 * @property {(name: string, callback: () => void) => void} off
 */

// JupyterLab scrolls by itself for a while after a cell was run.
const MOMENTS_MS = [0, 60, 150, 300, 600, 1000];
// What was replaced is taken off the page piece by piece, and what is left moves; a computer that is
// busy takes seconds for it. A frame that came late counts as one of these.
const FRAME_MS = 50;
const STILL_MS = 1500;
const LONGEST_MS = 15_000;
const UPPER_PART = 0.3;
const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"];
// Of two that were asked one soon after the other, the later is what is shown.
const ANOTHER = "stretch-into-view";

// Where the player takes the place of a form, its one large button is there for the keys.
const PLAYERS_FIRST = ["start", "resume", "pause"]
  .map((part) => `.stretch-player-${part}:enabled`)
  .join();
const PRACTICE = ".stretch-practice";
const FORMS = `.stretch-form, ${PRACTICE}`;
const BOXES = "input:not([type=radio], [type=checkbox]), textarea, select";
const CONTROLS = "a, button, input, textarea, select";

/**
 * How often somebody pressed, typed or scrolled outside of what cells show, counted once a page, and
 * at which of these a cell last showed what it has. Whoever is in a form already stays there.
 *
 * @type {{ count: number, shown: number }}
 */
const hands = Reflect.get(globalThis, "stretchHands") ?? countHands();

function countHands() {
  const counted = { count: 0, shown: -1 };
  const count = (/** @type {Event} */ { target }) => {
    if (!(target instanceof Element && target.closest(FORMS))) counted.count += 1;
  };
  for (const hand of HANDS) addEventListener(hand, count, { capture: true, passive: true });
  Reflect.set(globalThis, "stretchHands", counted);
  return counted;
}

/**
 * Whether a cell that shows something was just run by somebody: not on a page that opens with it, as
 * after a reload or without code; and of all that run at once it is the first.
 */
function isAskedFor() {
  const isFirst = hands.shown !== hands.count;
  hands.shown = hands.count;
  // Firefox has no word for it before its version 120.
  return isFirst && (navigator.userActivation?.hasBeenActive ?? true);
}

/**
 * Where something stands on the page, however far that is scrolled; NaN where it is on none.
 *
 * @param {HTMLElement} el
 */
function topOf(el) {
  const form = el.closest(FORMS);
  if (!form) return NaN;
  let from_px = form.getBoundingClientRect().top;
  for (let at = form.parentElement; at; at = at.parentElement) from_px += at.scrollTop;
  return from_px;
}

/**
 * Whether a form begins in the upper part of what is seen of the page, or is seen whole.
 *
 * @param {Element} form
 */
function isSeenWell(form) {
  let from_px = 0;
  let to_px = innerHeight;
  for (let at = form.parentElement; at; at = at.parentElement) {
    if (at.scrollHeight <= at.clientHeight || getComputedStyle(at).overflowY === "visible")
      continue;
    const seen = at.getBoundingClientRect();
    from_px = Math.max(from_px, seen.top);
    to_px = Math.min(to_px, seen.bottom);
  }
  const { top, bottom } = form.getBoundingClientRect();
  return top >= from_px && (bottom <= to_px || top <= from_px + (to_px - from_px) * UPPER_PART);
}

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  let done = new AbortController();
  /** What was given the focus. @type {HTMLElement | null} */
  let headed = null;

  function bring() {
    dispatchEvent(new Event(ANOTHER));
    done.abort();
    done = new AbortController();
    headed = null;
    const { signal } = done;
    // Whoever moves on by themselves is not pulled back.
    for (const hand of [...HANDS, ANOTHER]) {
      addEventListener(hand, () => done.abort(), { signal, capture: true, passive: true });
    }
    addEventListener("focusin", leaveThem, { signal });
    follow(signal);
  }

  /**
   * A screen reader moves the focus without a key that the page hears.
   *
   * @param {FocusEvent} event
   */
  function leaveThem({ target }) {
    if (!(target instanceof HTMLElement) || !target.matches(CONTROLS)) return;
    if (!headed || target === headed) return;
    // Start stands beside the questions, outside of their form.
    const whole = el.closest(PRACTICE) ?? el.closest(FORMS);
    if (whole?.contains(target)) done.abort();
  }

  /** Show it until it stands still on the page. @param {AbortSignal} signal */
  function follow(signal) {
    const began = performance.now();
    const moments = [...MOMENTS_MS];
    let top_px = NaN;
    let still_ms = 0;
    let last = began;

    function look() {
      if (signal.aborted) return;
      const now = performance.now();
      still_ms += Math.min(now - last, FRAME_MS);
      last = now;
      const is_px = topOf(el);
      // Not a number before it is on the page, which is not still.
      const hasMoved = !(Math.abs(is_px - top_px) < 2);
      const isTime = now - began >= moments[0];
      if (isTime) moments.shift();
      if (hasMoved || isTime) show();
      if (hasMoved) still_ms = 0;
      top_px = is_px;
      if (still_ms < STILL_MS && now - began < LONGEST_MS) requestAnimationFrame(look);
      else done.abort();
    }
    look();
  }

  function show() {
    const form = el.closest(FORMS);
    if (!form) return;
    if (model.get("by_cell")) {
      // The focus stays with the cells: whoever runs one after the other is not held up.
      if (!isSeenWell(form)) form.scrollIntoView({ block: "start" });
      return;
    }
    if (isTypingElsewhere(form)) return;
    const isForm = form.matches(".stretch-form");
    const firsts = form.querySelectorAll(isForm ? "h3, h4, legend, textarea" : PLAYERS_FIRST);
    const first = [...firsts].find((node) => node.checkVisibility());
    const heading = /** @type {HTMLElement | null} */ (first);
    // Whoever is in the player already stays where they are.
    const has = isForm ? document.activeElement === heading : form.contains(document.activeElement);
    if (heading && !has) {
      if (!heading.matches("textarea, button")) heading.tabIndex = -1;
      headed = heading;
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
    if (!(box instanceof HTMLElement) || form.contains(box)) return false;
    return box.matches(BOXES) || box.isContentEditable;
  }

  /** The kernel keeps that it was heard: a page that is loaded anew is not pulled there again. */
  function hear() {
    if (model.get("times") <= model.get("heard")) return;
    model.set("heard", model.get("times"));
    model.save_changes();
    if (!model.get("by_cell") || isAskedFor()) bring();
  }

  /** What a cell shows anew is where to go; what it showed before stays where it is. */
  function onAsked() {
    if (!model.get("by_cell")) hear();
  }

  // It may have been asked before there was anything to see.
  hear();
  model.on("change:times", onAsked);
  return () => {
    done.abort();
    model.off("change:times", onAsked);
  };
}

export default { render };
