import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";

import { createTimers, work } from "../../stretchlib/player/src/engine/timers.mjs";

const until = async (isTrue) => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
};

/** The timers' own code in a real thread of Node, behind the few words of a browser's worker. */
function startThread() {
  const words = `
    const { parentPort } = require("node:worker_threads");
    globalThis.postMessage = (data) => parentPort.postMessage(data);
    parentPort.on("message", (data) => onmessage({ data }));
    globalThis.onmessage = null;
  `;
  const thread = new Worker(`${words}(${work})()`, { eval: true });
  const worker = {
    postMessage: (data) => thread.postMessage(data),
    terminate: () => thread.terminate(),
  };
  thread.on("message", (data) => worker.onmessage({ data }));
  return { worker, thread };
}

async function create({ isHidden = true } = {}) {
  const { worker, thread } = startThread();
  const timers = createTimers({ isHidden: () => isHidden, start: () => worker });
  await once(thread, "message");
  return { timers, worker };
}

test("in a hidden tab the worker keeps the time", async () => {
  const { timers, worker } = await create();
  let sent = 0;
  const { postMessage } = worker;
  worker.postMessage = (data) => {
    sent += 1;
    postMessage(data);
  };
  const begun = performance.now();
  let rung = 0;
  timers.setTimer(() => (rung = performance.now()), 40);
  await until(() => rung);
  assert.ok(rung - begun >= 39, `${rung - begun} ms`);
  assert.equal(sent, 1);
  timers.close();
});

test("a timer that is cancelled does not ring", async () => {
  const { timers } = await create();
  const rung = [];
  timers.setTimer(() => rung.push("cancelled"), 20)();
  timers.setTimer(() => rung.push("kept"), 40);
  await until(() => rung.length);
  assert.deepEqual(rung, ["kept"]);
  timers.close();
});

test("in a tab that is seen the page's own timers do", async () => {
  const { timers, worker } = await create({ isHidden: false });
  worker.postMessage = () => assert.fail("the worker was asked");
  let rung = false;
  timers.setTimer(() => (rung = true), 5);
  await until(() => rung);
  timers.close();
});

test("a worker that ran on is a witness that the machine was awake", async () => {
  const { timers } = await create();
  const slept = await new Promise((answer) =>
    timers.didSleep({ steady_ms: 60_000, date_ms: 60_000 }, answer),
  );
  assert.equal(slept, false);
  timers.close();
});

test("a date that ran ahead is sleep, whatever the worker says", async () => {
  const { timers } = await create();
  const slept = await new Promise((answer) =>
    timers.didSleep({ steady_ms: 100, date_ms: 60_000 }, answer),
  );
  assert.equal(slept, true);
  timers.close();
});

test("a worker that stood still is a witness of sleep", async () => {
  const worker = {
    postMessage: ({ id }) =>
      setTimeout(() => worker.onmessage({ data: { id, longest_ms: 60_000 } })),
    terminate() {},
  };
  const timers = createTimers({ isHidden: () => true, start: () => worker });
  worker.onmessage({ data: { id: 0 } });
  const slept = await new Promise((answer) =>
    timers.didSleep({ steady_ms: 60_000, date_ms: 60_000 }, answer),
  );
  assert.equal(slept, true);
  timers.close();
});

test("a worker that no longer answers keeps nobody waiting", async () => {
  const worker = { postMessage() {}, terminate() {} };
  const timers = createTimers({ isHidden: () => true, start: () => worker });
  worker.onmessage({ data: { id: 0 } });
  const slept = await new Promise((answer) =>
    timers.didSleep({ steady_ms: 60_000, date_ms: 60_000 }, answer),
  );
  assert.equal(slept, false);
  timers.close();
});

test("where a page may have no worker, it says so and rings all the same", async () => {
  const refused = createTimers({
    isHidden: () => true,
    start: () => {
      throw new DOMException("no worker here", "SecurityError");
    },
  });
  assert.equal(refused.available(), false);
  let rung = false;
  refused.setTimer(() => (rung = true), 5);
  await until(() => rung);
  let slept;
  refused.didSleep({ steady_ms: 60_000, date_ms: 60_000 }, (answer) => (slept = answer));
  assert.equal(slept, false);
});

test("a worker that a policy refuses a moment later is told of", () => {
  const worker = { postMessage() {}, terminate() {} };
  let calls = 0;
  const timers = createTimers({
    isHidden: () => true,
    start: () => worker,
    changed: () => (calls += 1),
  });
  assert.equal(timers.available(), true);
  worker.onerror();
  assert.deepEqual([timers.available(), calls], [false, 1]);
});

test("a plan rings at each of its moments, and a new plan takes its place", async () => {
  const timers = createTimers({ isHidden: () => false, start: () => ({ terminate() {} }) });
  const rung = [];
  timers.plan([5, 10], () => rung.push("old"));
  timers.plan([5, 10, 15], () => rung.push("new"));
  await until(() => rung.length === 3);
  assert.deepEqual(rung, ["new", "new", "new"]);
  timers.close();
});
