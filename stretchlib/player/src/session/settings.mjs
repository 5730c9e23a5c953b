// What a person has chosen about the player, remembered by the browser.

import { LIMITS } from "../contract.mjs";

/** @import { Settings } from "../contract.mjs" */

export const VERSION = 1;
const KEY = "stretchlib.settings";

const isSwitch = (/** @type {unknown} */ value) => typeof value === "boolean";
const isWithin =
  (/** @type {{ least: number, most: number }} */ { least, most }) =>
  (/** @type {unknown} */ value) =>
    typeof value === "number" && value >= least && value <= most;

/** @type {Record<keyof Settings, (value: unknown) => boolean>} */
const POSSIBLE = {
  sound: isSwitch,
  volume: isWithin(LIMITS.volume),
  voice: isSwitch,
  voice_rate: isWithin(LIMITS.voice_rate),
  ready_s: isWithin(LIMITS.ready_s),
  wait: isSwitch,
  breaths_per_min: (value) => value === null || isWithin(LIMITS.breaths_per_min)(value),
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
  chosen.voice_rate === 0.8 ? { ...chosen, voice_rate: LIMITS.voice_rate.least } : chosen;

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
