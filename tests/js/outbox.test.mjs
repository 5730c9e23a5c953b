import assert from "node:assert/strict";
import { test } from "node:test";

import { createOutbox, ulid } from "../../stretchlib/player/src/session/outbox.mjs";
import { createTime } from "./time.mjs";

function create() {
  const time = createTime();
  const sent = [];
  const seen = [];
  const outbox = createOutbox({
    send: (events) => sent.push(events.map(({ id }) => id)),
    sendAgain: (events) => sent.push(["again", ...events.map(({ id }) => id)]),
    setTimer: time.setTimer,
    changed: () => seen.push(outbox.saving()),
  });
  return { outbox, time, sent, seen };
}

test("a ULID is its time in ten letters and its chance in sixteen", () => {
  // 1469918176385 is 01ARYZ6S41, the example of the specification.
  assert.equal(ulid(1469918176385, new Uint8Array(10)), `01ARYZ6S41${"0".repeat(16)}`);
  assert.equal(ulid(0, new Uint8Array(10).fill(255)), "0".repeat(10) + "Z".repeat(16));
  assert.ok(ulid(1000) < ulid(1001));
  assert.notEqual(ulid(1000), ulid(1000));
});

test("all that is not acknowledged is sent each time, so a lost message loses nothing", () => {
  const { outbox, sent } = create();
  outbox.add({ id: "a" });
  outbox.add({ id: "b" });
  outbox.acknowledge(["a"]);
  outbox.add({ id: "c" });
  assert.deepEqual(sent, [["a"], ["a", "b"], ["b", "c"]]);
});

test("it says saved only after the answer", () => {
  const { outbox } = create();
  assert.equal(outbox.saving(), "nothing");
  outbox.add({ id: "a" });
  outbox.add({ id: "b" });
  assert.equal(outbox.saving(), "saving");
  outbox.acknowledge(["a"]);
  assert.equal(outbox.saving(), "saving");
  outbox.acknowledge(["b"]);
  assert.equal(outbox.saving(), "saved");
});

test("an acknowledgement sends nothing", () => {
  const { outbox, sent } = create();
  outbox.add({ id: "a" });
  outbox.acknowledge(["a"]);
  assert.equal(sent.length, 1);
});

test("after five seconds without an answer it says so and tries again until there is one", () => {
  const { outbox, time, sent, seen } = create();
  outbox.add({ id: "a" });
  time.pass(4.9);
  assert.equal(outbox.saving(), "saving");
  time.pass(0.2);
  assert.equal(outbox.saving(), "late");
  assert.equal(seen.at(-1), "late");
  time.pass(10);
  assert.deepEqual(sent, [["a"], ...Array(3).fill(["again", "a"])]);
  outbox.acknowledge(["a"]);
  assert.equal(outbox.saving(), "saved");
  assert.equal(time.waiting(), 0);
});

test("an unknown name in an answer changes nothing", () => {
  const { outbox, seen } = create();
  outbox.add({ id: "a" });
  outbox.acknowledge(["x"]);
  assert.equal(outbox.saving(), "saving");
  assert.equal(seen.length, 1);
});

test("events of several sessions wait side by side, and none waits twice", () => {
  const { outbox, sent } = create();
  outbox.add({ id: "a", session: "one" }, { id: "b", session: "two" });
  outbox.add({ id: "a", session: "one" });
  assert.deepEqual(sent, [["a", "b"]]);
  assert.deepEqual(outbox.pending("two"), [{ id: "b", session: "two" }]);
});

test("what the log refuses for good holds nothing up, is kept, and is never called saved", () => {
  const { outbox } = create();
  outbox.add({ id: "a", session: "one" }, { id: "b", session: "two" });
  outbox.refuse(["a"]);
  assert.equal(outbox.saving(), "saving");
  outbox.acknowledge(["b"]);
  assert.equal(outbox.saving(), "refused");
  assert.deepEqual(outbox.refused("one"), [{ id: "a", session: "one" }]);
  assert.deepEqual(outbox.refused("two"), []);
});
