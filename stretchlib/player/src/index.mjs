// The widget: one player per model and notebook, any number of views that mirror it.

import { createPlayer } from "./player.mjs";

/** @import { Model } from "./session/model_link.mjs" */

const PLAYERS = Symbol.for("stretchlib.player");

/**
 * The players of this page, by their owner. Each run of a cell may load this file anew, so it is
 * the page that remembers them.
 *
 * @returns {Map<string, { close: () => void }>}
 */
function players() {
  const page = /** @type {any} */ (globalThis);
  page[PLAYERS] ??= new Map();
  return page[PLAYERS];
}

/**
 * Whose player it is: server, user and notebook. What it leaves in the browser is kept apart by it.
 *
 * @param {Model} model
 * @returns {string[]}
 */
function ownerOf(model) {
  const { user, notebook } = model.get("owner");
  const config = globalThis.document.getElementById("jupyter-config-data")?.textContent;
  const server = /"baseUrl":\s*"([^"]*)"/.exec(config ?? "")?.[1] ?? "/";
  return [server, user, notebook || globalThis.location.pathname];
}

/**
 * Opens the player of a model, in place of the one that its notebook had: a kernel that died, or a
 * cell that ran again, may have left it playing for nobody.
 *
 * @param {Model} model
 */
function open(model) {
  const owner = ownerOf(model);
  const key = JSON.stringify(owner);
  players().get(key)?.close();
  const player = createPlayer(model, owner);
  players().set(key, player);
  return {
    show: player.show,
    close() {
      player.close();
      if (players().get(key) === player) players().delete(key);
    },
  };
}

export default () => {
  /** @type {ReturnType<typeof open>} */
  let player;
  return {
    /** @param {{ model: Model, signal?: AbortSignal }} context */
    initialize({ model, signal }) {
      player = open(model);
      signal?.addEventListener("abort", player.close);
      return player.close;
    },
    /** @param {{ el: HTMLElement }} context */
    render: ({ el }) => player.show(el),
  };
};
