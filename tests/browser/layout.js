// What is wrong with how a part of the page is laid out, as sentences; measured on the page itself.

/** @param {HTMLElement} root @param {number} least_px  What a finger or a pointer needs. */
(root, least_px) => {
  const LONGEST = 40;
  const found = new Set();
  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 40);
  const shown = (node) =>
    node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !node.closest("svg, [aria-hidden=true], .jp-mod-hidden");
  const edge = root.getBoundingClientRect();
  // For screen readers alone.
  const isSpoken = (node) => {
    for (let at = node; at && at !== root; at = at.parentElement)
      if (getComputedStyle(at).clipPath === "inset(50%)") return true;
    return false;
  };

  // A path or an address may break behind its strokes and dots, a word behind its hyphens.
  const isAddress = (word) => /[/\\_@]|\w\.[a-z]/i.test(word);
  const pieces = (word) =>
    word.matchAll(isAddress(word) ? /[^/\\_.\-–@:?&=]+/gu : /[^\-–]+/gu);

  /** Every line of text on the page, with the element that says it. */
  const said = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.data.trim() || node.closest("style, script, select, textarea") || !shown(node) || isSpoken(node)) continue;
    for (const { 0: word, index } of text.data.matchAll(/\S+/gu)) {
      for (const { 0: piece, index: within } of pieces(word)) {
        const range = document.createRange();
        range.setStart(text, index + within);
        range.setEnd(text, index + within + piece.length);
        const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
        const lines = new Set(boxes.map((box) => Math.round(box.top)));
        const needs_px = boxes.reduce((sum, box) => sum + box.width, 0);
        // What is wider than the card, or longer than any word, has to break somewhere.
        if (lines.size > 1 && needs_px < edge.width - 48 && piece.length <= LONGEST)
          found.add(`a word is broken: ${short(piece)} (${short(text.data)})`);
        said.push(...boxes.map((box) => ({ node, box, word: piece })));
      }
    }
  }

  const scrolls = (style) => /auto|scroll/.test(style.overflowX + style.overflowY);
  // A table with more columns than fit scrolls by itself, in a box of its own.
  const isScrolled = (node) => {
    if (!node.closest("table")) return false;
    for (let at = node.closest("table"); at && root.contains(at); at = at.parentElement)
      if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  for (const { node, box, word } of said) {
    if (isScrolled(node)) continue;
    if (box.left < edge.left - 1 || box.right > edge.right + 1 || (box.bottom > edge.bottom + 4 && !scrolls(getComputedStyle(root))))
      found.add(`text stands outside its card: ${short(word)} (${short(node.textContent)})`);
    for (let at = node; at && root.contains(at); at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      if (scrolls(style)) break;
      const around = at.getBoundingClientRect();
      const isCut =
        box.left < around.left - 1 || box.right > around.right + 1 ||
        box.top < around.top - 2 || box.bottom > around.bottom + 2;
      if (isCut) found.add(`text is cut off: ${short(word)} (${short(node.textContent)})`);
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
    for (let at = node; at && at !== root; at = at.parentElement)
      if (/sticky|fixed/.test(getComputedStyle(at).position)) return true;
    return false;
  };
  const list = [...blocks].map(([node, boxes]) => ({
    node,
    boxes,
    top: Math.min(...boxes.map((box) => box.top)),
    bottom: Math.max(...boxes.map((box) => box.bottom)),
    isAfloat: floats(node),
  }));
  list.sort((a, b) => a.top - b.top);
  list.forEach((one, i) => {
    for (const other of list.slice(i + 1)) {
      if (other.top >= one.bottom) break;
      if (one.node.contains(other.node) || other.node.contains(one.node)) continue;
      if (one.isAfloat !== other.isAfloat) continue;
      // A line's box is higher than its letters: a third of it is nobody's.
      const isOn = one.boxes.some((a) => other.boxes.some((b) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.min(a.height, b.height) / 3));
      if (isOn)
        found.add(`text stands on text: ${short(one.node.textContent)} | ${short(other.node.textContent)}`);
    }
  });

  const pressed = [];
  for (const control of root.querySelectorAll("button, input, select, textarea, summary, a[href]")) {
    // A press on its label is a press on a box: the larger of the two is what a finger finds.
    const label = control.matches("input") && control.closest("label");
    const least = (node) => Math.min(node.getBoundingClientRect().width, node.getBoundingClientRect().height);
    const seen = label && least(label) > least(control) ? label : control;
    if (!shown(seen) || control.disabled) continue;
    // A link in running text is as high as its line: WCAG 2.5.8 exempts it.
    if (control.matches("a") && getComputedStyle(control).display === "inline") continue;
    const box = seen.getBoundingClientRect();
    if (box.width === 0) continue;
    if (Math.min(box.width, box.height) < least_px - 0.5)
      found.add(`too small: ${short(control.textContent) || control.className} (${Math.round(box.width)} x ${Math.round(box.height)})`);
    if (box.left < edge.left - 1 || box.right > edge.right + 1)
      found.add(`a control stands outside its card: ${short(control.textContent) || control.className}`);
    for (const other of pressed) {
      if (other.seen.contains(seen) || seen.contains(other.seen)) continue;
      if (floats(other.seen) !== floats(seen)) continue;
      const [a, b] = [box, other.box];
      const isOn =
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
      if (isOn) found.add(`a control stands on a control: ${short(seen.textContent)} | ${short(other.seen.textContent)}`);
    }
    pressed.push({ seen, box });
    // What is chosen or asked in a box has no lines of its own to be measured by.
    const words = control.matches("select")
      ? control.selectedOptions[0]?.textContent
      : control.matches("input[type=text], input:not([type])") && !control.value && control.placeholder;
    if (words) {
      const style = getComputedStyle(control);
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = style.font;
      const arrow_px = control.matches("select") ? 16 : 0;
      const room_px = control.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow_px;
      const needs_px = pen.measureText(words.trim()).width;
      if (needs_px > room_px + 1 && needs_px < edge.width)
        found.add(`a box is too narrow for its words: ${short(words)} (${Math.round(room_px)} px)`);
    }
  }

  // A score that stands by itself below the others is not seen.
  for (const answers of root.querySelectorAll(".stretch-scale .stretch-answers")) {
    const tops = [...answers.children].filter(shown).map((one) => Math.round(one.getBoundingClientRect().top));
    const last = tops.filter((top) => top === tops[tops.length - 1]);
    if (last.length === 1 && tops.length > 1) found.add(`one score stands alone: ${short(answers.lastChild.textContent)}`);
  }

  for (const node of [root, ...root.querySelectorAll("*")]) {
    if (node.closest("svg") || !shown(node) || isSpoken(node) || node.matches("input, textarea, select")) continue;
    const style = getComputedStyle(node);
    const widest = Math.max(0, ...[...node.querySelectorAll("table")].map((table) => table.scrollWidth));
    if (/auto|scroll/.test(style.overflowX) && (node.matches("table") || widest >= node.clientWidth)) continue;
    // A picture keeps its letters large enough on a telephone: it scrolls by itself, by keyboard too.
    if (node.matches(".stretch-picture-drawing[role=region][aria-label][tabindex='0']")) continue;
    if (node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0 && style.overflowX !== "visible" && style.display !== "inline")
      found.add(`scrolls sideways: ${node.className || node.tagName} (${node.scrollWidth} in ${node.clientWidth})`);
  }

  // A card that is wider than what is around it is cut off there, or the page scrolls.
  for (let at = document.fullscreenElement === root ? null : root.parentElement; at; at = at.parentElement) {
    const around = at.getBoundingClientRect();
    const clips = getComputedStyle(at).overflowX !== "visible" || at === document.documentElement;
    if (clips && (edge.right > around.left + at.clientLeft + at.clientWidth + 1 || edge.left < around.left - 1)) {
      found.add(`the card is wider than the page: ${Math.round(edge.width)} px in ${at.clientWidth}`);
      break;
    }
  }
  return [...found];
}
