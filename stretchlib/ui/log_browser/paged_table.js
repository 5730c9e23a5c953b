// A table of which one page is here, with buttons to turn it; a row opens wherever it is pressed.

/**
 * @typedef {object} Model  The part of anywidget's model that is used here.
 * @property {(name: string) => any} get
 * @property {(name: string, value: unknown) => void} set
 * @property {() => void} save_changes
 * @property {(name: string, callback: () => void) => void} on
 * @property {(name: string, callback: () => void) => void} off
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 */
function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const TURNS = [
  { words: "Newest", to: () => 0 },
  { words: "Newer", to: (/** @type {number} */ page) => page - 1 },
  { words: "Older", to: (/** @type {number} */ page) => page + 1 },
  { words: "Oldest", to: (/** @type {number} */ _, /** @type {number} */ last) => last },
];

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  // The roles are said aloud again, because a narrow screen shows each row as a list, and a browser
  // then takes the table for none.
  const caption = element("caption", { class: "stretch-table-caption" });
  const head = element("thead", { role: "rowgroup" });
  const body = element("tbody", { role: "rowgroup" });
  const table = element("table", { class: "stretch-table", role: "table" }, caption, head, body);
  const shown = element("p", { class: "stretch-table-shown", role: "status" });
  const turns = TURNS.map(({ words, to }) => {
    const button = element("button", { class: "stretch-table-turn", type: "button" }, words);
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      model.set("page", to(model.get("page"), model.get("pages") - 1));
      model.save_changes();
    });
    return button;
  });
  const foot = element("nav", { class: "stretch-table-foot" }, ...turns, shown);

  /** @param {string} id */
  function open(id) {
    model.set("opened", id);
    model.save_changes();
  }

  /** @param {{ id: string, cells: string[] }} row */
  function rowOf({ id, cells }) {
    /** @type {string[]} */
    const heads = model.get("heads");
    const [first, ...rest] = cells;
    const button = element("button", { class: "stretch-table-open", type: "button" }, first);
    button.dataset.id = id;
    button.addEventListener("click", () => open(id));
    const others = rest.map((text, i) =>
      element("td", { role: "cell", "data-head": heads[i + 1] }, text),
    );
    const row = element(
      "tr",
      { role: "row" },
      element("th", { role: "rowheader", scope: "row" }, button),
      ...others,
    );
    // The button is for keys and screen readers; a hand may press anywhere, and may mark words, too.
    row.addEventListener("click", ({ target }) => {
      const isMarking = String(getSelection()) !== "";
      if (!isMarking && !(target instanceof HTMLButtonElement)) open(id);
    });
    return row;
  }

  function paint() {
    /** @type {string[]} */
    const heads = model.get("heads");
    const rows = model.get("rows");
    const page = model.get("page");
    const last = model.get("pages") - 1;
    caption.textContent = model.get("caption");
    foot.setAttribute("aria-label", `Pages of ${model.get("caption")}`);
    shown.textContent = model.get("shown");
    head.replaceChildren(
      element(
        "tr",
        { role: "row" },
        ...heads.map((text) => element("th", { role: "columnheader", scope: "col" }, text)),
      ),
    );
    body.replaceChildren(...rows.map(rowOf));
    table.hidden = rows.length === 0;
    // Not `disabled`, which would take the focus away from whoever turned to the last page.
    turns.forEach((button, i) => {
      button.hidden = last < 1;
      const isThere = TURNS[i].to(page, last) === page || (i < 2 ? page <= 0 : page >= last);
      button.setAttribute("aria-disabled", String(isThere));
    });
  }

  let openBefore = "";

  /** Back to the row that was open; where it is gone, to the first. */
  function followOpened() {
    const now = model.get("opened");
    if (now) openBefore = now;
    else if (openBefore) focus(120);
  }

  /** @param {number} tries  It may still be out of sight, and is shown in a frame to come. */
  function focus(tries) {
    const buttons = /** @type {HTMLButtonElement[]} */ ([...body.querySelectorAll("button")]);
    const button = buttons.find(({ dataset }) => dataset.id === openBefore) ?? buttons[0];
    button?.focus();
    const isDone = !button || document.activeElement === button;
    if (!isDone && tries > 0) requestAnimationFrame(() => focus(tries - 1));
  }

  /** @type {[name: string, act: () => void][]} */
  const heard = [
    ["change:painted", paint],
    ["change:opened", followOpened],
  ];
  paint();
  for (const [name, act] of heard) model.on(name, act);
  el.append(table, foot);
  return () => heard.forEach(([name, act]) => model.off(name, act));
}

export default { render };
