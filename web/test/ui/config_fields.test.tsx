// @vitest-environment happy-dom
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";
import { type Config, isConfig, type ObjectSchema, startOf } from "../../src/core/bots/config_schema";
import { ConfigFields } from "../../src/ui/bots/ConfigField";

afterEach(cleanup);

const schema: ObjectSchema = {
  type: "object",
  required: ["model"],
  properties: {
    model: { type: "string", title: "Model", enum: ["small", "large"], default: "small" },
    key: { type: "string", title: "Key", writeOnly: true },
    count: { type: "integer", title: "Count", minimum: 1, maximum: 5, default: 2 },
    shout: { type: "boolean", title: "Shout" },
    words: { type: "array", title: "Words", items: { type: "string", title: "Word" } },
    voice: {
      type: "object",
      title: "Voice",
      properties: { speed: { type: "number", title: "Speed", minimum: 0.5, maximum: 2, default: 1 } },
    },
  },
};

let current: Config = {};
function Form({ known = {}, problem = null }: { known?: Config; problem?: { path: string; why: string } | null }) {
  const [config, setConfig] = useState(() => startOf(schema, known));
  current = config;
  return (
    <ConfigFields
      schema={schema}
      path="config"
      value={config}
      problem={problem}
      onChange={(next) => setConfig(isConfig(next) ? next : {})}
    />
  );
}

test("a form begins with the defaults, whatever is nested", () => {
  render(<Form />);

  expect(current).toEqual({ model: "small", count: 2, shout: false, words: [], voice: { speed: 1 } });
  expect(screen.getByLabelText("Key")).toHaveProperty("type", "password");
  expect(within(screen.getByRole("group", { name: "Voice" })).getByLabelText("Speed")).toHaveProperty("value", "1");
});

test("what is known stands in it, and secrets do not", () => {
  render(<Form known={{ model: "large", voice: { speed: 1.5 } }} />);

  expect(screen.getByLabelText("Model")).toHaveProperty("value", "large");
  expect(screen.getByLabelText("Speed")).toHaveProperty("value", "1.5");
  expect(screen.getByLabelText("Key")).toHaveProperty("value", "");
});

test("each kind of value is edited in its place", async () => {
  const user = userEvent.setup();
  render(<Form />);

  await user.selectOptions(screen.getByLabelText("Model"), "large");
  await user.type(screen.getByLabelText("Key"), "secret");
  await user.clear(screen.getByLabelText("Count"));
  await user.type(screen.getByLabelText("Count"), "4");
  await user.click(screen.getByLabelText("Shout"));
  await user.click(screen.getByTestId("add-item-words"));
  await user.type(screen.getByLabelText("Word"), "aye");
  await user.click(screen.getByTestId("add-item-words"));
  await user.click(screen.getByRole("button", { name: "Take out: Words 2" }));
  await user.clear(screen.getByLabelText("Speed"));

  expect(current).toEqual({ model: "large", key: "secret", count: 4, shout: true, words: ["aye"], voice: {} });
});

test("a fault is told at the field that it is about", () => {
  render(<Form problem={{ path: "config.voice.speed", why: "config.voice.speed is too high" }} />);

  const speed = screen.getByLabelText(/^Speed/);
  expect(speed.getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByRole("alert").textContent).toBe("config.voice.speed is too high");
  expect(speed.getAttribute("aria-describedby")).toBe(screen.getByRole("alert").id);
});
