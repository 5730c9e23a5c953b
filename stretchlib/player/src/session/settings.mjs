// What a person has chosen about the player, remembered by the browser.

import { BREATHS_PER_MIN } from "../engine/timeline.mjs";

/**
 * @typedef {object} Settings
 * @property {boolean} sound
 * @property {number} volume      From 0 to 1.
 * @property {boolean} voice
 * @property {number} voice_rate  From 0.9 to 2; a slower voice would leave instructions out.
 * @property {number} ready_s     Seconds to get ready at the start, from 0 to 30.
 * @property {boolean} wait       Whether each side waits until the person is in position.
 * @property {number | null} breaths_per_min  From 4 to 12; null leaves the routine's own.
 * @property {boolean} motion
 * @property {boolean} one_trip   Whether a routine goes down to the floor once, where that is offered.
 */

export const VERSION = 1;
export const VOICE_RATE = { least: 0.9, most: 2 };
const KEY = "stretchlib.settings";

const isSwitch = (/** @type {unknown} */ value) => typeof value === "boolean";
const isFrom = (/** @type {number} */ least, /** @type {number} */ most) =>
  (/** @type {unknown} */ value) => typeof value === "number" && value >= least && value <= most;

/** @type {Record<keyof Settings, (value: unknown) => boolean>} */
const POSSIBLE = {
  sound: isSwitch,
  volume: isFrom(0, 1),
  voice: isSwitch,
  voice_rate: isFrom(VOICE_RATE.least, VOICE_RATE.most),
  ready_s: isFrom(0, 30),
  wait: isSwitch,
  breaths_per_min: (value) =>
    value === null || isFrom(BREATHS_PER_MIN.least, BREATHS_PER_MIN.most)(value),
  motion: isSwitch,
  one_trip: isSwitch,
};

const isPossible = (/** @type {string} */ name, /** @type {unknown} */ value) =>
  Object.hasOwn(POSSIBLE, name) && POSSIBLE[/** @type {keyof Settings} */ (name)](value);

/** Those of some values that are possible. @param {unknown} values @returns {Partial<Settings>} */
const possible = (values) =>
  Object.fromEntries(
    Object.entries(values ?? {}).filter(([name, value]) => isPossible(name, value)),
  );

/**
 * A voice could once be as slow as 0.8: the slowest of today is nearest to what was chosen.
 *
 * @param {Record<string, unknown>} chosen
 */
const asOfToday = (chosen) =>
  chosen.voice_rate === 0.8 ? { ...chosen, voice_rate: VOICE_RATE.least } : chosen;

/** @param {string | null} text */
function chosenIn(text) {
  try {
    const { v, chosen } = JSON.parse(text ?? "");
    return v === VERSION ? possible(asOfToday(chosen)) : {};
  } catch {
    return {};
  }
}

/**
 * Settings that begin as Python says and remember only what someone chose. Where storage is denied
 * or full, they last as long as the page; where what it holds is garbage, they begin anew.
 *
 * @param {Settings} defaults
 * @param {() => Storage} [storage]
 */
export function createSettings(defaults, storage = () => globalThis.localStorage) {
  /** @type {Partial<Settings>} */
  let chosen = {};
  try {
    chosen = chosenIn(storage().getItem(KEY));
  } catch {
    // Denied: the journal meets the same storage, and says so.
  }

  return {
    /** @returns {Settings} */
    all: () => ({ ...defaults, ...chosen }),

    /**
     * Chooses; what is not possible changes nothing.
     *
     * @param {string} name
     * @param {unknown} value
     */
    set(name, value) {
      chosen = { ...chosen, ...possible({ [name]: value }) };
      try {
        storage().setItem(KEY, JSON.stringify({ v: VERSION, chosen }));
      } catch {
        // Denied or full: as above.
      }
    },
  };
}
