import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { TONES, createSound } from "../../stretchlib/player/src/sound.mjs";

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

function create(tones) {
  globalThis.AudioContext = Recorder;
  let now = 0;
  const sound = createSound({ ahead: () => tones, now: () => now });
  sound.unlock();
  return { sound, audio: Recorder.made[0], pass: (s) => (now += s * 1000) };
}

test("tones are scheduled ahead on the audio clock", () => {
  const { sound, audio } = create([
    { in_s: 0, kind: "tick" },
    { in_s: 300, kind: "tick" },
  ]);
  sound.replan();
  assert.deepEqual(audio.live, [100, 400]);
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
  audio.currentTime += 1.01;
  sound.keepUp();
  assert.deepEqual(audio.live, [105]);
  pass(1);
  sound.keepUp();
  assert.deepEqual(audio.live, [106.01]);
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
