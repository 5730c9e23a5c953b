// What a person sees and presses: before the start, while it plays, and after the end.

import { button, element, setAttribute, setShown, setText } from "./dom.mjs";
import { createProgress } from "./progress.mjs";
import { beatAt, cueAt, nextPhase, outline, secondsBefore, totalSeconds } from "./timeline.mjs";
import {
  BEATS,
  OUTCOMES,
  SAVING,
  SIDES,
  clockText,
  lengthText,
  minutesText,
  nextText,
  sidesText,
  stageText,
} from "./words.mjs";

/** @import { Snapshot } from "./clock.mjs" */
/** @import { Saving } from "./outbox.mjs" */
/** @import { Phase, Side } from "./timeline.mjs" */

/**
 * @typedef {object} Actions
 * @property {() => void} start
 * @property {() => void} pauseOrResume
 * @property {() => void} back
 * @property {() => void} skip
 * @property {() => void} end
 * @property {() => void} toggleSound
 * @property {(volume: number) => void} setVolume
 *
 * @typedef {object} Picture  All that is shown at one moment.
 * @property {Snapshot} snapshot
 * @property {Saving} saving
 * @property {string} problem
 * @property {{ available: boolean, on: boolean, volume: number }} sound
 */

/**
 * Before the start: what comes, and one big button.
 *
 * @param {Phase[]} timeline
 * @param {string} routine
 * @param {Actions} actions
 */
function createBefore(timeline, routine, actions) {
  const steps = outline(timeline).map(({ title, target, sides, dose_s }) =>
    element("li", "step", {
      children: [
        element("strong", "step-title", { text: title }),
        element("span", "step-detail", {
          text: `${target} · ${sidesText(sides)} · ${lengthText(dose_s)}`,
        }),
      ],
    }),
  );
  return element("div", "before", {
    children: [
      element("div", "invitation", {
        children: [
          element("h2", "routine", { text: routine }),
          element("p", "length", { text: minutesText(totalSeconds(timeline)) }),
          button("start", "Start", actions.start),
        ],
      }),
      element("ol", "steps", { children: steps }),
    ],
  });
}

/** The side being stretched, told by its word, its arrow and its place. */
function createSide() {
  const word = element("span", "side-word");
  const arrow = (/** @type {string} */ text) =>
    element("span", "side-arrow", { text, attributes: { "aria-hidden": "true" } });
  const mark = element("span", "side-mark", { children: [arrow("◀"), word, arrow("▶")] });
  const node = element("p", "side", { children: [mark] });
  return {
    node,
    /** @param {Side} side */
    paint(side) {
      setAttribute(node, "data-side", side);
      setText(word, SIDES[side]);
    },
  };
}

/** While it plays. @param {Phase[]} timeline @param {string} routine @param {Actions} actions */
function createDuring(timeline, routine, actions) {
  const total_s = totalSeconds(timeline);
  const remaining = element("span", "remaining");
  const side = createSide();
  const stage = element("p", "stage");
  const stretch = element("h2", "stretch");
  const clock = element("div", "clock", { attributes: { role: "timer", "aria-live": "off" } });
  const beat = element("p", "beat");
  const cue = element("p", "cue", { attributes: { "aria-live": "polite" } });
  const next = element("p", "next");
  const progress = createProgress(timeline);
  const pause = button("pause", "Pause", actions.pauseOrResume);
  const node = element("div", "during", {
    children: [
      element("div", "top", { children: [element("span", "name", { text: routine }), remaining] }),
      element("div", "now", {
        attributes: { "aria-live": "polite", "aria-atomic": "true" },
        children: [side.node, stage, stretch],
      }),
      element("div", "time", { children: [clock, beat] }),
      element("div", "words", { children: [cue, next] }),
      progress.bar,
      element("div", "controls", {
        attributes: { role: "group", "aria-label": "Controls" },
        children: [
          button("back", "Back", actions.back),
          pause,
          button("skip", "Skip", actions.skip),
          button("end", "End", actions.end),
        ],
      }),
    ],
  });

  /** @param {Snapshot} snapshot */
  function paint(snapshot) {
    const { state, index, into_s, lead_s } = snapshot;
    const phase = timeline[index];
    setText(remaining, `${clockText(total_s - secondsBefore(timeline, index, into_s))} left`);
    side.paint(phase.side);
    setText(stage, state === "paused" ? "Paused" : stageText(phase, lead_s));
    setText(stretch, phase.title);
    setText(clock, clockText(lead_s > 0 ? lead_s : phase.duration_s - into_s));
    setText(beat, lead_s > 0 ? "" : (BEATS[beatAt(phase, into_s)?.[1] ?? ""] ?? ""));
    setText(cue, cueAt(phase, into_s)?.[1] ?? "");
    setText(next, nextText(nextPhase(timeline, index)));
    setText(pause, state === "paused" ? "Resume" : "Pause");
    setAttribute(node, "data-stage", phase.stage);
    progress.paint(snapshot);
  }

  return { node, pause, paint };
}

