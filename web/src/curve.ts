import type { Option } from "./chart";
import type { Pca } from "./data";
import { h } from "./dom";
import { count, percent, plural } from "./format";
import { theme } from "./theme";

/** Shares this much smaller than the first are rounding noise and are left out of the logarithmic plot. */
const NOISE = 1e-6;

/** What the pointer tells of component i, counted from 0. */
export function describe(spectrum: readonly number[], running: readonly number[], i: number): string[] {
  const together = i === 0 ? "It holds" : `The first ${count(i + 1)} hold`;
  return [`Component ${count(i + 1)}`, `Alone: ${percent(spectrum[i]!, 3)}`, `${together} ${percent(running[i]!, 2)}`];
}

/** The two curves over one axis: shares held by the first components together, and by each alone. */
export function curveOption(pca: Pca, running: readonly number[], logarithmic: boolean, narrow: boolean): Option {
  const t = theme();
  const total = pca.spectrum.length;
  const k = pca.n_components;
  const held = pca.explained_variance_ratio;
  const points = (values: readonly number[]) => values.map((v, i): [number, number] => [i + 1, v]);
  const alone = points(pca.spectrum).filter(([, share]) => share > pca.spectrum[0]! * NOISE);
  const high = pca.spectrum[0] ? Math.ceil(Math.log10(pca.spectrum[0])) : 0;
  const low = Math.min(high - 1, Math.floor(Math.log10(alone.at(-1)?.[1] ?? 0.1)));
  const text = { color: t.muted, fontFamily: t.font, fontSize: 12 };
  const left = 66;
  const last = Math.max(2, total);
  const place = logarithmic ? Math.log(k) / Math.log(last) : (k - 1) / (last - 1);
  const dash = { color: t.text, type: "dashed" as const, width: 1 };
  const quiet = { silent: true, symbol: "none", animation: false, label: { show: false }, lineStyle: dash };
  const xAxis = (gridIndex: number) => ({
    type: logarithmic ? ("log" as const) : ("value" as const),
    gridIndex,
    min: 1,
    max: last,
    minInterval: 1,
    axisLine: { lineStyle: { color: t.line } },
    splitLine: { show: false },
    axisTick: { show: gridIndex === 1, lineStyle: { color: t.line } },
    axisLabel: { ...text, show: gridIndex === 1, hideOverlap: true, formatter: (v: number) => count(Math.round(v)) },
    axisPointer: { show: true, label: { show: false }, lineStyle: { color: t.muted } },
    ...(gridIndex === 1
      ? { name: "number of components", nameLocation: "middle" as const, nameGap: 30, nameTextStyle: text }
      : {}),
  });
  const share = (v: number) => `${Number((v * 100).toPrecision(6))} %`;
  // Of many decades, every other one has its label.
  const decade = (v: number) => (high - low > 4 && Math.round(high - Math.log10(v)) % 2 === 1 ? "" : share(v));
  const yAxis = (gridIndex: number) => ({
    gridIndex,
    splitLine: { lineStyle: { color: t.line } },
    axisLabel: { ...text, hideOverlap: true, formatter: share },
    name: gridIndex === 0 ? "held together" : "held alone",
    nameLocation: "end" as const,
    nameTextStyle: { ...text, align: "left" as const, padding: [0, 0, 0, 8 - left] },
  });
  return {
    animation: false,
    textStyle: { fontFamily: t.font },
    grid: [
      { left, right: 22, top: 30, height: "50%", outerBoundsMode: "none" },
      { left, right: 22, top: "70%", bottom: 50, outerBoundsMode: "none" },
    ],
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: t.panel,
      borderColor: t.line,
      padding: 0,
      formatter: (found) => {
        const first = Array.isArray(found) ? found[0] : found;
        const i = ((first?.value as number[] | undefined)?.[0] ?? 1) - 1;
        return h("div", { class: "tip" }, ...describe(pca.spectrum, running, i).map((line) => h("div", {}, line)));
      },
    },
    xAxis: [xAxis(0), xAxis(1)],
    yAxis: [
      { ...yAxis(0), type: "value", min: 0, max: 1, interval: 0.25 },
      {
        ...yAxis(1),
        type: "log",
        min: 10 ** low,
        max: 10 ** high,
        splitNumber: high - low,
        axisLabel: { ...text, formatter: decade },
      },
    ],
    series: [
      {
        type: "line",
        data: points(running),
        showSymbol: total <= 20,
        lineStyle: { color: t.accent, width: 2 },
        areaStyle: { color: t.accent, opacity: 0.12 },
        itemStyle: { color: t.accent },
        markLine: {
          ...quiet,
          data: [
            [{ coord: [k, 0] }, { coord: [k, held] }],
            [{ coord: [1, held] }, { coord: [k, held] }],
          ],
        },
      },
      {
        type: "line",
        xAxisIndex: 1,
        yAxisIndex: 1,
        data: alone,
        showSymbol: total <= 20,
        lineStyle: { color: t.accent, width: 1.5 },
        itemStyle: { color: t.accent },
        markLine: { ...quiet, data: [{ xAxis: k }] },
      },
      {
        type: "scatter",
        data: [[k, held]],
        symbolSize: 10,
        silent: true,
        z: 5,
        tooltip: { show: false },
        itemStyle: { color: t.accent, borderColor: t.panel, borderWidth: 2, opacity: 1 },
      },
      {
        type: "scatter",
        data: [[k, narrow ? 0.13 : Math.max(0.13, held * 0.3)]],
        symbolSize: 0,
        itemStyle: { opacity: 1 },
        silent: true,
        z: 5,
        tooltip: { show: false },
        label: {
          show: true,
          position: place > 0.55 ? "left" : "right",
          distance: 10,
          formatter: `${plural(k, "component", "components")}\n${percent(held, 2)}${narrow ? "" : " of the variance"}`,
          color: t.text,
          fontSize: 13,
          fontWeight: 600,
          lineHeight: 18,
          backgroundColor: t.panel,
          borderRadius: 4,
          padding: [3, 6],
        },
      },
    ],
  };
}
