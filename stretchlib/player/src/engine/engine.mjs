// Where a routine stands: derived from deadlines on a steady clock, never counted.

import { choiceAt, inOtherPace } from "./paces.mjs";
import { afterStretch, isDose, isWay, lengthened, nextChange, nextStretch } from "./timeline.mjs";
import { createSleepDetector } from "./sleep_detector.mjs";

/** @import { Choice, Pace } from "./paces.mjs" */
/** @import { Phase } from "./timeline.mjs" */
/** @import { Gap } from "./sleep_detector.mjs" */

/**
 * @typedef {"idle" | "running" | "paused" | "waiting" | "hurt" | "ended"} State
 * @typedef {"finished" | "stopped"} Outcome
 * @typedef {"too_hard" | "sore" | "no_time" | "other"} Reason  Why a stretch is skipped.
 * @typedef {"back" | "worse" | "leg" | "saddle"} HurtKind  What hurts.
 *
 * @typedef {object} EngineEvent
 * @property {string} kind
 * @property {number | null} phase
 * @property {number | null} done_s  Seconds of that phase that were done.
 * @property {Reason | HurtKind | Pace | null} reason  Why it was skipped, what hurt, or the pace
 *   that was chosen, when someone said so.
 * @property {number} at  The instant it is true for, on the engine's clock in milliseconds.
 *
 * @typedef {object} Snapshot
 * @property {State} state
 * @property {number} index    The phase under way.
 * @property {number} into_s   Its second.
 * @property {number} lead_s   Seconds until it moves, 0 once it does.
 * @property {number} extra_s  Seconds that were added to it.
 * @property {number} plan_version  Grows whenever what lies ahead has changed, and not by time alone.
 * @property {Outcome | null} outcome
 * @property {boolean} slept   Paused, because the machine slept.
 * @property {HurtKind | null} feels  What hurts, once somebody has said it.
 * @property {number} played   The last phase of which anything was done; -1 before.
 * @property {Choice | null} choice  The paces between which somebody may choose now.
 * @property {number} told_s   Seconds of it that were told before its end was taken back.
 * @property {boolean} canGoOn  Whether it was ended by "end", which may be taken back.
 *
 * @typedef {object} Position
 * @property {number} index
 * @property {number} into_s
 * @property {number} extra_s
 * @property {number} [played]
 * @property {number} [told_s]
 *
 * @typedef {{ reason?: Reason | null, whole?: boolean }} Skip  Why, and whether the other side too.
 */

/** Within these first seconds of a phase, "back" means the phase before it. */
export const BACK_S = 3;
/** What "more" adds to a phase, in seconds. */
export const MORE_S = 15;
/** Seconds to get ready after a pause. */
export const LEAD_S = 3;
/** After these, something of the phase has been done. */
const ENDS = ["phase_done", "phase_skipped", "hurt"];
/** What is painted now is seen a frame later, at 60 frames a second. */
export const FRAME_MS = 1000 / 60;

const toMilliseconds = (/** @type {number} */ seconds) => Math.round(seconds * 1000) / 1000;

/**
 * Plays a timeline. A late timer costs nothing: whatever fell due meanwhile is made up for at its
 * own deadline. Only where the machine slept does it pause at the moment it was last awake, for
 * nobody did what fell due since.
 *
 * @param {object} options
 * @param {Phase[]} options.timeline  At least one phase.
 * @param {() => number} options.now  Milliseconds on a clock that never jumps.
 * @param {() => number} [options.date_ms]  Milliseconds since 1970.
 * @param {(callback: () => void, ms: number) => () => void} options.setTimer  Returns what cancels.
 * @param {(event: EngineEvent) => void} options.emit  Told of each event, in order.
 * @param {number} [options.ahead_ms]  So long before its moment the screen is made ready for it.
 * @param {() => number} [options.ready_s]  Seconds to get ready at the start.
 * @param {() => boolean} [options.waits]  Whether to wait for the person before each side.
 * @param {(gap: Gap, answer: (slept: boolean) => void) => void} [options.didSleep]  Asked after a
 *   long gap; until the answer nothing moves.
 */
