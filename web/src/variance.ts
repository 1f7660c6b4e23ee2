import { startChart } from "./chart";
import { curveOption, describe } from "./curve";
import type { RunData } from "./data";
import { choice, h, newId, section } from "./dom";
import { count, percent, plural, visible } from "./format";
import { componentsFor, cumulative, requestInWords } from "./spectrum";
import { onThemeChange } from "./theme";

const LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99];
export function varianceSection({ pca, finished }: RunData): { element: HTMLElement; start: () => void } {
  if (pca === null) {
    const text = finished
      ? "This run kept all features as they are: it was made without a principal component analysis (PCA)."
      : "There are no components: the run was stopped before it came to them, or does without.";
    return { element: section("variance", "Variance kept", null, h("p", { class: "calm" }, text)), start: () => {} };
  }
  const running = cumulative(pca.spectrum);
  const total = pca.spectrum.length;
  const k = pca.n_components;
  const held = pca.explained_variance_ratio;
  const lead =
    `The photos differ from each other in ${count(total)} numbers, many of which say the same thing. ` +
    `${plural(k, "component keeps", "components keep")} ${percent(held, 2)} of the differences; the rest is left out.`;

  const note = newId("variance-note");
  const figure = h("div", {
    class: "chart variance-chart",
    role: "img",
    tabindex: 0,
    "aria-label": `Curve of the variance that the first components hold together: ${count(k)} of ${count(total)} hold ${percent(held, 2)}. The table below has more points. Left and right arrow keys read it out.`,
    "aria-describedby": note,
  });
  const spoken = h("p", { class: "spoken", "aria-live": "polite" });
  let logarithmic = total > 50;
  const scale = choice(
    "Axis",
    [
      ["log", "Logarithmic"],
      ["linear", "Linear"],
    ],
    logarithmic ? "log" : "linear",
    (v) => {
      logarithmic = v === "log";
      redraw();
    },
  );
  let redraw = () => {};

  const standardised = pca.standardize ? ", each feature scaled to unit variance first" : "";
  const element = section(
    "variance",
    "Variance kept",
    lead,
    pca.sample_warning === null ? null : h("p", { class: "warning" }, visible(pca.sample_warning)),
    h("div", { class: "toolbar" }, scale),
    figure,
    spoken,
    h(
      "p",
      { class: "note", id: note },
      `Asked for: ${visible(requestInWords(pca.requested))}${standardised}. Top: variance held by the first components together. Bottom: by each component alone.`,
    ),
    levelsTable(running, k, held),
  );

  const start = () => {
    const chart = startChart(figure, () => redraw());
    redraw = () => chart.setOption(curveOption(pca, running, logarithmic, figure.clientWidth < 560), true);
    redraw();
    onThemeChange(() => redraw());
    let at = k - 1;
    figure.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      at = Math.max(0, Math.min(total - 1, at + step));
      chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: at });
      spoken.textContent = describe(pca.spectrum, running, at).join(". ");
    });
    figure.addEventListener("blur", () => chart.dispatchAction({ type: "hideTip" }));
  };
  return { element, start };
}

/** The curve in figures: the chosen point, and what it takes to hold more or less. */
function levelsTable(running: readonly number[], k: number, held: number): HTMLElement {
  const points = LEVELS.map((level) => ({ level, needed: componentsFor(running, level), chosen: false })).filter(
    (p) => p.needed !== k,
  );
  points.push({ level: held, needed: k, chosen: true });
  points.sort((a, b) => a.level - b.level);
  const row = (name: string, cells: (p: (typeof points)[number]) => string) =>
    h(
      "tr",
      {},
      name === "" ? h("td") : h("th", { scope: "row" }, name),
      ...points.map((p) => h("td", { class: p.chosen ? "chosen" : null }, cells(p))),
    );
  return h(
    "div",
    { class: "scroll-x", tabindex: 0, role: "group", "aria-label": "Components needed for a share of the variance" },
    h(
      "table",
      { class: "levels" },
      h(
        "tbody",
        {},
        row("Variance", (p) => percent(p.level, p.chosen ? 2 : 0)),
        row("Components", (p) => count(p.needed)),
        row("", (p) => (p.chosen ? "this run" : "")),
      ),
    ),
  );
}
