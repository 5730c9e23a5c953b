// Every sentence the player shows, in one place.

import { wholeMs } from "../engine/milliseconds.mjs";
import { sideText } from "../engine/timeline.mjs";

/** @import { Phase, Reason, Side, Stage } from "../contract.mjs" */
/** @import { Saving } from "../session/outbox.mjs" */

/** @type {Record<Stage, string>} */
const STAGES = {
  setup: "Get into position",
  stretch: "Stretch",
  enhance: "A little more",
  switch: "Switch sides",
  rest: "Rest",
  exit: "Come out gently",
};

/** @type {Record<Side, string>} */
export const SIDES = { left: "Left", right: "Right", both: "Both sides" };

/** @type {Record<string, string>} */
const GO = { paused: "Go on", waiting: "Go" };

/** @type {Record<string, string>} */
export const BEATS = {
  hold: "Hold",
  press: "Press",
  release: "Let go",
  inhale: "In",
  exhale: "Out",
};

/** No answer for a while: a busy kernel is waited for, a restarted one is not. @param {string} kept */
const late = (kept) =>
  `Not saved yet: the kernel is busy or gone. ${kept}, and saved as soon as the kernel answers. ` +
  "Was it restarted? Then run the cell again after practising.";

/** @type {Record<Saving, string>} */
export const SAVING = {
  nothing: "Nothing to save yet",
  saving: "Saving …",
  saved: "✓ Saved",
  refused: "Not all is saved: the log did not take some of it.",
  late: `${late("It is kept in this browser")} If that does not help, reload the page and run it.`,
};

/** The same, where nothing but the page keeps it. */
export const LATE_ON_THIS_PAGE = late("It is kept on this page only, so leave it open");

export const OUTCOMES = {
  finished: ["Done", "That was the whole routine."],
  stopped: ["Stopped here", "What you did until now counts."],
};

/** Why a stretch is skipped, as the log keeps it and as people say it. @type {Record<Reason, string>} */
export const REASONS = {
  too_hard: "Too hard",
  sore: "Sore",
  no_time: "No time",
  other: "Another reason",
};

/** Before the start. */
export const WHICH = "Which routine?";
export const HOW_LONG = "How long?";
/** In all of its time. @param {number} seconds */
export const fullText = (seconds) => `Full, ${wholeMinutes(seconds)} min`;

/** @type {Record<string, string>} */
export const LACKS = {
  "wake-lock": "The screen may go dark: this browser cannot keep it awake.",
  worker: "Keep this tab in front: in the background the screen may run late here.",
  storage: "Keep this page open until it says Saved: this browser keeps no copy.",
  sound: "No sound in this browser: follow the screen.",
  fullscreen: "No full screen in this browser: turn a telephone on its side to see more.",
  voice: "There is no voice on this computer; tones will guide you.",
  unread:
    "An earlier practice in this browser cannot be read by this version. It is left as it is.",
  "tab-lock": "Another tab is playing. Go on there, or close it and come back.",
};

export const SLEPT = "The computer slept. Nothing was counted meanwhile; go on when you like.";

/** What is said when it hurts; what to do then, `data/safety.toml` says. */
export const STOPPED = {
  title: "Stopped",
  first: "Come out slowly, the way you went in. Rest, and let your breath settle.",
  asks: "What do you feel?",
};

/** The two ways of a stretch, as a person is asked. @type {Record<string, string>} */
export const PACES = { hold: "Hold it", pulse: "Pulse it" };

export const ONE_TRIP = {
  title: "Up and down once",
  says: "First the chair, then standing, then the floor: you get down and up one time.",
};

export const WAIT = {
  title: "Wait for me before each side",
  says: "On in your first two practices: press Go when you are in position. Untick it to turn it off.",
};

export const ONE_MOMENT = "One moment: the routine is being put in order.";

export const KEYS = [
  ["Space", "pause, go on"],
  ["←", "back"],
  ["→", "skip this stretch"],
  ["↑", "15 s more"],
  ["p", "hold or pulse, as you get ready"],
  ["h", "stop, it hurts"],
  ["f", "full screen"],
  ["?", "these settings"],
];

/** `75` → `1:15`; a second that has begun counts. @param {number} seconds */
export function clockText(seconds) {
  const whole = Math.max(0, Math.ceil(wholeMs(seconds)));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * `45` → `45 s`, `120` → `2 min`, `130` → `2 min 10 s`, with spaces that do not break.
 *
 * @param {number} seconds
 */
export function lengthText(seconds) {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  const parts = [];
  if (minutes > 0) parts.push(`${minutes}\u00a0min`);
  if (rest > 0 || minutes === 0) parts.push(`${rest}\u00a0s`);
  return parts.join("\u00a0");
}

/** @param {number} seconds */
const wholeMinutes = (seconds) => Math.max(1, Math.round(seconds / 60));

/** `530` → `9 minutes`. @param {number} seconds */
export function minutesText(seconds) {
  const minutes = wholeMinutes(seconds);
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}

/**
 * `780, 420` → `13 minutes, 7 of them stretching`.
 *
 * @param {number} seconds  Of the whole routine.
 * @param {number} dose_s   Of it, under stretch.
 */
export function wholeText(seconds, dose_s) {
  const minutes = wholeMinutes(dose_s);
  const isLess = dose_s >= 60 && minutes < wholeMinutes(seconds);
  return minutesText(seconds) + (isLess ? `, ${minutes} of them stretching` : "");
}

/** What a moment is for. @param {Phase} phase @param {{ state: string, lead_s: number }} snapshot */
export function stageText(phase, { state, lead_s }) {
  if (state === "paused") return "Paused";
  if (state === "waiting") return "Ready when you are";
  return lead_s > 0 ? "Get ready" : STAGES[phase.stage];
}

/** The one large button. @param {string} state */
export const goText = (state) => GO[state] ?? "Pause";

/** @param {{ routine: string, at_s: number }} earlier */
export const earlierText = ({ routine, at_s }) =>
  `You stopped at ${clockText(Math.floor(at_s))} of ${routine}. Nothing of it is lost.`;

/** Events of an earlier session that the log would not take. @param {number} count */
export const refusedText = (count) =>
  `The log did not take ${count === 1 ? "1 event" : `${count} events`}: it does not know their ` +
  "session, or they are damaged. This browser keeps them and offers them again the next time.";

/**
 * `1 min each side`; `both sides together · 1 min 30 s`; `left · 1 min` for one side alone.
 *
 * @param {Side[]} sides
 * @param {number} dose_s  Of all sides.
 */
export function doseText(sides, dose_s) {
  if (sides.length > 1) return `${lengthText(dose_s / sides.length)} each side`;
  const side = sides[0] === "both" ? "both sides together" : sides[0];
  return `${side} · ${lengthText(dose_s)}`;
}

/** What comes after the phase under way, in a few words. @param {Phase | null} phase */
export function nextText(phase) {
  if (phase === null) return "This is the last part";
  const length = lengthText(phase.duration_s);
  const side = phase.side === "both" ? "" : `, ${sideText(phase)}`;
  return {
    setup: `Next: ${phase.title}${side}`,
    stretch: `Next: stretch${side}, ${length}`,
    enhance: `Next: a little more, ${length}`,
    switch: `Next: switch to the ${sideText(phase)}`,
    rest: `Next: rest, ${length}`,
    exit: "Next: come out gently",
  }[phase.stage];
}
