// Which words fall due when: a pure answer, for `voice.mjs` to speak.

import { SPOKEN_LIMIT_S, WORDS_PER_SECOND } from "../contract.mjs";
import { inMs } from "../engine/milliseconds.mjs";
import { ahead, halfTime, sideText } from "../engine/timeline.mjs";

/** @import { Phase } from "../contract.mjs" */

/**
 * @typedef {{ at_s: number, words: string }} Line  `at_s` counts from the start of its phase.
 *
 * @typedef {object} Utterance
 * @property {string} id   The same for the same words of the same phase, whenever it is asked.
 * @property {number} in_s  Seconds from the moment asked about.
 * @property {string} words
 */

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

/** @param {string} words @param {number} rate */
const isTooLong = (words, rate) => inMs(saidIn(words, rate)) > inMs(SPOKEN_LIMIT_S);

/** `left hip`; empty for both. @param {Phase} phase */
const side = (phase) => (phase.side === "both" ? "" : sideText(phase));
/** @param {string[]} parts */
const sentence = (...parts) => `${parts.filter(Boolean).join(", ")}.`;

/** What a phase opens with, before its first cue; empty where the cue says it all. @param {Phase} phase */
function opening(phase) {
  if (phase.stage === "setup") return sentence(phase.title, side(phase));
  if (phase.stage === "switch") return `Switch. Now your ${side(phase)}.`;
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
 * What tells a person what to do: the name of the stretch and its side, then each cue in its turn.
 * A slow voice says one later than the screen shows it, and leaves out the last before the first.
 *
 * @param {Phase} phase
 * @param {number} rate
 * @returns {Line[]}
 */
function instructionsOf(phase, rate) {
  const wanted = [{ at_s: 0, words: opening(phase) }];
  wanted.push(...phase.cues.map(({ at_s, spoken }) => ({ at_s, words: spoken })));
  /** @type {Line[]} */
  const lines = [];
  let free_s = 0;
  for (const { at_s, words } of wanted) {
    const begin_s = Math.max(at_s, free_s);
    const end_s = begin_s + saidIn(words, rate);
    if (!words || inMs(end_s) > inMs(phase.duration_s) || isTooLong(words, rate)) continue;
    lines.push({ at_s: begin_s, words });
    free_s = end_s + PAUSE_S;
  }
  return lines;
}

/**
 * The words of one phase. What would run into an instruction, or over the end of the phase, is
 * left out: the tones and the screen tell it.
 *
 * @param {Phase} phase
 * @param {Phase | null} next
 * @param {number} rate  How fast the voice speaks; 1 is calm.
 * @returns {Line[]}
 */
export function linesOf(phase, next, rate) {
  const lines = instructionsOf(phase, rate);
  const add = (/** @type {number} */ at_s, /** @type {string} */ words) => {
    const end_s = at_s + saidIn(words, rate);
    const isFree = lines.every(
      (line) =>
        inMs(end_s + PAUSE_S) <= inMs(line.at_s) ||
        inMs(at_s) >= inMs(line.at_s + saidIn(line.words, rate) + PAUSE_S),
    );
    const isWithin = inMs(at_s) >= 0 && inMs(end_s) <= inMs(phase.duration_s);
    if (words && isFree && isWithin) lines.push({ at_s, words });
  };
  const half_s = halfTime(phase);
  if (half_s !== null) add(half_s, "Half way.");
  const last = announcement(next);
  add(phase.duration_s - BEFORE_THE_TICKS_S - saidIn(last, rate), last);
  return lines.sort((one, other) => one.at_s - other.at_s);
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
