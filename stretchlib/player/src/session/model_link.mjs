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
 * @property {{ _models?: Record<string, Promise<HeldBack>> }} [widget_manager]
 *
 * @typedef {{ get: (name: string) => unknown, _pending_msgs?: number }} HeldBack
 *     ipywidgets' own model, behind anywidget's.
 *
 * @typedef {ReturnType<typeof createModelLink>} ModelLink
 */

/** @param {Model} model */
export function createModelLink(model) {
  /** @type {[name: string, callback: () => void][]} */
  let heard = [];

  /**
   * ipywidgets' own model, once it is known: it holds back what is said until the kernel has answered
   * the last message, and so for good where that was lost with the connection. Neither name is
   * promised by ipywidgets, though both are as old as version 7; without them nothing is released.
   *
   * @type {HeldBack | undefined}
   */
  let behind;
  for (const made of Object.values(model.widget_manager?._models ?? {})) {
    // Another may never be made: none is waited for.
    made.then(
      (it) => {
        if (it.get("timeline") === model.get("timeline")) behind = it;
      },
      () => {},
    );
  }

  return {
    /** @param {string} name */
    get: (name) => model.get(name),

    /** @param {string} name @param {unknown} value */
    send(name, value) {
      model.set(name, value);
      model.save_changes();
    },

    /**
     * Sends a trait once more, though it is the same; also past a message that was lost on its way.
     *
     * @param {string} name
     * @param {unknown[]} value
     */
    sendAgain(name, value) {
      if (behind?._pending_msgs) behind._pending_msgs = 0;
      model.set(name, []);
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
