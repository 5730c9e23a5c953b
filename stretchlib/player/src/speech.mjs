// Which words fall due when: a pure answer, for `voice.mjs` to speak.

import { ahead, halfTime } from "./timeline.mjs";

/** @import { Phase } from "./timeline.mjs" */

/**
 * @typedef {{ at_s: number, words: string }} Line  `at_s` counts from the start of its phase.
 *
 * @typedef {object} Utterance
 * @property {string} id   The same for the same words of the same phase, whenever it is asked.
 * @property {number} in_s  Seconds from the moment asked about.
 * @property {string} words
 */

/** How fast a calm voice reads, at rate 1: 150 words a minute. */
const WORDS_PER_SECOND = 2.5;
/** Browsers cut long speech off, and nobody listens longer. */
export const LIMIT_S = 8;
/** Silence between two utterances. */
const PAUSE_S = 0.4;
/** What comes next is said before the last seconds tick. */
const BEFORE_THE_TICKS_S = 3.5;
/** The tones at the end ring so long. */
const AFTER_THE_TONES_S = 2.5;
/** Words that fell due so lately, while they were being planned, are still said. */
const JUST_NOW_S = 0.25;

/** Seconds that words take to say. @param {string} words */
export const saidIn = (words, rate = 1) =>
  words.split(/\s+/).filter(Boolean).length / WORDS_PER_SECOND / rate;

/** `left side`; empty for both. @param {Phase} phase */
const side = ({ side }) => (side === "both" ? "" : `${side} side`);
/** @param {string[]} parts */
const sentence = (...parts) => `${parts.filter(Boolean).join(", ")}.`;

/** What a phase opens with, before its first cue; empty where the cue says it all. @param {Phase} phase */
function opening(phase) {
  if (phase.stage === "setup") return sentence(phase.title, side(phase));
  if (phase.stage === "switch") return `Switch. Now the ${side(phase)}.`;
  return "";
}

/** What is said before a phase ends; empty where the next one needs no warning. @param {Phase | null} next */
function announcement(next) {
  if (next?.stage === "setup") return `Next: ${next.title}.`;
  if (next?.stage === "switch") return `Next: ${side(next)}.`;
  if (next?.stage === "enhance") return "Then a little more.";
  return "";
}

/**
 * The cues of a phase that can be said to their end before the next one begins. The first waits
 * until the stretch and its side have been named, where there is time for both.
 *
 * @param {Phase} phase
 * @param {number} rate
 * @returns {Line[]}
 */
function cuesOf(phase, rate) {
  const cues = phase.cues.map(([at_s, , words]) => ({ at_s, words }));
  const ends = cues.map((_, i) => cues[i + 1]?.at_s ?? phase.duration_s);
  const named = opening(phase);
  if (named && cues.length > 0) {
    const after_s = Math.max(cues[0].at_s, saidIn(named, rate) + PAUSE_S);
    if (after_s + saidIn(cues[0].words, rate) <= ends[0]) cues[0].at_s = after_s;
  }
  return cues.filter(({ at_s, words }, i) => words && at_s + saidIn(words, rate) <= ends[i]);
}

/**
 * The words of one phase. Whatever would run into a cue, or over the end of the phase, is left
 * out: the tones and the screen tell it.
 *
 * @param {Phase} phase
 * @param {Phase | null} next
 * @param {number} rate  How fast the voice speaks; 1 is calm.
 * @returns {Line[]}
 */
export function linesOf(phase, next, rate) {
  const lines = cuesOf(phase, rate);
  const add = (/** @type {number} */ at_s, /** @type {string} */ words) => {
    const end_s = at_s + saidIn(words, rate);
    const isFree = lines.every(
      (line) =>
        end_s + PAUSE_S <= line.at_s || at_s >= line.at_s + saidIn(line.words, rate) + PAUSE_S,
    );
    if (words && at_s >= 0 && isFree && end_s <= phase.duration_s) lines.push({ at_s, words });
  };
  add(0, opening(phase));
  const half_s = halfTime(phase);
  if (half_s !== null) add(half_s, "Half way.");
  const last = announcement(next);
  add(phase.duration_s - BEFORE_THE_TICKS_S - saidIn(last, rate), last);
  return lines
    .filter(({ words }) => saidIn(words, rate) <= LIMIT_S)
    .sort((one, other) => one.at_s - other.at_s);
}

/**
 * Everything to be said from a moment on, in order.
 *
 * @param {Phase[]} timeline
 * @param {number} index    The phase under way.
 * @param {number} into_s   Its second.
 * @param {number} lead_s   Seconds until it moves on from there.
 * @param {number} horizon_s  How far to look ahead.
 * @param {{ extra_s?: number, wait?: boolean, rate?: number }} [options]  As for `ahead`, and how
 *   fast the voice speaks.
 * @returns {Utterance[]}
 */
export function utterancesAhead(timeline, index, into_s, lead_s, horizon_s, options = {}) {
  const { rate = 1 } = options;
  const { phases, end_s, isEnd } = ahead(timeline, index, into_s, lead_s, options);
  const utterances = phases
    .filter(({ start_s }) => start_s < horizon_s)
    .flatMap(({ phase, start_s }, i) =>
      linesOf(phase, timeline[index + i + 1] ?? null, rate).map(({ at_s, words }) => ({
        id: `${index + i} ${words}`,
        in_s: start_s + at_s,
        words,
      })),
    );
  utterances.push(
    isEnd
      ? { id: "end", in_s: end_s + AFTER_THE_TONES_S, words: "Done. That was all of it." }
      : { id: "wait", in_s: end_s + 1, words: "Whenever you are ready." },
  );
  return utterances
    .filter(({ in_s }) => in_s >= lead_s - JUST_NOW_S && in_s < horizon_s)
    .map((utterance) => ({ ...utterance, in_s: Math.max(0, utterance.in_s) }));
}
