// Whether the time since the player last woke counts, or the machine slept through it.

/**
 * The time since it last woke, on the steady clock and by the date.
 *
 * @typedef {{ steady_ms: number, date_ms: number }} Gap
 */

/** Nothing but sleep, a throttled tab or a busy page keeps the player from waking for so long. */
export const GAP_MS = 5000;

/**
 * Whether the machine slept through a gap. Where it cannot be told, it did not: whoever stretches
 * beside a hidden tab must find every second counted.
 *
 * - The date ran ahead of the steady clock: it slept, for on most machines that clock then stands
 *   still. (So it does where someone sets the clock forward; then a pause does no harm.)
 * - The timers' worker, which neither a hidden tab nor a busy page holds up, stood still as well:
 *   it slept, or the browser froze the page, and nobody saw or heard anything.
 * - Any other gap is a throttled or busy page, and what fell due is made up for.
 *
 * @param {Gap} gap
 * @param {boolean | null} workerStoodStill  Null where there is no worker to ask.
 */
export const hasSlept = ({ steady_ms, date_ms }, workerStoodStill) =>
  date_ms - steady_ms > GAP_MS || workerStoodStill === true;

/**
 * Lets things be done only when it is known up to when time counts. While that is being found out,
 * it is still the moment at which the player was last awake.
 *
 * @param {object} options
 * @param {() => number} options.now
 * @param {() => number} options.date  Milliseconds since 1970.
 * @param {(gap: Gap, answer: (slept: boolean) => void) => void} options.didSleep
 */
export function createSleepDetector({ now, date, didSleep }) {
  let last = { now: 0, date_ms: 0 };
  let isUnsure = false;
  /** @type {(() => void)[]} */
  let waiting = [];

  return {
    /** The present, as far as it is known. */
    now: () => (isUnsure ? last.now : now()),

    /**
     * @param {object} what
     * @param {boolean} what.isRunning  Whether time matters just now.
     * @param {() => void} what.act
     * @param {() => void} what.onSleep  Called while it is still the last moment awake.
     * @param {() => void} what.after  Called after all that waited was done.
     */
    whenSure({ isRunning, act, onSleep, after }) {
      waiting.push(act);
      if (isUnsure) return;
      const settle = (/** @type {boolean} */ slept) => {
        if (slept) onSleep();
        isUnsure = false;
        last = { now: now(), date_ms: date() };
        const acts = waiting;
        waiting = [];
        for (const one of acts) one();
        after();
      };
      const gap = { steady_ms: now() - last.now, date_ms: date() - last.date_ms };
      isUnsure = isRunning && Math.max(gap.steady_ms, gap.date_ms) > GAP_MS;
      if (isUnsure) didSleep(gap, settle);
      else settle(false);
    },
  };
}
