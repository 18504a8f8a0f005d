import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020";
import { expect, test } from "vitest";

type Json = Record<string, unknown>;
interface Vector {
  name: string;
  message: Json & { type: string; data?: unknown };
  lenient?: boolean;
}
const vectors = JSON.parse(readFileSync("../tests/vectors/messages.json", "utf8"), (_, value) =>
  value !== null && typeof value === "object" && "repeat" in value ? value.repeat.repeat(value.times) : value,
) as { accepted: Vector[]; refused: Vector[]; server: Vector[] };

const schema = JSON.parse(readFileSync("../schema/schema.json", "utf8"));
const ajv = new Ajv({ strict: false, allErrors: false });
ajv.addSchema(schema, "parlor");

function validator(definition: string) {
  const check = ajv.getSchema(`parlor#/$defs/${definition}`);
  if (!check) throw new Error(`the schema has no ${definition}`);
  return (message: unknown): string => (check(message) ? "" : ajv.errorsText(check.errors));
}
const client = validator("ClientMessage");
const server = validator("ServerMessage");

test.each(vectors.accepted.filter((one) => !one.lenient))("taken by the schema: $name", ({ message }) => {
  expect(client(message)).toBe("");
});

test.each(vectors.refused)("refused by the schema: $name", ({ message }) => {
  expect(client(message)).not.toBe("");
});

test.each(vectors.server)("the server's own: $name", ({ message }) => {
  expect(server(message)).toBe("");
});

test("every type of the catalogue stands in the vectors", () => {
  // What answers a request has no vector of its own: its data are the request's.
  const types = (definition: string) =>
    schema.$defs[definition].oneOf
      .map((one: { properties: { type: { const: string } } }) => one.properties.type.const)
      .filter((type: string) => type !== "ack" && type !== "error")
      .sort();
  const named = (list: Vector[]) => [...new Set(list.map((one) => one.message.type))].sort();

  expect(named(vectors.accepted)).toEqual(types("ClientMessage"));
  expect(named(vectors.server)).toEqual(types("ServerMessage"));
});
