import { palette } from "./colour";
import type { PhotoMap, RunData } from "./data";
import { button, choice, h, section } from "./dom";
import { count, percent, plural } from "./format";
import { legend } from "./legend";
import { photoCard } from "./photo";
import { startPlot, type Plot } from "./plot";
import { onThemeChange, theme } from "./theme";

/** How far from a dot, in pixels, the pointer may be and still mean it. */
const REACH = 14;

export function mapSection(data: RunData): { element: HTMLElement; start: () => void } {
  const { map } = data;
  if (map === null || map.x.length === 0) {
    const text =
      map === null
        ? "There is no map for this run: it takes at least two components."
        : "There is no photo to place on the map.";
    return { element: section("map", "Map of the photos", null, h("p", { class: "calm" }, text)), start: () => {} };
  }
  const selected = new Set<number>();
  let byCategory = false;
  let plot: Plot | null = null;
  let colours = palette(data.classes, theme().dark);

  const canvas = h("div", {
    class: "chart map-chart",
    tabindex: 0,
    role: "application",
    "aria-label": `Map of ${plural(map.x.length, "photo", "photos")} on ${map.axes[0]} and ${map.axes[1]}. Arrow keys move it, plus and minus zoom, 0 shows all, Enter picks the photo nearest to the centre.`,
  });
  const ring = h("div", { class: "ring", hidden: true });
  const tip = h("div", { class: "tip floating", hidden: true });
  const stage = h("div", { class: "stage" }, canvas, ring, tip);
  const detail = detailPanel(data, selected, (index) => showRing(index));

  const repaint = () => {
    colours = palette(data.classes, theme().dark);
    list.paint(colours, byCategory);
    plot?.paint();
  };
  const list = legend(data.classes, selected, () => {
    hideTip();
    plot?.paint();
    detail.update();
  });
  const look = (c: number) => {
    const of = data.classes[c];
    const dimmed = selected.size > 0 && !selected.has(c);
    if (!of) return { colour: theme().muted, shape: "circle", dimmed };
    return byCategory
      ? { colour: colours.category.get(of.category)!, shape: "circle", dimmed }
      : { colour: colours.variety[c]!, shape: colours.shape[c]!, dimmed };
  };
  const hideTip = () => {
    tip.hidden = true;
    ring.hidden = true;
    if (detail.index >= 0) showRing(detail.index);
  };
  const showRing = (index: number) => {
    if (!plot) return;
    const [x, y] = plot.pixelOf(index);
    ring.hidden = x < 0 || y < 0 || x > stage.clientWidth || y > stage.clientHeight;
    ring.style.transform = `translate(${x}px, ${y}px)`;
  };
  const showTip = (index: number) => {
    showRing(index);
    tip.replaceChildren(photoCard(data, index));
    tip.hidden = false;
    const [x, y] = plot!.pixelOf(index);
    const left = x + 16 + tip.offsetWidth > stage.clientWidth ? x - 16 - tip.offsetWidth : x + 16;
    const top = Math.min(y + 12, stage.clientHeight - tip.offsetHeight);
    tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  };

  let pressed: [number, number] | null = null;
  canvas.addEventListener("pointerdown", (e) => (pressed = [e.clientX, e.clientY]));
  canvas.addEventListener("pointermove", (e) => {
    if (e.buttons !== 0 || e.pointerType === "touch") return;
    const index = plot?.pointAt(e.offsetX, e.offsetY, REACH) ?? -1;
    if (index >= 0) showTip(index);
    else hideTip();
  });
  canvas.addEventListener("pointerleave", hideTip);
  canvas.addEventListener("click", (e) => {
    const dragged = pressed !== null && Math.hypot(e.clientX - pressed[0], e.clientY - pressed[1]) > 4;
    const index = plot?.pointAt(e.offsetX, e.offsetY, REACH * 1.5) ?? -1;
    if (!dragged && index >= 0) detail.show(index);
  });
  canvas.addEventListener("keydown", (e) => {
    const act: Record<string, () => void> = {
      ArrowLeft: () => plot?.pan(-0.1, 0),
      ArrowRight: () => plot?.pan(0.1, 0),
      ArrowUp: () => plot?.pan(0, 0.1),
      ArrowDown: () => plot?.pan(0, -0.1),
      "+": () => plot?.zoom(1.5),
      "=": () => plot?.zoom(1.5),
      "-": () => plot?.zoom(1 / 1.5),
      "0": () => plot?.reset(),
      Enter: () => detail.show(plot?.pointAt(canvas.clientWidth / 2, canvas.clientHeight / 2, Infinity) ?? -1),
      Escape: hideTip,
    };
    if (!Object.hasOwn(act, e.key) || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    act[e.key]!();
  });

  const by = choice(
    "Colour by",
    [
      ["variety", "Variety"],
      ["category", "Category"],
    ],
    "variety",
    (value) => {
      byCategory = value === "category";
      repaint();
    },
  );
  const zoom = h(
    "div",
    { class: "zoom", role: "group", "aria-label": "Zoom" },
    button("\u2212", () => plot?.zoom(1 / 1.5), { "aria-label": "Zoom out" }),
    button("+", () => plot?.zoom(1.5), { "aria-label": "Zoom in" }),
    button("Reset", () => plot?.reset(), { "aria-label": "Reset the map" }),
  );
  const hint = window.matchMedia("(pointer: coarse)").matches
    ? "Pinch to zoom, then drag to move. Tap a dot to keep it below."
    : "Drag to move. Click the map, then turn the wheel to zoom; or pinch. Click a dot to keep it below.";
  const element = section(
    "map",
    "Map of the photos",
    lead(data, map),
    h("div", { class: "toolbar" }, by, zoom, h("p", { class: "note" }, shownOf(map))),
    h("div", { class: "map" }, h("div", {}, stage, h("p", { class: "note" }, hint), detail.element), list.element),
  );
  const start = () => {
    plot = startPlot(canvas, map, look, hideTip);
    onThemeChange(repaint);
    repaint();
  };
  return { element, start };
}

function lead({ pca }: RunData, map: PhotoMap): string {
  const first = "Each dot is a photo. Photos that look alike to the model lie close together.";
  if (!pca || pca.spectrum.length < 2 || map.x.length === 0) return first;
  return `${first} The map has room for two components, ${percent(pca.spectrum[0]! + pca.spectrum[1]!)} of the variance, so two dots may touch although their photos differ in the other components.`;
}

export function shownOf(map: PhotoMap): string {
  const shown = map.x.length;
  if (shown >= map.total) return `All ${plural(shown, "photo", "photos")} shown`;
  return `${count(shown)} of ${count(map.total)} photos shown, a sample`;
}

/** The photo that was picked, with a way to step through those that are highlighted without a mouse. */
function detailPanel(data: RunData, selected: ReadonlySet<number>, shown: (index: number) => void) {
  const map = data.map!;
  const body = h("div", { class: "picked", "aria-live": "polite" });
  const step = (by: number) => {
    const n = map.x.length;
    for (let tried = 1; tried <= n; tried++) {
      const i = ((((panel.index < 0 && by < 0 ? 0 : panel.index) + by * tried) % n) + n) % n;
      if (selected.size === 0 || selected.has(map.class[i]!)) return panel.show(i);
    }
  };
  const previous = button("\u2190", () => step(-1), { "aria-label": "Previous photo" });
  const next = button("\u2192", () => step(1), { "aria-label": "Next photo" });
  const panel = {
    index: -1,
    element: h(
      "div",
      { class: "detail" },
      h("div", { class: "zoom", role: "group", "aria-label": "Step through the photos" }, previous, next),
      body,
    ),
    show(index: number) {
      panel.index = index;
      panel.update();
      if (index >= 0) shown(index);
    },
    update() {
      body.replaceChildren(
        panel.index >= 0
          ? photoCard(data, panel.index)
          : h("p", { class: "note" }, "No photo picked. The arrows step through the photos."),
      );
    },
  };
  panel.update();
  return panel;
}
