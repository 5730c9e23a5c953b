// Where a routine stands, derived from the instant at which it moves, and what is told of it.

import { wholeMs } from "./milliseconds.mjs";
import { choiceAt } from "./paces.mjs";
import { lengthened } from "./timeline.mjs";

/** @import { EventKind, HurtKind, Phase, Reason } from "../contract.mjs" */
/** @import { Choice, Pace } from "./paces.mjs" */

/**
 * @typedef {"idle" | "running" | "paused" | "waiting" | "hurt" | "ended"} State
 * @typedef {"finished" | "stopped"} Outcome
 *
 * @typedef {object} EngineEvent
 * @property {EventKind} kind
 * @property {number | null} phase
 * @property {number | null} done_s  Seconds of that phase that were done.
 * @property {Reason | HurtKind | Pace | string | null} reason  Why it was skipped, what hurt, the
 *   pace that was chosen, when someone said so, or in how many breaths it is played.
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
 * @property {number} reported_s   Seconds of it that an event said before its end was taken back.
 * @property {boolean} can_go_on  Whether it was ended by "end", which may be taken back.
 *
 * @typedef {object} Position
 * @property {number} index
 * @property {number} into_s
 * @property {number} extra_s
 * @property {number} [played]
 * @property {number} [reported_s]
 * @property {number} [told_s]  What a journal of before calls that.
 */

/** After these, something of the phase has been done. */
const ENDS = ["phase_done", "phase_skipped", "hurt"];

/**
 * @param {object} options
 * @param {Phase[]} options.timeline  At least one phase.
 * @param {() => number} options.now  Milliseconds, as far as it is known that time counts.
 * @param {(event: EngineEvent) => void} options.emit  Told of each event, in order.
 */
export function createPlayhead({ timeline, now, emit }) {
  const at = {
    timeline,
    state: /** @type {State} */ ("idle"),
    outcome: /** @type {Outcome | null} */ (null),
    index: 0,
    // The phase stood at second `into_s` and moves on from there at the instant `moves_at`.
    into_s: 0,
    moves_at: 0,
    extra_s: 0,
    played: -1,
    reported_s: 0,
    plan_version: 0,
    can_go_on: false,
    slept: false,
    feels: /** @type {HurtKind | null} */ (null),
  };

  const isRunning = () => at.state === "running";
  const phase = () => lengthened(at.timeline[at.index], at.extra_s);
  const lead = (instant = now()) => (isRunning() ? Math.max(0, at.moves_at - instant) / 1000 : 0);
  const into = (instant = now()) =>
    isRunning() ? at.into_s + Math.max(0, instant - at.moves_at) / 1000 : at.into_s;

  /** @param {EventKind} kind @param {number} [instant] */
  const tell = (kind, instant = now()) =>
    emit({ kind, phase: null, done_s: null, reason: null, at: instant });

  /**
   * @param {EventKind} kind
   * @param {{ done_s?: number | null, reason?: EngineEvent["reason"], at?: number,
   *   index?: number }} [details]  Of the phase under way, where no other is named.
   */
  function tellPhase(kind, details = {}) {
    const { done_s = null, reason = null, at: instant = now(), index = at.index } = details;
    const isEnd = ENDS.includes(kind);
    // What an event said before the end was taken back is not said again.
    const spent_s =
      done_s !== null && isEnd && index === at.index ? Math.max(0, done_s - at.reported_s) : done_s;
    if (isEnd && done_s) at.played = Math.max(at.played, index);
    const rounded_s = spent_s === null ? null : wholeMs(spent_s);
    emit({ kind, phase: index, done_s: rounded_s, reason, at: instant });
  }

  /** Stands still where it is. @param {State} state */
  function stand(state) {
    at.into_s = into();
    at.state = state;
  }

  /** @param {Outcome} outcome @param {number} [instant] */
  function finish(outcome, instant = now()) {
    at.state = "ended";
    at.outcome = outcome;
    tell(outcome, instant);
  }

  /**
   * Begins a phase at an instant, or ends the routine after the last.
   *
   * @param {number} next
   * @param {number} instant
   */
  function enter(next, instant) {
    at.into_s = 0;
    at.extra_s = 0;
    at.reported_s = 0;
    at.moves_at = Math.max(at.moves_at, instant);
    if (at.state === "waiting") at.state = "running";
    if (next < at.timeline.length) at.index = next;
    else finish("finished", instant);
  }

  /**
   * What happened is told by the instant at which it did: the telling itself takes a while.
   *
   * @param {number} lead_s
   * @param {number} instant  From which it counts.
   */
  function move(lead_s, instant) {
    at.moves_at = instant + lead_s * 1000;
    at.state = "running";
    at.slept = false;
  }

  /** @returns {Snapshot} */
  function snapshot(instant = now()) {
    const { timeline: phases, moves_at: _, ...shown } = at;
    return {
      ...shown,
      into_s: into(instant),
      lead_s: lead(instant),
      choice: choiceAt(phases, at),
    };
  }

  return { at, phase, into, tell, tellPhase, stand, finish, enter, move, snapshot };
}
