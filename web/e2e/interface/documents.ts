import Spectral, { type Ruleset as RulesetType } from "@stoplight/spectral-core";
import parsers from "@stoplight/spectral-parsers";
import rulesets from "@stoplight/spectral-rulesets";
import Ajv2020, { type ValidateFunction } from "ajv/dist/2020.js";

type Schema = Record<string, unknown>;
export interface Operation {
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { required: boolean; content: Record<string, { schema: { $ref: string } }> };
  responses: Record<string, { content?: Record<string, { schema?: { $ref: string } }> }>;
}
interface Channel {
  address: string;
  messages: Record<string, { payload: { $ref: string } }>;
}
interface Operations {
  [name: string]: { channel: { $ref: string }; messages: { $ref: string }[] };
}
interface Documents {
  openapi: { paths: Record<string, Record<string, Operation>> };
  asyncapi: { channels: Record<string, Channel>; operations: Operations };
  schema: Schema;
}

/** What a server publishes about itself, and the means to hold its traffic against that. */
export class Published {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();

  private constructor(
    private readonly url: string,
    readonly documents: Documents,
  ) {
    this.ajv.addSchema(closed(documents.schema) as Schema, "schema.json");
  }

  static async of(url: string): Promise<Published> {
    const [openapi, asyncapi, schema] = await Promise.all(
      ["openapi", "asyncapi", "schema"].map(async (name) => (await fetch(`${url}/${name}.json`)).json()),
    );
    return new Published(url, { openapi, asyncapi, schema } as Documents);
  }

  /** What is wrong with the value; nothing where it is as the definition says, without a field that it does not name. */
  faults(reference: string, value: unknown): string[] {
    let check = this.compiled.get(reference);
    if (!check) {
      check = this.ajv.compile({ $ref: reference });
      this.compiled.set(reference, check);
    }
    if (check(value)) return [];
    return (check.errors ?? []).map((one) => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`);
  }

  channel(name: string): Channel {
    const found = this.documents.asyncapi.channels[name];
    if (!found) throw new Error(`there is no channel ${name}`);
    return found;
  }

  /** Kinds of messages that may pass over a channel `from` its clients or `to` them. */
  passing(channel: string, way: "from" | "to"): Set<string> {
    const here = Object.entries(this.documents.asyncapi.operations).filter(
      ([name, one]) => name.startsWith(way) && one.channel.$ref === `#/channels/${channel}`,
    );
    return new Set(here.flatMap(([, one]) => one.messages.map(({ $ref }) => $ref.split("/").pop() ?? "")));
  }

  /** What linters find in a document, the recommended rules of both standards. */
  async lint(name: "openapi" | "asyncapi"): Promise<string[]> {
    const { Spectral: Linter, Document, Ruleset } = Spectral;
    const linter = new Linter();
    linter.setRuleset(
      new Ruleset({
        extends: [rulesets.oas, rulesets.asyncapi],
        rules: {
          // Who runs the server, and where, the program does not know.
          "info-contact": "off",
          "asyncapi-info-contact": "off",
          "asyncapi-servers": "off",
          // Its summary says it in a sentence.
          "operation-description": "off",
          // There are two channels.
          "asyncapi-3-tags": "off",
          // 3.0 is what other tools read.
          "asyncapi-latest-version": "off",
        },
      } as ConstructorParameters<typeof RulesetType>[0]),
    );
    const source = `${this.url}/${name}.json`;
    const text = JSON.stringify(this.documents[name]);
    const found = await linter.run(new Document(text, parsers.Json, source));
    return found.map((one) => `${name} ${one.path.join(".")}: ${one.message} (${one.code})`);
  }
}

/** The same schema, in which an object may have no other members than those that it names. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== "object") return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return copy.type === "object" ? { ...copy, additionalProperties: false } : copy;
}
