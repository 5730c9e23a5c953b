// From one player to the next: which tab plays, and what is done with a session left half-way.

import { atBreaths, retimedIn } from "../engine/timeline.mjs";
import { ulid } from "./outbox.mjs";

/** @import { Earlier } from "../contract.mjs" */
/** @import { createEngine } from "../engine/engine.mjs" */
/** @import { TabLock } from "./tab_lock.mjs" */
/** @import { createRecovery } from "./recovery.mjs" */
/** @import { createSession } from "./session.mjs" */

/**
 * @param {object} options
 * @param {ReturnType<typeof createEngine>} options.engine
 * @param {ReturnType<typeof createSession>} options.session
 * @param {ReturnType<typeof createRecovery>} options.recovery
 * @param {TabLock} options.tabLock
 * @param {(earlier: Earlier) => void} options.tell
 * @param {() => void} options.rebuilt  Called when the timeline is another one.
 * @param {() => void} options.changed  Called when any answer here may be another.
 * @param {() => number} options.date  Milliseconds since 1970.
 */
export function createTakeover({
  engine,
  session,
  recovery,
  tabLock,
  tell,
  rebuilt,
  changed,
  date,
}) {
  let isElsewhere = false;
  let lastOffered = "";
  /** @type {Set<string>} Sessions that nobody will go on with in this player. */
  const dropped = new Set();

  const isIdle = () => engine.snapshot().state === "idle";

  /** Tells of the session on offer, as soon as the log has all of it. */
  function tellOffer() {
    const offer = recovery.offer();
    if (!offer || !recovery.isSafe() || lastOffered === offer.session) return;
    lastOffered = offer.session;
    tell({ session: offer.session, answer: "", next: "", figures: offer.figures });
  }

  /** What is played from now on is a session of its own. */
  function renew() {
    const before = session.id();
    session.renew(ulid(date()));
    tell({ session: before, answer: "forget", next: session.id() });
  }

  function forget() {
    const entry = recovery.take();
    if (!entry) return;
    // Told before it is closed: the end of a session that is still played would ask how it was.
    if (entry.session === session.id()) renew();
    else tell({ session: entry.session, answer: "forget", next: "" });
    recovery.close(entry);
    changed();
  }

  /** Does something as the only player that plays, or not at all. @param {() => void} act */
  async function lead(act) {
    const isFirst = await tabLock.take();
    if (!isIdle()) return;
    isElsewhere = !isFirst;
    if (isFirst) act();
    else recovery.leave();
    changed();
  }

  return {
    isElsewhere: () => isElsewhere,
    tellOffer,
    forget,

    /** Hears of other tabs and of journals, as long as nothing plays here. */
    async lookAround() {
      if (!isIdle()) return;
      const isTaken = await tabLock.isTaken();
      if (!isIdle()) return;
      isElsewhere = isTaken;
      if (isTaken) recovery.leave();
      else recovery.scan();
      if (dropped.has(recovery.offer()?.session ?? "")) recovery.leave();
      tellOffer();
      changed();
    },

    /** @param {number | null} breaths_per_min */
    start: (breaths_per_min) =>
      lead(() => {
        if (recovery.offer()) forget();
        if (recovery.knows(session.id())) renew();
        const written = engine.timeline();
        const played = atBreaths(written, breaths_per_min);
        if (played !== written) {
          engine.load(played);
          rebuilt();
        }
        engine.start(retimedIn(written, played));
      }),

    /**
     * Takes the session on offer up where it stood, and does with it what was chosen.
     *
     * @param {() => void} act
     */
    resume: (act) =>
      lead(() => {
        const entry = recovery.take();
        if (!entry) return;
        session.takeUp(entry);
        engine.load(entry.timeline, entry);
        rebuilt();
        act();
        tell({ session: entry.session, answer: "resume", next: "" });
      }),

    /** Takes the end of the session that was played back. @param {() => void} act */
    async goOnAfterAll(act) {
      // It may have been begun in another tab meanwhile.
      isElsewhere = !(await tabLock.take());
      if (!isElsewhere) act();
      changed();
    },

    /**
     * Python, or another tab, has said what becomes of the session on offer.
     *
     * @param {Partial<Earlier>} earlier
     */
    hear({ session: of = "", answer = "" }) {
      const offered = recovery.offer()?.session;
      if (!offered || (of && (!answer || of !== offered))) return;
      if (answer !== "resume") dropped.add(offered);
      recovery.leave();
      changed();
    },

    /** The session of the model is another one: another tab has seen to that. @param {string} id */
    adopt(id) {
      if (isIdle() && id !== session.id()) session.renew(id);
    },
  };
}
