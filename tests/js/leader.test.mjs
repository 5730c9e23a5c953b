import assert from "node:assert/strict";
import { test } from "node:test";

import { createLeader } from "../../stretchlib/player/src/leader.mjs";

// Node has both of what browsers have: locks, and channels between tabs.
const WAYS = { "with locks": globalThis.navigator.locks, "without locks": null };
let number = 0;

for (const [way, locks] of Object.entries(WAYS)) {
  const createTabs = (count) => {
    number += 1;
    return Array.from({ length: count }, () => {
      const tab = { freed: 0 };
      const name = `notebook ${number}`;
      tab.leader = createLeader({ name, locks, freed: () => (tab.freed += 1) });
      return tab;
    });
  };
  const close = (tabs) => tabs.forEach(({ leader }) => leader.close());

  test(`${way}: what is closed never leads again, and keeps nobody else from it`, async () => {
    const [one, two, three] = createTabs(3);
    const taken = one.leader.take();
    one.leader.close();
    await taken;
    two.leader.close();
    assert.equal(await two.leader.take(), false);
    assert.equal(await three.leader.take(), true);
    close([three]);
  });

  test(`${way}: only one of two tabs leads`, async () => {
    const [one, two] = createTabs(2);
    assert.equal(await one.leader.take(), true);
    assert.equal(await two.leader.take(), false);
    assert.equal(await two.leader.isTaken(), true);
    assert.equal(await one.leader.isTaken(), false);
    assert.equal(await one.leader.take(), true);
    close([one, two]);
  });

  test(`${way}: when the one that leads stops, the other hears of it and may lead`, async () => {
    const [one, two] = createTabs(2);
    await one.leader.take();
    await two.leader.isTaken();
    one.leader.release();
    while (!two.freed) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(await two.leader.isTaken(), false);
    assert.equal(await two.leader.take(), true);
    close([one, two]);
  });

  test(`${way}: a tab that closes leads no longer`, async () => {
    const [one, two] = createTabs(2);
    await one.leader.take();
    one.leader.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await two.leader.take(), true);
    close([two]);
  });

  test(`${way}: other notebooks have leaders of their own`, async () => {
    const [one] = createTabs(1);
    const [other] = createTabs(1);
    await one.leader.take();
    assert.equal(await other.leader.isTaken(), false);
    assert.equal(await other.leader.take(), true);
    close([one, other]);
  });
}

test("a page that may use no lock plays", async () => {
  const refusal = () => Promise.reject(new DOMException("not here", "SecurityError"));
  const leader = createLeader({ name: "n", freed() {}, locks: { request: refusal, query: refusal } });
  assert.equal(await leader.isTaken(), false);
  assert.equal(await leader.take(), true);
  leader.close();
});
