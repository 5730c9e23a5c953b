// What is wrong with how a part of the page is laid out, as sentences; measured on the page itself.

/** @param {HTMLElement} root @param {number} least_px  What a finger or a pointer needs. */
(root, least_px) => {
  const found = new Set();
  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 40);
  const shown = (node) =>
    node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !node.closest("svg, [aria-hidden=true], .jp-mod-hidden");
  const edge = root.getBoundingClientRect();

  /** Every line of text on the page, with the element that says it. */
  const said = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.data.trim() || node.closest("style, script, select, textarea") || !shown(node)) continue;
    for (const { 0: word, index } of text.data.matchAll(/[^\s\-–]+/gu)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
      if (boxes.length === 0) continue;
      const lines = new Set(boxes.map((box) => Math.round(box.top)));
      // A path or an address may break where it must; a word may not.
      if (lines.size > 1 && !/[/\\_]|\.\w/.test(word)) found.add(`a word is broken: ${word} (${short(text.data)})`);
      said.push(...boxes.map((box) => ({ node, box, word })));
    }
  }

  const scrolls = (style) => /auto|scroll/.test(style.overflowX + style.overflowY);
  for (const { node, box, word } of said) {
    if (box.left < edge.left - 1 || box.right > edge.right + 1)
      found.add(`text stands outside its card: ${word} (${short(node.textContent)})`);
    for (let at = node; at && root.contains(at); at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      if (scrolls(style)) break;
      const around = at.getBoundingClientRect();
      const isCut =
        box.left < around.left - 1 || box.right > around.right + 1 ||
        box.top < around.top - 2 || box.bottom > around.bottom + 2;
      if (isCut) found.add(`text is cut off: ${word} (${short(node.textContent)})`);
    }
  }

  // Two different things never stand on each other.
  const blocks = new Map();
  for (const { node, box } of said) {
    const all = blocks.get(node) ?? [];
    all.push(box);
    blocks.set(node, all);
  }
  // What stays in view while the rest scrolls is meant to stand above it.
  const floats = (node) => {
    for (let at = node; at && at !== root.parentElement; at = at.parentElement)
      if (/sticky|fixed/.test(getComputedStyle(at).position)) return true;
    return false;
  };
  const list = [...blocks];
  list.forEach(([node, boxes], i) => {
    for (const [other, others] of list.slice(i + 1)) {
      if (node.contains(other) || other.contains(node) || floats(node) !== floats(other)) continue;
      // A line's box is higher than its letters: a quarter of it is nobody's.
      const isOn = boxes.some((a) => others.some((b) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.min(a.height, b.height) / 3));
      if (isOn) found.add(`text stands on text: ${short(node.textContent)} | ${short(other.textContent)}`);
    }
  });

  for (const control of root.querySelectorAll("button, input, select, textarea, summary, a[href]")) {
    const seen = control.matches("input") ? (control.closest("label") ?? control) : control;
    if (!shown(seen) || control.disabled) continue;
    // A link in running text is as high as its line: WCAG 2.5.8 exempts it.
    if (control.matches("a") && getComputedStyle(control).display === "inline") continue;
    const { width, height } = seen.getBoundingClientRect();
    if (width > 0 && Math.min(width, height) < least_px - 0.5)
      found.add(`too small: ${short(control.textContent) || control.className} (${Math.round(width)} x ${Math.round(height)})`);
  }

  for (const node of [root, ...root.querySelectorAll("*")]) {
    if (node.closest("svg") || !shown(node) || node.matches("input, textarea, select")) continue;
    const style = getComputedStyle(node);
    if (node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0 && style.overflowX !== "visible" && style.display !== "inline")
      found.add(`scrolls sideways: ${node.className || node.tagName} (${node.scrollWidth} in ${node.clientWidth})`);
  }
  return [...found];
}
