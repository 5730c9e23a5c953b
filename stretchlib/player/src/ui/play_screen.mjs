// While it plays: the side, the clock in its ring, the figure, the cue, and what comes next.

import {
  beatAt,
  cueAt,
  figureOf,
  hasOtherSide,
  isWay,
  lengthened,
  nextPhase,
  secondsBefore,
  totalSeconds,
} from "../engine/timeline.mjs";
import { button, element, setAttribute, setShown, setText } from "./dom.mjs";
import { createFigure, wishesLessMotion } from "./moving_figure.mjs";
import { createControls } from "./play_controls.mjs";
import { poseAt, STILL } from "./posing.mjs";
import { createProgress } from "./progress_bar.mjs";
import { createRing } from "./ring.mjs";
import { BEATS, clockText, nextText, PACES, SIDES, SLEPT, stageText } from "./text.mjs";

/** @import { Phase } from "../contract.mjs" */
/** @import { Snapshot } from "../engine/playhead.mjs" */
/** @import { Drawing } from "./moving_figure.mjs" */
/** @import { Choice, Pace } from "../engine/paces.mjs" */
/** @import { Actions } from "./actions.mjs" */
/** @import { ViewModel } from "./view_model.mjs" */

/** The side being stretched, told by its word, its arrow and its place. */
function createSide() {
  const word = element("span", "side-word");
  const part = element("span", "side-part");
  const arrow = (/** @type {string} */ text) =>
    element("span", "side-arrow", { text, attributes: { "aria-hidden": "true" } });
  const mark = element("span", "side-mark", { children: [arrow("◀"), word, part, arrow("▶")] });
  const node = element("p", "side", { children: [mark] });
  return {
    node,
    /** @param {Phase} phase */
    paint(phase) {
      setAttribute(node, "data-side", phase.side);
      setText(word, SIDES[phase.side]);
      setText(part, phase.side === "both" ? "" : (phase.part ?? ""));
    },
  };
}

/** The figure of the stretch under way; nothing where none is drawn. @param {() => Record<string, Drawing>} drawings */
function createMovingFigure(drawings) {
  const node = element("div", "figure");
  /** @type {ReturnType<typeof createFigure> | null} */
  let figure = null;
  let drawn = "";
  let posed = "";
  return {
    node,
    /** @param {Phase} phase @param {Snapshot} snapshot @param {boolean} mayMove */
    paint(phase, { into_s, lead_s, state }, mayMove) {
      const key = figureOf(phase);
      if (key !== drawn) {
        drawn = key;
        posed = "";
        const drawing = drawings()[key];
        figure = drawing ? createFigure(node, drawing) : null;
        setShown(node, figure !== null);
      }
      const moves = lead_s === 0 && state !== "waiting";
      const { name, ms } =
        mayMove && !wishesLessMotion()
          ? poseAt(phase, into_s, moves)
          : { name: STILL[phase.stage], ms: 0 };
      if (name === posed) return;
      posed = name;
      figure?.pose(name, ms);
    },
  };
}

/** How the stretch that one is getting ready for may be done. @param {Actions} actions */
function createPaces(actions) {
  const choose = /** @type {Pace[]} */ (["hold", "pulse"]).map((pace) => ({
    pace,
    node: button("pace", PACES[pace], () => actions.choosePace(pace)),
  }));
  const node = element("div", "paces", {
    attributes: { role: "group", "aria-label": "Hold or pulse: you judge best" },
    children: choose.map((one) => one.node),
  });
  /** @type {Choice | null} */
  let offered = null;
  return {
    node,
    change: () => offered && actions.choosePace(offered.other),
    /** @param {Choice | null} choice */
    paint(choice) {
      offered = choice;
      // It keeps its place while one gets ready, and goes where the focus is not.
      setShown(node, choice !== null);
      for (const { pace, node: way } of choose) {
        setAttribute(way, "aria-pressed", String(pace === choice?.pace));
      }
    },
  };
}

/**
 * @param {() => Record<string, Drawing>} drawings
 * @param {Actions} actions
 */
export function createPlayScreen(drawings, actions) {
  const side = createSide();
  const stage = element("p", "stage");
  const stretch = element("h2", "stretch");
  const ring = createRing();
  const clock = element("div", "clock", { attributes: { role: "timer", "aria-live": "off" } });
  const beat = element("p", "beat");
  const figure = createMovingFigure(drawings);
  const cue = element("p", "cue", { attributes: { "aria-live": "polite" } });
  const next = element("p", "next");
  const slept = element("p", "note", { text: SLEPT, attributes: { role: "status" } });
  const progress = createProgress();
  const remaining = element("p", "remaining");
  const controls = createControls(actions);
  const paces = createPaces(actions);
  const there = button("there", "I am in position", actions.arrive);
  const scene = element("div", "scene", {
    children: [
      element("div", "now", {
        attributes: { "aria-live": "polite", "aria-atomic": "true" },
        children: [side.node, stage, stretch],
      }),
      element("div", "time", {
        children: [ring.node, element("div", "reading", { children: [clock, beat] })],
      }),
      figure.node,
      element("div", "words", {
        children: [slept, cue, element("div", "ahead", { children: [there, paces.node, next] })],
      }),
      element("div", "course", { children: [progress.bar, remaining] }),
    ],
  });
  const node = element("div", "during", { children: [scene, controls.node] });

  return {
    node,
    focus: controls.focus,
    go: controls.go,
    /** The other pace, by key. */
    changePace: paces.change,

    /** @param {ViewModel} viewModel */
    paint({ snapshot, settings, timeline }) {
      const { state, index, into_s, lead_s, extra_s } = snapshot;
      const phase = lengthened(timeline[index], extra_s);
      const left_s = totalSeconds(timeline) + extra_s - secondsBefore(timeline, index, into_s);
      setText(remaining, `${clockText(left_s)} left`);
      side.paint(phase);
      setText(stage, stageText(phase, snapshot));
      setText(stretch, phase.title);
      setText(clock, clockText(lead_s > 0 ? lead_s : phase.duration_s - into_s));
      const isMoving = lead_s === 0 && state === "running";
      setText(beat, isMoving ? (BEATS[beatAt(phase, into_s)?.kind ?? ""] ?? "") : "");
      setText(cue, cueAt(phase, into_s)?.text ?? "");
      setText(next, nextText(nextPhase(timeline, index)));
      setShown(slept, Boolean(snapshot.slept));
      setAttribute(node, "data-stage", phase.stage);
      ring.paint(phase, snapshot, settings.motion);
      figure.paint(phase, snapshot, settings.motion);
      progress.paint(snapshot, timeline);
      paces.paint(snapshot.choice);
      setShown(there, isWay(phase) && (state === "running" || state === "paused"));
      controls.paint(snapshot, hasOtherSide(timeline, index));
    },
  };
}
