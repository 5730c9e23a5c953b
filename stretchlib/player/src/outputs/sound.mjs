// Gentle tones on WebAudio, scheduled ahead, so that they are on time even where timers are not.

/** @import { Tone, ToneKind } from "./tones.mjs" */

/**
 * One note; a note with two pitches glides.
 *
 * @typedef {{ at_s: number, length_s: number, from_hz: number, to_hz: number, level: number }} Note
 *
 * @typedef {Map<OscillatorNode, number>} Notes  When the tone of each begins, on the audio clock.
 */

/** How far ahead tones are scheduled, in seconds. */
export const HORIZON_S = 600;
/** The audio clock may drift this far from the page's before the plan is made anew. */
const DRIFT_S = 0.002;
/** A reading of both clocks that is older than this is none. */
const STALE_S = 1;
/** Tones nearer than this are left as they were planned. */
const NEAR_S = 0.1;
/** Where no loudspeaker is found, Firefox does not start, and says nothing. */
const STARTS_WITHIN_S = 3;
const ATTACK_S = 0.02;
const SILENT = 0.0001;

/** @returns {Note} */
const note = (
  /** @type {number} */ at_s,
  /** @type {number} */ length_s,
  /** @type {number} */ from_hz,
  to_hz = from_hz,
  level = 0.5,
) => ({ at_s, length_s, from_hz, to_hz, level });

/**
 * Each kind is told by its movement, not by loudness: start rises, half is one bell, switch turns
 * round, breath glides, press is low and release high.
 *
 * @type {Record<ToneKind, Note[]>}
 */
export const TONES = {
  ready: [note(0, 0.35, 392), note(0.3, 0.5, 392)],
  start: [note(0, 0.25, 523), note(0.18, 0.7, 784)],
  half: [note(0, 1, 587, 587, 0.35), note(0, 0.6, 880, 880, 0.12)],
  tick: [note(0, 0.09, 880, 880, 0.25)],
  switch: [note(0, 0.3, 659), note(0.22, 0.3, 440), note(0.44, 0.6, 659)],
  done: [note(0, 0.5, 523), note(0.25, 0.5, 659), note(0.5, 0.5, 784), note(0.75, 1.4, 1047)],
  inhale: [note(0, 1.2, 262, 392, 0.3)],
  exhale: [note(0, 1.2, 392, 262, 0.3)],
  press: [note(0, 0.3, 294, 262, 0.4)],
  release: [note(0, 0.3, 440, 494, 0.3)],
};

/** @type {Tone[]} */
const SAMPLE = [
  { in_s: 0.1, kind: "ready" },
  { in_s: 1.4, kind: "start" },
  { in_s: 2.7, kind: "switch" },
  { in_s: 4.2, kind: "done" },
];
/** Seconds until the sample has been heard. */
export const SAMPLE_S = 6.4;

/**
 * What is heard at this moment, on the audio clock: what a device was given some time ago.
 *
 * The clock itself runs ahead of that by the device's delay, a quarter of a second on some
 * headphones, and in steps of some 10 ms; so it serves only until the browser knows better.
 *
 * @param {AudioContext} audio
 * @param {number} now_s  The page's clock.
 */
function heard(audio, now_s) {
  const { contextTime = 0, performanceTime = 0 } = audio.getOutputTimestamp?.() ?? {};
  const age_s = now_s - performanceTime / 1000;
  const isKnown = contextTime > 0 && Math.abs(age_s) < STALE_S;
  return isKnown ? contextTime + age_s : audio.currentTime;
}

/**
 * @param {object} options
 * @param {(horizon_s: number) => Tone[]} options.ahead  The tones wanted from this moment on.
 * @param {() => number} options.now  Milliseconds on the page's clock.
 */
