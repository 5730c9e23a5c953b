// A stand-in for the page and for anywidget's model, for a player that nobody looks at.

import { createStorage } from "./storage.mjs";

/** What of a page a player uses before it is shown; Node has locks of its own. */
export function createPage() {
  const storage = createStorage();
  const document = Object.assign(new EventTarget(), {
    hidden: false,
    visibilityState: "visible",
    getElementById: () => null,
  });
  const page = Object.assign(new EventTarget(), { storage, document });
  const { addEventListener, removeEventListener } = page;
  const parts = {
    document,
    localStorage: storage,
    location: { pathname: "/back.ipynb" },
    addEventListener: addEventListener.bind(page),
    removeEventListener: removeEventListener.bind(page),
  };
  for (const [name, value] of Object.entries(parts)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  return page;
}

/** The traits as Python sends them, with a word for what came from the browser. */
export function createModel(traits) {
  const values = {
    timeline: [],
    settings: {
      ...{ sound: true, volume: 0.6, voice: true, voice_rate: 1, ready_s: 0, wait: false },
      ...{ breaths_per_min: null, motion: true, one_trip: false },
    },
    ...{ routine: "Mine", owner: { user: "", notebook: "back.ipynb" }, drawings: {} },
    offers: { one_trip: false, wait: false },
    ...{ one_trip: false, is_one_trip: false, choices: {}, chosen: {}, session: "own" },
    ...{ acked: [], refused: [], ended: "", problem: "", outbox: [], may_go_on: false },
    ...{ going_on: 0, earlier: {} },
    ...traits,
  };
  const callbacks = new Map();
  return {
    get: (name) => values[name],
    set: (name, value) => (values[name] = value),
    save_changes() {},
    on: (name, callback) => callbacks.set(name, [...(callbacks.get(name) ?? []), callback]),
    off: (name, callback) =>
      callbacks.set(
        name,
        callbacks.get(name).filter((other) => other !== callback),
      ),
    /** Python has changed a trait. */
    hear(name, value) {
      values[name] = value;
      for (const callback of callbacks.get(`change:${name}`) ?? []) callback();
    },
    listeners: () => [...callbacks.values()].flat().length,
    kinds: () => values.outbox.map(({ kind }) => kind),
  };
}
