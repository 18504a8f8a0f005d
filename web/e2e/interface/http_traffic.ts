import { expect } from "@playwright/test";
import type { Operation, Published } from "./documents";

export interface Wish {
  /** Values of the path's parameters. */
  path?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: object;
  token?: string;
}

/** How HTTP says what a code says (docs/protocol.md). */
const statuses: Record<string, number[]> = {
  bad_request: [400, 422],
  unauthenticated: [401],
  forbidden: [403],
  wrong_password: [403],
  not_found: [404],
  conflict: [409],
  name_taken: [409],
  no_provider: [503],
  provider_failed: [503],
};

/** Speaks HTTP to a server, and holds each request and each answer against the server's own OpenAPI document. */
export class HttpTraffic {
  /** Operations that have answered as usual, e.g. `get /api/v1/session`. */
  readonly answered = new Set<string>();
  readonly refused = new Set<string>();
  /** Lists of answers that were never seen with anything in them. */
  readonly empty = new Set<string>();
  private readonly filled = new Set<string>();

  constructor(
    private readonly url: string,
    private readonly published: Published,
  ) {}

  /** Of every operation that the document names. */
  get described(): string[] {
    return Object.entries(this.published.documents.openapi.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
  }

  /** The usual answer's body. */
  async ask<T = Record<string, never>>(method: string, path: string, wish: Wish = {}): Promise<T> {
    const operation = this.operation(method, path);
    if (operation.requestBody || wish.body) {
      const reference = operation.requestBody?.content["application/json"]?.schema.$ref ?? "no body is described";
      if (wish.body ?? operation.requestBody?.required)
        expect(this.published.faults(reference, wish.body), `request of ${method} ${path}`).toEqual([]);
    }
    const answer = await this.send(method, path, operation, wish);
    const [status, usual] = Object.entries(operation.responses)[0] ?? [];
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBe(Number(status));
    const [type, content] = Object.entries(usual?.content ?? {})[0] ?? [];
    this.expectBody(`${method} ${path}`, answer, type, content?.schema?.$ref);
    this.answered.add(`${method} ${path}`);
    if (type !== "application/json") return answer.text as T;
    const body = JSON.parse(answer.text) as T;
    this.noteLists(`${method} ${path}`, body as object);
    return body;
  }

  /** A refusal's code. */
  async refusal(method: string, path: string, wish: Wish = {}): Promise<string> {
    const operation = this.operation(method, path);
    const answer = await this.send(method, path, operation, wish);
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBeGreaterThanOrEqual(400);
    const [type, content] = Object.entries(operation.responses.default?.content ?? {})[0] ?? [];
    this.expectBody(`refusal of ${method} ${path}`, answer, type, content?.schema?.$ref);
    this.refused.add(`${method} ${path}`);
    const { code } = JSON.parse(answer.text) as { code: string };
    expect(statuses[code] ?? [], code).toContain(answer.status);
    return code;
  }

  private noteLists(of: string, body: object): void {
    for (const [name, list] of Object.entries(body)) {
      if (!Array.isArray(list)) continue;
      const key = `${of}: ${name}`;
      if (list.length > 0) this.filled.add(key);
      if (this.filled.has(key)) this.empty.delete(key);
      else this.empty.add(key);
    }
  }

  private operation(method: string, path: string): Operation {
    const found = this.published.documents.openapi.paths[path]?.[method];
    if (!found) throw new Error(`${method} ${path} is not described`);
    return found;
  }

  private async send(method: string, template: string, operation: Operation, wish: Wish) {
    const named = (kind: string) =>
      (operation.parameters ?? []).filter((one) => one.in === kind).map(({ name }) => name.toLowerCase());
    expect(named("path"), `${method} ${template}`).toEqual(Object.keys(wish.path ?? {}));
    for (const name of Object.keys(wish.query ?? {})) expect(named("query")).toContain(name);
    for (const name of Object.keys(wish.headers ?? {})) expect(named("header")).toContain(name.toLowerCase());

    const path = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(wish.path?.[name] ?? ""));
    const response = await fetch(`${this.url}${path}?${new URLSearchParams(wish.query)}`, {
      method: method.toUpperCase(),
      headers: {
        ...wish.headers,
        ...(wish.token ? { Authorization: `Bearer ${wish.token}` } : {}),
        ...(wish.body ? { "Content-Type": "application/json" } : {}),
      },
      ...(wish.body ? { body: JSON.stringify(wish.body) } : {}),
    });
    const type = response.headers.get("Content-Type")?.split(";")[0] ?? "";
    return { status: response.status, type, text: await response.text() };
  }

  private expectBody(of: string, answer: { type: string; text: string }, type?: string, reference?: string): void {
    if (!type) return expect(answer.text, of).toBe("");
    expect(answer.type, of).toBe(type);
    if (reference) expect(this.published.faults(reference, JSON.parse(answer.text)), of).toEqual([]);
  }
}
