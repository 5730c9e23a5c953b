// The keys of the player, and its peace with JupyterLab, whose own shortcuts they would be.

/**
 * What a key does.
 *
 * @typedef {"go" | "back" | "skip" | "more" | "pace" | "hurts" | "fullscreen" | "help"} Command
 */

/** @type {Record<string, Command>} */
const COMMANDS = {
  " ": "go",
  ArrowLeft: "back",
  ArrowRight: "skip",
  ArrowUp: "more",
  p: "pace",
  h: "hurts",
  f: "fullscreen",
  "?": "help",
};

/**
 * The command of a key that was pressed; null where the key is not ours.
 *
 * @param {{ key: string, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean, repeat?: boolean }} event
 */
export function commandOf({ key, ctrlKey, altKey, metaKey, repeat }) {
  if (ctrlKey || altKey || metaKey || repeat) return null;
  return COMMANDS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/**
 * Whether an element has a use of its own for a key: a list for all, a slider for its arrows, a
 * button or a box for the space bar.
 *
 * @param {Element} target
 * @param {string} key
 */
function isItsOwn(target, key) {
  if (target.matches("select")) return true;
  if (target.matches("[type=range], [type=radio]")) return key.startsWith("Arrow");
  return key === " " && target.matches("button, summary, [type=checkbox], [type=radio]");
}

/**
 * Whether the notebook may have a key: only such as hold Ctrl, Alt or Meta, and never Enter, which
 * would run the cell again and take the player with it.
 *
 * @param {KeyboardEvent} event
 */
const isForTheNotebook = ({ key, ctrlKey, altKey, metaKey }) =>
  (ctrlKey || altKey || metaKey) && key !== "Enter";

/**
 * Listens while the player, or something in it, has the focus.
 *
 * @param {HTMLElement} root
 * @param {Record<Command, () => void>} commands
 */
export function listenToKeys(root, commands) {
  root.addEventListener("keydown", (event) => {
    if (!isForTheNotebook(event)) event.stopPropagation();
    const command = commandOf(event);
    if (!command) return;
    // Whatever has the focus, what hurts is stopped.
    const isOurs =
      command === "hurts" || !isItsOwn(/** @type {Element} */ (event.target), event.key);
    if (!isOurs) return;
    event.preventDefault();
    commands[command]();
  });
}
