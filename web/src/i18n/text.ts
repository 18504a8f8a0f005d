import { useSyncExternalStore } from "react";
import type { RequestError } from "../core/ws/messages";
import { en, type Strings } from "./en";

/** The languages that there are, each by its own name. */
export const languages = { en: "English", es: "Español" } as const;
export type Language = keyof typeof languages;

const load: Record<Language, () => Promise<Strings>> = {
  en: async () => en,
  es: async () => (await import("./es")).es,
};

let language: Language = "en";
let strings: Strings = en;
const listeners = new Set<() => void>();

/** The first of a person's languages that there is. */
export function choose(wished: readonly string[]): Language {
  for (const tag of wished) {
    const base = tag.toLowerCase().split("-")[0];
    if (base && base in languages) return base as Language;
  }
  return "en";
}

/** Speaks another language from now on. */
export async function speak(next: Language): Promise<void> {
  strings = await load[next]();
  language = next;
  document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The catalogue in the language chosen; a component that uses it follows when that changes. */
export function useText(): Strings {
  return useSyncExternalStore(subscribe, () => strings);
}

/** For what is no component. */
export function text(): Strings {
  return strings;
}

export function currentLanguage(): Language {
  return language;
}

/** What a refusal means, in the person's language where the catalogue knows its code. */
export function explain(error: unknown): string {
  const { code, message } = error as Partial<RequestError>;
  return (code && strings.errors[code]) || message || strings.errors.internal || "";
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${kind}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
  formats.set(key, known);
  return known;
}

/** `at` in ms since the epoch. */
export function clockTime(at: number): string {
  return format("time", { hour: "2-digit", minute: "2-digit" }).format(at);
}
export function dayName(at: number, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (days === 0) return strings.chat.today;
  if (days === 1) return strings.chat.yesterday;
  return format("day", { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(at);
}
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
export function dateTime(at: number): string {
  return format("date and time", { dateStyle: "medium", timeStyle: "short" }).format(at);
}
export function percent(share: number): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(share);
}
