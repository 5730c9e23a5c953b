import assert from "node:assert/strict";
import { test } from "node:test";

import { createModelLink } from "../../stretchlib/player/src/session/model_link.mjs";

/** A model as ipywidgets has it: it sends what has changed, and nothing while it waits. */
function createModel() {
  const values = { outbox: [], timeline: [] };
  const behind = { get: (name) => values[name], _pending_msgs: 0 };
  let changes = {};
  const arrived = [];
  const closed = Promise.reject(new Error("closed"));
  closed.catch(() => {});
  const model = {
    isCut: false,
    arrived,
    get: behind.get,
    set(name, value) {
      if (JSON.stringify(values[name]) !== JSON.stringify(value)) changes[name] = value;
      values[name] = value;
    },
    save_changes() {
      if (Object.keys(changes).length === 0 || behind._pending_msgs > 0) return;
      if (model.isCut) behind._pending_msgs += 1;
      else arrived.push(changes);
      changes = {};
    },
    widget_manager: {
      _models: { never: new Promise(() => {}), closed, own: Promise.resolve(behind) },
    },
  };
  return model;
}

test("what was lost with the connection arrives when it is sent again, and all after it", async () => {
  const model = createModel();
  const link = createModelLink(model);
  await "the model is known";
  model.isCut = true;
  link.send("outbox", ["a"]);
  model.isCut = false;
  link.send("may_go_on", true);
  assert.deepEqual(model.arrived, [], "ipywidgets waits for an answer that will never come");
  link.sendAgain("outbox", ["a"]);
  assert.deepEqual(model.arrived, [{ outbox: ["a"], may_go_on: true }]);
  link.send("may_go_on", false);
  assert.deepEqual(model.arrived.at(-1), { may_go_on: false });
});

test("the same is sent again also where nobody knows what is held back", () => {
  const model = createModel();
  delete model.widget_manager;
  const link = createModelLink(model);
  link.send("outbox", ["a"]);
  link.sendAgain("outbox", ["a"]);
  assert.deepEqual(model.arrived, [{ outbox: ["a"] }, { outbox: ["a"] }]);
});
