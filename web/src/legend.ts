import { groupByCategory, type Palette } from "./colour";
import type { ClassCount } from "./data";
import { button, h } from "./dom";
import { count, label } from "./format";

export interface Legend {
  element: HTMLElement;
  /** Shows the colours; varieties take the colour of their category when `byCategory`. */
  paint(colours: Palette, byCategory: boolean): void;
}

/**
 * The list of classes beside the map: every row is a button that highlights its class, a category's row all of its
 * varieties. `selected` is changed in place and `changed` called; an empty set means that nothing is highlighted.
 */
export function legend(classes: readonly ClassCount[], selected: Set<number>, changed: () => void): Legend {
  const rows: {
    button: HTMLButtonElement;
    swatch: HTMLElement;
    members: number[];
    item: HTMLElement;
    words: string;
  }[] = [];
  const row = (name: string, members: number[], kind: string, words: string) => {
    const swatch = h("span", { class: "swatch", "aria-hidden": "true" });
    const photos = members.reduce((sum, i) => sum + classes[i]!.features, 0);
    const press = button("", () => toggle(members), { class: kind, "aria-pressed": "false" });
    press.append(
      swatch,
      h("span", { class: "name" }, label(name)),
      h("span", { class: "number" }, count(photos), h("span", { class: "spoken" }, " photos")),
    );
    const item = h("li", {}, press);
    rows.push({ button: press, swatch, members, item, words });
    return item;
  };

  const list = h("ul", { class: "classes", "aria-label": "Classes on the map" });
  for (const [category, members] of groupByCategory(classes)) {
    const words = members.map((i) => classes[i]!.variety).join(" ");
    list.append(row(category, members, "category", `${category} ${words}`));
    for (const i of members)
      list.append(row(classes[i]!.variety, [i], "variety", `${category} ${classes[i]!.variety}`));
  }

  const search = h("input", {
    type: "search",
    placeholder: "Find a variety",
    "aria-label": "Find a variety in the list",
  });
  const empty = h("p", { class: "note", hidden: true }, "No variety has that name.");
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    let found = 0;
    for (const { item, words } of rows) {
      item.hidden = !words.toLowerCase().includes(wanted);
      if (!item.hidden) found += 1;
    }
    empty.hidden = found > 0;
  });
  const clear = button("Clear", () => {
    selected.clear();
    mark();
  });
  clear.disabled = true;

  function toggle(members: readonly number[]) {
    const all = members.every((i) => selected.has(i));
    for (const i of members) {
      if (all) selected.delete(i);
      else selected.add(i);
    }
    mark();
  }
  function mark() {
    for (const { button, members } of rows) {
      button.setAttribute("aria-pressed", String(members.every((i) => selected.has(i))));
    }
    clear.disabled = selected.size === 0;
    changed();
  }

  const hint = h("p", { class: "note" }, "Choose one or more to highlight them.");
  return {
    element: h("div", { class: "legend" }, h("div", { class: "search" }, search, clear), hint, empty, list),
    paint(colours, byCategory) {
      for (const { swatch, members, button } of rows) {
        const first = members[0]!;
        const own = !byCategory && button.classList.contains("variety");
        swatch.style.background = own ? colours.variety[first]! : colours.category.get(classes[first]!.category)!;
        swatch.dataset["shape"] = own ? colours.shape[first]! : "circle";
      }
    },
  };
}
