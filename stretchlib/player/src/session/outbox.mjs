// What still has to be saved: each event keeps its name until the log has acknowledged it.

/** @import { LogEvent } from "../contract.mjs" */

/**
 * @typedef {"nothing" | "saving" | "late" | "refused" | "saved"} Saving
 */

/** After so long without an answer, the screen says so and the list is sent again. */
export const LATE_MS = 5000;

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * A ULID (https://github.com/ulid/spec): 48 bits of time and 80 bits of chance, in 26 letters.
 *
 * @param {number} at_ms
 * @param {Uint8Array} chance  Ten random bytes.
 */
export function ulid(at_ms, chance = globalThis.crypto.getRandomValues(new Uint8Array(10))) {
  let bits = BigInt(at_ms);
  for (const byte of chance) bits = (bits << 8n) | BigInt(byte);
  let letters = "";
  for (let i = 0; i < 26; i += 1, bits >>= 5n) letters = CROCKFORD[Number(bits & 31n)] + letters;
  return letters;
}

/**
 * Keeps what is not acknowledged, and sends all of it each time: a message that swallows an
 * earlier one loses nothing. What the log refuses for good is kept apart, and holds nothing up.
 *
 * @param {object} options
 * @param {(events: LogEvent[]) => void} options.send
 * @param {(events: LogEvent[]) => void} options.sendAgain  For what was not answered in time.
 * @param {(callback: () => void, ms: number) => () => void} options.setTimer
 * @param {() => void} options.changed  Called when any answer here may be another.
 */
export function createOutbox({ send, sendAgain, setTimer, changed }) {
  /** @type {LogEvent[]} */
  let pending = [];
  /** @type {LogEvent[]} */
  let refused = [];
  let late = false;
  let used = false;
  let cancelTimer = () => {};

  function wait() {
    cancelTimer();
    cancelTimer = setTimer(() => {
      late = true;
      sendAgain([...pending]);
      wait();
      changed();
    }, LATE_MS);
  }

  /** Takes some out of those that wait, and returns them. @param {string[]} ids */
  function settle(ids) {
    const known = new Set(ids);
    const settled = pending.filter(({ id }) => known.has(id));
    if (settled.length === 0) return [];
    pending = pending.filter(({ id }) => !known.has(id));
    late = false;
    cancelTimer();
    if (pending.length > 0) wait();
    return settled;
  }

  const of = (/** @type {LogEvent[]} */ events, /** @type {string} */ session) =>
    events.filter((event) => event.session === session);

  return {
    /**
     * Adds events, of whatever session; those that wait already are not added again.
     *
     * @param {LogEvent[]} events
     */
    add(...events) {
      const waiting = new Set(pending.map(({ id }) => id));
      const fresh = events.filter(({ id }) => !waiting.has(id));
      if (fresh.length === 0) return;
      if (pending.length === 0) wait();
      used = true;
      pending = [...pending, ...fresh];
      send([...pending]);
      changed();
    },

    /** They are safe in the log. @param {string[]} ids */
    acknowledge(ids) {
      if (settle(ids).length > 0) changed();
    },

    /** The log will never take them. @param {string[]} ids */
    refuse(ids) {
      const settled = settle(ids);
      if (settled.length === 0) return;
      refused = [...refused, ...settled];
      changed();
    },

    /** What of a session is not safe yet. @param {string} session */
    pending: (session) => of(pending, session),

    /** What of a session was refused. @param {string} session */
    refused: (session) => of(refused, session),

    allRefused: () => refused,

    /** @returns {Saving} */
    saving() {
      if (!used) return "nothing";
      if (pending.length > 0) return late ? "late" : "saving";
      return refused.length > 0 ? "refused" : "saved";
    },

    close: () => cancelTimer(),
  };
}
