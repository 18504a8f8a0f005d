import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL("../src/", import.meta.url));

/** The sources below a folder, with what they import. */
function filesOf(folder: string): { path: string; text: string; imports: string[] }[] {
  return readdirSync(source + folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const path = `${folder}/${name}`;
      const text = readFileSync(source + path, "utf8");
      const imports = [...text.matchAll(/(?:from|import)\s*\(?"([^"]+)"/g)].map((match) => match[1] ?? "");
      return { path, text, imports };
    });
}

test("core knows neither React nor a view", () => {
  const files = filesOf("core");

  const wrong = files.filter(({ imports }) => imports.some((one) => /^react|\/ui\/|\.tsx$/.test(one)));

  expect(files.length).toBeGreaterThan(20);
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test("views write no state: they read the store and call core's commands", () => {
  const wrong = filesOf("ui").filter(({ text }) => /\bstore\.setState\b/.test(text));

  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test("no wire type is declared anywhere but in the generated file", () => {
  const generated = readFileSync(`${source}core/ws/protocol.generated.ts`, "utf8");
  const wire = new Set([...generated.matchAll(/^export (?:interface|type) (\w+)/gm)].map((match) => match[1]));
  const files = ["core", "ui", "store", "i18n"].flatMap(filesOf).filter(({ path }) => !path.includes(".generated."));

  const wrong = files.flatMap(({ path, text }) =>
    [...text.matchAll(/^\s*(?:export )?(?:interface|type) (\w+)\s*(?:<[^>]*>)?\s*[={]/gm)]
      .filter((match) => wire.has(match[1]))
      .map((match) => `${path}: ${match[1]}`),
  );

  expect(wire.size).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});
