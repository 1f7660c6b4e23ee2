/** Charts draw on a canvas and cannot use CSS variables, so they read their values here and again when the theme turns. */

export interface Theme {
  dark: boolean;
  text: string;
  muted: string;
  line: string;
  panel: string;
  accent: string;
  faded: string;
  font: string;
}

const darkQuery = window.matchMedia("(prefers-color-scheme: dark)");

export function theme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    dark: darkQuery.matches,
    text: read("--text"),
    muted: read("--muted"),
    line: read("--line"),
    panel: read("--panel"),
    accent: read("--accent"),
    faded: read("--faded"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

export function onThemeChange(redraw: () => void): void {
  darkQuery.addEventListener("change", redraw);
}
