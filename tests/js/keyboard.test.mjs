import assert from "node:assert/strict";
import { test } from "node:test";

import { commandOf } from "../../stretchlib/player/src/ui/keyboard.mjs";

test("each key has its command, whatever the case of its letter", () => {
  const keys = [" ", "ArrowLeft", "ArrowRight", "ArrowUp", "h", "H", "f", "?"];
  assert.deepEqual(
    keys.map((key) => commandOf({ key })),
    ["go", "back", "skip", "more", "hurts", "hurts", "fullscreen", "help"],
  );
});

test("other keys, keys held down and keys with a modifier are left alone", () => {
  assert.equal(commandOf({ key: "d" }), null);
  assert.equal(commandOf({ key: "ArrowRight", repeat: true }), null);
  assert.equal(commandOf({ key: "f", ctrlKey: true }), null);
  assert.equal(commandOf({ key: "h", metaKey: true }), null);
  assert.equal(commandOf({ key: "ArrowLeft", altKey: true }), null);
});
