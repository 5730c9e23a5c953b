// What each button and key of the player does.

/** @import { RoutineChoice, HurtKind, Settings } from "../contract.mjs" */
/** @import { Skip } from "../engine/commands.mjs" */
/** @import { createEngine } from "../engine/engine.mjs" */
/** @import { Pace } from "../engine/paces.mjs" */
/** @import { createOutputs } from "../outputs/outputs.mjs" */
/** @import { createPlanChoice } from "../session/plan_choice.mjs" */
/** @import { createRecovery } from "../session/recovery.mjs" */
/** @import { createSettings } from "../session/settings.mjs" */
/** @import { createTakeover } from "../session/takeover.mjs" */

/**
 * @typedef {object} Actions
 * @property {() => void} start
 * @property {() => void} pauseOrResume
 * @property {() => void} back
 * @property {(skip: Skip) => void} skip
 * @property {() => void} arrive  In position before the way there is over.
 * @property {() => void} end
 * @property {() => void} goOnAfterAll  Takes the end back.
 * @property {(wish: Partial<RoutineChoice>) => void} choose  Of routine and minutes, before the start.
 * @property {() => void} more    Fifteen seconds of the phase under way.
 * @property {() => void} repeat  This side, from its first set.
 * @property {(pace: Pace) => void} choosePace  Of the stretch that one is getting ready for.
 * @property {() => void} hurts
 * @property {(kind: HurtKind) => void} tellWhatHurts
 * @property {() => void} goOn    After "hurts": on with the next stretch.
 * @property {() => void} goOnNow  Where it waits for the person.
 * @property {() => void} resumeEarlier
 * @property {() => void} forgetEarlier
 * @property {() => void} trySound
 * @property {(name: keyof Settings, value: boolean | number | null) => void} set
 */

/**
 * @param {object} parts
 * @param {ReturnType<typeof createEngine>} parts.engine
 * @param {ReturnType<typeof createOutputs>} parts.outputs
 * @param {ReturnType<typeof createPlanChoice>} parts.planChoice
 * @param {ReturnType<typeof createRecovery>} parts.recovery
 * @param {ReturnType<typeof createSettings>} parts.settings
 * @param {ReturnType<typeof createTakeover>} parts.takeover
 * @param {() => void} parts.changed
 * @returns {Actions}
 */
export function createActions({
  engine,
  outputs,
  planChoice,
  recovery,
  settings,
  takeover,
  changed,
}) {
  /** Does it also where the page, or the kernel, has gone since it hurt. @param {() => void} act */
  function atWhatHurt(act) {
    if (recovery.offer()) takeover.resume(act);
    else act();
  }

  return {
    back: engine.back,
    skip: engine.skip,
    end: () => atWhatHurt(engine.end),
    more: engine.more,
    repeat: engine.repeat,
    choosePace: engine.choosePace,
    hurts: engine.hurts,
    tellWhatHurts(kind) {
      atWhatHurt(() => {
        engine.tellWhatHurts(kind);
        if (kind === "leg" || kind === "saddle") engine.end();
      });
    },
    goOn() {
      outputs.unlock();
      atWhatHurt(engine.goOn);
    },
    goOnNow: engine.goOnNow,
    arrive: engine.arrive,
    goOnAfterAll() {
      if (!engine.snapshot().can_go_on) return;
      outputs.unlock();
      takeover.goOnAfterAll(engine.goOnAfterAll);
    },
    choose(wished) {
      planChoice.choose(wished);
      changed();
    },
    start() {
      outputs.unlock();
      takeover.start(settings.all().breaths_per_min);
    },
    pauseOrResume() {
      outputs.unlock();
      const { state } = engine.snapshot();
      if (state === "paused") engine.resume();
      else if (state === "waiting") engine.goOnNow();
      else engine.pause();
    },
    resumeEarlier() {
      outputs.unlock();
      takeover.resume(engine.resume);
    },
    forgetEarlier: takeover.forget,
    trySound: outputs.trySound,
    set(name, value) {
      settings.set(name, value);
      outputs.changed(name);
      planChoice.wishForOrder();
      changed();
    },
  };
}
