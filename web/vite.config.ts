import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: { target: "es2022", assetsInlineLimit: 0, reportCompressedSize: true },
  // `npm run dev` beside a server that listens on its usual address.
  server: { proxy: { "/api": { target: "http://127.0.0.1:8080", ws: true } } },
});
