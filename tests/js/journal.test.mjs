import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  createJournal,
  isResumable,
  RESUME_MS,
} from "../../stretchlib/player/src/session/journal.mjs";
import { createStorage, denied } from "./storage.mjs";

const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
const NOW = 1_700_000_000_000;
const entry = {
  session: "s1",
  routine: "Standard",
  timeline,
  index: 4,
  into_s: 5,
  extra_s: 0,
  seq: 7,
  at_ms: NOW,
  state: "running",
  events: [{ id: "a", session: "s1" }],
  refused: [],
};
const owner = ["/", "", "back.ipynb"];

test("what is written can be read again, the newest first", () => {
  const storage = createStorage();
  const journal = createJournal({ owner, storage: () => storage });
  journal.write(entry);
  journal.write({ ...entry, session: "s2", at_ms: NOW + 1 });
  assert.deepEqual(
    journal.all().map(({ session }) => session),
    ["s2", "s1"],
  );
  assert.deepEqual(journal.all()[1], { v: 1, ...entry });
  journal.remove("s2");
  assert.deepEqual(
    journal.all().map(({ session }) => session),
    ["s1"],
  );
});

test("servers, users and notebooks have journals of their own", () => {
  const storage = createStorage();
  createJournal({ owner, storage: () => storage }).write(entry);
  for (const other of [
    ["/user/b/", "", "back.ipynb"],
    ["/", "b", "back.ipynb"],
    ["/", "", "x"],
  ]) {
    assert.deepEqual(createJournal({ owner: other, storage: () => storage }).all(), []);
  }
});

test("garbage and another version are not read, and do no harm", () => {
  const storage = createStorage();
  const journal = createJournal({ owner, storage: () => storage });
  journal.write(entry);
  const key = storage.key(0);
  const texts = ["", "{", "null", "7", "[]", '{"v":1}', JSON.stringify({ ...entry, v: 2 })];
  texts.push(JSON.stringify({ ...entry, v: 1, events: [null] }));
  for (const [i, text] of texts.entries()) storage.setItem(key.replace("s1", `g${i}`), text);
  assert.deepEqual(
    journal.all().map(({ session }) => session),
    ["s1"],
  );
  assert.equal(journal.unread(), texts.length);
});

test("what denied storage does not take lasts as long as the page", () => {
  const page = new Map();
  const journal = createJournal({ owner, storage: denied, page });
  assert.equal(journal.available(), false);
  assert.deepEqual(journal.all(), []);
  journal.write(entry);
  assert.equal(journal.available(), false);
  const next = createJournal({ owner, storage: denied, page });
  assert.deepEqual(
    next.all().map(({ session }) => session),
    ["s1"],
  );
  next.remove("s1");
  assert.deepEqual([next.all(), page.size], [[], 0]);
});

test("what full storage did not take is newer than what it has", () => {
  const storage = createStorage();
  const page = new Map();
  const journal = createJournal({ owner, storage: () => storage, page });
  journal.write(entry);
  storage.isFull = true;
  journal.write({ ...entry, seq: 8 });
  assert.deepEqual(
    journal.all().map(({ seq }) => seq),
    [8],
  );
  storage.isFull = false;
  journal.write({ ...entry, seq: 9 });
  assert.deepEqual([journal.all().map(({ seq }) => seq), page.size], [[9], 0]);
});

test("full storage is noticed until there is room again", () => {
  const storage = createStorage();
  const journal = createJournal({ owner, storage: () => storage });
  storage.isFull = true;
  journal.write(entry);
  assert.equal(journal.available(), false);
  assert.equal(createJournal({ owner, storage: () => storage }).available(), false);
  storage.isFull = false;
  journal.write(entry);
  assert.equal(journal.available(), true);
});

test("one goes on within twelve hours, with a session that has not ended", () => {
  assert.equal(isResumable(entry, NOW + RESUME_MS - 1), true);
  assert.equal(isResumable(entry, NOW + RESUME_MS), false);
  assert.equal(isResumable({ ...entry, state: "ended" }, NOW), false);
});

test("one does not go on from a place that cannot be", () => {
  const broken = [
    { index: timeline.length },
    { index: -1 },
    { into_s: null },
    { timeline: [] },
    { timeline: [null] },
    { timeline: [{ ...timeline[0], cues: null }] },
    { timeline: [{ ...timeline[0], beats: [7] }] },
    { timeline: [{ ...timeline[0], duration_s: "8" }] },
    { routine: "" },
    { seq: "7" },
  ];
  for (const change of broken) {
    assert.equal(isResumable({ ...entry, ...change }, NOW), false, JSON.stringify(change));
  }
});

test("no word of how anybody feels is in it", () => {
  const storage = createStorage();
  createJournal({ owner, storage: () => storage }).write(entry);
  assert.doesNotMatch(storage.texts()[0], /pain|tightness|score/);
});
