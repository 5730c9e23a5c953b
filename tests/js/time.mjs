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

  /** Goes on by some seconds in the middle of what is being done: no timer can run. */
  function busy(seconds) {
    now += seconds * 1000;
  }

  /** Goes on by some seconds in which no timer runs, as on a busy laptop; then the late ones do. */
  function stall(seconds) {
    busy(seconds);
    pass(0);
  }

  return { now: () => now, setTimer, pass, busy, stall, waiting: () => timers.size };
}
