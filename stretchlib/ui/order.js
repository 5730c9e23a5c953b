// Keeps what is done in a form in order.
//
// Its keys are kept from the notebook, to which D twice means "delete the cell" and Shift+Enter
// "run it again".
//
// A press on a button waits until the kernel has heard all that was typed before. Without that it
// can overtake it: JupyterLab sends what a box says to a thread of its own from the second time
// on, and a press to the kernel's main one (ipykernel 7, subshells); and ipywidgets holds back what
// is typed while the last of the same box is under way.

/**
 * @typedef {object} WidgetModel  The part of ipywidgets' model that is used here.
 * @property {number} [_pending_msgs]  How many of its changes the kernel has not yet answered.
 * @property {boolean} [comm_live]
 * @property {(name: string) => unknown} get
 * @property {(changes: object, options: object) => void} save
 * @property {Record<string, Promise<{ el: HTMLElement }>>} [views]
 *
 * @typedef {{ _models?: Record<string, Promise<WidgetModel>> }} Manager
 */

// Whoever waits longer has a kernel that is busy or gone, or what was typed was lost with the
// connection: it is said once more, and the press follows it.
const PATIENCE_MS = 10_000;
const STUCK_MS = 2000;
const OFTEN_MS = 20;

/** @param {{ model: { widget_manager: unknown }, el: HTMLElement }} context */
function render({ model, el }) {
  const done = new AbortController();
  const { signal } = done;
  /** Buttons whose press waits. @type {Set<HTMLElement>} */
  const waiting = new Set();
  /** The button whose press goes through now. @type {HTMLElement | null} */
  let heard = null;

  /** @param {KeyboardEvent} event */
  function keep(event) {
    const isForTheNotebook = event.ctrlKey || event.metaKey || event.altKey;
    if (!isForTheNotebook || event.key === "Enter") event.stopPropagation();
  }

  /** @param {MouseEvent} event */
  async function wait(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const form = /** @type {HTMLElement} */ (event.currentTarget);
    const button = target.closest("button");
    // The outermost form waits for all that are in it.
    const isInside = form.parentElement?.closest(".stretch-form");
    if (!button || button === heard || isInside) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting.has(button)) return;
    waiting.add(button);
    // Not within this event: Chromium takes no second press while Enter or Space presses a button.
    await sleep(0);
    try {
      await Promise.race([allHeard(form), sleep(PATIENCE_MS + STUCK_MS)]);
    } finally {
      // Whatever goes wrong with the waiting, a press is never lost.
      waiting.delete(button);
      heard = button;
      button.click();
      heard = null;
    }
  }

  /** @param {HTMLElement} form */
  async function allHeard(form) {
    const until = performance.now() + PATIENCE_MS;
    while (!signal.aborted) {
      const unheard = await unheardIn(form, model.widget_manager);
      if (unheard.length === 0) return;
      if (performance.now() > until) return unheard.forEach(sayAgain);
      await sleep(OFTEN_MS);
    }
  }

  function listen() {
    if (signal.aborted) return;
    const form = /** @type {HTMLElement | null} */ (el.closest(".stretch-form"));
    // It is put into the form only after this, in a frame of its own.
    if (!form) return requestAnimationFrame(listen);
    // What would say how to install what shows this is not needed.
    form.classList.add("stretch-alive");
    form.addEventListener("keydown", keep, { signal });
    form.addEventListener("click", wait, { signal, capture: true });
  }

  listen();
  return () => done.abort();
}

/**
 * What was changed in a form and the kernel has not yet answered.
 *
 * None of the names is promised by ipywidgets, though all are as old as version 7; without them
 * nothing waits.
 *
 * @param {HTMLElement} form
 * @param {unknown} manager
 */
async function unheardIn(form, manager) {
  const models = Object.values(/** @type {Manager} */ (manager)?._models ?? {});
  const unheard = [];
  for (const made of await Promise.allSettled(models)) {
    if (made.status === "rejected") continue;
    const { comm_live, _pending_msgs = 0, views = {} } = made.value;
    if (!comm_live || _pending_msgs === 0) continue;
    const shown = await Promise.allSettled(Object.values(views));
    if (shown.some((view) => view.status === "fulfilled" && form.contains(view.value.el)))
      unheard.push(made.value);
  }
  return unheard;
}

/**
 * Says once more what a box has: where the connection was cut the first time is lost, and after it
 * ipywidgets would hold back for good what that box says.
 *
 * @param {WidgetModel} box
 */
function sayAgain(box) {
  box._pending_msgs = 0;
  const value = box.get("value");
  if (value !== undefined) box.save({ value }, { patch: true });
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export default { render };
