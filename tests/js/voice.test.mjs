import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { chooseVoice, createVoice, SAMPLE } from "../../stretchlib/player/src/outputs/voice.mjs";
import { createTime } from "./time.mjs";

const english = { name: "Local", lang: "en-GB", localService: true };

/** The parts of speech synthesis that Node lacks; it writes down what it is asked to say. */
class Recorder extends EventTarget {
  said = [];
  cancelled = 0;
  voices = [english];
  getVoices = () => this.voices;
  speak = (utterance) => this.said.push(utterance);
  cancel = () => (this.cancelled += 1);
  get words() {
    return this.said.map(({ words }) => words);
  }
}

afterEach(() => {
  delete globalThis.speechSynthesis;
  delete globalThis.SpeechSynthesisUtterance;
});

function create(plan, voices = [english]) {
  const synthesis = new Recorder();
  synthesis.voices = voices;
  globalThis.speechSynthesis = synthesis;
  globalThis.SpeechSynthesisUtterance = class {
    constructor(words) {
      this.words = words;
    }
  };
  const time = createTime();
  const begun = time.now();
  let changes = 0;
  const voice = createVoice({
    ...time,
    ahead: (horizon_s) => {
      const passed_s = (time.now() - begun) / 1000;
      return plan
        .map(([at_s, words]) => ({ id: words, in_s: at_s - passed_s, words }))
        .filter(({ in_s }) => in_s >= 0 && in_s < horizon_s);
    },
    changed: () => (changes += 1),
  });
  return { synthesis, voice, time, changes: () => changes };
}

const PLAN = [
  [1, "one"],
  [5, "two"],
  [70, "three"],
  [130, "four"],
];

test("each utterance is spoken when its moment comes", () => {
  const { voice, synthesis, time } = create(PLAN);
  voice.replan();
  time.pass(0.9);
  assert.deepEqual(synthesis.words, []);
  time.pass(0.1);
  assert.deepEqual(synthesis.words, ["one"]);
  time.pass(4);
  assert.deepEqual(synthesis.words, ["one", "two"]);
});

test("a pause, a skip or a hurt cuts off what is said and what was planned", () => {
  const { voice, synthesis, time } = create(PLAN);
  voice.replan();
  time.pass(1);
  voice.silence();
  assert.equal(synthesis.cancelled, 1);
  time.pass(60);
  assert.deepEqual(synthesis.words, ["one"]);
});

test("what another widget says is not cut off", () => {
  const { voice, synthesis } = create(PLAN);
  voice.replan();
  voice.silence();
  assert.equal(synthesis.cancelled, 0);
});

test("the plan goes on beyond its horizon, and nothing is said twice", () => {
  const { voice, synthesis, time } = create(PLAN);
  voice.replan();
  for (let i = 0; i < 140; i += 1) {
    time.pass(1);
    voice.keepUp();
  }
  assert.deepEqual(synthesis.words, ["one", "two", "three", "four"]);
});

test("words that come due in a stall are skipped when they are late", () => {
  const { voice, synthesis, time } = create(PLAN);
  voice.replan();
  time.stall(6);
  assert.deepEqual(synthesis.words, ["two"]);
  time.stall(70);
  assert.deepEqual(synthesis.words, ["two"]);
});

test("off says nothing; volume and rate stay within what a voice can do", () => {
  const { voice, synthesis, time } = create(PLAN);
  voice.set({ on: false });
  voice.replan();
  time.pass(2);
  assert.deepEqual(synthesis.words, []);
  voice.set({ on: true, rate: 9, volume: 3 });
  time.pass(4);
  assert.deepEqual(
    synthesis.said.map(({ words, rate, volume, voice: by, lang }) => [
      words,
      rate,
      volume,
      by,
      lang,
    ]),
    [["two", 2, 1, english, "en-GB"]],
  );
});

test("a sample is heard a few seconds later, unless the start was pressed meanwhile", () => {
  const { voice, synthesis, time } = create([]);
  voice.sample(6);
  time.pass(6);
  assert.deepEqual(synthesis.words, [SAMPLE]);
  voice.sample(6);
  voice.replan();
  time.pass(6);
  assert.deepEqual(synthesis.words, [SAMPLE]);
});

test("voices that are found late are told", () => {
  const { voice, synthesis, changes } = create([], []);
  assert.equal(voice.available(), false);
  synthesis.voices = [english];
  synthesis.dispatchEvent(new Event("voiceschanged"));
  assert.equal(changes(), 1);
  assert.equal(voice.available(), true);
  voice.close();
  synthesis.dispatchEvent(new Event("voiceschanged"));
  assert.equal(changes(), 1);
});

test("without speech synthesis it says so and stays calm", () => {
  const voice = createVoice({ ahead: () => [{ id: "a", in_s: 0, words: "a" }], ...createTime() });
  assert.equal(voice.available(), false);
  voice.replan();
  voice.keepUp();
  voice.set({ on: false });
  voice.silence();
  voice.close();
});

test("a local voice of one's own region is best, and a voice of another language is none", () => {
  const voices = [
    { name: "far", lang: "en-GB", localService: false },
    { name: "us", lang: "en_US", localService: true, default: true },
    { name: "gb", lang: "en-GB", localService: true },
    { name: "de", lang: "de-DE", localService: true },
  ];
  const name = (regions, from = voices) => chooseVoice(from, "en", regions)?.name;
  assert.equal(name(["en-GB", "de"]), "gb");
  assert.equal(name(["de"]), "us");
  assert.equal(name(["en-GB"], voices.slice(0, 1)), "far");
  assert.equal(name(["de"], voices.slice(3)), undefined);
});
