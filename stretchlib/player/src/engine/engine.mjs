// Plays a routine: passes its deadlines on a steady clock, and does what a person asks for.

import { createCommands } from "./commands.mjs";
import { createPlayhead } from "./playhead.mjs";
import { createSleepDetector } from "./sleep_detector.mjs";
import { isWay, lengthened, nextChange } from "./timeline.mjs";

/** @import { Phase } from "../contract.mjs" */
/** @import { EngineEvent, Outcome, Position, Snapshot } from "./playhead.mjs" */
/** @import { Gap } from "./sleep_detector.mjs" */

/** What is painted now is seen a frame later, at 60 frames a second. */
export const FRAME_MS = 1000 / 60;

/**
 * Plays a timeline. A late timer costs nothing: whatever fell due meanwhile is made up for at its
 * own deadline. Only where the machine slept does it pause at the moment it was last awake, for
 * nobody did what fell due since.
 *
 * @param {object} options
 * @param {Phase[]} options.timeline  At least one phase.
 * @param {() => number} options.now  Milliseconds on a clock that never jumps.
 * @param {() => number} [options.date]  Milliseconds since 1970.
 * @param {(callback: () => void, ms: number) => () => void} options.setTimer  Returns what cancels.
 * @param {(event: EngineEvent) => void} options.emit  Told of each event, in order.
 * @param {number} [options.ahead_ms]  So long before its moment the screen is made ready for it.
 * @param {() => number} [options.leadIn]  Seconds to get ready at the start.
 * @param {() => boolean} [options.waits]  Whether to wait for the person before each side.
 * @param {(gap: Gap, answer: (slept: boolean) => void) => void} [options.didSleep]  Asked after a
 *   long gap; until the answer nothing moves.
 */
export function createEngine({
  timeline,
  now,
  date = now,
  setTimer,
  emit,
  ahead_ms = 0,
  leadIn = () => 0,
  waits = () => false,
  didSleep = (_, answer) => answer(false),
}) {
  const sleepDetector = createSleepDetector({ now, date, didSleep });
  const playhead = createPlayhead({ timeline, now: sleepDetector.now, emit });
  const { at } = playhead;
  let cancelTimer = () => {};
  /** @type {Set<(snapshot: Snapshot) => void>} */
  const listeners = new Set();

  const isRunning = () => at.state === "running";
  const seen = () => playhead.snapshot(sleepDetector.now() + ahead_ms);

  /** Passes every deadline that will have gone by when this is seen. */
  function catchUp() {
    const until = now() + ahead_ms;
    while (isRunning()) {
      const { duration_s } = playhead.phase();
      const deadline = at.moves_at + (duration_s - at.into_s) * 1000;
      if (until < deadline) return;
      playhead.tellPhase("phase_done", { done_s: duration_s, at: deadline });
      const mayWait = waits() && isWay(at.timeline[at.index]);
      playhead.enter(at.index + 1, deadline);
      if (mayWait && isRunning()) at.state = "waiting";
    }
  }

  /** The machine slept: stands where it stood then. */
  function fallAsleep() {
    if (!isRunning()) return;
    playhead.stand("paused");
    at.slept = true;
    at.plan_version += 1;
    playhead.tellPhase("paused");
  }

  /** Does something once it is known up to when time counts; and shows what came of it. */
  const whenSure = (/** @type {() => void} */ act) =>
    sleepDetector.whenSure({
      isRunning: isRunning(),
      onSleep: fallAsleep,
      act,
      after: bringUpToDate,
    });

  /** Makes everything right for this instant, and shows it. */
  function bringUpToDate() {
    catchUp();
    arm();
    for (const listener of listeners) listener(playhead.snapshot());
  }

  const refresh = () => whenSure(() => {});

  /**
   * Aims one timer at the next change on the screen; whole milliseconds, for timers know no less.
   */
  function arm() {
    cancelTimer();
    cancelTimer = () => {};
    if (!isRunning()) return;
    const { lead_s, into_s } = seen();
    const wait_s =
      lead_s > 0 ? lead_s - (Math.ceil(lead_s) - 1) : nextChange(playhead.phase(), into_s) - into_s;
    cancelTimer = setTimer(refresh, Math.max(1, Math.ceil(wait_s * 1000)));
  }

  const { takeUp, ...commands } = createCommands({
    playhead,
    now,
    leadIn,
    whenSure: (act) =>
      whenSure(() => {
        catchUp();
        act();
      }),
  });

  return {
    ...commands,
    snapshot: () => playhead.snapshot(),
    /** The moment for which the screen is painted. */
    seen,
    refresh,
    timeline: () => at.timeline,

    /**
     * Takes another timeline before the start; with a position, it stands there as it stood then:
     * where it hurt, or as after a pause.
     *
     * @param {Phase[]} other
     * @param {(Position & { state: string }) | null} [position]
     */
    load(other, position = null) {
      if (at.state !== "idle") return;
      at.timeline = other;
      if (!position) return;
      const { index, into_s, extra_s, played = index, state } = position;
      const { reported_s = position.told_s ?? 0 } = position;
      Object.assign(at, { index, into_s, extra_s, played, reported_s });
      at.state = state === "hurt" ? "hurt" : "paused";
      takeUp();
    },

    /** Stands at the end of a session that has ended elsewhere. @param {Outcome} outcome */
    conclude(outcome) {
      if (at.state !== "idle") return;
      at.state = "ended";
      at.outcome = outcome;
      refresh();
    },

    /** The end that it stood at was taken back elsewhere. */
    reopen() {
      if (at.state !== "ended" || at.can_go_on) return;
      at.state = "idle";
      at.outcome = null;
      refresh();
    },

    /** Milliseconds from now to the end of each phase that comes without anybody's doing. */
    deadlines() {
      if (!isRunning()) return [];
      const ends = [];
      let end = at.moves_at - now() - at.into_s * 1000;
      for (const [i, other] of at.timeline.entries()) {
        if (i < at.index) continue;
        end += lengthened(other, i === at.index ? at.extra_s : 0).duration_s * 1000;
        ends.push(end);
        if (waits() && isWay(other)) break;
      }
      return ends;
    },

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
      at.state = "ended";
    },
  };
}
