/**
 * The closed subset of JSON Schema in which a type of bots tells how it is configured (docs/protocol.md, "Bots"). The
 * server refuses anything else where a provider registers, so a schema that comes from it is one of these.
 */
interface Described {
  title?: string;
  description?: string;
  default?: unknown;
  /** Never shown again once it is set. */
  writeOnly?: boolean;
}
export interface ObjectSchema extends Described {
  type: "object";
  properties?: Record<string, ConfigSchema>;
  required?: string[];
}
export interface StringSchema extends Described {
  type: "string";
  enum?: string[];
  maxLength?: number;
}
export interface NumberSchema extends Described {
  type: "integer" | "number";
  minimum?: number;
  maximum?: number;
}
export interface BooleanSchema extends Described {
  type: "boolean";
}
export interface ArraySchema extends Described {
  type: "array";
  items: ConfigSchema;
}
export type ConfigSchema = ObjectSchema | StringSchema | NumberSchema | BooleanSchema | ArraySchema;

export type Config = { [key: string]: unknown };

export function isConfig(value: unknown): value is Config {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a new value of this schema begins as; undefined: as nothing, until the person gives something. */
export function initialOf(schema: ConfigSchema): unknown {
  if (schema.default !== undefined) return schema.default;
  switch (schema.type) {
    case "object":
      return startOf(schema, {});
    case "array":
      return [];
    case "boolean":
      return false;
    default:
      return undefined;
  }
}

/** A configuration to be edited: what `known` has, and what the schema begins with for the rest. */
export function startOf(schema: ObjectSchema, known: Config): Config {
  const entries = Object.entries(schema.properties ?? {}).map(([key, property]) => {
    const value = known[key];
    if (property.type === "object") return [key, startOf(property, isConfig(value) ? value : {})] as const;
    return [key, value === undefined ? initialOf(property) : value] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
