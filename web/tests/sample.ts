import type { ClassCount, RejectRow, RunData } from "../src/data";
import thumbnails from "./thumbnails.json";

export interface SampleSize {
  varieties?: number;
  categories?: number;
  points?: number;
  total?: number;
  withThumbnails?: boolean;
  rejects?: number;
}

/** A run's data, made up but whole, and the same at every call: three categories with names of real fruit, or more. */
export function sample(size: SampleSize = {}): RunData {
  const { varieties = 28, categories = 3, points = 2000, total = 13434, withThumbnails = true, rejects = 412 } = size;
  const random = generator(1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

  const classes: ClassCount[] = [];
  for (let i = 0; i < varieties; i++) {
    const c = Math.floor((i * categories) / varieties);
    const category = ["Apple", "Cherry", "Tomato"][c] ?? `Fruit${c}`;
    classes.push({
      category,
      variety: `${category} ${i % 3 === 0 ? "Red Delicious" : "Golden"} ${i + 1}`,
      features: 400 + ((i * 37) % 250),
      rejects: i % 4 === 0 ? (i % 7) * 3 : 0,
    });
  }
  const centres = classes.map(() => [normal() * 6, normal() * 4] as const);
  const columns = {
    x: [] as number[],
    y: [] as number[],
    class: [] as number[],
    uri: [] as string[],
    thumbnail: [] as string[],
  };
  for (let i = 0; i < points; i++) {
    const c = Math.floor(random() * varieties);
    columns.x.push(Number((centres[c]![0] + normal()).toPrecision(7)));
    columns.y.push(Number((centres[c]![1] + normal()).toPrecision(7)));
    columns.class.push(c);
    columns.uri.push(`gs://orchard/Training/${classes[c]!.variety}/${i}_100.jpg`);
    if (withThumbnails) columns.thumbnail.push(thumbnails[c % thumbnails.length]!);
  }

  const decay = Array.from({ length: 1280 }, (_, i) => 0.1 * (i + 1) ** -0.75 * Math.exp(-i / 400));
  const whole = decay.reduce((a, b) => a + b, 0);
  const spectrum = decay.map((v) => v / whole);
  let held = 0;
  const k = spectrum.findIndex((share) => (held += share) >= 0.9) + 1;

  const rows: RejectRow[] = Array.from({ length: Math.min(rejects, 200) }, (_, i) => ({
    uri: `gs://orchard/Training/${classes[i % varieties]!.variety}/broken_${i}.jpg`,
    stage: i % 5 === 0 ? "load" : "enhance",
    code: i % 5 === 0 ? "empty_file" : "truncated",
    message: i % 5 === 0 ? "the file is empty" : "premature end of JPEG data",
    size: i % 5 === 0 ? 0 : 1000 + i,
  }));
  const empty = Math.ceil(rejects / 5);
  return {
    format: 1,
    verger: "0.1.0",
    created: "2026-11-24T12:00:00Z",
    input: "gs://orchard/Training",
    output: "gs://orchard/out/training",
    finished: true,
    model: {
      name: "mobilenet_v2",
      sha256: "272e38e5be1439aa2b6459bae498b601a06edc16f8068e62b7db209d31b1fae1",
      precision: "f32",
    },
    preprocessing: {
      version: 1,
      decoder: "pillow",
      exif: true,
      colour: "RGB",
      filter: "bicubic",
      width: 224,
      height: 224,
      scale: "x / 127.5 - 1",
    },
    options: { pca: "0.90", threads: 2, memory: "2GiB", glob: null, label: "parent", format: "parquet,json" },
    counts: { listed: total, features: total - rejects, rejects },
    seconds: { list: 0.124, featurize: 30.51, reduce: 0.472, export: 0.081, total: 31.4 },
    images_per_second: 431.2,
    peak_rss_bytes: 412_000_000,
    threads: 2,
    cpu: "AMD EPYC 9B14",
    pca: {
      requested: "0.90",
      n_components: k,
      explained_variance_ratio: held,
      standardize: false,
      spectrum,
      sample_warning: null,
    },
    map: {
      total: total - rejects,
      axes: [
        `component 1 (${(spectrum[0]! * 100).toFixed(1)} %)`,
        `component 2 (${(spectrum[1]! * 100).toFixed(1)} %)`,
      ],
      ...columns,
    },
    classes,
    rejects: {
      by_code:
        rejects === 0
          ? []
          : [
              { stage: "enhance", code: "truncated", count: rejects - empty },
              { stage: "load", code: "empty_file", count: empty },
            ],
      rows,
      total: rejects,
    },
  };
}

/** Every kind of text that could turn into markup, break a script or hide itself. */
export const HOSTILE = `</script><img src=x onerror="window.hit=1"><!-- '"\`&lt;\n\u202egpj.\u0007\u{1f34e}\u{1f468}\u200d\u{1f33e} {a|b} {b} \${c} __proto__`;

/** The sample with hostile text wherever the engine passes a string on. */
export function hostileSample(): RunData {
  const data = sample({ points: 300 });
  data.input = data.output = data.cpu = `/photos/${HOSTILE}`;
  data.model = { name: HOSTILE, sha256: HOSTILE, precision: HOSTILE };
  data.preprocessing = { [HOSTILE]: HOSTILE, list: [HOSTILE] };
  data.options = { [HOSTILE]: HOSTILE };
  data.pca!.sample_warning = HOSTILE;
  data.pca!.requested = HOSTILE;
  data.map!.axes = [HOSTILE, HOSTILE];
  data.map!.uri = data.map!.uri.map((uri) => uri + HOSTILE);
  data.map!.thumbnail = data.map!.thumbnail.map((t, i) => (i % 2 ? t : HOSTILE));
  data.classes = data.classes.map((c, i) => ({
    ...c,
    variety: `${i}${HOSTILE}`,
    category: i < 9 ? "__proto__" : HOSTILE,
  }));
  data.rejects.rows = data.rejects.rows.map((r) => ({
    ...r,
    uri: HOSTILE,
    stage: HOSTILE,
    code: HOSTILE,
    message: HOSTILE,
  }));
  data.rejects.by_code = [{ stage: HOSTILE, code: HOSTILE, count: data.rejects.total }];
  data.seconds = { [HOSTILE]: 1, ...data.seconds };
  return data;
}

/** A run that was stopped before its first photo. */
export function emptySample(): RunData {
  const data = sample({ points: 0, rejects: 0, total: 0 });
  return {
    ...data,
    finished: false,
    counts: { listed: 40, features: 0, rejects: 0 },
    seconds: {},
    images_per_second: null,
    peak_rss_bytes: null,
    threads: null,
    cpu: "",
    preprocessing: {},
    options: {},
    pca: null,
    map: null,
    classes: [],
    rejects: { by_code: [], rows: [], total: 0 },
  };
}

/** Uniform in [0, 1): a linear congruential generator with the constants of Numerical Recipes. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
