import assert from "node:assert/strict";
import { test } from "node:test";

import { createSettings } from "../../stretchlib/player/src/session/settings.mjs";
import { createStorage, denied } from "./storage.mjs";

const defaults = {
  sound: true,
  volume: 0.6,
  voice: true,
  voice_rate: 1,
  ready_s: 3,
  wait: false,
  breaths_per_min: null,
  motion: true,
};

test("what was chosen is remembered, and the rest stays as Python says", () => {
  const storage = createStorage();
  createSettings(defaults, () => storage).set("volume", 0.2);
  const later = createSettings({ ...defaults, ready_s: 10 }, () => storage);
  assert.deepEqual(later.all(), { ...defaults, ready_s: 10, volume: 0.2 });
});

test("what is not possible changes nothing", () => {
  const settings = createSettings(defaults, () => createStorage());
  const wrong = [
    ["volume", 2],
    ["volume", "1"],
    ["ready_s", -1],
    ["ready_s", NaN],
    ["wait", "yes"],
  ];
  wrong.push(["breaths_per_min", 3], ["voice_rate", null], ["voice_rate", 0.7], ["toString", true]);
  for (const [name, value] of wrong) settings.set(name, value);
  assert.deepEqual(settings.all(), defaults);
});

test("who had chosen the slowest voice of then has the slowest of today", () => {
  const text = '{"v":1,"chosen":{"voice_rate":0.8,"volume":0.2}}';
  const storage = createStorage({ "stretchlib.settings": text });
  const settings = createSettings(defaults, () => storage);
  assert.deepEqual(settings.all(), { ...defaults, voice_rate: 0.9, volume: 0.2 });
});

test("the rate of breathing can be given back to the routine", () => {
  const settings = createSettings(defaults, () => createStorage());
  settings.set("breaths_per_min", 6);
  assert.equal(settings.all().breaths_per_min, 6);
  settings.set("breaths_per_min", null);
  assert.equal(settings.all().breaths_per_min, null);
});

test("garbage, another version and impossible values begin anew", () => {
  for (const text of [
    "{",
    "null",
    '{"v":2,"chosen":{"volume":0}}',
    '{"v":1,"chosen":{"volume":9}}',
  ]) {
    const storage = createStorage({ "stretchlib.settings": text });
    assert.deepEqual(createSettings(defaults, () => storage).all(), defaults, text);
  }
});

test("where storage is denied they last as long as the page", () => {
  const settings = createSettings(defaults, denied);
  settings.set("wait", true);
  assert.equal(settings.all().wait, true);
});
