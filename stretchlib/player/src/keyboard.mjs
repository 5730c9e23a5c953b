// The keys of the player, and its peace with JupyterLab, whose own shortcuts they would be.

/**
 * What a key does.
 *
 * @typedef {"go" | "back" | "skip" | "more" | "hurts" | "fullscreen" | "help"} Command
 */

/** @type {Record<string, Command>} */
const COMMANDS = {
  " ": "go",
  ArrowLeft: "back",
  ArrowRight: "skip",
  ArrowUp: "more",
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
 * Whether an element has a use of its own for a key: whatever is chosen with keys, and buttons for
 * the space bar.
 *
 * @param {Element} target
 * @param {string} key
 */
function isItsOwn(target, key) {
  if (target.closest("input, select, textarea")) return true;
  return key === " " && target.matches("button, summary");
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
    if (!command || isItsOwn(/** @type {Element} */ (event.target), event.key)) return;
    event.preventDefault();
    commands[command]();
  });
}
