// A clock that tests turn by hand, with timers that may be made late.

export function createTime() {
  let now = 1000;
  let number = 0;
  const timers = new Map();
  const setTimer = (callback, ms) => {
    const id = (number += 1);
    timers.set(id, { due: now + ms, callback });
    return () => timers.delete(id);
  };

  /** Goes on by some seconds, each timer at its own instant. */
  function pass(seconds) {
    const end = now + seconds * 1000;
    for (;;) {
      const [next] = [...timers].sort((a, b) => a[1].due - b[1].due);
      if (!next || next[1].due > end) break;
      timers.delete(next[0]);
      now = Math.max(now, next[1].due);
      next[1].callback();
    }
    now = end;
  }

  /**
   * Goes on by some seconds in which no timer runs, as when a laptop is busy; then the late ones
   * do.
   */
  function stall(seconds) {
    now += seconds * 1000;
    pass(0);
  }

  return { now: () => now, setTimer, pass, stall, waiting: () => timers.size };
}
