import type { RunData } from "./data";
import { bar, h, section } from "./dom";
import { count, duration, percent, rate, visible } from "./format";

const STAGES = new Map([
  ["list", "Find the photos"],
  ["model", "Load the model"],
  ["featurize", "Read photos, compute features"],
  ["reduce", "Fit and apply the components"],
  ["export", "Write the results"],
]);
const REST = "rest";

export interface StageTime {
  stage: string;
  seconds: number;
  share: number;
}

/** Stages in their order, with what of the total is in none of them when that is worth a line. */
export function stageTimes(seconds: Record<string, number>): StageTime[] {
  const stages = Object.entries(seconds).filter(([stage]) => stage !== "total");
  const sum = stages.reduce((all, [, s]) => all + s, 0);
  const total = Math.max(seconds["total"] ?? 0, sum);
  if (total - sum > 0.005 * total && stages.length > 0) stages.push([REST, total - sum]);
  return stages.map(([stage, s]) => ({ stage, seconds: s, share: total > 0 ? s / total : 0 }));
}

export function speedSection(data: RunData): HTMLElement {
  const times = stageTimes(data.seconds);
  const total = data.seconds["total"];
  const speed =
    data.images_per_second === null ? "" : `${rate(data.images_per_second)} photos a second over the whole run. `;
  const machine = [
    data.cpu === "" ? null : visible(data.cpu),
    data.threads === null ? null : `${count(data.threads)} ${data.threads === 1 ? "thread" : "threads"}`,
  ].filter((s) => s !== null);
  const lead = speed + (machine.length > 0 ? `Measured on ${machine.join(", ")}.` : "");
  if (times.length === 0)
    return section("speed", "Time by stage", lead, h("p", { class: "calm" }, "No stage was timed."));
  const rows = times.map(({ stage, seconds, share }) =>
    h(
      "tr",
      {},
      h(
        "th",
        { scope: "row" },
        stage === REST ? "Start-up and the rest" : (STAGES.get(stage) ?? visible(stage)),
        STAGES.has(stage) ? h("code", {}, stage) : null,
      ),
      h("td", { class: "wide" }, bar(share)),
      h("td", { class: "number" }, duration(seconds)),
      h("td", { class: "number" }, percent(share)),
    ),
  );
  const sum =
    total === undefined
      ? null
      : h(
          "tfoot",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "row" }, "Total"),
            h("td", { class: "wide" }),
            h("td", { class: "number" }, duration(total)),
            h("td", {}),
          ),
        );
  const head = h(
    "thead",
    {},
    h(
      "tr",
      {},
      h("th", { scope: "col" }, "Stage"),
      h("td", { class: "wide" }),
      h("th", { scope: "col", class: "number" }, "Time"),
      h("th", { scope: "col", class: "number" }, "Share"),
    ),
  );
  return section(
    "speed",
    "Time by stage",
    lead,
    h("table", { class: "stages" }, head, h("tbody", {}, ...rows), ...(sum ? [sum] : [])),
  );
}
