export const MARKER = "/*VERGER_DATA*/null";

/** Puts data into a page as the engine does. */
export const inject = (html: string, data: unknown): string =>
  html.replace(MARKER, () => JSON.stringify(data).replaceAll("<", "\\u003c"));
