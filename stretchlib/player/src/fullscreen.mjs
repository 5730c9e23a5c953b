// The player as large as the screen, for whoever looks at it from the floor.

/**
 * @param {HTMLElement} root
 * @param {(on: boolean) => void} changed
 */
export function createFullscreen(root, changed) {
  const { document } = globalThis;
  const on = () => document.fullscreenElement === root;

  root.addEventListener("fullscreenchange", () => changed(on()));

  return {
    available: () => Boolean(document.fullscreenEnabled),
    toggle() {
      const done = on() ? document.exitFullscreen() : root.requestFullscreen?.();
      // Refused without a click, or by a frame: the button is still there.
      done?.catch(() => {});
    },
  };
}
