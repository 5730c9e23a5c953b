import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { createSound, TONES } from "../../stretchlib/player/src/outputs/sound.mjs";

/** The parts of WebAudio that Node lacks, written down as they are asked for. */
class Recorder {
  static made = [];
  state = "running";
  currentTime = 100;
  destination = {};
  played = [];

  constructor() {
    Recorder.made.push(this);
  }

  param = () => ({
    value: 0,
    setValueAtTime() {},
    linearRampToValueAtTime() {},
    exponentialRampToValueAtTime() {},
    setTargetAtTime(value) {
      this.value = value;
    },
  });

  createGain() {
    const gain = { gain: this.param(), connect: (to) => to, disconnect() {} };
    this.master ??= gain;
    return gain;
  }

  createOscillator() {
    const note = {
      frequency: this.param(),
      connect: (to) => to,
      disconnect: () => (note.cut = true),
      start: (at) => (note.at = at),
      stop() {},
    };
    this.played.push(note);
    return note;
  }

  getOutputTimestamp = () => this.output;
  resume = async () => {};
  close = async () => {
    this.state = "closed";
  };

  get live() {
    return this.played.filter((note) => !note.cut).map((note) => note.at);
  }
}

afterEach(() => {
  delete globalThis.AudioContext;
  Recorder.made = [];
});

const rounded = (instants) => instants.map((instant) => Math.round(instant * 1e6) / 1e6);

function create(tones) {
  globalThis.AudioContext = Recorder;
  let now = 0;
  const sound = createSound({ ahead: () => tones, now: () => now });
  sound.unlock();
  return { sound, audio: Recorder.made[0], pass: (s) => (now += s * 1000) };
}

test("where no device starts, it says after some seconds that nothing is heard", () => {
  const { sound, audio, pass } = create([]);
  audio.state = "suspended";
  pass(2);
  assert.equal(sound.available(), true);
  pass(2);
  assert.equal(sound.available(), false);
  sound.unlock();
  assert.equal(sound.available(), true, "it was asked once more");
  pass(4);
  audio.state = "running";
  assert.equal(sound.available(), true);
});

test("tones are scheduled ahead on the audio clock", () => {
  const { sound, audio } = create([
    { in_s: 0, kind: "tick" },
    { in_s: 300, kind: "tick" },
  ]);
  sound.replan();
  assert.deepEqual(audio.live, [100, 400]);
});

test("the time it takes to think of the tones makes none of them late", () => {
  globalThis.AudioContext = Recorder;
  let now = 0;
  const thinking = () => {
    now += 6;
    Recorder.made[0].currentTime += 0.006;
    return [{ in_s: 5, kind: "tick" }];
  };
  const sound = createSound({ ahead: thinking, now: () => now });
  sound.unlock();
  sound.replan();
  assert.deepEqual(Recorder.made[0].live, [105]);
});

test("silence and a new plan stop what was scheduled", () => {
  const { sound, audio } = create([{ in_s: 5, kind: "tick" }]);
  sound.replan();
  sound.silence();
  assert.deepEqual(audio.live, []);
  sound.replan();
  sound.replan();
  assert.deepEqual(audio.live, [105]);
});

test("the plan is kept while both clocks agree and made anew when they part", () => {
  const { sound, audio, pass } = create([{ in_s: 5, kind: "tick" }]);
  sound.replan();
  pass(1);
  audio.currentTime += 1.001;
  sound.keepUp();
  assert.deepEqual(audio.live, [105]);
  pass(1);
  sound.keepUp();
  assert.deepEqual(audio.live, [106.001]);
});

test("a tone is given to the device as long before its moment as the device delays it", () => {
  const { sound, audio, pass } = create([{ in_s: 5, kind: "tick" }]);
  pass(2);
  // What was given at 99.8 is heard at 1.9: now, at 2.0, one hears 99.9, and gives 100.
  audio.output = { contextTime: 99.8, performanceTime: 1900 };
  sound.replan();
  assert.deepEqual(rounded(audio.live), [104.9]);
});

test("a reading of the device that is none, or too old, is not believed", () => {
  const { sound, audio, pass } = create([{ in_s: 5, kind: "tick" }]);
  pass(20);
  for (const output of [
    { contextTime: 0, performanceTime: 0 },
    { contextTime: 90, performanceTime: 1 },
  ]) {
    audio.output = output;
    sound.replan();
    assert.deepEqual(rounded(audio.live), [105]);
  }
});

test("what is due at once sounds at once, though it is heard late", () => {
  const { sound, audio } = create([{ in_s: 0, kind: "tick" }]);
  audio.output = { contextTime: 99.8, performanceTime: 0 };
  sound.replan();
  assert.deepEqual(audio.live, [100]);
});

test("a tone of several notes that has begun keeps them all in a plan made anew", () => {
  const { sound, audio, pass } = create([{ in_s: 0, kind: "done" }]);
  sound.replan();
  pass(0.1);
  sound.keepUp();
  assert.equal(audio.live.length, TONES.done.length);
});

test("an audio device that is refused is told of, and everything else goes on", () => {
  globalThis.AudioContext = class {
    constructor() {
      throw new DOMException("There is no device.", "NotSupportedError");
    }
  };
  const sound = createSound({ ahead: () => [{ in_s: 0, kind: "tick" }], now: () => 0 });
  sound.unlock();
  assert.equal(sound.available(), false);
  sound.sample();
  sound.replan();
  sound.keepUp();
  sound.close();
});

test("a tone that is sounding is not cut by a plan made anew", () => {
  const { sound, audio, pass } = create([{ in_s: 0, kind: "tick" }]);
  sound.replan();
  pass(10);
  sound.keepUp();
  assert.deepEqual(audio.live, [100]);
});

test("the plan goes on beyond its horizon", () => {
  const { sound, audio, pass } = create([{ in_s: 599, kind: "tick" }]);
  sound.replan();
  pass(301);
  audio.currentTime += 301;
  sound.keepUp();
  assert.deepEqual(audio.live, [1000]);
});

test("off is silent and volume stays between nothing and all", () => {
  const { sound, audio } = create([]);
  sound.set({ volume: 7 });
  assert.equal(audio.master.gain.value, 1);
  sound.set({ on: false });
  assert.equal(audio.master.gain.value, 0);
  sound.set({ on: true, volume: -1 });
  assert.equal(sound.volume(), 0);
});

test("a sample is heard once the device runs, and gives way to the start", () => {
  const { sound, audio } = create([{ in_s: 5, kind: "tick" }]);
  audio.state = "suspended";
  sound.sample();
  assert.deepEqual(audio.live, []);
  audio.state = "running";
  audio.onstatechange();
  assert.ok(audio.live.length > 4);
  sound.replan();
  assert.deepEqual(audio.live, [105]);
});

test("without WebAudio it says so and stays calm", () => {
  const sound = createSound({ ahead: () => [{ in_s: 0, kind: "tick" }], now: () => 0 });
  assert.equal(sound.available(), false);
  sound.unlock();
  sound.replan();
  sound.keepUp();
  sound.set({ on: false });
  sound.close();
});

test("no two kinds of tone sound alike, and none is harsh", () => {
  const shapes = Object.values(TONES).map((notes) => JSON.stringify(notes));
  assert.equal(new Set(shapes).size, shapes.length);
  for (const { from_hz, to_hz, level } of Object.values(TONES).flat()) {
    assert.ok(Math.max(from_hz, to_hz) <= 1100 && level <= 0.5);
  }
});
