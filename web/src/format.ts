/** Numbers and text as a person reads them. Figures are written the English way, with a no-break space before a unit. */

const NBSP = "\u00a0";
const NONE = "\u2013";

const number = (v: number, digits: number) =>
  v.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** 13434 -> "13,434" */
export const count = (v: number | null): string => (v === null ? NONE : number(v, 0));

/** A rate, with three figures: 431.24 -> "431", 8.263 -> "8.26" */
export function rate(v: number | null): string {
  if (v === null) return NONE;
  return number(v, v >= 100 ? 0 : v >= 10 ? 1 : 2);
}

/** 0.9003 -> "90.03 %"; a share that is not nothing is never shown as 0. */
export function percent(ratio: number, digits = 1): string {
  const least = 10 ** -digits;
  const v = ratio * 100;
  if (v === 0 || v === 100) return `${v}${NBSP}%`;
  if (v > 0 && v < least / 2) return `<${NBSP}${number(least, digits)}${NBSP}%`;
  if (v < 100 && v > 100 - least / 2) return `>${NBSP}${number(100 - least, digits)}${NBSP}%`;
  return `${number(v, digits)}${NBSP}%`;
}

/** 412000000 -> "412 MB": powers of a thousand, three figures. */
export function bytes(v: number | null): string {
  if (v === null) return NONE;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = v;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${number(size, unit === 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2)}${NBSP}${units[unit]}`;
}

/** 0.0123 -> "12 ms", 31.16 -> "31.2 s", 754 -> "12 min 34 s" */
export function duration(seconds: number): string {
  if (seconds === 0) return `0${NBSP}s`;
  if (seconds < 0.9995) return `${number(seconds * 1000, seconds < 0.00995 ? 1 : 0)}${NBSP}ms`;
  if (seconds < 59.95) return `${number(seconds, seconds < 9.995 ? 2 : 1)}${NBSP}s`;
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return h > 0 ? `${count(h)}${NBSP}h ${m}${NBSP}min` : `${m}${NBSP}min ${s}${NBSP}s`;
}

/** "2026-11-24T12:00:00Z" -> "24 November 2026, 12:00 UTC"; text that is no date stays as it is. */
export function date(iso: string): string {
  const when = new Date(iso);
  if (Number.isNaN(when.getTime())) return visible(iso);
  const day = when.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const time = when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  return `${day}, ${time} UTC`;
}

export const plural = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`;

/**
 * Untrusted text with everything that would hide or reorder its neighbours made visible: control characters become
 * their Unicode pictures, bidirectional controls and other invisible ones become <U+XXXX>. Emoji joiners stay.
 */
export function visible(text: string): string {
  return text
    .replace(/[\u0000-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/\u007f/g, "\u2421")
    .replace(
      /[\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
      (c) => `<U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}>`,
    );
}

/** A variety or category for display. */
export const label = (name: string): string => (name === "" ? "(no label)" : visible(name));

/** The last name of a URI, for a title. */
export function lastName(uri: string): string {
  const parts = uri.split(/[/\\]+/).filter((p) => p !== "");
  return visible(parts.at(-1) ?? uri);
}

/** Any value of a flat object, for a table. */
export function plain(value: unknown): string {
  if (value === null || value === undefined) return NONE;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value === "" ? '""' : visible(value);
  return visible(JSON.stringify(value));
}
