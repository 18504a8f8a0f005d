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

/** Speaks HTTP to a server, and holds each request and each answer against the server's own OpenAPI document. */
export class HttpTraffic {
  /** Operations that have answered as usual, e.g. `get /api/v1/session`. */
  readonly answered = new Set<string>();
  readonly refused = new Set<string>();

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
    return (type === "application/json" ? JSON.parse(answer.text) : answer.text) as T;
  }

  /** A refusal's code. */
  async refusal(method: string, path: string, wish: Wish = {}): Promise<string> {
    const operation = this.operation(method, path);
    const answer = await this.send(method, path, operation, wish);
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBeGreaterThanOrEqual(400);
    const [type, content] = Object.entries(operation.responses.default?.content ?? {})[0] ?? [];
    this.expectBody(`refusal of ${method} ${path}`, answer, type, content?.schema?.$ref);
    this.refused.add(`${method} ${path}`);
    return (JSON.parse(answer.text) as { code: string }).code;
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
