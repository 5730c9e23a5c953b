// Put into the page before anything else: notes what is shown, and when, on the page's own clock.
//
// A text counts as shown in the frame that paints it, so its instant is that of the callback after
// that frame. A hidden page paints nothing: there the instant of the change itself is taken.

globalThis.probe = (() => {
  const seen = {};
  const textOf = (selector) => document.querySelector(selector)?.textContent ?? null;
  const tones = []; // What was asked of the audio clock: { at_s, stopped }.
  const clocks = []; // What comes out of the device, and when: [milliseconds of the page, seconds of the audio].

  /** Reads the audio clock a few times a second, because it slips where the machine is too busy. */
  function follow(context) {
    const read = () => {
      const { contextTime, performanceTime } = context.getOutputTimestamp();
      if (contextTime > 0) clocks.push([performanceTime, contextTime]);
    };
    if (context.probed) return;
    context.probed = true;
    setInterval(() => context.state === "running" && read(), 250);
  }

  const turns = []; // Each time the page was hidden or shown, and what it showed then.

  /** What the watched elements say in the first frame of a page that is shown again. */
  function turned() {
    const note = () =>
      turns.push({
        at: performance.now(),
        hidden: document.hidden,
        shown: Object.fromEntries(Object.keys(seen).map((selector) => [selector, textOf(selector)])),
      });
    if (document.hidden) note();
    else requestAnimationFrame(note);
  }
  document.addEventListener("visibilitychange", turned);

  const source = AudioScheduledSourceNode.prototype;
  const { start, stop } = source;
  source.start = function (when = 0, ...rest) {
    follow(this.context);
    this.asked = { at_s: Math.max(when, this.context.currentTime), stopped: false };
    tones.push(this.asked);
    return start.call(this, when, ...rest);
  };
  source.stop = function (when = 0) {
    const end_s = Math.max(when, this.context.currentTime);
    if (end_s <= this.asked.at_s) this.asked.stopped = true;
    return stop.call(this, when);
  };

  function afterPaint(note) {
    if (document.hidden) note(performance.now());
    else requestAnimationFrame(() => setTimeout(() => note(performance.now())));
  }

  /** Calls back with each new text of an element, also when the element itself is a new one. */
  function watch(selector, changed) {
    let text = null;
    const look = () => {
      const now = textOf(selector);
      if (now === text) return;
      text = now;
      if (text !== null) changed(text);
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, characterData: true });
    look();
    return () => observer.disconnect();
  }

  return {
    seen,
    clocks,
    turns,

    /** The tones that are heard: when each began, in seconds of the audio clock. */
    tones: () => tones.filter(({ stopped }) => !stopped).map(({ at_s }) => at_s),

    /** Notes every text that an element shows. */
    record(selector) {
      seen[selector] = [];
      watch(selector, (text) => afterPaint((at) => seen[selector].push([at, text])));
    },

    /** Tells of each phase by its number when a person sees that it is over. */
    countPhases(tell) {
      let bar = null;
      let full = 0;
      const isFull = (fill) => fill.style.transform === "scaleX(1)";
      const look = () => {
        const player = document.querySelector(".stretch-player");
        const fills = [...(player?.querySelectorAll(".stretch-player-fill") ?? [])];
        const isDone = player?.querySelector(".stretch-player-done")?.textContent === "Done";
        const now = isDone && full > 0 ? fills.length : fills.filter(isFull).length;
        // What a new bar shows at once was seen to end on the one before it; and a bar that was
        // empty to the last is that of a tab which did not play.
        if (fills[0] === bar) for (let i = full; i < now; i += 1) tell(i);
        bar = fills[0];
        full = now;
      };
      const all = { subtree: true, childList: true, characterData: true, attributes: true };
      new MutationObserver(look).observe(document, { ...all, attributeFilter: ["style"] });
    },

    /** Notes how late the page itself is, beside a timer that has nothing to do but this. */
    recordBareTimer(name) {
      const started = performance.now();
      seen[name] = [];
      let second = 0;
      const aim = () => setTimeout(tick, started + second * 1000 - performance.now());
      const tick = () => {
        const text = String(second);
        afterPaint((at) => seen[name].push([at, text]));
        second += 1;
        aim();
      };
      aim();
      return started;
    },

    /** Waits for a click on one element, then for new words on another: milliseconds until they are in the page, and until they are painted. */
    arm(button, selector) {
      const before = textOf(selector);
      globalThis.answer = new Promise((resolve) => {
        const clicked = (event) => {
          if (!event.target.closest(button)) return;
          const begun = performance.now();
          document.removeEventListener("click", clicked, true);
          const stop = watch(selector, (text) => {
            if (text === before) return;
            stop();
            const changed = performance.now();
            afterPaint((painted) => resolve([changed - begun, painted - begun]));
          });
        };
        document.addEventListener("click", clicked, true);
      });
    },
  };
})();
