// What a player leaves in the browser, so that neither a reload nor a dead kernel loses it.

/** @import { LogEvent, Phase } from "../contract.mjs" */
/** @import { Position } from "../engine/playhead.mjs" */

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
 * @typedef {Fields & Position} Entry
 */

export const VERSION = 1;
/** Later than this, nobody goes on from where they stopped. */
export const RESUME_MS = 12 * 3600 * 1000;
const KEY = "stretchlib.journal";
const PAGE = Symbol.for(KEY);

/**
 * Journals that the storage would not take, by key. Each run of a cell may load this file anew, so
 * it is the page that keeps them.
 *
 * @returns {Map<string, string>}
 */
function keptByThePage() {
  const page = /** @type {any} */ (globalThis);
  page[PAGE] ??= new Map();
  return page[PAGE];
}

const isNumber = (/** @type {any} */ value, least = 0) => Number.isFinite(value) && value >= least;
const isText = (/** @type {any} */ value) => typeof value === "string" && value !== "";
/** @type {(value: any, isOne: (item: any) => boolean) => boolean} */
const isListOf = (value, isOne) => Array.isArray(value) && value.every(isOne);
const isEvent = (/** @type {any} */ event) => isText(event?.id) && isText(event?.session);
const isTimed = (/** @type {any} */ entry) => isNumber(entry?.at_s);
const isPhase = (/** @type {any} */ phase) =>
  isText(phase?.title) &&
  isText(phase?.stage) &&
  isNumber(phase.duration_s) &&
  isListOf(phase.cues, isTimed) &&
  isListOf(phase.beats, isTimed);

/**
 * Cues and beats were lists once; a session that was left then can still be gone on with.
 *
 * @param {any} phase
 * @returns {any}
 */
function named(phase) {
  const cue = (/** @type {any} */ one) =>
    Array.isArray(one) ? { at_s: one[0], text: one[1], spoken: one[2] } : one;
  const beat = (/** @type {any} */ one) =>
    Array.isArray(one) ? { at_s: one[0], kind: one[1] } : one;
  if (!Array.isArray(phase?.cues) || !Array.isArray(phase.beats)) return phase;
  const { other } = phase;
  return {
    ...phase,
    cues: phase.cues.map(cue),
    beats: phase.beats.map(beat),
    ...(other && { other: named(other) }),
  };
}

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
    if (!isWhole) return null;
    const { timeline } = entry;
    return Array.isArray(timeline) ? { ...entry, timeline: timeline.map(named) } : entry;
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
 * Storage may be denied, full or wiped at any moment: then `available` says so, and what it would
 * not take lasts as long as the page.
 *
 * @param {object} options
 * @param {string[]} options.owner  Whose they are: server, user and notebook.
 * @param {() => Storage} [options.storage]
 * @param {Map<string, string>} [options.page]
 */
export function createJournal({
  owner,
  storage = () => globalThis.localStorage,
  page = keptByThePage(),
}) {
  const prefix = `${JSON.stringify([KEY, ...owner]).slice(0, -1)},`;
  const keyOf = (/** @type {string} */ session) => `${prefix}${JSON.stringify(session)}]`;
  let works = true;
  let unread = 0;

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

  /** @param {string} key @param {string} text */
  function put(key, text) {
    page.set(key, text);
    attempt((store) => {
      store.setItem(key, text);
      works = true;
      page.delete(key);
    }, undefined);
  }

  /** @param {string} key */
  function take(key) {
    page.delete(key);
    attempt((store) => store.removeItem(key), undefined);
  }

  /** Every journal's text by its key; what the page keeps is newer than what is stored. */
  function texts() {
    const stored = attempt(
      (store) =>
        Array.from({ length: store.length }, (_, i) => store.key(i) ?? "").map(
          (key) => /** @type {const} */ ([key, store.getItem(key)]),
        ),
      [],
    );
    const all = new Map([...stored, ...page]);
    return [...all].filter(([key]) => key.startsWith(prefix)).map(([, text]) => text);
  }

  // Full or denied: that is worth knowing before the start.
  put(prefix, "");
  take(prefix);

  return {
    available: () => works,

    /** How many were met that cannot be read: garbage, or another version's. */
    unread: () => unread,

    /** Whether a key of the storage is one of these journals. @param {string | null} key */
    owns: (key) => key?.startsWith(prefix) ?? false,

    /** @param {Entry} entry */
    write: (entry) => put(keyOf(entry.session), JSON.stringify({ v: VERSION, ...entry })),

    /** @param {string} session */
    remove: (session) => take(keyOf(session)),

    /** Every entry that can be read, the newest first. */
    all() {
      const met = texts().map(read);
      const entries = met.filter((entry) => entry !== null);
      unread = met.length - entries.length;
      return entries.sort((one, other) => other.at_ms - one.at_ms);
    },
  };
}
