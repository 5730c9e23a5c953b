// An engine on a clock that is turned by hand, and what it tells.

import { readFileSync } from "node:fs";

import { createEngine } from "../../stretchlib/player/src/engine/engine.mjs";
import { createTime } from "./time.mjs";

export const timeline = JSON.parse(readFileSync(new URL("timeline.json", import.meta.url), "utf8"));
/** Where the clock stands at first. */
export const START = 1000;

export function create({
  ready_s = 0,
  phases = timeline,
  ahead_ms = 0,
  waits = false,
  slow_ms = 0,
  didSleep,
} = {}) {
  const time = createTime();
  const events = [];
  const engine = createEngine({
    timeline: phases,
    now: time.now,
    setTimer: time.setTimer,
    // An event has a reason only where somebody gave one.
    emit: ({ reason, ...event }) => {
      events.push(reason === null ? event : { ...event, reason });
      time.busy(slow_ms / 1000);
    },
    ahead_ms,
    leadIn: () => ready_s,
    waits: () => waits,
    didSleep,
  });
  const emitted = () => events.map(({ kind, phase }) => [kind, phase]);
  const last = () => events.at(-1);
  return { time, engine, events, emitted, last };
}

export const state = (engine) => engine.snapshot().state;
