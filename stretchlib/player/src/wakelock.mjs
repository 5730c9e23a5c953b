// Keeps the screen awake while a person follows it, where the browser can.

/** A wake lock that comes back by itself after the page was hidden. */
export function createWakeLock() {
  const { document, navigator } = globalThis;
  /** @type {WakeLockSentinel | null} */
  let sentinel = null;
  let isWanted = false;

  /** Browsers have it only where the page came by https, or from this very computer. */
  const available = () => Boolean(navigator?.wakeLock);

  async function request() {
    if (!isWanted || sentinel || !available() || document.visibilityState !== "visible") return;
    try {
      const got = await navigator.wakeLock.request("screen");
      got.addEventListener("release", () => {
        if (sentinel === got) sentinel = null;
      });
      if (isWanted && !sentinel) sentinel = got;
      else await got.release();
    } catch {
      // Refused, for a low battery perhaps: the next time the page is shown it is asked again.
    }
  }

  document?.addEventListener("visibilitychange", request);

  function release() {
    isWanted = false;
    sentinel?.release().catch(() => {});
    sentinel = null;
  }

  return {
    available,

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
