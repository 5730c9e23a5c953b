// A press of a button counts also where the page moves under it before it is let go.

/** A pointer that moved less than this stayed where it was, in pixels. */
const STAYED_PX = 10;
/** So long a browser may take to tell of a click after the release, in milliseconds. */
export const CLICK_MS = 60;
/** A click that comes later than that belongs to the same press, as long as no other has begun. */
const SAME_PRESS_MS = 1000;

/**
 * Calls back once for each press: by pointer, by key, or as a screen reader does it.
 *
 * A browser tells of a click only where press and release meet the same element. Where the page
 * scrolled between them, or a card became taller, it tells of none; a person has pressed all the
 * same. Whoever moves the pointer away before the release has thought better of it.
 *
 * @param {HTMLButtonElement} button
 * @param {() => void} action
 * @param {Pick<EventTarget, "addEventListener" | "removeEventListener">} [page]
 */
export function onPress(button, action, page = globalThis) {
  /** @type {{ id: number, x: number, y: number } | null} */
  let pressed = null;
  let isClicked = false;
  let made_ms = -Infinity;

  button.addEventListener("click", ({ detail, timeStamp }) => {
    isClicked = true;
    if (detail > 0 && timeStamp - made_ms < SAME_PRESS_MS) return;
    action();
  });

  /** @param {Event} event */
  function release(event) {
    const { type, pointerId, clientX, clientY } = /** @type {PointerEvent} */ (event);
    if (pointerId !== pressed?.id) return;
    const hasStayed = Math.hypot(clientX - pressed.x, clientY - pressed.y) <= STAYED_PX;
    forget();
    if (type === "pointercancel" || !hasStayed) return;
    setTimeout(() => {
      if (isClicked || button.disabled) return;
      made_ms = performance.now();
      action();
    }, CLICK_MS);
  }

  function forget() {
    pressed = null;
    for (const type of ["pointerup", "pointercancel"]) page.removeEventListener(type, release, true);
  }

  button.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    pressed = { id: event.pointerId, x: event.clientX, y: event.clientY };
    isClicked = false;
    made_ms = -Infinity;
    for (const type of ["pointerup", "pointercancel"]) page.addEventListener(type, release, true);
  });
}
