// What earlier players of this notebook left behind: their events are brought in, and the newest
// session that has not ended is offered to go on with.

import { figureOf, nextStretch, secondsBefore, totalSeconds } from "../engine/timeline.mjs";
import { isResumable } from "./journal.mjs";
import { eventOf } from "./session.mjs";

/** @import { Entry, createJournal } from "./journal.mjs" */
/** @import { createOutbox } from "./outbox.mjs" */

/**
 * A session that was left unfinished, as it is offered to go on with.
 *
 * @typedef {object} Offer
 * @property {string} session
 * @property {string} routine
 * @property {number} at_s     Seconds into that routine.
 * @property {number} total_s  Its length.
 * @property {number} saved_unsaved  How many events were brought in.
 * @property {boolean} hurts     Whether it was left where it hurt.
 * @property {boolean} has_next   Whether another stretch comes after the one under way.
 * @property {string[]} figures  What it shows, by `slug/side`.
 */

/**
 * @param {object} options
 * @param {ReturnType<typeof createJournal>} options.journal
 * @param {ReturnType<typeof createOutbox>} options.outbox
 * @param {() => number} options.date  Milliseconds since 1970.
 */
export function createRecovery({ journal, outbox, date }) {
  /** @type {Map<string, Entry>} */
  const left = new Map();
  /** @type {Set<string>} Names of events that were refused before, and said to be. */
  const knownRefused = new Set();
  /** @type {string | null} The session that may be gone on with. */
  let offered = null;
  let brought = 0;

  /** Keeps in the journals what is still open of them, and nothing else. */
  function settle() {
    for (const [session, entry] of left) {
      const open = {
        ...entry,
        events: outbox.pending(session),
        refused: outbox.refused(session),
      };
      // The log does not know this session: there is nothing to go on with.
      if (open.refused.length > 0 && session === offered) offered = null;
      if (session === offered || open.events.length > 0 || open.refused.length > 0) {
        left.set(session, open);
        journal.write(open);
      } else {
        left.delete(session);
        journal.remove(session);
      }
    }
  }

  return {
    settle,

    /** Looks for journals, brings in what of them is not saved, and has the newest to offer. */
    scan() {
      const entries = journal.all();
      left.clear();
      for (const entry of entries) {
        left.set(entry.session, entry);
        for (const { id } of entry.refused) knownRefused.add(id);
      }
      offered = entries.find((entry) => isResumable(entry, date()))?.session ?? null;
      brought = entries.flatMap(({ events }) => events).length;
      outbox.add(...entries.flatMap(({ events, refused }) => [...events, ...refused]));
      settle();
    },

    /** @returns {Offer | null} */
    offer() {
      const entry = left.get(offered ?? "");
      if (!entry) return null;
      const { session, routine, timeline, index, into_s, state } = entry;
      return {
        session,
        routine,
        at_s: secondsBefore(timeline, index, into_s),
        total_s: totalSeconds(timeline),
        saved_unsaved: brought,
        hurts: state === "hurt",
        has_next: nextStretch(timeline, index) >= 0,
        figures: [...new Set(timeline.map(figureOf))],
      };
    },

    /** Whether all that was brought in of the session on offer is in the log. */
    isSafe: () => offered !== null && outbox.pending(offered).length === 0,

    /** How many events the log has refused, that it had not refused before. */
    newlyRefused: () => outbox.allRefused().filter(({ id }) => !knownRefused.has(id)).length,

    /** Whether a session has been played before. @param {string} session */
    knows: (session) => left.has(session),

    /** Hands over the session on offer, to be gone on with or to be closed. */
    take() {
      const entry = left.get(offered ?? "") ?? null;
      if (entry) left.delete(entry.session);
      offered = null;
      return entry;
    },

    /**
     * Closes a session as "end" would have done: nobody will go on with it.
     *
     * @param {Entry} entry
     */
    close(entry) {
      const { session, seq, index: phase, into_s: done_s } = entry;
      left.set(session, { ...entry, state: "ended" });
      const none = { phase: null, done_s: null, reason: null };
      outbox.add(
        eventOf(session, seq + 1, date(), { ...none, kind: "phase_skipped", phase, done_s }),
        eventOf(session, seq + 2, date(), { ...none, kind: "stopped" }),
      );
    },

    /** Lets all of it lie as it is: another player sees to it, or the next one will. */
    leave() {
      left.clear();
      offered = null;
    },
  };
}