export function createSound({ ahead, now }) {
  /** @type {AudioContext | null} */
  let audio = null;
  /** @type {GainNode | null} */
  let master = null;
  let on = true;
  let volume = 0.6;
  /** @type {Notes} */
  const plannedNotes = new Map();
  /** @type {Notes} */
  const sampleNotes = new Map();
  let isSampleWanted = false;
  let isRefused = false;
  /** When the plan was made, and by how much the audio clock was ahead then. */
  let planned = { now_s: 0, ahead_s: 0 };

  /** When the device was last asked to start. */
  let asked_s = 0;

  const isThere = () => typeof globalThis.AudioContext === "function" && !isRefused;

  /** Whether it is heard, as far as is known. */
  function available() {
    const isLate = now() / 1000 - asked_s > STARTS_WITHIN_S;
    return isThere() && !(audio && audio.state !== "running" && isLate);
  }

  /** Both clocks. @param {AudioContext} audio */
  function read(audio) {
    const now_s = now() / 1000;
    return { now_s, ahead_s: heard(audio, now_s) - now_s };
  }

  function applyVolume() {
    if (audio && master) master.gain.setTargetAtTime(on ? volume : 0, audio.currentTime, 0.02);
  }

  /**
   * @param {AudioContext} context
   * @param {GainNode} output
   * @param {Note} wanted
   * @param {number} begin  When its tone begins.
   * @param {Notes} notes  Where to note it down.
   */
  function play(context, output, wanted, begin, notes) {
    const at = begin + wanted.at_s;
    const oscillator = context.createOscillator();
    const envelope = context.createGain();
    const end = at + wanted.length_s;
    oscillator.frequency.setValueAtTime(wanted.from_hz, at);
    oscillator.frequency.linearRampToValueAtTime(wanted.to_hz, end);
    envelope.gain.setValueAtTime(SILENT, at);
    envelope.gain.linearRampToValueAtTime(wanted.level, at + ATTACK_S);
    envelope.gain.exponentialRampToValueAtTime(SILENT, end);
    oscillator.connect(envelope).connect(output);
    oscillator.start(at);
    oscillator.stop(end);
    oscillator.onended = () => {
      notes.delete(oscillator);
      envelope.disconnect();
    };
    notes.set(oscillator, begin);
  }

  /**
   * @param {Tone[]} tones
   * @param {number} from_s  The moment that they are counted from, on the audio clock.
   * @param {Notes} notes
   * @param {number} [after_s]  Tones that begin no later, on the audio clock, are left out.
   */
  function schedule(tones, from_s, notes, after_s = -Infinity) {
    if (!audio || !master) return;
    const soonest = audio.currentTime;
    for (const { in_s, kind } of tones) {
      const begin = Math.max(from_s + in_s, soonest);
      if (begin <= after_s) continue;
      for (const wanted of TONES[kind]) play(audio, master, wanted, begin, notes);
    }
  }

  /** Stops each tone that begins after an instant of the audio clock. @param {Notes} notes */
  function stopAfter(notes, instant = -Infinity) {
    for (const [oscillator, begin] of notes) {
      if (begin <= instant) continue;
      oscillator.stop();
      oscillator.disconnect();
      notes.delete(oscillator);
    }
  }

  /** Plans anew what begins after an instant of the audio clock. */
  function plan(after_s = -Infinity) {
    if (!audio) return;
    // Before the tones are asked for: that takes longer than a tone may be late.
    planned = read(audio);
    const tones = ahead(HORIZON_S);
    stopAfter(plannedNotes, after_s);
    schedule(tones, planned.now_s + planned.ahead_s, plannedNotes, after_s);
  }

  /** Plans anew, and leaves what is about to sound as it was. */
  function renew() {
    if (audio) plan(audio.currentTime + NEAR_S);
  }

  function playSample() {
    isSampleWanted = false;
    stopAfter(sampleNotes);
    if (audio) schedule(SAMPLE, audio.currentTime, sampleNotes);
  }

  function silence() {
    isSampleWanted = false;
    stopAfter(plannedNotes);
    stopAfter(sampleNotes);
  }

  /** The audio clock stands still until the device runs, so what was planned would come late. */
  function onRunning() {
    renew();
    if (isSampleWanted) playSample();
  }

  return {
    available,
    on: () => on,
    volume: () => volume,

    /** Opens the audio device; browsers allow it only inside a click. */
    unlock() {
      if (!isThere()) return;
      asked_s = now() / 1000;
      if (!audio) {
        try {
          audio = new globalThis.AudioContext();
        } catch {
          isRefused = true;
          return;
        }
        master = audio.createGain();
        master.gain.value = on ? volume : 0;
        master.connect(audio.destination);
        audio.onstatechange = () => {
          if (audio?.state === "running") onRunning();
        };
      }
      audio.resume().catch(() => {});
    },

    /** Lets hear what the player sounds like; after `unlock`. */
    sample() {
      if (audio?.state === "running") playSample();
      else isSampleWanted = true;
    },

    /** The course has changed: what was planned is void. */
    replan() {
      silence();
      plan();
    },

    silence,

    /** Keeps the plan long enough, and true to the page's clock. */
    keepUp() {
      if (audio?.state !== "running") return;
      const { now_s, ahead_s } = read(audio);
      const isShort = now_s - planned.now_s > HORIZON_S / 2;
      if (isShort || Math.abs(ahead_s - planned.ahead_s) > DRIFT_S) renew();
    },

    /** @param {{ on?: boolean, volume?: number }} wanted */
    set(wanted) {
      on = wanted.on ?? on;
      volume = Math.min(1, Math.max(0, wanted.volume ?? volume));
      applyVolume();
    },

    close() {
      silence();
      if (audio && audio.state !== "closed") audio.close().catch(() => {});
    },
  };
}
