// Keeps the keys that are pressed in a form from the notebook, to which D twice means "delete the
// cell" and Shift+Enter "run it again".

/** @param {{ el: HTMLElement }} context */
function render({ el }) {
  const done = new AbortController();

  /** @param {KeyboardEvent} event */
  function keep(event) {
    const isForTheNotebook = event.ctrlKey || event.metaKey || event.altKey;
    if (!isForTheNotebook || event.key === "Enter") event.stopPropagation();
  }

  function listen() {
    if (done.signal.aborted) return;
    const form = /** @type {HTMLElement | null} */ (el.closest(".stretch-form"));
    if (form) form.addEventListener("keydown", keep, { signal: done.signal });
    // It is put into the form only after this, in a frame of its own.
    else requestAnimationFrame(listen);
  }

  listen();
  return () => done.abort();
}

export default { render };
