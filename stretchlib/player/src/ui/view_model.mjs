// All that is shown at one moment, gathered from the parts of the player.

import { refusedText } from "./text.mjs";

/** @import { RoutineChoices, Phase, Settings } from "../contract.mjs" */
/** @import { createEngine } from "../engine/engine.mjs" */
/** @import { Snapshot } from "../engine/playhead.mjs" */
/** @import { createTimers } from "../engine/timers.mjs" */
/** @import { createOutputs } from "../outputs/outputs.mjs" */
/** @import { createJournal } from "../session/journal.mjs" */
/** @import { ModelLink } from "../session/model_link.mjs" */
/** @import { Saving, createOutbox } from "../session/outbox.mjs" */
/** @import { createPlanChoice } from "../session/plan_choice.mjs" */
/** @import { Offer, createRecovery } from "../session/recovery.mjs" */
/** @import { createSession } from "../session/session.mjs" */
/** @import { createSettings } from "../session/settings.mjs" */
/** @import { createTakeover } from "../session/takeover.mjs" */

/**
 * @typedef {object} ViewModel
 * @property {Snapshot} snapshot
 * @property {Saving} saving
 * @property {string} problem
 * @property {{ available: boolean }} sound
 * @property {{ available: boolean }} voice
 * @property {Settings} settings
 * @property {Offer | null} earlier
 * @property {string[]} lacks  Keys of `LACKS`.
 * @property {Phase[]} timeline  What is played, as it stands now.
 * @property {string} routine  Its title.
 * @property {RoutineChoices | null} choices  Null where nothing is to be chosen.
 * @property {{ offered: boolean, wished: boolean }} one_trip
 * @property {boolean} is_settled  Whether the timeline is as it was wished.
 * @property {boolean} offers_wait  Whether waiting is on by itself, and said to be.
 */

/**
 * @param {object} parts
 * @param {ReturnType<typeof createEngine>} parts.engine
 * @param {ReturnType<typeof createJournal>} parts.journal
 * @param {ModelLink} parts.link
 * @param {ReturnType<typeof createOutbox>} parts.outbox
 * @param {ReturnType<typeof createOutputs>} parts.outputs
 * @param {ReturnType<typeof createPlanChoice>} parts.planChoice
 * @param {ReturnType<typeof createRecovery>} parts.recovery
 * @param {ReturnType<typeof createSession>} parts.session
 * @param {ReturnType<typeof createSettings>} parts.settings
 * @param {ReturnType<typeof createTakeover>} parts.takeover
 * @param {ReturnType<typeof createTimers>} parts.timers
 * @returns {() => ViewModel}  The present moment.
 */
export function createViewModel({
  engine,
  journal,
  link,
  outbox,
  outputs,
  planChoice,
  recovery,
  session,
  settings,
  takeover,
  timers,
}) {
  /** What this browser or this moment lacks, by the names that the view knows. */
  function lacks() {
    const hasSound = outputs.sound().available;
    const has = {
      "wake-lock": outputs.canKeepAwake(),
      worker: timers.available(),
      storage: journal.available(),
      sound: hasSound,
      // Where there are no tones either, they cannot stand in for it.
      voice: outputs.voice().available || !hasSound,
      "tab-lock": !takeover.isElsewhere(),
      unread: journal.unread() === 0,
    };
    return Object.entries(has).flatMap(([name, isThere]) => (isThere ? [] : [name]));
  }

  function problem() {
    const count = recovery.newlyRefused();
    return link.get("problem") || (count > 0 ? refusedText(count) : "");
  }

  return () => ({
    snapshot: engine.seen(),
    saving: outbox.saving(),
    problem: problem(),
    sound: outputs.sound(),
    voice: outputs.voice(),
    settings: settings.all(),
    earlier: recovery.offer(),
    lacks: lacks(),
    timeline: engine.timeline(),
    routine: session.routine(),
    choices: planChoice.choices(),
    one_trip: planChoice.oneTrip(),
    is_settled: planChoice.isSettled(),
    offers_wait: planChoice.offersWait(),
  });
}
