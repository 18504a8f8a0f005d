import { RequestError } from "../ws/messages";
import type { ErrorBody } from "../ws/protocol.generated";

/** Asks the server over HTTP, JSON both ways; a 204 gives undefined. Rejects with RequestError. */
export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? headers : { ...headers, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new RequestError("not_connected", "The server cannot be reached.");
  }
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  const error = answer as ErrorBody | null;
  throw new RequestError(
    error?.code ?? "internal",
    error?.error ?? `The server answered ${response.status}.`,
    error?.details,
  );
}
