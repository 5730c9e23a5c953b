// Keeps the screen awake while a person follows it, where the browser can.

/**
 * A wake lock that comes back by itself after the page was hidden.
 *
 * @param {object} [options]
 * @param {() => void} [options.changed]  Called when `available` may answer differently.
 */
export function createWakeLock({ changed = () => {} } = {}) {
  const { document, navigator } = globalThis;
  /** @type {WakeLockSentinel | null} */
  let sentinel = null;
  let isWanted = false;
  let isRefused = false;

  /** Browsers have it only where the page came by https, or from this very computer. */
  const isThere = () => Boolean(navigator?.wakeLock);

  /** @param {boolean} refused */
  function isAnswered(refused) {
    if (refused === isRefused) return;
    isRefused = refused;
    changed();
  }

  async function request() {
    if (!isWanted || sentinel || !isThere() || document.visibilityState !== "visible") return;
    try {
      const got = await navigator.wakeLock.request("screen");
      got.addEventListener("release", () => {
        if (sentinel === got) sentinel = null;
      });
      if (isWanted && !sentinel) sentinel = got;
      else await got.release();
      isAnswered(false);
    } catch {
      // For a low battery perhaps: the next time the page is shown it is asked again.
      isAnswered(true);
    }
  }

  document?.addEventListener("visibilitychange", request);

  function release() {
    isWanted = false;
    sentinel?.release().catch(() => {});
    sentinel = null;
  }

  return {
    /** Whether the screen can be kept awake, as far as is known. */
    available: () => isThere() && !isRefused,

    hold() {
      isWanted = true;
      request();
    },

    release,

    close() {
      release();
      document?.removeEventListener("visibilitychange", request);
    },
  };
}
