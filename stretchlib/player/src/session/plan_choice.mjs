// What is chosen before the start: which routine, in how many minutes and in which order. Python
// compiles it, and until it has, nobody can start.

/** @import { RoutineChoices, RoutineChoice } from "../contract.mjs" */
/** @import { createEngine } from "../engine/engine.mjs" */
/** @import { ModelLink } from "./model_link.mjs" */
/** @import { createSettings } from "./settings.mjs" */

/**
 * @param {object} options
 * @param {ModelLink} options.link
 * @param {ReturnType<typeof createSettings>} options.settings
 * @param {ReturnType<typeof createEngine>} options.engine
 */
export function createPlanChoice({ link, settings, engine }) {
  const offers = () => link.get("offers");
  /** @returns {RoutineChoice | null} What Python has not answered yet. */
  const wish = () => (Object.keys(link.get("chosen")).length ? link.get("chosen") : null);

  return {
    /** Asks Python for the order that was chosen, here or the last time. */
    wishForOrder() {
      const { one_trip } = settings.all();
      const isOpen = offers().one_trip && engine.snapshot().state === "idle";
      if (isOpen && link.get("one_trip") !== one_trip) link.send("one_trip", one_trip);
    },

    /** Asks Python for another routine, or other minutes. @param {Partial<RoutineChoice>} wished */
    choose(wished) {
      link.send("chosen", { ...link.get("choices").chosen, ...wished });
    },

    /**
     * What may be chosen; ticked is what was wished, also before Python has made it.
     *
     * @returns {RoutineChoices | null}
     */
    choices() {
      const offered = link.get("choices");
      return offered.chosen ? { ...offered, chosen: wish() ?? offered.chosen } : null;
    },

    oneTrip: () => ({ offered: offers().one_trip, wished: link.get("one_trip") }),

    /** Whether waiting is on by itself, and said to be. */
    offersWait: () => offers().wait,

    /** Whether what would be played is what was chosen. */
    isSettled: () =>
      wish() === null && (!offers().one_trip || link.get("one_trip") === link.get("is_one_trip")),
  };
}