/** After the end: calm, and nothing more to do here. @param {string} routine */
function createAfter(routine) {
  const heading = element("h2", "done", { attributes: { tabindex: "-1" } });
  const words = element("p", "done-words");
  const node = element("div", "after", {
    children: [element("p", "name", { text: routine }), heading, words],
  });
  return {
    node,
    heading,
    /** @param {Snapshot} snapshot */
    paint({ outcome }) {
      const [title, text] = OUTCOMES[outcome ?? "stopped"];
      setText(heading, title);
      setText(words, text);
    },
  };
}

/** The line below everything: is it saved, and how loud is it. @param {Actions} actions */
function createFoot(actions) {
  const saved = element("p", "saved");
  const sound = button("sound", "", actions.toggleSound);
  const volume = element("input", "volume", {
    attributes: { type: "range", min: "0", max: "1", step: "0.05", "aria-label": "Volume" },
  });
  volume.addEventListener("input", () => actions.setVolume(volume.valueAsNumber));
  const node = element("div", "foot", {
    children: [saved, element("div", "sounds", { children: [sound, volume] })],
  });
  return {
    node,
    /** @param {Picture} picture */
    paint({ saving, sound: { available, on, volume: level } }) {
      setAttribute(saved, "aria-live", saving === "late" ? "polite" : "off");
      setAttribute(saved, "data-saving", saving);
      setText(saved, SAVING[saving]);
      setText(sound, available ? `Sound ${on ? "on" : "off"}` : "No sound in this browser");
      sound.disabled = !available;
      setShown(volume, available && on);
      if (volume.valueAsNumber !== level) volume.value = String(level);
    },
  };
}

/**
 * Builds the player in an element; `paint` shows a moment and touches only what differs from the
 * one before.
 *
 * @param {{ el: HTMLElement, timeline: Phase[], routine: string, actions: Actions }} options
 */
export function createView({ el, timeline, routine, actions }) {
  const before = createBefore(timeline, routine, actions);
  const during = createDuring(timeline, routine, actions);
  const after = createAfter(routine);
  const foot = createFoot(actions);
  const problem = element("p", "problem", { attributes: { role: "alert" } });
  const root = element("section", "", {
    attributes: {
      "aria-label": `Player: ${routine}`,
      // Space and Enter belong to the buttons here, not to the notebook.
      "data-lm-suppress-shortcuts": "true",
    },
    children: [
      element("div", "card", {
        children: [before, during.node, after.node, problem, foot.node],
      }),
    ],
  });
  el.append(root);

  /** Focus must not be lost with the button that has just gone. @param {Snapshot["state"]} state */
  function keepFocus(state) {
    const focused = document.activeElement;
    if (!focused || !root.contains(focused) || !focused.closest("[hidden]")) return;
    if (state === "ended") after.heading.focus();
    else during.pause.focus();
  }

  /** @param {Snapshot["state"]} state */
  function showScreen(state) {
    if (root.getAttribute("data-state") === state) return;
    setAttribute(root, "data-state", state);
    setShown(before, state === "idle");
    setShown(during.node, state === "running" || state === "paused");
    setShown(after.node, state === "ended");
    keepFocus(state);
    // It has grown since the start was pressed, and whoever lies on the floor cannot scroll.
    if (state === "running") root.scrollIntoView({ block: "nearest" });
  }

  return {
    /** @param {Picture} picture */
    paint(picture) {
      const { snapshot } = picture;
      if (snapshot.state === "ended") after.paint(snapshot);
      else if (snapshot.state !== "idle") during.paint(snapshot);
      showScreen(snapshot.state);
      setText(problem, picture.problem);
      setShown(problem, picture.problem !== "");
      foot.paint(picture);
    },
    remove: () => root.remove(),
  };
}
