// The session that is played here: its events get their names and numbers, and its journal follows.

import { ulid } from "./outbox.mjs";

/** @import { LogEvent, Phase } from "../contract.mjs" */
/** @import { EngineEvent, Snapshot } from "../engine/playhead.mjs" */
/** @import { Entry, createJournal } from "./journal.mjs" */
/** @import { createOutbox } from "./outbox.mjs" */

/** While it plays, its journal is never older than this. */
export const KEEP_MS = 5000;

/**
 * @param {string} session
 * @param {number} seq
 * @param {number} at_ms  Since 1970.
 * @param {Omit<EngineEvent, "at">} what
 * @returns {LogEvent}
 */
export const eventOf = (session, seq, at_ms, { kind, phase, done_s, reason }) => ({
  id: ulid(at_ms),
  session,
  seq,
  kind,
  at_ms,
  offset_min: -new Date(at_ms).getTimezoneOffset(),
  phase,
  done_s,
  reason,
});

/**
 * @param {object} options
 * @param {string} options.id
 * @param {string} options.routine  Its title.
 * @param {ReturnType<typeof createOutbox>} options.outbox
 * @param {ReturnType<typeof createJournal>} options.journal
 * @param {() => number} options.now  Milliseconds on the engine's clock.
 * @param {() => number} options.date  Milliseconds since 1970.
 */
export function createSession({ id, routine, outbox, journal, now, date }) {
  let seq = 0;
  let kept_ms = -Infinity;
  let isKept = true;

  return {
    id: () => id,
    routine: () => routine,

    /** The routine that will be played is another. @param {string} title */
    rename: (title) => (routine = title),

    /** Becomes another session, of which nothing was played yet. @param {string} other */
    renew(other) {
      id = other;
      seq = 0;
    },

    /** Becomes a session that was played before. @param {Entry} entry */
    takeUp(entry) {
      id = entry.session;
      routine = entry.routine;
      seq = entry.seq;
    },

    /** @param {EngineEvent} event */
    record({ at, ...what }) {
      seq += 1;
      isKept = false;
      outbox.add(eventOf(id, seq, Math.round(date() - (now() - at)), what));
    },

    /** Whether its journal has fallen behind. */
    isBehind: () => !isKept || now() - kept_ms >= KEEP_MS,

    /**
     * Writes its journal, or takes it away when it has ended and all of it is in the log.
     *
     * @param {Snapshot} snapshot
     * @param {Phase[]} timeline
     */
    keep({ state, index, into_s, extra_s, played, reported_s }, timeline) {
      if (state === "idle" || seq === 0) return;
      const events = outbox.pending(id);
      const refused = outbox.refused(id);
      isKept = true;
      kept_ms = now();
      if (state === "ended" && events.length === 0 && refused.length === 0) {
        journal.remove(id);
        return;
      }
      journal.write({
        ...{ session: id, routine, timeline, seq, at_ms: date() },
        ...{ state, index, into_s, extra_s, played, reported_s, events, refused },
      });
    },
  };
}
