// Makes src/core/ws/protocol.generated.ts out of ../schema/schema.json. With --check it writes nothing and fails where
// the file is not what it would write.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const schemaFile = fileURLToPath(new URL("../../schema/schema.json", import.meta.url));
const outFile = fileURLToPath(new URL("../src/core/ws/protocol.generated.ts", import.meta.url));

/** The TypeScript type that a schema stands for. */
function typeOf(schema, indent) {
  if (schema.$ref) return schema.$ref.replace("#/$defs/", "");
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.map((choice) => typeOf(choice, indent)).join(" | ");
  switch (schema.type) {
    case "object":
      return schema.properties ? objectOf(schema, indent) : "Record<string, never>";
    case "array": {
      const item = typeOf(schema.items, indent);
      return item.includes("|") ? `(${item})[]` : `${item}[]`;
    }
    case "string":
      return "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    default:
      return "unknown";
  }
}

function objectOf(schema, indent) {
  const required = new Set(schema.required ?? []);
  const inner = `${indent}  `;
  const lines = Object.entries(schema.properties).map(
    ([name, property]) => `${inner}${name}${required.has(name) ? "" : "?"}: ${typeOf(property, inner)};`,
  );
  return `{\n${lines.join("\n")}\n${indent}}`;
}

function definition(name, schema) {
  if (schema.type === "object" && schema.properties) return `export interface ${name} ${objectOf(schema, "")}`;
  const choices = schema.oneOf ?? [];
  if (choices.length > 1)
    return `export type ${name} =\n${choices.map((one) => `  | ${typeOf(one, "    ")}`).join("\n")};`;
  return `export type ${name} = ${typeOf(schema, "")};`;
}

const schema = JSON.parse(readFileSync(schemaFile, "utf8"));
const body = Object.entries(schema.$defs).map(([name, one]) => definition(name, one));
const text = `// Made by tools/generate_types.mjs from schema/schema.json; not to be edited.\n\n${body.join("\n\n")}\n`;

if (process.argv.includes("--check")) {
  if (readFileSync(outFile, "utf8") !== text) {
    console.error("src/core/ws/protocol.generated.ts is not what the protocol definition makes: run ./parlor gen");
    process.exit(1);
  }
} else {
  writeFileSync(outFile, text);
}
