// What follows the engine: tones, voice and the screen's light.

import { createSound, SAMPLE_S } from "./sound.mjs";
import { utterancesAhead } from "./speech.mjs";
import { tonesAhead } from "./tones.mjs";
import { createVoice } from "./voice.mjs";
import { createWakeLock } from "./wake_lock.mjs";

/** @import { Settings } from "../contract.mjs" */
/** @import { createEngine } from "../engine/engine.mjs" */
/** @import { Snapshot } from "../engine/playhead.mjs" */

/** Settings that change what was planned to be heard. */
const REPLANNED = ["wait", "voice_rate"];

/**
 * @param {object} options
 * @param {ReturnType<typeof createEngine>} options.engine
 * @param {() => Settings} options.settings
 * @param {() => number} options.now
 * @param {(callback: () => void, ms: number) => () => void} options.setTimer
 * @param {() => void} options.changed  Called when `available` may answer differently.
 */
export function createOutputs({ engine, settings, now, setTimer, changed }) {
  let plan_version = 0;

  /**
   * What lies ahead of this moment; nothing while nothing moves.
   *
   * @template Planned
   * @param {(...moment: Parameters<typeof utterancesAhead>) => Planned[]} plan
   */
  const aheadBy = (plan) => (/** @type {number} */ horizon_s) => {
    const { state, index, into_s, lead_s, extra_s } = engine.snapshot();
    const { wait, voice_rate: rate } = settings();
    const options = { extra_s, wait, rate };
    return state === "running"
      ? plan(engine.timeline(), index, into_s, lead_s, horizon_s, options)
      : [];
  };
  const sound = createSound({ now, ahead: aheadBy(tonesAhead) });
  const voice = createVoice({ now, setTimer, changed, ahead: aheadBy(utterancesAhead) });
  const wakeLock = createWakeLock({ changed });
  const heard = [sound, voice];

  function apply() {
    const { sound: isOn, volume, voice: isSpoken, voice_rate: rate } = settings();
    sound.set({ on: isOn, volume });
    voice.set({ on: isSpoken, volume, rate });
  }
  apply();

  return {
    sound: () => ({ available: sound.available() }),
    voice: () => ({ available: voice.available() }),
    canKeepAwake: wakeLock.available,

    /** Browsers allow sound only inside a click. */
    unlock: sound.unlock,

    trySound() {
      sound.unlock();
      sound.sample();
      voice.sample(SAMPLE_S);
    },

    /** @param {Snapshot} snapshot */
    follow({ state, plan_version: newest }) {
      const isRunning = state === "running";
      for (const one of heard) {
        if (newest === plan_version) {
          if (isRunning) one.keepUp();
        } else if (isRunning) one.replan();
        else one.silence();
      }
      plan_version = newest;
      if (isRunning || state === "waiting") wakeLock.hold();
      else wakeLock.release();
    },

    /** A setting has changed. @param {string} name */
    changed(name) {
      apply();
      if (!REPLANNED.includes(name) || engine.snapshot().state !== "running") return;
      for (const one of heard) one.replan();
    },

    close() {
      for (const one of heard) one.close();
      wakeLock.close();
    },
  };
}
