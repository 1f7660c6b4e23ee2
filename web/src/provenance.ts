import type { Flat, RunData } from "./data";
import { h, section } from "./dom";
import { count, date, plain, visible } from "./format";

export function provenanceSection(data: RunData): HTMLElement {
  const lead =
    "What is needed to get the same figures again. Features can be compared only when model and preprocessing are the same.";
  return section(
    "provenance",
    "How it was made",
    lead,
    table("Versions and machine", {
      Verger: data.verger,
      "report format": data.format,
      written: date(data.created),
      processor: data.cpu,
      threads: data.threads === null ? null : count(data.threads),
    }),
    table("Model", { name: data.model.name, precision: data.model.precision, sha256: data.model.sha256 }),
    table("Preprocessing", data.preprocessing),
    table("Options", data.options),
  );
}

function table(title: string, values: Flat): HTMLElement {
  const rows = Object.entries(values).map(([key, value]) =>
    h("tr", {}, h("th", { scope: "row" }, visible(key)), h("td", {}, plain(value))),
  );
  const content =
    rows.length > 0
      ? h("table", { class: "values" }, h("tbody", {}, ...rows))
      : h("p", { class: "note" }, "None recorded.");
  return h("details", {}, h("summary", {}, title), content);
}
