import "./style.css";
import "./parts.css";
import { readData } from "./check";
import { classesSection } from "./classes";
import type { RunData } from "./data";
import { h } from "./dom";
import { lastName } from "./format";
import { header } from "./header";
import { mapSection } from "./map";
import { provenanceSection } from "./provenance";
import { rejectsSection } from "./rejects";
import { speedSection } from "./speed";
import { varianceSection } from "./variance";

const LINKS = [
  ["variance", "Variance"],
  ["map", "Map"],
  ["classes", "Classes"],
  ["rejects", "Rejects"],
  ["speed", "Time"],
  ["provenance", "How it was made"],
] as const;

function show(page: HTMLElement, data: RunData): void {
  document.title = `${lastName(data.input)} \u00b7 Verger`;
  const variance = varianceSection(data);
  const map = mapSection(data);
  page.replaceChildren(
    header(data),
    h("nav", { "aria-label": "Sections" }, ...LINKS.map(([id, text]) => h("a", { href: `#${id}` }, text))),
    h(
      "main",
      {},
      variance.element,
      map.element,
      classesSection(data),
      rejectsSection(data),
      speedSection(data),
      provenanceSection(data),
    ),
  );
  variance.start();
  map.start();
}

function message(page: HTMLElement, title: string, lines: string[]): void {
  page.replaceChildren(
    h(
      "main",
      { class: "notice" },
      h("p", { class: "brand" }, "Verger"),
      h("h1", {}, title),
      ...lines.map((line) => h("p", {}, line)),
    ),
  );
}

const page = document.getElementById("page")!;
const block = document.getElementById("verger-data");
const reading = readData(block?.textContent ?? "null");
block?.remove();
if (reading.kind === "ok") show(page, reading.data);
else if (reading.kind === "none")
  message(page, "No run data in this page", [
    "A run writes its own report.html; this is the empty page that it starts from.",
  ]);
else message(page, "The data in this page cannot be shown", reading.problems.slice(0, 10));
