// What a player leaves in the browser, so that neither a reload nor a dead kernel loses it.

/** @import { Place } from "./clock.mjs" */
/** @import { LogEvent } from "./outbox.mjs" */
/** @import { Phase } from "./timeline.mjs" */

/**
 * One session as it stands: where it is, and what of it the log has not acknowledged. How anybody
 * feels is never in it.
 *
 * @typedef {object} Fields
 * @property {string} session
 * @property {string} routine
 * @property {Phase[]} timeline
 * @property {number} seq    Number of its last event.
 * @property {number} at_ms  When this was written, since 1970.
 * @property {string} state  As the engine names it.
 * @property {LogEvent[]} events   Not acknowledged yet.
 * @property {LogEvent[]} refused  Those that the log will never take.
 *
 * @typedef {Fields & Place} Entry
 */

export const VERSION = 1;
/** Later than this, nobody goes on from where they stopped. */
export const RESUME_MS = 12 * 3600 * 1000;
const KEY = "stretchlib.journal";

const isNumber = (/** @type {any} */ value, least = 0) => Number.isFinite(value) && value >= least;
const isText = (/** @type {any} */ value) => typeof value === "string" && value !== "";
/** @type {(value: any, isOne: (item: any) => boolean) => boolean} */
const isListOf = (value, isOne) => Array.isArray(value) && value.every(isOne);
const isEvent = (/** @type {any} */ event) => isText(event?.id) && isText(event?.session);
const isTimed = (/** @type {any} */ entry) => isNumber(entry?.[0]);
const isPhase = (/** @type {any} */ phase) =>
  isText(phase?.title) &&
  isText(phase?.stage) &&
  isNumber(phase.duration_s) &&
  isListOf(phase.cues, isTimed) &&
  isListOf(phase.beats, isTimed);

/**
 * An entry from its text; null for garbage and for another version, which is another's to read.
 *
 * @param {string | null} text
 * @returns {Entry | null}
 */
export function read(text) {
  try {
    const entry = JSON.parse(text ?? "");
    const isWhole =
      entry.v === VERSION &&
      isText(entry.session) &&
      isListOf(entry.events, isEvent) &&
      isListOf(entry.refused, isEvent);
    return isWhole ? entry : null;
  } catch {
    return null;
  }
}

/**
 * Whether a session can be gone on with.
 *
 * @param {Entry} entry
 * @param {number} now_ms
 */
export const isResumable = (entry, now_ms) =>
  entry.state !== "ended" &&
  isNumber(entry.at_ms) &&
  now_ms - entry.at_ms < RESUME_MS &&
  isText(entry.routine) &&
  isListOf(entry.timeline, isPhase) &&
  isNumber(entry.index) &&
  entry.index < entry.timeline.length &&
  isNumber(entry.into_s) &&
  isNumber(entry.extra_s) &&
  isNumber(entry.seq);

/**
 * The journals of one notebook.
 *
 * Storage may be denied, full or wiped at any moment: then `available` says so, and nothing else
 * is different.
 *
 * @param {object} options
 * @param {string[]} options.place  Whose they are: server, user and notebook.
 * @param {() => Storage} [options.storage]
 */
export function createJournal({ place, storage = () => globalThis.localStorage }) {
  const prefix = `${JSON.stringify([KEY, ...place]).slice(0, -1)},`;
  const keyOf = (/** @type {string} */ session) => `${prefix}${JSON.stringify(session)}]`;
  let works = true;

  /**
   * @template Result
   * @param {(store: Storage) => Result} use
   * @param {Result} otherwise
   */
  function attempt(use, otherwise) {
    try {
      return use(storage());
    } catch {
      works = false;
      return otherwise;
    }
  }

  const put = (/** @type {string} */ key, /** @type {string} */ text) =>
    attempt((store) => {
      store.setItem(key, text);
      works = true;
    }, undefined);
  const take = (/** @type {string} */ key) =>
    attempt((store) => store.removeItem(key), undefined);

  // Full or denied: that is worth knowing before the start.
  put(prefix, "");
  take(prefix);

  return {
    available: () => works,

    /** Whether a key of the storage is one of these journals. @param {string | null} key */
    owns: (key) => key?.startsWith(prefix) ?? false,

    /** @param {Entry} entry */
    write: (entry) => put(keyOf(entry.session), JSON.stringify({ v: VERSION, ...entry })),

    /** @param {string} session */
    remove: (session) => take(keyOf(session)),

    /** Every entry that can be read, the newest first. */
    all: () =>
      attempt((store) => {
        const keys = Array.from({ length: store.length }, (_, i) => store.key(i) ?? "");
        return keys
          .filter((key) => key.startsWith(prefix))
          .map((key) => read(store.getItem(key)))
          .filter((entry) => entry !== null)
          .sort((one, other) => other.at_ms - one.at_ms);
      }, /** @type {Entry[]} */ ([])),
  };
}
