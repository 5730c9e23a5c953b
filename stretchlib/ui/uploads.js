// A button that opens the browser's own window to choose a file, and sends what is in it.

/**
 * @typedef {object} Model  The part of anywidget's model that is used here.
 * @property {(name: string) => any} get
 * @property {(name: string, value: unknown) => void} set
 * @property {() => void} save_changes
 * @property {(name: string, callback: () => void) => void} on
 * @property {(name: string, callback: () => void) => void} off
 */

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  const box = document.createElement("label");
  box.className = "stretch-file";
  const words = document.createElement("span");
  words.textContent = model.get("words");
  const input = document.createElement("input");
  input.type = "file";
  input.accept = model.get("accept");
  input.className = "stretch-file-input";
  const status = document.createElement("p");
  status.className = "stretch-file-told";
  status.setAttribute("role", "status");
  box.append(words, input);
  el.append(box, status);

  input.addEventListener("change", async () => {
    const [file] = input.files ?? [];
    if (!file) return;
    const most = model.get("most_bytes");
    if (file.size > most) {
      status.textContent = `! ${file.name} has ${megabytes(file.size)}; ${megabytes(most)} is the most that can be chosen here. ${model.get("too_large")}`;
      input.value = "";
      return;
    }
    status.textContent = file.name;
    try {
      const content = new DataView(await file.arrayBuffer());
      model.set("content", content);
      model.set("name", file.name);
      model.set("chosen", model.get("chosen") + 1);
      model.save_changes();
    } catch (error) {
      status.textContent = `! ${file.name} cannot be read: ${error instanceof Error ? error.message : error}`;
    }
    // So that the same file can be chosen once more.
    input.value = "";
  });
}

export default { render };
