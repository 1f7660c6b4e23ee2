import { groupByCategory } from "./colour";
import type { ClassCount, RunData } from "./data";
import { bar, h, section } from "./dom";
import { count, label, percent, plural } from "./format";

type Key = "name" | "features" | "rejects" | "share";
interface Row {
  name: string;
  features: number;
  rejects: number;
  share: number;
}

const COLUMNS: readonly [Key, string][] = [
  ["name", "Variety"],
  ["features", "Photos"],
  ["rejects", "Rejected"],
  ["share", "Share"],
];

export function classesSection({ classes }: RunData): HTMLElement {
  if (classes.length === 0)
    return section(
      "classes",
      "Classes",
      null,
      h("p", { class: "calm" }, "There are no classes to show: the photos carry no labels."),
    );
  const groups = groupByCategory(classes);
  const lead = `${plural(classes.length, "variety", "varieties")} in ${plural(groups.size, "category", "categories")}. Bars show the photos that became features; a red end shows rejects, and the last column their share.`;

  let sort: { key: Key; descending: boolean } = { key: "name", descending: false };
  const body = h("tbody");
  const heads = COLUMNS.map(([key, text]) => {
    const press = h("button", { type: "button", "aria-label": key === "share" ? "Share rejected" : null }, text);
    press.addEventListener("click", () => {
      sort = { key, descending: sort.key === key ? !sort.descending : key !== "name" };
      fill();
    });
    return h("th", { scope: "col", class: key === "name" ? null : "number" }, press);
  });
  const most = Math.max(1, ...classes.map((c) => c.features + c.rejects));

  function fill() {
    COLUMNS.forEach(([key], i) => {
      const order = sort.key !== key ? "none" : sort.descending ? "descending" : "ascending";
      heads[i]!.setAttribute("aria-sort", order);
    });
    const compare = comparison(sort.key, sort.descending);
    const grouped = [...groups].map(([category, members]) => ({
      total: total(
        category,
        members.map((i) => classes[i]!),
      ),
      rows: members.map((i) => total(classes[i]!.variety, [classes[i]!])).sort(compare),
    }));
    grouped.sort((a, b) => compare(a.total, b.total));
    body.replaceChildren(
      ...grouped.flatMap(({ total, rows }) => [line(total, null), ...rows.map((row) => line(row, most))]),
    );
  }
  fill();
  const table = h(
    "table",
    { class: "counts" },
    h("thead", {}, h("tr", {}, heads[0]!, h("th", { class: "wide", "aria-hidden": "true" }), ...heads.slice(1))),
    body,
  );
  return section(
    "classes",
    "Classes",
    lead,
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Photos by variety" }, table),
  );
}

export function total(name: string, of: readonly ClassCount[]): Row {
  const features = of.reduce((sum, c) => sum + c.features, 0);
  const rejects = of.reduce((sum, c) => sum + c.rejects, 0);
  return { name, features, rejects, share: rejects / Math.max(1, features + rejects) };
}

const names = new Intl.Collator("en", { numeric: true });

export function comparison(key: Key, descending: boolean): (a: Row, b: Row) => number {
  const ascending = (a: Row, b: Row) => (key === "name" ? names.compare(a.name, b.name) : a[key] - b[key]);
  return (a, b) => (descending ? -1 : 1) * ascending(a, b) || names.compare(a.name, b.name);
}

/** A row of the table: a category when there is no `most` to scale its bar by. */
function line({ name, features, rejects, share }: Row, most: number | null): HTMLElement {
  const chart = h("td", { class: "wide" });
  if (most !== null) {
    const parts = bar(features / most);
    const end = h("span", { class: "fill rejected" });
    end.style.width = `${(rejects / most) * 100}%`;
    parts.append(end);
    chart.append(parts);
  }
  return h(
    "tr",
    { class: most === null ? "category" : null },
    h("th", { scope: "row" }, label(name)),
    chart,
    h("td", { class: "number" }, count(features)),
    h("td", { class: "number" }, count(rejects)),
    h("td", { class: "number" }, percent(share)),
  );
}
