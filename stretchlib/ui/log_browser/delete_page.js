// What players have left in this browser of practices that were not saved, and of a person's
// choices: deleted, when that is asked for.

/**
 * @typedef {object} Model  The part of anywidget's model that is used here.
 * @property {(name: string) => any} get
 * @property {(name: string, value: unknown) => void} set
 * @property {() => void} save_changes
 * @property {(name: string, callback: () => void) => void} on
 * @property {(name: string, callback: () => void) => void} off
 */

const SETTINGS = "stretchlib.settings";
const JOURNAL = "stretchlib.journal";

/** The server and user of a journal, which stand at the head of its key. @param {string} key */
function ownerOf(key) {
  try {
    const [kind, server, user] = JSON.parse(key);
    return kind === JOURNAL ? JSON.stringify([server, user]) : null;
  } catch {
    return null;
  }
}

/**
 * The keys under which a person's players keep something in a storage. Other people of the same
 * hub may share it.
 *
 * @param {Storage} storage
 * @param {string} server
 * @param {string} user
 */
function keysOf(storage, server, user) {
  const owner = JSON.stringify([server, user]);
  return Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? "").filter(
    (key) => key === SETTINGS || ownerOf(key) === owner,
  );
}

/** @param {{ model: Model }} context */
function render({ model }) {
  const config = document.getElementById("jupyter-config-data")?.textContent;
  const server = /"baseUrl":\s*"([^"]*)"/.exec(config ?? "")?.[1] ?? "/";

  function clear() {
    if (!model.get("clears")) return;
    try {
      const keys = keysOf(localStorage, server, model.get("user"));
      keys.forEach((key) => localStorage.removeItem(key));
    } catch {
      // Storage is denied here: then no player has left anything in it.
    }
    model.set("cleared", true);
    model.save_changes();
  }

  clear();
  model.on("change:clears", clear);
  return () => model.off("change:clears", clear);
}

export default { render };
