import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { CLICK_MS, onPress } from "../../stretchlib/player/src/ui/press.mjs";

/** A button in a page, and what a hand, a key or a browser does with it. */
function create() {
  const button = Object.assign(new EventTarget(), { disabled: false });
  const page = new EventTarget();
  let count = 0;
  onPress(button, () => (count += 1), page);
  const pointer = (target, type, at) =>
    target.dispatchEvent(
      Object.assign(new Event(type), {
        ...{ isPrimary: true, button: 0, pointerId: 1, clientX: 50, clientY: 50 },
        ...at,
      }),
    );
  const after = () => wait(2 * CLICK_MS).then(() => count);
  return {
    button,
    down: (at) => pointer(button, "pointerdown", at),
    up: (at) => pointer(page, "pointerup", at),
    cancel: () => pointer(page, "pointercancel"),
    click: (detail = 1) => button.dispatchEvent(Object.assign(new Event("click"), { detail })),
    count: after,
  };
}

test("a press that the browser tells of counts once", async () => {
  const { down, up, click, count } = create();
  down();
  up();
  click();
  assert.equal(await count(), 1);
});

test("a press whose release the page moved elsewhere counts once, also if a click comes late", async () => {
  const { down, up, click, count } = create();
  down();
  up({ clientX: 53 });
  assert.equal(await count(), 1);
  click();
  assert.equal(await count(), 1);
});

test("after such a press the next ones count, by pointer, key and screen reader", async () => {
  const { down, up, click, count } = create();
  down();
  up();
  assert.equal(await count(), 1);
  click(0);
  assert.equal(await count(), 2);
  down();
  up();
  click();
  assert.equal(await count(), 3);
});

test("whoever moves away, or scrolls with a finger, has pressed nothing", async () => {
  const { down, up, cancel, count } = create();
  down();
  up({ clientY: 90 });
  down();
  cancel();
  up();
  assert.equal(await count(), 0);
});

test("another button of the mouse, another finger and a button that is off press nothing", async () => {
  const { button, down, up, count } = create();
  down({ button: 2 });
  up();
  down({ isPrimary: false });
  up();
  down();
  up({ pointerId: 2 });
  button.disabled = true;
  up();
  assert.equal(await count(), 0);
});

test("two quick presses count twice, whichever of them the browser tells of", async () => {
  for (const isToldOf of [
    [true, true],
    [false, true],
    [true, false],
  ]) {
    const { down, up, click, count } = create();
    for (const isTold of isToldOf) {
      down();
      up();
      if (isTold) click();
    }
    assert.equal(await count(), 2);
  }
});

test("a late click that comes to another button is of the press before it", async () => {
  const start = create();
  const stop = create();
  start.down();
  start.up();
  assert.equal(await start.count(), 1);
  stop.click();
  assert.equal(await stop.count(), 0);
});
