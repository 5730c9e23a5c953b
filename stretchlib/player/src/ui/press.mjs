// A press of a button counts also where the page moves under it before it is let go.

/** A pointer that moved less than this stayed where it was, in pixels. */
const STAYED_PX = 10;
/** So long a browser may take to tell of a click after the release, in milliseconds. */
export const CLICK_MS = 60;
/** A click that comes later than that belongs to the same press, as long as no other has begun. */
const SAME_PRESS_MS = 1000;
const ENDS = ["pointerup", "pointercancel"];
const CAPTURED = { capture: true };

/**
 * The press that began last, of whichever button: where the screen changes under the pointer, its
 * click may come to another.
 *
 * @type {{ id: number, x: number, y: number, isClicked: boolean, made_ms: number } | null}
 */
let latest = null;

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
  button.addEventListener("click", ({ detail, timeStamp }) => {
    if (latest) {
      latest.isClicked = true;
      if (detail > 0 && timeStamp - latest.made_ms < SAME_PRESS_MS) return;
    }
    action();
  });

  button.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    const { pointerId: id, clientX: x, clientY: y } = event;
    const press = { id, x, y, isClicked: false, made_ms: -Infinity };
    latest = press;

    /** @param {Event} event */
    function release(event) {
      const { type, pointerId, clientX, clientY } = /** @type {PointerEvent} */ (event);
      if (pointerId !== id) return;
      for (const end of ENDS) page.removeEventListener(end, release, CAPTURED);
      if (type === "pointercancel" || Math.hypot(clientX - x, clientY - y) > STAYED_PX) return;
      setTimeout(() => {
        if (press.isClicked || button.disabled) return;
        press.made_ms = performance.now();
        action();
      }, CLICK_MS);
    }
    for (const end of ENDS) page.addEventListener(end, release, CAPTURED);
  });
}
