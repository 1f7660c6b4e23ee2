import type { Reading, RunData } from "./data";

type Json = Record<string, unknown>;

const isObject = (v: unknown): v is Json => typeof v === "object" && v !== null && !Array.isArray(v);
const isNumber = (v: unknown): v is number => typeof v === "number" && Number.isFinite(v);
const isString = (v: unknown): v is string => typeof v === "string";
const isCount = (v: unknown): v is number => Number.isInteger(v) && (v as number) >= 0;
const isRatio = (v: unknown): v is number => isNumber(v) && v >= -1e-9 && v <= 1 + 1e-9;
const orNull = (is: (v: unknown) => boolean) => (v: unknown) => v === null || is(v);
const arrayOf = (is: (v: unknown) => boolean) => (v: unknown) => Array.isArray(v) && v.every(is);

/** Reads the text of the data block. The marker itself, or JSON null, means that the page has no data. */
export function readData(text: string): Reading {
  const json = text.replace(/^\s*\/\*[A-Z_]*\*\//, "");
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return { kind: "bad", problems: [`The data is not JSON: ${(error as Error).message}`] };
  }
  if (value === null) return { kind: "none" };
  const problems = problemsOf(value);
  return problems.length ? { kind: "bad", problems } : { kind: "ok", data: value as RunData };
}

/** Every way in which a value departs from RunData, each named by its path. */
export function problemsOf(value: unknown): string[] {
  const problems: string[] = [];
  if (!isObject(value)) return ["The data is not an object."];
  if (value["format"] !== 1)
    return [`This page reads format 1; the data has format ${JSON.stringify(value["format"])}.`];

  const need = (of: Json, path: string, rules: Record<string, (v: unknown) => boolean>) => {
    for (const [key, is] of Object.entries(rules)) {
      if (!is(of[key])) problems.push(`${path}${key} is missing or of the wrong kind.`);
    }
  };
  const rows = (list: unknown, path: string, rules: Record<string, (v: unknown) => boolean>) => {
    if (!Array.isArray(list)) return;
    const bad = list.findIndex((row) => !isObject(row) || Object.entries(rules).some(([key, is]) => !is(row[key])));
    if (bad >= 0) problems.push(`${path}[${bad}] is of the wrong kind.`);
  };

  need(value, "", {
    verger: isString,
    created: isString,
    input: isString,
    output: isString,
    finished: (v) => typeof v === "boolean",
    model: isObject,
    preprocessing: isObject,
    options: isObject,
    counts: isObject,
    seconds: (v) => isObject(v) && Object.values(v).every((s) => isNumber(s) && s >= 0),
    images_per_second: orNull(isNumber),
    peak_rss_bytes: orNull(isNumber),
    threads: orNull(isNumber),
    cpu: isString,
    pca: orNull(isObject),
    map: orNull(isObject),
    classes: Array.isArray,
    rejects: isObject,
  });
  if (problems.length) return problems;

  need(value["model"] as Json, "model.", { name: isString, sha256: isString, precision: isString });
  need(value["counts"] as Json, "counts.", { listed: isCount, features: isCount, rejects: isCount });
  const classes = value["classes"] as unknown[];
  rows(classes, "classes", { variety: isString, category: isString, features: isCount, rejects: isCount });

  const rejects = value["rejects"] as Json;
  need(rejects, "rejects.", { by_code: Array.isArray, rows: Array.isArray, total: isCount });
  rows(rejects["by_code"], "rejects.by_code", { stage: isString, code: isString, count: isCount });
  rows(rejects["rows"], "rejects.rows", {
    uri: isString,
    stage: isString,
    code: isString,
    message: isString,
    size: orNull(isNumber),
  });

  const pca = value["pca"];
  if (isObject(pca)) {
    need(pca, "pca.", {
      requested: isString,
      n_components: (v) => isCount(v) && v > 0,
      explained_variance_ratio: isRatio,
      standardize: (v) => typeof v === "boolean",
      spectrum: (v) => arrayOf(isRatio)(v) && (v as unknown[]).length > 0,
      sample_warning: orNull(isString),
    });
    const spectrum = pca["spectrum"];
    if (Array.isArray(spectrum) && isNumber(pca["n_components"]) && pca["n_components"] > spectrum.length) {
      problems.push("pca.n_components is larger than pca.spectrum is long.");
    }
  }

  const map = value["map"];
  if (isObject(map)) {
    const isClass = (v: unknown) => Number.isInteger(v) && (v as number) >= -1 && (v as number) < classes.length;
    need(map, "map.", {
      total: isCount,
      axes: (v) => arrayOf(isString)(v) && (v as unknown[]).length === 2,
      x: arrayOf(isNumber),
      y: arrayOf(isNumber),
      class: arrayOf(isClass),
      uri: arrayOf(isString),
      thumbnail: arrayOf(isString),
    });
    const lengths = ["x", "y", "class", "uri"].map((key) => (map[key] as unknown[] | undefined)?.length);
    const thumbnails = (map["thumbnail"] as unknown[] | undefined)?.length;
    if (new Set(lengths).size > 1 || (thumbnails !== 0 && thumbnails !== lengths[0])) {
      problems.push("The columns of map are not equally long.");
    }
  }
  return problems;
}
