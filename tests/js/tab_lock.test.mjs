import assert from "node:assert/strict";
import { test } from "node:test";

import { createTabLock } from "../../stretchlib/player/src/session/tab_lock.mjs";

// Node has both of what browsers have: locks, and channels between tabs.
const WAYS = { "with locks": globalThis.navigator.locks, "without locks": null };
let number = 0;

for (const [way, locks] of Object.entries(WAYS)) {
  const createTabs = (count) => {
    number += 1;
    return Array.from({ length: count }, () => {
      const tab = { freed: 0 };
      const name = `notebook ${number}`;
      tab.tabLock = createTabLock({ name, locks, freed: () => (tab.freed += 1) });
      return tab;
    });
  };
  const close = (tabs) => tabs.forEach(({ tabLock }) => tabLock.close());

  test(`${way}: what is closed never leads again, and keeps nobody else from it`, async () => {
    const [one, two, three] = createTabs(3);
    const taken = one.tabLock.take();
    one.tabLock.close();
    await taken;
    two.tabLock.close();
    assert.equal(await two.tabLock.take(), false);
    assert.equal(await three.tabLock.take(), true);
    close([three]);
  });

  test(`${way}: only one of two tabs leads`, async () => {
    const [one, two] = createTabs(2);
    assert.equal(await one.tabLock.take(), true);
    assert.equal(await two.tabLock.take(), false);
    assert.equal(await two.tabLock.isTaken(), true);
    assert.equal(await one.tabLock.isTaken(), false);
    assert.equal(await one.tabLock.take(), true);
    close([one, two]);
  });

  test(`${way}: when the one that leads stops, the other hears of it and may lead`, async () => {
    const [one, two] = createTabs(2);
    await one.tabLock.take();
    await two.tabLock.isTaken();
    one.tabLock.release();
    while (!two.freed) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(await two.tabLock.isTaken(), false);
    assert.equal(await two.tabLock.take(), true);
    close([one, two]);
  });

  test(`${way}: a tab that closes leads no longer`, async () => {
    const [one, two] = createTabs(2);
    await one.tabLock.take();
    one.tabLock.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await two.tabLock.take(), true);
    close([two]);
  });

  test(`${way}: other notebooks have locks of their own`, async () => {
    const [one] = createTabs(1);
    const [other] = createTabs(1);
    await one.tabLock.take();
    assert.equal(await other.tabLock.isTaken(), false);
    assert.equal(await other.tabLock.take(), true);
    close([one, other]);
  });
}

test("a page that may use no lock plays", async () => {
  const refusal = () => Promise.reject(new DOMException("not here", "SecurityError"));
  const tabLock = createTabLock({
    name: "n",
    freed() {},
    locks: { request: refusal, query: refusal },
  });
  assert.equal(await tabLock.isTaken(), false);
  assert.equal(await tabLock.take(), true);
  tabLock.close();
});
