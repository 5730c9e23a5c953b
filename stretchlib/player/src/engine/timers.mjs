// Timers that keep time in a hidden tab: a worker's, or one for each moment where it is refused.

import { GAP_MS, hasSlept } from "./sleep_detector.mjs";

/** @import { Gap } from "./sleep_detector.mjs" */

/** A worker that does not answer for so long is no witness. */
const ANSWER_MS = 1000;

/**
 * What the worker runs, in a scope of its own: timers by number, and a watch over its own sleep.
 * Browsers slow a hidden page's timers down to one a minute; those of a worker they leave alone.
 */
export function work() {
  /** @type {Map<number, number>} */
  const timers = new Map();
  /** @type {{ end: number, ms: number }[]} */
  const gaps = [];
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    gaps.push({ end: now, ms: now - last });
    if (gaps.length > 120) gaps.shift();
    last = now;
  };
  setInterval(look, 1000);
  globalThis.onmessage = ({ data: { id, ms, within_ms } }) => {
    if (within_ms !== undefined) {
      look();
      const recent = gaps.filter(({ end }) => last - end <= within_ms);
      postMessage({ id, longest_ms: Math.max(...recent.map((gap) => gap.ms)) });
    } else if (ms === null) {
      clearTimeout(timers.get(id));
      timers.delete(id);
    } else {
      timers.set(
        id,
        setTimeout(() => timers.delete(id) && postMessage({ id }), ms),
      );
    }
  };
  postMessage({ id: 0 });
}

/** @returns {Worker} */
function startWorker() {
  const address = URL.createObjectURL(new Blob([`(${work})()`], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}

/**
 * @param {object} options
 * @param {() => boolean} [options.isHidden]
 * @param {() => Worker} [options.start]  May throw, where a page may have no worker.
 * @param {() => void} [options.changed]  Called when `available` may answer differently.
 */
export function createTimers({
  isHidden = () => globalThis.document.hidden,
  start = startWorker,
  changed = () => {},
} = {}) {
  /** @type {Worker | null} */
  let worker = null;
  let isReady = false;
  let isRefused = false;
  let number = 0;
  /** @type {Map<number, (data: any) => void>} */
  const expected = new Map();
  /** @type {(() => void)[]} */
  let cancelPlan = [];

  function refuse() {
    isRefused = true;
    isReady = false;
    changed();
  }

  try {
    worker = start();
    worker.onerror = refuse;
    worker.onmessage = ({ data }) => {
      isReady = true;
      const receive = expected.get(data.id);
      expected.delete(data.id);
      receive?.(data);
    };
  } catch {
    isRefused = true;
  }

  /**
   * Asks the worker for something, and hands over what it answers.
   *
   * @param {object} message
   * @param {(data: any) => void} receive
   */
  function ask(message, receive) {
    number += 1;
    const id = number;
    expected.set(id, receive);
    worker?.postMessage({ id, ...message });
    return () => expected.delete(id) && worker?.postMessage({ id, ms: null });
  }

  // Looked up at each call, because tests put a clock of their own in place of the page's.
  const setPageTimer = (/** @type {() => void} */ callback, /** @type {number} */ ms) => {
    const timer = globalThis.setTimeout(callback, ms);
    return () => globalThis.clearTimeout(timer);
  };

  return {
    /** Whether there is, or may yet be, a worker. */
    available: () => !isRefused,

    /**
     * @param {() => void} callback
     * @param {number} ms
     * @returns {() => void}  Cancels it.
     */
    setTimer: (callback, ms) =>
      isReady && isHidden() ? ask({ ms }, callback) : setPageTimer(callback, ms),

    /**
     * Calls back at some moments, in place of those planned before. Browsers slow down timers that
     * timers set, not these: without a worker, a hidden tab has no others.
     *
     * @param {number[]} moments_ms  From now.
     * @param {() => void} callback
     */
    plan(moments_ms, callback) {
      for (const cancel of cancelPlan) cancel();
      cancelPlan = moments_ms.map((ms) => setPageTimer(callback, Math.max(0, Math.ceil(ms))));
    },

    /**
     * Answers whether the machine slept through a gap, in one second at the most.
     *
     * @param {Gap} gap
     * @param {(slept: boolean) => void} answer
     */
    didSleep(gap, answer) {
      if (!isReady) {
        answer(hasSlept(gap, null));
        return;
      }
      let isAnswered = false;
      const once = (/** @type {boolean | null} */ workerStoodStill) => {
        if (isAnswered) return;
        isAnswered = true;
        cancel();
        answer(hasSlept(gap, workerStoodStill));
      };
      const cancel = setPageTimer(() => once(null), ANSWER_MS);
      ask({ within_ms: gap.steady_ms + GAP_MS }, ({ longest_ms }) => once(longest_ms > GAP_MS));
    },

    close() {
      for (const cancel of cancelPlan) cancel();
      worker?.terminate();
    },
  };
}
