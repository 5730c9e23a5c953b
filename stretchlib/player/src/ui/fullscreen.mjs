// The player as large as the screen, for whoever looks at it from the floor.

/** So long nothing is touched until the controls fade, in milliseconds. */
export const QUIET_MS = 4000;
/** What brings them back. */
const SIGNS = ["pointermove", "pointerdown", "keydown", "focusin"];

/** @param {HTMLElement} root */
export function createFullscreen(root) {
  const { document } = globalThis;
  const on = () => document.fullscreenElement === root;
  let mayFade = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** Shows the controls, and lets them fade later where nothing stands still. */
  function wake() {
    clearTimeout(timer);
    root.removeAttribute("data-quiet");
    if (mayFade && on())
      timer = setTimeout(() => root.setAttribute("data-quiet", "true"), QUIET_MS);
  }

  for (const sign of SIGNS) root.addEventListener(sign, wake, { capture: true, passive: true });
  root.addEventListener("fullscreenchange", wake);

  return {
    available: () => Boolean(document.fullscreenEnabled),
    toggle() {
      const done = on() ? document.exitFullscreen() : root.requestFullscreen?.();
      // Refused without a click, or by a frame: the button is still there.
      done?.catch(() => {});
    },
    /** @param {(on: boolean) => void} changed  Called when it has become large, or small again. */
    subscribe: (changed) => root.addEventListener("fullscreenchange", () => changed(on())),
    /** While it is paused, or waits, the controls stay. @param {boolean} isRunning */
    paint(isRunning) {
      if (mayFade === isRunning) return;
      mayFade = isRunning;
      wake();
    },
  };
}
