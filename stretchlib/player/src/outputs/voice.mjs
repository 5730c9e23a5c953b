// The spoken words: never the clock of anything, said when their moment comes, or not at all.

import { LIMITS } from "../contract.mjs";

/** @import { Utterance } from "./speech.mjs" */

/** How far ahead words are planned, in seconds. */
const HORIZON_S = 120;
/** Words that come later than this are not said at all. */
const LATE_S = 2;
/** One sentence, to hear what the voice is like. */
export const SAMPLE = "This is how I sound. Keep breathing.";

/**
 * The best voice for a language: one on this computer before one from the network, the person's
 * own region before another.
 *
 * @param {SpeechSynthesisVoice[]} voices
 * @param {string} language  Of the words: `en`.
 * @param {readonly string[]} regions  What the person reads, best first: `["en-GB", "de"]`.
 */
export function chooseVoice(voices, language, regions) {
  const lang = (/** @type {SpeechSynthesisVoice} */ voice) =>
    voice.lang.replace("_", "-").toLowerCase();
  const wanted = regions.map((region) => region.toLowerCase());
  const rank = (/** @type {SpeechSynthesisVoice} */ voice) => {
    const region = wanted.indexOf(lang(voice));
    return [voice.localService ? 0 : 1, region < 0 ? wanted.length : region, voice.default ? 0 : 1];
  };
  const speaking = voices.filter((voice) => lang(voice).split("-")[0] === language);
  return speaking.sort((one, other) => byRank(rank(one), rank(other)))[0] ?? null;
}

/** @param {number[]} one @param {number[]} other */
function byRank(one, other) {
  const i = one.findIndex((number, index) => number !== other[index]);
  return i < 0 ? 0 : one[i] - other[i];
}

/**
 * Speaks through the browser's `speechSynthesis`.
 *
 * @param {object} options
 * @param {(horizon_s: number) => Utterance[]} options.ahead  The words wanted from this moment on.
 * @param {() => number} options.now  Milliseconds on the page's clock.
 * @param {(callback: () => void, ms: number) => () => void} options.setTimer  Returns what cancels.
 * @param {() => void} [options.changed]  Told when `available()` may answer differently.
 * @param {string} [options.language]  Of the words.
 */
export function createVoice({ ahead, now, setTimer, changed = () => {}, language = "en" }) {
  const synthesis = globalThis.speechSynthesis;
  const isThere = Boolean(synthesis && globalThis.SpeechSynthesisUtterance);
  let on = true;
  let volume = 0.6;
  let rate = 1;
  /** @type {Utterance[]} */
  let waiting = [];
  let planned_s = 0;
  let lastSaid = "";
  let hasSpoken = false;
  let cancelTimer = () => {};

  const seconds = () => now() / 1000;
  const voice = () =>
    isThere
      ? chooseVoice(synthesis.getVoices(), language, globalThis.navigator?.languages ?? [])
      : null;

  /** @param {string} words */
  function speak(words) {
    const chosen = voice();
    if (!on || !chosen) return;
    const utterance = new globalThis.SpeechSynthesisUtterance(words);
    utterance.voice = chosen;
    utterance.lang = chosen.lang;
    utterance.rate = rate;
    utterance.volume = volume;
    hush();
    synthesis.speak(utterance);
    hasSpoken = true;
  }

  /** Cuts off what is being said; never what another widget says. */
  function hush() {
    if (hasSpoken) synthesis.cancel();
    hasSpoken = false;
  }

  function arm() {
    cancelTimer();
    cancelTimer = () => {};
    const [next] = waiting;
    if (!next) return;
    const wait_s = planned_s + next.in_s - seconds();
    cancelTimer = setTimer(say, Math.max(0, Math.ceil(wait_s * 1000)));
  }

  /** Says what has come due; a late timer skips what nobody needs any more. */
  function say() {
    const passed_s = seconds() - planned_s;
    const due = waiting.filter(({ in_s }) => in_s <= passed_s);
    waiting = waiting.filter(({ in_s }) => in_s > passed_s);
    const newest = due.at(-1);
    if (newest && passed_s - newest.in_s <= LATE_S) speak(newest.words);
    if (newest) lastSaid = newest.id;
    arm();
  }

  function plan() {
    planned_s = seconds();
    waiting = ahead(HORIZON_S).filter(({ id }) => id !== lastSaid);
    arm();
  }

  function silence() {
    cancelTimer();
    waiting = [];
    lastSaid = "";
    if (isThere) hush();
  }

  if (isThere) synthesis.addEventListener?.("voiceschanged", changed);

  return {
    /** Whether this browser has a voice for the words; it may find one a moment later. */
    available: () => voice() !== null,

    /** The course has changed: what was planned is void. */
    replan() {
      silence();
      plan();
    },

    silence,

    /** Keeps the plan long enough. */
    keepUp() {
      if (seconds() - planned_s > HORIZON_S / 2) plan();
    },

    /**
     * Says one sentence, a few seconds from now.
     *
     * @param {number} in_s
     */
    sample(in_s) {
      cancelTimer();
      cancelTimer = setTimer(() => speak(SAMPLE), in_s * 1000);
    },

    /** @param {{ on?: boolean, volume?: number, rate?: number }} wanted */
    set(wanted) {
      on = wanted.on ?? on;
      volume = Math.min(1, Math.max(0, wanted.volume ?? volume));
      rate = Math.min(
        LIMITS.voice_rate.most,
        Math.max(LIMITS.voice_rate.least, wanted.rate ?? rate),
      );
      if (!on && isThere) hush();
    },

    close() {
      silence();
      if (isThere) synthesis.removeEventListener?.("voiceschanged", changed);
    },
  };
}
