// Word between parts of a player, so that each is made of what is there before it.

/**
 * What there is to hear of:
 * - `changed`: any answer of a part may be another; the screen is painted anew
 * - `rebuilt`: what is played is another timeline
 * - `sent`: the events that are not safe yet have gone to Python
 * - `outbox`: what is safe, refused or late has changed
 * - `freed`: the tab that played has stopped
 *
 * @typedef {"changed" | "rebuilt" | "sent" | "outbox" | "freed"} Topic
 */

export function createBus() {
  /** @type {Map<Topic, (() => void)[]>} */
  const listeners = new Map();
  return {
    /** @param {Topic} topic @param {...(() => void)} added  Called in this order. */
    on: (topic, ...added) => listeners.set(topic, [...(listeners.get(topic) ?? []), ...added]),

    /** @param {Topic} topic */
    emit(topic) {
      for (const listener of listeners.get(topic) ?? []) listener();
    },
  };
}
