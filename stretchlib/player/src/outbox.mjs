// What still has to be saved: each event keeps its name until the log has acknowledged it.

/**
 * @typedef {object} LogEvent
 * @property {string} id  A ULID.
 * @property {string} session
 * @property {number} seq
 * @property {string} kind
 * @property {number} at_ms  Milliseconds since 1970, UTC.
 * @property {number} offset_min  Local time minus UTC; east is positive.
 * @property {number | null} phase
 * @property {number | null} done_s
 * @property {string | null} reason
 *
 * @typedef {"nothing" | "saving" | "late" | "saved"} Saving
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
 * earlier one loses nothing.
 *
 * @param {object} options
 * @param {(events: LogEvent[]) => void} options.send
 * @param {(callback: () => void, ms: number) => () => void} options.setTimer
 * @param {() => void} options.changed  Called when `saving()` may answer differently.
 */
export function createOutbox({ send, setTimer, changed }) {
  /** @type {LogEvent[]} */
  let pending = [];
  let late = false;
  let used = false;
  let cancelTimer = () => {};

  function wait() {
    cancelTimer();
    cancelTimer = setTimer(() => {
      late = true;
      send([...pending]);
      wait();
      changed();
    }, LATE_MS);
  }

  return {
    /** @param {LogEvent} event */
    add(event) {
      if (pending.length === 0) wait();
      used = true;
      pending = [...pending, event];
      send([...pending]);
      changed();
    },

    /** @param {string[]} ids */
    acknowledge(ids) {
      const known = new Set(ids);
      const left = pending.filter((event) => !known.has(event.id));
      if (left.length === pending.length) return;
      pending = left;
      late = false;
      cancelTimer();
      if (pending.length > 0) wait();
      changed();
    },

    /** @returns {Saving} */
    saving() {
      if (!used) return "nothing";
      if (pending.length === 0) return "saved";
      return late ? "late" : "saving";
    },

    close: () => cancelTimer(),
  };
}
