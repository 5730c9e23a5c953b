// One player at a time, in all tabs of a notebook: the one that leads plays, and no other.

/** So long another tab may take to answer, in milliseconds. */
const ANSWER_MS = 250;

/**
 * @typedef {object} TabLock
 * @property {() => Promise<boolean>} take   Whether this player leads from now on.
 * @property {() => void} release
 * @property {() => Promise<boolean>} isTaken  Whether another leads.
 * @property {() => void} close  It never leads again: its player is gone.
 */

/**
 * @param {object} options
 * @param {string} options.name  The same in all tabs of a notebook.
 * @param {() => void} options.freed  Called when another player that was seen to lead stops.
 * @param {LockManager | null} [options.locks]  Browsers give it to secure pages only.
 * @returns {TabLock}
 */
export function createTabLock({ name, freed, locks = globalThis.navigator?.locks }) {
  return locks ? byLocks(name, freed, locks) : byChannel(name, freed);
}

/**
 * A lock of the browser: it is let go even where a tab dies.
 *
 * @param {string} name
 * @param {() => void} freed
 * @param {LockManager} locks
 * @returns {TabLock}
 */
function byLocks(name, freed, locks) {
  /** @type {(() => void) | null} */
  let letGo = null;
  const closing = new AbortController();
  let isWatching = false;

  /** Waits in line until the other lets go, and does not keep what it then gets. */
  function watch() {
    if (isWatching) return;
    isWatching = true;
    locks
      .request(name, { signal: closing.signal }, () => {})
      .then(freed, () => {})
      .finally(() => (isWatching = false));
  }

  return {
    take: () =>
      new Promise((resolve) => {
        if (letGo || closing.signal.aborted) {
          resolve(letGo !== null);
          return;
        }
        const hold = (/** @type {Lock | null} */ lock) => {
          const isMine = lock !== null && !closing.signal.aborted;
          resolve(isMine);
          if (!isMine) return undefined;
          return new Promise((/** @type {(value?: undefined) => void} */ done) => (letGo = done));
        };
        // A page that may use no lock is alone in its world, and plays.
        locks.request(name, { ifAvailable: true }, hold).catch(() => resolve(true));
      }),

    release() {
      letGo?.();
      letGo = null;
    },

    async isTaken() {
      if (letGo) return false;
      const { held = [] } = await locks.query().catch(() => ({ held: [] }));
      const isTaken = held.some((lock) => lock.name === name);
      if (isTaken) watch();
      return isTaken;
    },

    close() {
      closing.abort();
      this.release();
    },
  };
}

/**
 * A word between tabs, where pages have no locks, as on a plain http address: who leads answers.
 *
 * @param {string} name
 * @param {() => void} freed
 * @returns {TabLock}
 */
function byChannel(name, freed) {
  const channel = new BroadcastChannel(name);
  let leads = false;
  let hasAnswer = false;
  let isClosed = false;

  channel.onmessage = ({ data }) => {
    if (data === "who leads?" && leads) channel.postMessage("I do");
    if (data === "I do") hasAnswer = true;
    if (data === "free") freed();
  };

  const isTaken = () =>
    new Promise((/** @type {(taken: boolean) => void} */ resolve) => {
      hasAnswer = false;
      channel.postMessage("who leads?");
      globalThis.setTimeout(() => resolve(hasAnswer), ANSWER_MS);
    });

  return {
    async take() {
      if (isClosed) return false;
      const isFree = leads || !(await isTaken());
      leads = isFree && !isClosed;
      return leads;
    },

    release() {
      if (leads) channel.postMessage("free");
      leads = false;
    },

    isTaken: async () => !leads && (await isTaken()),

    close() {
      this.release();
      isClosed = true;
      channel.close();
    },
  };
}
