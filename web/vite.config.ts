import { createHash } from "node:crypto";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { inject, MARKER } from "./tests/inject";
import { sample } from "./tests/sample";

/** Puts the script and the style into the page, and a policy into it that allows these two and nothing else. */
function oneFile(): Plugin {
  return {
    name: "one-file",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const take = (end: string) => {
        const files = Object.values(bundle).filter((f) => f.fileName.endsWith(end));
        if (files.length !== 1) this.error(`expected one ${end} file, found ${files.length}`);
        delete bundle[files[0]!.fileName];
        return files[0]!.type === "chunk" ? files[0]!.code : String(files[0]!.source);
      };
      const script = take(".js")
        .replace(/<(?=\/script|!--)/gi, "\\x3c")
        .trim();
      const style = take(".css").trim();
      const html = take(".html").replace(
        /<script type="module"[^>]*><\/script>\s*|<link rel="stylesheet"[^>]*>\s*/g,
        "",
      );
      const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
      const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
      const source = html
        .replace(
          '<meta charset="utf-8">',
          (charset) => `${charset}\n<meta http-equiv="Content-Security-Policy" content="${policy}">`,
        )
        .replace("</head>", () => `<style>${style}</style>\n</head>`)
        .replace("</body>", () => `<script type="module">${script}</script>\n</body>`);
      if (source.split(MARKER).length !== 2) this.error("the data marker must stand in the page exactly once");
      this.emitFile({ type: "asset", fileName: "report.html", source });
    },
  };
}

/** `npm run dev` shows a made-up run. */
function sampleData(): Plugin {
  return {
    name: "sample-data",
    apply: "serve",
    transformIndexHtml: (html) => inject(html, sample()),
  };
}

export default defineConfig({
  plugins: [oneFile(), sampleData()],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rollupOptions: { input: "report.html" },
  },
  test: { include: ["tests/*.test.ts"] },
});
