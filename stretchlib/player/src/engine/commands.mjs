// What a person may do while a routine plays, and in which states it does anything.

import { inMs } from "./milliseconds.mjs";
import { inOtherPace } from "./paces.mjs";
import { afterStretch, isDose, isWay, nextStretch } from "./timeline.mjs";

/** @import { HurtKind, Reason } from "../contract.mjs" */
/** @import { Pace } from "./paces.mjs" */
/** @import { State, createPlayhead } from "./playhead.mjs" */
/** @import { Retimed } from "./timeline.mjs" */

/** @typedef {{ reason?: Reason | null, whole?: boolean }} Skip  Why, and whether the other side too. */

/** Within these first seconds of a phase, "back" means the phase before it. */
export const BACK_S = 3;
/** What "more" adds to a phase, in seconds. */
export const MORE_S = 15;
/** Seconds to get ready after a pause. */
export const LEAD_S = 3;

/** @type {State[]} */
const PLAYING = ["running", "paused", "waiting"];

/**
 * @param {object} options
 * @param {ReturnType<typeof createPlayhead>} options.playhead
 * @param {() => number} options.now
 * @param {(act: () => void) => void} options.whenSure  Does it as soon as it is known up to when
 *   time counts, and everything that is due has been passed.
 * @param {() => number} options.leadIn  Seconds to get ready at the start.
 */
export function createCommands({ playhead, now, whenSure, leadIn }) {
  const { at, into, tell, tellPhase, stand, finish, enter, move } = playhead;
  /** @type {{ from: number, to: number } | null} Where somebody skipped. */
  let leap = null;
  let isTakenUp = false;

  /**
   * Anywhere but in these states it does nothing.
   *
   * @template [Given=void]
   * @param {State[]} states
   * @param {(given: Given) => void} action
   */
  const command = (states, action) => (/** @type {Given} */ given) =>
    whenSure(() => {
      if (!states.includes(at.state)) return;
      at.plan_version += 1;
      action(given);
    });

  /**
   * Gets ready where it stood; after a reload one has to get down onto the floor again.
   *
   * @param {number} instant
   */
  function moveAgain(instant) {
    move(isTakenUp ? Math.max(LEAD_S, leadIn()) : LEAD_S, instant);
    isTakenUp = false;
  }

  /** Begins a phase again, or an earlier one. @param {number} target */
  function returnTo(target) {
    const instant = now();
    const done_s = into(instant);
    if (inMs(done_s) > 0) tellPhase("phase_skipped", { done_s, at: instant });
    enter(target, instant);
    tellPhase("phase_repeated", { at: instant });
  }

  return {
    /** It was taken up where another player left it. */
    takeUp: () => (isTakenUp = true),

    /** Where phases are not in the breaths that Python wrote, it is told in how many. */
    start: command(["idle"], (/** @type {Retimed[]} */ retimed = []) => {
      const instant = now();
      tell("started", instant);
      for (const { index, breaths } of retimed) {
        tellPhase("breaths_chosen", { index, reason: `${breaths}`, at: instant });
      }
      move(leadIn(), instant);
    }),

    pause: command(["running"], () => {
      stand("paused");
      tellPhase("paused");
    }),

    resume: command(["paused"], () => {
      const instant = now();
      tellPhase("resumed", { at: instant });
      moveAgain(instant);
    }),

    /** Leaves the waiting state: the person is in position. */
    goOnNow: command(["waiting"], () => move(0, now())),

    /** Leaves out the stretch of this side, with the way into it; the other side stays. */
    skip: command(PLAYING, (/** @type {Skip} */ { reason = null, whole = false } = {}) => {
      const instant = now();
      const from = at.index;
      const to = afterStretch(at.timeline, from, whole);
      tellPhase("phase_skipped", { done_s: into(instant), reason, at: instant });
      for (let i = from + 1; i < to; i += 1) {
        tellPhase("phase_skipped", { index: i, done_s: 0, reason, at: instant });
      }
      leap = { from, to };
      enter(to, instant);
    }),

    /** In position before the way there is over: the stretch begins. */
    arrive: command(PLAYING, () => {
      if (!isWay(at.timeline[at.index])) return;
      const instant = now();
      tellPhase("phase_skipped", { done_s: into(instant), at: instant });
      enter(at.index + 1, instant);
    }),

    back: command(PLAYING, () => {
      // Soon after a skip, it leads to where that was.
      const before = leap?.to === at.index ? leap.from : Math.max(0, at.index - 1);
      returnTo(into() < BACK_S ? before : at.index);
    }),

    /** Begins this side again, from its first set; on the way there, the way. */
    repeat: command(PLAYING, () => {
      const { step, side } = at.timeline[at.index];
      const first = at.timeline.findIndex(
        (other) => other.step === step && other.side === side && isDose(other),
      );
      returnTo(Math.min(first < 0 ? at.index : first, at.index));
    }),

    more: command(PLAYING, () => {
      at.extra_s += MORE_S;
      tellPhase("extended", { done_s: MORE_S });
    }),

    /** Goes on in the other pace of the stretch that one is getting ready for. */
    choosePace: command(PLAYING, (/** @type {Pace} */ pace) => {
      if (playhead.snapshot().choice?.other !== pace) return;
      at.timeline = inOtherPace(at.timeline, at.index);
      tellPhase("pace_chosen", { reason: pace });
    }),

    hurts: command(PLAYING, () => {
      stand("hurt");
      at.feels = null;
      tellPhase("hurt", { done_s: at.into_s });
    }),

    /** Somebody says what hurts; said once more, it is told once. */
    tellWhatHurts: command(["hurt"], (/** @type {HurtKind} */ kind) => {
      if (kind !== at.feels) tellPhase("hurt", { done_s: at.into_s, reason: kind });
      at.feels = kind;
    }),

    /** After it hurt: leaves this stretch, and gets ready for the next. */
    goOn: command(["hurt"], () => {
      const instant = now();
      tellPhase("phase_skipped", { done_s: at.into_s, at: instant });
      const next = nextStretch(at.timeline, at.index);
      moveAgain(instant);
      enter(next < 0 ? at.timeline.length : next, instant);
    }),

    end: command([...PLAYING, "hurt"], () => {
      // What was ended because it hurt stays ended.
      at.can_go_on = at.state !== "hurt";
      stand(at.state);
      tellPhase("phase_skipped", { done_s: at.into_s });
      at.reported_s = at.into_s;
      finish("stopped");
    }),

    /** Takes the end back: it goes on where it was. */
    goOnAfterAll: command(["ended"], () => {
      if (!at.can_go_on) return;
      const instant = now();
      at.can_go_on = false;
      at.outcome = null;
      tellPhase("resumed", { at: instant });
      move(LEAD_S, instant);
      isTakenUp = false;
    }),
  };
}
