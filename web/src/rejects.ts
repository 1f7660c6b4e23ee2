import type { RejectRow, RunData } from "./data";
import { bar, h, section } from "./dom";
import { bytes, count, percent, plural, visible } from "./format";

export function rejectsSection({ rejects, counts }: RunData): HTMLElement {
  const title = "Rejected photos";
  if (rejects.total === 0) {
    const text =
      counts.features > 0
        ? "Every photo that was read became features. Nothing was rejected."
        : "Nothing was rejected.";
    return section("rejects", title, null, h("p", { class: "calm" }, text));
  }
  const lead = `${plural(rejects.total, "file", "files")} could not be used and ${rejects.total === 1 ? "was" : "were"} left out; the run went on without ${rejects.total === 1 ? "it" : "them"}.`;
  const causes = [...rejects.by_code].sort((a, b) => b.count - a.count);
  const most = Math.max(1, ...causes.map((c) => c.count));
  const cause = h(
    "table",
    { class: "causes" },
    h("caption", {}, "By cause"),
    h("thead", {}, row("th", ["Stage", "Cause", "", "Files", "Share"], [3, 4])),
    h(
      "tbody",
      {},
      ...causes.map((c) =>
        row(
          "td",
          [
            visible(c.stage),
            h("code", {}, visible(c.code)),
            bar(c.count / most),
            count(c.count),
            percent(c.count / rejects.total),
          ],
          [3, 4],
        ),
      ),
    ),
  );
  return section(
    "rejects",
    title,
    lead,
    cause,
    ...(rejects.rows.length > 0 ? fileList(rejects.rows, rejects.total) : []),
  );
}

function fileList(rows: readonly RejectRow[], total: number): HTMLElement[] {
  const body = h("tbody");
  const status = h("p", { class: "note", role: "status" });
  const search = h("input", {
    type: "search",
    placeholder: "Find a file, code or message",
    "aria-label": "Find in the rejected files",
  });
  const fill = () => {
    const found = rows.filter((r) => matches(r, search.value));
    body.replaceChildren(...found.map(fileRow));
    status.textContent = showing(found.length, rows.length, total, search.value.trim() !== "");
  };
  search.addEventListener("input", fill);
  fill();
  const table = h(
    "table",
    { class: "files" },
    h("caption", {}, "Files"),
    h("thead", {}, row("th", ["File", "Stage", "Cause", "Message", "Size"], [4])),
    body,
  );
  return [
    h("div", { class: "toolbar" }, search, status),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Rejected files" }, table),
  ];
}

export function matches(r: RejectRow, wanted: string): boolean {
  const text = [r.uri, r.stage, r.code, r.message].map(visible).join("\n").toLowerCase();
  return text.includes(wanted.trim().toLowerCase());
}

export function showing(found: number, listed: number, total: number, searched: boolean): string {
  if (searched) return `${count(found)} of the ${count(listed)} listed here match`;
  if (listed < total) return `Showing ${count(listed)} of ${count(total)}; all are in the run\u2019s rejects folder`;
  return total === 1 ? "Showing the only one" : `Showing all ${count(total)}`;
}

function fileRow(r: RejectRow): HTMLElement {
  const cell = (name: string, content: Node | string, kind: string | null = null) =>
    h("td", { "data-name": name, class: kind }, content);
  return h(
    "tr",
    {},
    cell("File", visible(r.uri), "uri"),
    cell("Stage", visible(r.stage)),
    cell("Cause", h("code", {}, visible(r.code))),
    cell("Message", visible(r.message), "message"),
    cell("Size", bytes(r.size), "number"),
  );
}

function row(tag: "td" | "th", cells: (Node | string)[], numbers: number[]): HTMLElement {
  return h(
    "tr",
    {},
    ...cells.map((c, i) =>
      h(
        c === "" ? "td" : tag,
        { scope: tag === "th" && c !== "" ? "col" : null, class: numbers.includes(i) ? "number" : null },
        c,
      ),
    ),
  );
}
