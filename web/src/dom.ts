/** The only way this page makes elements: text goes in as text nodes, so no string can become markup. */

type Child = Node | string | null;
type Attributes = Record<string, string | number | boolean | null>;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((c) => c !== null));
  return element;
}

let serial = 0;
/** An id for aria references, unique in the page. */
export const newId = (stem: string): string => `${stem}-${++serial}`;

/** A section with its heading and one plain sentence on what it shows. */
export function section(id: string, title: string, lead: Child, ...children: Child[]): HTMLElement {
  const heading = h("h2", { id: `${id}-title` }, title);
  return h(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    heading,
    lead && h("p", { class: "lead" }, lead),
    ...children,
  );
}

/** A bar for a share of 0 to 1, beside a figure that says the same in text. */
export function bar(share: number, kind = "bar"): HTMLElement {
  const fill = h("span", { class: "fill" });
  fill.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return h("span", { class: kind, "aria-hidden": "true" }, fill);
}

/** A few choices of which one is on: radio buttons drawn as one control. */
export function choice(
  legend: string,
  options: readonly [value: string, text: string][],
  on: string,
  set: (value: string) => void,
): HTMLElement {
  const name = newId("choice");
  const field = h("fieldset", { class: "choice" }, h("legend", {}, legend));
  for (const [value, text] of options) {
    const input = h("input", { type: "radio", name, value, checked: value === on });
    input.addEventListener("change", () => set(value));
    field.append(h("label", {}, input, h("span", {}, text)));
  }
  return field;
}

export function button(text: string, press: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = h("button", { type: "button", ...attributes }, text);
  element.addEventListener("click", press);
  return element;
}
