// A stand-in for the browser's storage, which Node lacks; it can be made full.

export function createStorage(entries = {}) {
  const map = new Map(Object.entries(entries));
  return {
    isFull: false,
    get length() {
      return map.size;
    },
    key: (i) => [...map.keys()][i] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem(key, value) {
      if (this.isFull) throw new DOMException("full", "QuotaExceededError");
      map.set(key, value);
    },
    removeItem: (key) => map.delete(key),
    clear: () => map.clear(),
    texts: () => [...map.values()],
  };
}

/** As browsers do where a person, or a sandbox, has forbidden it. */
export const denied = () => {
  throw new DOMException("denied", "SecurityError");
};
