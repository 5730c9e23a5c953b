// Every sentence the player shows, in one place.

/** @import { Phase, Side, Stage } from "./timeline.mjs" */
/** @import { Saving } from "./outbox.mjs" */

/** @type {Record<Stage, string>} */
const STAGES = {
  setup: "Get into position",
  stretch: "Stretch",
  enhance: "A little more",
  switch: "Switch sides",
  rest: "Rest",
};

/** @type {Record<Side, string>} */
export const SIDES = { left: "Left", right: "Right", both: "Both sides" };

/** @type {Record<string, string>} */
export const BEATS = {
  hold: "Hold",
  press: "Press",
  release: "Let go",
  inhale: "Breathe in",
  exhale: "Breathe out",
};

/** @type {Record<Saving, string>} */
export const SAVING = {
  nothing: "",
  saving: "Saving …",
  saved: "✓ Saved",
  late:
    "Not saved yet: the notebook has not answered. " +
    "Keep this page open; it is tried again every few seconds.",
};

export const OUTCOMES = {
  finished: ["Done", "That was the whole routine."],
  stopped: ["Stopped here", "What you did until now counts."],
};

/** `75` → `1:15`; a second that has begun counts. @param {number} seconds */
export function clockText(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
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

/** `530` → `9 minutes`. @param {number} seconds */
export function minutesText(seconds) {
  const minutes = Math.max(1, Math.round(seconds / 60));
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}

/** @param {Phase} phase @param {number} lead_s */
export const stageText = (phase, lead_s) => (lead_s > 0 ? "Get ready" : STAGES[phase.stage]);

/** @param {Side[]} sides */
export const sidesText = (sides) =>
  sides.includes("both") ? "both sides together" : sides.join(" and ");

/** What comes after the phase under way, in a few words. @param {Phase | null} phase */
export function nextText(phase) {
  if (phase === null) return "This is the last part";
  const length = lengthText(phase.duration_s);
  const side = phase.side === "both" ? "" : `, ${phase.side} side`;
  return {
    setup: `Next: ${phase.title}${side}`,
    stretch: `Next: stretch${side}, ${length}`,
    enhance: `Next: a little more, ${length}`,
    switch: `Next: switch to the ${phase.side} side`,
    rest: `Next: rest, ${length}`,
  }[phase.stage];
}
