import type { RunData } from "./data";
import { h } from "./dom";
import { label, visible } from "./format";

/** One photo of the map: its thumbnail, names and URI. */
export function photoCard({ map, classes }: RunData, index: number): HTMLElement {
  const of = classes[map!.class[index]!];
  const variety = of ? label(of.variety) : "(no label)";
  const names = h("div", { class: "names" }, h("strong", {}, variety));
  if (of && of.category !== of.variety && of.category !== "")
    names.append(h("span", { class: "category" }, label(of.category)));
  names.append(h("span", { class: "uri" }, visible(map!.uri[index]!)));
  return h("div", { class: "photo" }, thumbnail(map!.thumbnail[index] ?? "", variety), names);
}

function thumbnail(base64: string, of: string): HTMLElement | null {
  if (base64 === "") return null;
  const image = h("img", { alt: `Photo of ${of}`, src: `data:image/jpeg;base64,${base64}` });
  image.addEventListener("error", () => image.remove());
  return image;
}