export function createEngine({
  timeline,
  now,
  date_ms = now,
  setTimer,
  emit,
  ahead_ms = 0,
  ready_s = () => 0,
  waits = () => false,
  didSleep = (_, answer) => answer(false),
}) {
  /** @type {State} */
  let state = "idle";
  /** @type {Outcome | null} */
  let outcome = null;
  let index = 0;
  let plan_version = 0;
  // The phase stood at second `into_s` and moves on from there at the instant `movesAt`.
  let into_s = 0;
  let extra_s = 0;
  let played = -1;
  let told_s = 0;
  let canGoOn = false;
  /** @type {{ from: number, to: number } | null} Where somebody skipped. */
  let leap = null;
  let movesAt = 0;
  let slept = false;
  /** @type {HurtKind | null} */
  let feels = null;
  let isTakenUp = false;
  let cancelTimer = () => {};
  /** @type {Set<(snapshot: Snapshot) => void>} */
  const listeners = new Set();

  const sleepDetector = createSleepDetector({
    now,
    date_ms,
    didSleep,
    onSleep: fallAsleep,
    after: bringUpToDate,
  });
  const phase = () => lengthened(timeline[index], extra_s);
  const lead = (at = sleepDetector.now()) =>
    state === "running" ? Math.max(0, movesAt - at) / 1000 : 0;
  const position = (at = sleepDetector.now()) =>
    state === "running" ? into_s + Math.max(0, at - movesAt) / 1000 : into_s;

  const tell = (/** @type {string} */ kind, at = sleepDetector.now()) =>
    emit({ kind, phase: null, done_s: null, reason: null, at });

  /**
   * @param {string} kind
   * @param {{ done_s?: number | null, reason?: EngineEvent["reason"], at?: number }} [details]
   */
  function tellPhase(kind, { done_s = null, reason = null, at = sleepDetector.now() } = {}) {
    const isEnd = ENDS.includes(kind);
    // What was told before the end was taken back is not told again.
    const spent_s = done_s !== null && isEnd ? Math.max(0, done_s - told_s) : done_s;
    if (isEnd && done_s) played = Math.max(played, index);
    emit({ kind, phase: index, done_s: spent_s === null ? null : toMilliseconds(spent_s), reason, at });
  }

  /** @param {Outcome} kind */
  function finish(kind, at = sleepDetector.now()) {
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
    extra_s = 0;
    told_s = 0;
    movesAt = Math.max(movesAt, at);
    if (state === "waiting") state = "running";
    if (next < timeline.length) index = next;
    else finish("finished", at);
  }

  /** Begins a phase again, or an earlier one. @param {number} target */
  function returnTo(target) {
    const at = now();
    const done_s = position(at);
    if (done_s > 0) tellPhase("phase_skipped", { done_s, at });
    enter(target, at);
    tellPhase("phase_repeated", { at });
  }

  /** Passes every deadline that will have gone by when this is seen. */
  function catchUp() {
    const until = now() + ahead_ms;
    while (state === "running") {
      const { duration_s } = phase();
      const deadline = movesAt + (duration_s - into_s) * 1000;
      if (until < deadline) return;
      tellPhase("phase_done", { done_s: duration_s, at: deadline });
      const mayWait = waits() && isWay(timeline[index]);
      enter(index + 1, deadline);
      if (mayWait && state === "running") state = "waiting";
    }
  }

  /** The machine slept: stands where it stood then. */
  function fallAsleep() {
    if (state !== "running") return;
    into_s = position();
    state = "paused";
    slept = true;
    plan_version += 1;
    tellPhase("paused");
  }

  /** Makes everything right for this instant, and shows it. */
  function bringUpToDate() {
    catchUp();
    arm();
    for (const listener of listeners) listener(snapshot());
  }

  /**
   * Aims one timer at the next change on the screen; whole milliseconds, for timers know no less.
   */
  function arm() {
    cancelTimer();
    cancelTimer = () => {};
    if (state !== "running") return;
    const { lead_s, into_s: seen_s } = seen();
    const wait_s =
      lead_s > 0 ? lead_s - (Math.ceil(lead_s) - 1) : nextChange(phase(), seen_s) - seen_s;
    cancelTimer = setTimer(refresh, Math.max(1, Math.ceil(wait_s * 1000)));
  }

  const snapshot = (at = sleepDetector.now()) => ({
    state,
    index,
    into_s: position(at),
    lead_s: lead(at),
    extra_s,
    plan_version,
    outcome,
    slept,
    feels,
    played,
    told_s,
    canGoOn,
    choice: choiceAt(timeline, { state, index, into_s, played }),
  });

  const seen = () => snapshot(sleepDetector.now() + ahead_ms);

  const refresh = () => sleepDetector.whenSure(state === "running", () => {});

  /**
   * What someone may do, and in which states; anywhere else it does nothing.
   *
   * @template [Given=void]
   * @param {State[]} states
   * @param {(given: Given) => void} action
   */
  const control = (states, action) => (/** @type {Given} */ given) =>
    sleepDetector.whenSure(state === "running", () => {
      catchUp();
      if (!states.includes(state)) return;
      plan_version += 1;
      action(given);
    });

  /** Seconds to get ready where it stood; after a reload one has to get down onto the floor again. */
  const again_s = () => (isTakenUp ? Math.max(LEAD_S, ready_s()) : LEAD_S);

  /**
   * What happened is told by the instant at which it did: the telling itself takes a while.
   *
   * @param {number} lead_s
   * @param {number} at  The instant from which it counts.
   */
  function move(lead_s, at) {
    movesAt = at + lead_s * 1000;
    state = "running";
    slept = false;
    isTakenUp = false;
  }

  return {
    snapshot: () => snapshot(),
    /** The moment for which the screen is painted. */
    seen,
    refresh,
    timeline: () => timeline,

    start: control(["idle"], () => {
      const at = now();
      tell("started", at);
      move(ready_s(), at);
    }),

    pause: control(["running"], () => {
      into_s = position();
      state = "paused";
      tellPhase("paused");
    }),

    resume: control(["paused"], () => {
      const at = now();
      tellPhase("resumed", { at });
      move(again_s(), at);
    }),

    /** Leaves the waiting state: the person is in position. */
    goOnNow: control(["waiting"], () => move(0, now())),

    /** Leaves out the stretch of this side, with the way into it; the other side stays. */
    skip: control(
      ["running", "paused", "waiting"],
      (/** @type {Skip} */ { reason = null, whole = false } = {}) => {
        const at = now();
        const from = index;
        const to = afterStretch(timeline, from, whole);
        tellPhase("phase_skipped", { done_s: position(at), reason, at });
        for (let i = from + 1; i < to; i += 1) {
          emit({ kind: "phase_skipped", phase: i, done_s: 0, reason, at });
        }
        leap = { from, to };
        enter(to, at);
      },
    ),

    /** In position before the way there is over: the stretch begins. */
    arrive: control(["running", "paused", "waiting"], () => {
      if (!isWay(timeline[index])) return;
      const at = now();
      tellPhase("phase_skipped", { done_s: position(at), at });
      enter(index + 1, at);
    }),

    back: control(["running", "paused", "waiting"], () => {
      // Soon after a skip, it leads to where that was.
      const before = leap?.to === index ? leap.from : Math.max(0, index - 1);
      returnTo(position() < BACK_S ? before : index);
    }),

    /** Begins this side again, from its first set; on the way there, the way. */
    repeat: control(["running", "paused", "waiting"], () => {
      const { step, side } = timeline[index];
      const first = timeline.findIndex(
        (other) => other.step === step && other.side === side && isDose(other),
      );
      returnTo(Math.min(first < 0 ? index : first, index));
    }),

    more: control(["running", "paused", "waiting"], () => {
      extra_s += MORE_S;
      tellPhase("extended", { done_s: MORE_S });
    }),

    /** Goes on in the other pace of the stretch that one is getting ready for. */
    choosePace: control(["running", "paused", "waiting"], (/** @type {Pace} */ pace) => {
      if (snapshot().choice?.other !== pace) return;
      timeline = inOtherPace(timeline, index);
      tellPhase("pace_chosen", { reason: pace });
    }),

    hurts: control(["running", "paused", "waiting"], () => {
      into_s = position();
      state = "hurt";
      feels = null;
      tellPhase("hurt", { done_s: into_s });
    }),

    /** Somebody says what hurts; said once more, it is told once. */
    tellWhatHurts: control(["hurt"], (/** @type {HurtKind} */ kind) => {
      if (kind !== feels) tellPhase("hurt", { done_s: into_s, reason: kind });
      feels = kind;
    }),

    /** After it hurt: leaves this stretch, and gets ready for the next. */
    goOn: control(["hurt"], () => {
      const at = now();
      tellPhase("phase_skipped", { done_s: into_s, at });
      const next = nextStretch(timeline, index);
      move(again_s(), at);
      enter(next < 0 ? timeline.length : next, at);
    }),

    end: control(["running", "paused", "waiting", "hurt"], () => {
      // What was ended because it hurt stays ended.
      canGoOn = state !== "hurt";
      into_s = position();
      tellPhase("phase_skipped", { done_s: into_s });
      told_s = into_s;
      finish("stopped");
    }),

    /** Takes the end back: it goes on where it was. */
    goOnAfterAll: control(["ended"], () => {
      if (!canGoOn) return;
      const at = now();
      canGoOn = false;
      outcome = null;
      tellPhase("resumed", { at });
      move(LEAD_S, at);
    }),

    /**
     * Takes another timeline before the start; with a position, it stands there as it stood then:
     * where it hurt, or as after a pause.
     *
     * @param {Phase[]} other
     * @param {(Position & { state: string }) | null} [position]
     */
    load(other, position = null) {
      if (state !== "idle") return;
      timeline = other;
      if (!position) return;
      ({ index, into_s, extra_s, played = index, told_s = 0 } = position);
      state = position.state === "hurt" ? "hurt" : "paused";
      isTakenUp = true;
    },

    /** Stands at the end of a session that has ended elsewhere. @param {Outcome} kind */
    conclude(kind) {
      if (state !== "idle") return;
      state = "ended";
      outcome = kind;
      refresh();
    },

    /** The end that it stood at was taken back elsewhere. */
    reopen() {
      if (state !== "ended" || canGoOn) return;
      state = "idle";
      outcome = null;
      refresh();
    },

    /** Milliseconds from now to the end of each phase that comes without anybody's doing. */
    deadlines() {
      if (state !== "running") return [];
      const ends = [];
      let end = movesAt - now() - into_s * 1000;
      for (const [i, other] of timeline.entries()) {
        if (i < index) continue;
        end += lengthened(other, i === index ? extra_s : 0).duration_s * 1000;
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
      state = "ended";
    },
  };
}
