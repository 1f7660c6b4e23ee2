/**
 * What the engine writes into the page: one JSON object in place of the marker in
 * `<script id="verger-data" type="application/json">`, every `<` in it escaped as \u003c.
 *
 * A number the engine cannot give is null. Every string is untrusted: it may hold any character a file name can.
 */
export interface RunData {
  /** Version of this schema. The page refuses any other. */
  format: 1;
  /** Version of the engine, "0.1.0". */
  verger: string;
  /** When the report was written: ISO 8601, UTC. */
  created: string;
  input: string;
  output: string;
  /** False when the run was stopped before its last photo. */
  finished: boolean;
  model: Model;
  /** The preprocessing spec, flat. */
  preprocessing: Flat;
  /** The options the run was started with, flat. */
  options: Flat;
  /** In photos. A finished run has listed = features + rejects. */
  counts: { listed: number; features: number; rejects: number };
  /** Wall time by stage, in seconds and in the order of the run: any of list, model, featurize, reduce, export, then total. */
  seconds: Record<string, number>;
  images_per_second: number | null;
  peak_rss_bytes: number | null;
  threads: number | null;
  cpu: string;
  /** Null when the run was made without a PCA. */
  pca: Pca | null;
  /** Null when there is nothing to place (no PCA, or fewer than two components). */
  map: PhotoMap | null;
  classes: ClassCount[];
  rejects: Rejects;
}

export type Flat = Record<string, unknown>;

export interface Model {
  name: string;
  /** Of the model file, in hexadecimal. */
  sha256: string;
  precision: string;
}

export interface Pca {
  /** As asked for: a number of components ("100") or a ratio of the variance ("0.90"). */
  requested: string;
  n_components: number;
  /** The share of the variance that the n_components hold together, 0 to 1. */
  explained_variance_ratio: number;
  standardize: boolean;
  /** The share of each component, descending; one number for each feature. */
  spectrum: number[];
  /** Set when there were too few photos for a trustworthy fit. */
  sample_warning: string | null;
}

/** Columns of equal length, one entry for each photo that is shown. */
export interface PhotoMap {
  /** Photos in the run, of which the columns may be a sample. */
  total: number;
  /** Names of the two axes, "component 1 (10.1 %)". */
  axes: [string, string];
  x: number[];
  y: number[];
  /** Index into classes; -1 for a photo without a class. */
  class: number[];
  uri: string[];
  /** A JPEG in base64, or "" for none. The column is empty when no photo has one. */
  thumbnail: string[];
}

export interface ClassCount {
  variety: string;
  category: string;
  /** Photos that became features. */
  features: number;
  /** Photos that did not. */
  rejects: number;
}

export interface Rejects {
  by_code: { stage: string; code: string; count: number }[];
  /** The first few; the rest is in the run's rejects folder. */
  rows: RejectRow[];
  total: number;
}

export interface RejectRow {
  uri: string;
  stage: string;
  code: string;
  message: string;
  /** Of the file, in bytes. */
  size: number | null;
}

export type Reading = { kind: "none" } | { kind: "bad"; problems: string[] } | { kind: "ok"; data: RunData };
