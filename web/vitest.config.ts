import { defineConfig } from "vitest/config";

// What needs a page says so at its top: `// @vitest-environment happy-dom`.
export default defineConfig({ test: { include: ["test/**/*.test.ts", "test/**/*.test.tsx"], environment: "node" } });
