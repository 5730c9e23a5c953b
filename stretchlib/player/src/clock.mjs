// Where a routine stands: derived from deadlines on a steady clock, never counted.

import { nextChange } from "./timeline.mjs";

/** @import { Phase } from "./timeline.mjs" */

/**
 * @typedef {"idle" | "running" | "paused" | "ended"} State
 *
 * @typedef {object} EngineEvent
 * @property {string} kind
 * @property {number | null} phase
 * @property {number | null} done_s  Seconds of that phase that were done.
 * @property {number} at  The instant it is true for, on the engine's clock in milliseconds.
 *
 * @typedef {object} Snapshot
 * @property {State} state
 * @property {number} index   The phase under way.
 * @property {number} into_s  Its second.
 * @property {number} lead_s  Seconds until it moves, 0 once it does.
 * @property {number} course  Grows whenever someone changed the course of things.
 * @property {"finished" | "stopped" | null} outcome
 */

/** Within these first seconds of a phase, "back" means the phase before it. */
export const BACK_S = 3;

const toMilliseconds = (/** @type {number} */ seconds) => Math.round(seconds * 1000) / 1000;

/**
 * Plays a timeline. A late timer costs nothing: whatever fell due meanwhile is made up for at its
 * own deadline.
 *
 * @param {object} options
 * @param {Phase[]} options.timeline  At least one phase.
 * @param {() => number} options.now  Milliseconds on a clock that never jumps.
 * @param {(callback: () => void, ms: number) => () => void} options.setTimer  Returns what cancels.
 * @param {(event: EngineEvent) => void} options.emit  Told of each event, in order.
 * @param {() => number} [options.ready_s]  Seconds to get ready, at the start and after a pause.
 */
export function createEngine({ timeline, now, setTimer, emit, ready_s = () => 0 }) {
  /** @type {State} */
  let state = "idle";
  /** @type {Snapshot["outcome"]} */
  let outcome = null;
  let index = 0;
  let course = 0;
  // The phase stood at second `into_s` and moves on from there at the instant `movesAt`.
  let into_s = 0;
  let movesAt = 0;
  let cancelTimer = () => {};
  /** @type {Set<(snapshot: Snapshot) => void>} */
  const listeners = new Set();

  const lead = () => (state === "running" ? Math.max(0, movesAt - now()) / 1000 : 0);
  const position = () =>
    state === "running" ? into_s + Math.max(0, now() - movesAt) / 1000 : into_s;

  const tell = (/** @type {string} */ kind, at = now()) =>
    emit({ kind, phase: null, done_s: null, at });
  const tellPhase = (
    /** @type {string} */ kind,
    /** @type {number | null} */ done_s = null,
    at = now(),
  ) => emit({ kind, phase: index, done_s: done_s === null ? null : toMilliseconds(done_s), at });

  /** @param {NonNullable<Snapshot["outcome"]>} kind */
  function finish(kind, at = now()) {
    state = "ended";
    outcome = kind;
    tell(kind, at);
  }

  /**
   * Begins a phase at an instant, or ends the routine after the last.
   *
   * @param {number} next
   * @param {number} at
   */
  function enter(next, at) {
    into_s = 0;
    movesAt = Math.max(movesAt, at);
    if (next < timeline.length) index = next;
    else finish("finished", at);
  }

  /** Passes every deadline that has gone by. */
  function catchUp() {
    const instant = now();
    while (state === "running") {
      const { duration_s } = timeline[index];
      const deadline = movesAt + (duration_s - into_s) * 1000;
      if (instant < deadline) return;
      tellPhase("phase_done", duration_s, deadline);
      enter(index + 1, deadline);
    }
  }

  /**
   * Aims one timer at the next change on the screen; whole milliseconds, for timers know no less.
   */
  function arm() {
    cancelTimer();
    cancelTimer = () => {};
    if (state !== "running") return;
    const lead_s = lead();
    const wait_s =
      lead_s > 0
        ? lead_s - (Math.ceil(lead_s) - 1)
        : nextChange(timeline[index], position()) - position();
    cancelTimer = setTimer(refresh, Math.max(1, Math.ceil(wait_s * 1000)));
  }

  const snapshot = () => ({
    state,
    index,
    into_s: position(),
    lead_s: lead(),
    course,
    outcome,
  });

  /** Makes everything right for this instant, and shows it. */
  function refresh() {
    catchUp();
    arm();
    for (const listener of listeners) listener(snapshot());
  }

  /**
   * What someone may do, and in which states; anywhere else it does nothing.
   *
   * @param {State[]} states
   * @param {() => void} action
   */
  const control = (states, action) => () => {
    catchUp();
    if (states.includes(state)) {
      course += 1;
      action();
    }
    refresh();
  };

  function move() {
    movesAt = now() + ready_s() * 1000;
    state = "running";
  }

  return {
    snapshot,
    refresh,

    start: control(["idle"], () => {
      tell("started");
      move();
    }),

    pause: control(["running"], () => {
      into_s = position();
      state = "paused";
      tellPhase("paused");
    }),

    resume: control(["paused"], () => {
      tellPhase("resumed");
      move();
    }),

    skip: control(["running", "paused"], () => {
      tellPhase("phase_skipped", position());
      enter(index + 1, now());
    }),

    back: control(["running", "paused"], () => {
      const done_s = position();
      if (done_s > 0) tellPhase("phase_skipped", done_s);
      enter(done_s < BACK_S ? Math.max(0, index - 1) : index, now());
      tellPhase("phase_repeated");
    }),

    end: control(["running", "paused"], () => {
      into_s = position();
      tellPhase("phase_skipped", into_s);
      finish("stopped");
    }),

    /**
     * Calls back on every change; returns what unsubscribes.
     *
     * @param {(snapshot: Snapshot) => void} listener
     */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** Stands still for good and tells nobody: the page or the cell has moved on. */
    close() {
      cancelTimer();
      listeners.clear();
      state = "ended";
    },
  };
}
