// The few strokes of DOM that the view is drawn with: what has not changed is not touched.

import { onPress } from "./press.mjs";

const PREFIX = "stretch-player";

/**
 * A new element of the player; its class says its part.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} part  `clock` becomes the class `stretch-player-clock`.
 * @param {{ attributes?: Record<string, string>, text?: string, children?: Node[] }} [content]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, part, { attributes = {}, text = "", children = [] } = {}) {
  const node = document.createElement(tag);
  node.className = part ? `${PREFIX}-${part}` : PREFIX;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text) node.textContent = text;
  node.append(...children);
  return node;
}

/** @param {string} part @param {string} text @param {() => void} action */
export function button(part, text, action) {
  const node = element("button", part, { attributes: { type: "button" }, text });
  onPress(node, action);
  return node;
}

/** Shows words as words, whatever they look like. @param {Node} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Shows words in which a path may break behind its strokes, and no word anywhere else.
 *
 * @param {Element} node @param {string} text
 */
export function setBreakable(node, text) {
  if (node.textContent === text) return;
  const pieces = text.split(/(?<=[/\\_])(?=[^\s/\\_])/);
  node.replaceChildren(
    ...pieces.flatMap((piece, i) => (i ? [document.createElement("wbr"), piece] : [piece])),
  );
}

/** @param {Element} node @param {string} name @param {string} value */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** @param {HTMLElement} node @param {boolean} shown */
export function setShown(node, shown) {
  if (node.hidden === shown) node.hidden = !shown;
}

/**
 * A labelled control, with its value in words beside it.
 *
 * @param {string} label
 * @param {HTMLInputElement | HTMLSelectElement} control
 */
export function field(label, control) {
  const value = element("span", "value");
  const node = element("label", "field", {
    children: [element("span", "field-name", { text: label }), control, value],
  });
  return {
    node,
    /** @param {string | number | boolean} wanted @param {string} [words] */
    paint(wanted, words = "") {
      setText(value, words);
      if (typeof wanted === "boolean") /** @type {HTMLInputElement} */ (control).checked = wanted;
      else if (control.value !== String(wanted)) control.value = String(wanted);
    },
  };
}
