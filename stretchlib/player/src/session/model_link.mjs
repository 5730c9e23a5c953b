// The traits that the player shares with Python: asked for, sent, and heard of.

/**
 * The part of anywidget's model that is used here.
 *
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: unknown) => void} set
 * @property {() => void} save_changes
 * @property {(name: string, callback: () => void) => void} on
 * @property {(name: string, callback: () => void) => void} off
 *
 * @typedef {ReturnType<typeof createModelLink>} ModelLink
 */

/** @param {Model} model */
export function createModelLink(model) {
  /** @type {[name: string, callback: () => void][]} */
  let heard = [];
  return {
    /** @param {string} name */
    get: (name) => model.get(name),

    /** @param {string} name @param {unknown} value */
    send(name, value) {
      model.set(name, value);
      model.save_changes();
    },

    /** Calls back when a trait has changed. @param {Record<string, () => void>} callbacks */
    listen(callbacks) {
      heard = Object.entries(callbacks).map(([name, callback]) => [`change:${name}`, callback]);
      for (const [name, callback] of heard) model.on(name, callback);
    },

    close() {
      for (const [name, callback] of heard) model.off(name, callback);
    },
  };
}
