import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { createWakeLock } from "../../stretchlib/player/src/outputs/wake_lock.mjs";

const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
const settled = () => new Promise((resolve) => setImmediate(resolve));
let held;
let page;

/** A screen that counts who keeps it awake. */
class Sentinel extends EventTarget {
  constructor() {
    super();
    held.add(this);
  }

  async release() {
    if (held.delete(this)) this.dispatchEvent(new Event("release"));
  }
}

function setNavigator(value) {
  Object.defineProperty(globalThis, "navigator", { value, configurable: true });
}

beforeEach(() => {
  held = new Set();
  page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  globalThis.document = page;
  setNavigator({ wakeLock: { request: async () => new Sentinel() } });
});

afterEach(() => {
  delete globalThis.document;
  Object.defineProperty(globalThis, "navigator", before);
});

async function show(visibilityState) {
  page.visibilityState = visibilityState;
  if (visibilityState === "hidden")
    await Promise.all([...held].map((sentinel) => sentinel.release()));
  page.dispatchEvent(new Event("visibilitychange"));
  await settled();
}

test("the screen stays awake from hold to release", async () => {
  const lock = createWakeLock();
  lock.hold();
  lock.hold();
  await settled();
  assert.equal(held.size, 1);
  lock.release();
  await settled();
  assert.equal(held.size, 0);
});

test("it comes back with the page, and only while it is wanted", async () => {
  const lock = createWakeLock();
  lock.hold();
  await settled();
  await show("hidden");
  assert.equal(held.size, 0);
  await show("visible");
  assert.equal(held.size, 1);
  lock.close();
  await settled();
  await show("visible");
  assert.equal(held.size, 0);
});

test("a release that overtakes the request leaves nothing behind", async () => {
  const lock = createWakeLock();
  lock.hold();
  lock.release();
  await settled();
  assert.equal(held.size, 0);
});

test("where the browser refuses it says so, until it no longer does", async () => {
  const calls = [];
  let isLow = true;
  const request = async () => {
    if (isLow) throw new Error("low battery");
    return new Sentinel();
  };
  setNavigator({ wakeLock: { request } });
  const lock = createWakeLock({ changed: () => calls.push(lock.available()) });
  assert.equal(lock.available(), true);
  lock.hold();
  await settled();
  lock.hold();
  await settled();
  assert.deepEqual(calls, [false]);
  isLow = false;
  await show("visible");
  assert.deepEqual(calls, [false, true]);
  lock.close();
});

test("where the browser has none it says so and stays calm", () => {
  setNavigator({});
  const lock = createWakeLock();
  assert.equal(lock.available(), false);
  lock.hold();
  lock.release();
});
