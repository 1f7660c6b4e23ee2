import type { RunData } from "./data";
import { h } from "./dom";
import { bytes, count, date, duration, lastName, percent, plural, rate, visible } from "./format";

export function header(data: RunData): HTMLElement {
  const { counts, pca } = data;
  const unreached = counts.listed - counts.features - counts.rejects;
  const without = data.finished ? "features kept whole" : "not computed";
  return h(
    "header",
    {},
    h("p", { class: "brand" }, "Verger ", h("span", {}, "run report")),
    h("h1", {}, lastName(data.input)),
    h("p", { class: "story" }, story(data)),
    data.finished ? null : banner(unreached),
    h(
      "dl",
      { class: "facts" },
      fact("Photos from", data.input),
      fact("Results in", data.output),
      fact("Model", `${data.model.name}, ${data.model.precision}`),
      fact("Written", date(data.created)),
    ),
    h(
      "ul",
      { class: "cards", "aria-label": "Key figures" },
      card("Photos found", count(counts.listed), plural(data.classes.length, "variety", "varieties")),
      card(
        "Became features",
        count(counts.features),
        counts.listed > 0 ? `${percent(counts.features / counts.listed)} of the photos` : "",
      ),
      card(
        "Rejected",
        count(counts.rejects),
        counts.rejects === 0 ? "none" : `${percent(counts.rejects / Math.max(1, counts.listed), 2)} of the photos`,
      ),
      card(
        "Photos a second",
        rate(data.images_per_second),
        data.threads === null ? "" : plural(data.threads, "thread", "threads"),
      ),
      card(
        "Components",
        pca ? count(pca.n_components) : "\u2013",
        pca ? `instead of ${count(pca.spectrum.length)} features` : without,
      ),
      card(
        "Variance kept",
        pca ? percent(pca.explained_variance_ratio, 2) : "\u2013",
        pca ? "of the differences between photos" : without,
      ),
      card(
        "Time",
        data.seconds["total"] === undefined ? "\u2013" : duration(data.seconds["total"]),
        "from start to end",
      ),
      card("Peak memory", bytes(data.peak_rss_bytes), "most used at once"),
    ),
  );
}

function story({ counts, pca, model }: RunData): string {
  if (counts.features === 0) return "No photo has been turned into features.";
  const first = `${plural(counts.features, "photo was", "photos were")} turned into numbers by ${visible(model.name)}, a neural network that describes what a picture shows.`;
  if (pca === null) return first;
  return `${first} ${plural(pca.n_components, "component", "components")} made from those numbers ${pca.n_components === 1 ? "keeps" : "keep"} ${percent(pca.explained_variance_ratio)} of what tells the photos apart.`;
}

function banner(unreached: number): HTMLElement {
  const left =
    unreached > 0 ? `${plural(unreached, "photo was", "photos were")} not reached.` : "Not every step was completed.";
  return h(
    "div",
    { class: "warning", role: "status" },
    h("strong", {}, "This run is unfinished. "),
    `${left} The figures below are for what was done so far. The same command with `,
    h("code", {}, "--resume"),
    " finishes it.",
  );
}

const fact = (name: string, value: string) => h("div", {}, h("dt", {}, name), h("dd", {}, visible(value)));

const card = (name: string, figure: string, note: string) =>
  h(
    "li",
    {},
    h("span", { class: "name" }, name),
    h("span", { class: "figure" }, figure),
    h("span", { class: "note" }, note),
  );
