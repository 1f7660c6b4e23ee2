import { startChart, type ECharts, type ScatterSeriesOption } from "./chart";
import type { PhotoMap } from "./data";
import { lineThrough, moved, nearest, padded, zoomed, type Line, type Window } from "./geometry";
import { visible } from "./format";
import { theme } from "./theme";

/** How a class is drawn: the colours depend on the theme, so they are asked for at each painting. */
export interface Look {
  colour: string;
  shape: string;
  dimmed: boolean;
}

export interface Plot {
  paint(): void;
  zoom(factor: number): void;
  pan(right: number, up: number): void;
  reset(): void;
  /** The shown point nearest to a pixel of the element, or -1. */
  pointAt(px: number, py: number, reach: number): number;
  pixelOf(index: number): [number, number];
}

/** Above this many photos a dot is a small square, which the canvas draws far faster than a round one. */
const MANY = 5000;

export function startPlot(
  element: HTMLElement,
  map: PhotoMap,
  look: (classIndex: number) => Look,
  changed: () => void,
): Plot {
  const members = byClass(map.class);
  const series = [...members].map(([classIndex, indices]): ScatterSeriesOption => ({
    id: `class${classIndex}`,
    type: "scatter",
    data: coordinates(map, indices) as unknown as number[],
    dimensions: ["x", "y"],
    // One path a class instead of one object a photo; found by pointAt, so ECharts need not track the mouse.
    large: true,
    largeThreshold: 0,
    progressive: 0,
    silent: true,
    clip: true,
  }));

  let scales: [Line, Line] | null = null;
  const forget = () => {
    scales = null;
    changed();
  };
  const chart = startChart(element, () => {
    paint();
    forget();
  });
  const size = () => (map.x.length > MANY ? 3 : element.clientWidth < 560 ? 6 : 8);
  chart.setOption({
    animation: false,
    ...frame(map, element.clientWidth),
    dataZoom: [dataZoom({ xAxisIndex: 0 }), dataZoom({ yAxisIndex: 0 })],
    series,
  });

  const paint = () => {
    const t = theme();
    chart.setOption({
      ...frame(map, element.clientWidth),
      series: [...members.keys()].map((classIndex) => {
        const { colour, shape, dimmed } = look(classIndex);
        return {
          id: `class${classIndex}`,
          symbol: shape,
          symbolSize: size(),
          z: dimmed ? 2 : 3,
          itemStyle: { color: dimmed ? t.faded : colour, opacity: dimmed ? 0.35 : 0.8 },
        };
      }),
    });
  };
  const windows = (): [Window, Window] => chart.getOption()["dataZoom"] as [Window, Window];
  const setWindows = (x: Window, y: Window) =>
    chart.dispatchAction({
      type: "dataZoom",
      batch: [x, y].map(({ start, end }, dataZoomIndex) => ({ dataZoomIndex, start, end })),
    });

  chart.on("datazoom", () => {
    forget();
    // On the whole map a finger scrolls the page; on a part of it, it moves the map.
    const [{ start, end }] = windows();
    element.style.touchAction = end - start < 100 ? "none" : "";
  });
  // The wheel scrolls the page until the map has been clicked or reached by key; a pinch always zooms.
  const wheel = (mode: boolean | "ctrl") => () =>
    chart.setOption({ dataZoom: [0, 1].map(() => ({ zoomOnMouseWheel: mode })) });
  element.addEventListener("focus", wheel(true));
  element.addEventListener("blur", wheel("ctrl"));
  paint();

  const current = () => (scales ??= axisLines(chart, map));
  return {
    paint,
    zoom(factor) {
      const [x, y] = windows();
      setWindows(zoomed(x, factor), zoomed(y, factor));
    },
    pan(right, up) {
      const [x, y] = windows();
      setWindows(moved(x, right), moved(y, up));
    },
    reset: () => setWindows({ start: 0, end: 100 }, { start: 0, end: 100 }),
    pointAt(px, py, reach) {
      const [horizontal, vertical] = current();
      const shown = [...members.keys()].filter((c) => !look(c).dimmed);
      const isShown = new Set(shown);
      return nearest(map.x, map.y, horizontal, vertical, px, py, reach, (i) => isShown.has(map.class[i]!));
    },
    pixelOf(index) {
      const [horizontal, vertical] = current();
      return [horizontal.origin + horizontal.scale * map.x[index]!, vertical.origin + vertical.scale * map.y[index]!];
    },
  };
}

function byClass(classes: readonly number[]): Map<number, number[]> {
  const members = new Map<number, number[]>();
  classes.forEach((classIndex, i) => {
    const list = members.get(classIndex);
    if (list) list.push(i);
    else members.set(classIndex, [i]);
  });
  return members;
}

function coordinates(map: PhotoMap, indices: readonly number[]): Float64Array {
  const flat = new Float64Array(indices.length * 2);
  indices.forEach((index, i) => {
    flat[2 * i] = map.x[index]!;
    flat[2 * i + 1] = map.y[index]!;
  });
  return flat;
}

function dataZoom(of: { xAxisIndex?: number; yAxisIndex?: number }) {
  // Whether a finger scrolls the page is for touch-action to say.
  const preventDefaultMouseMove = !window.matchMedia("(pointer: coarse)").matches;
  return {
    type: "inside" as const,
    ...of,
    filterMode: "none" as const,
    throttle: 16,
    zoomOnMouseWheel: "ctrl" as const,
    preventDefaultMouseMove,
  };
}

/** All but the dots. */
function frame(map: PhotoMap, width: number) {
  const [xName, yName] = map.axes.map(visible) as [string, string];
  const text = axisText();
  const nameTruncate = { maxWidth: width - 90 };
  return {
    textStyle: { fontFamily: text.fontFamily },
    grid: { left: 54, right: 16, top: 34, bottom: 50, outerBoundsMode: "none" },
    xAxis: { ...axis(map.x), name: xName, nameLocation: "middle", nameGap: 30, nameTruncate },
    yAxis: {
      ...axis(map.y),
      name: yName,
      nameLocation: "end",
      nameGap: 14,
      nameTruncate,
      nameTextStyle: { ...text, align: "left", padding: [0, 0, 0, -46] },
    },
  };
}

function axisText() {
  const t = theme();
  return { color: t.muted, fontFamily: t.font, fontSize: 12 };
}

function axis(values: readonly number[]) {
  const t = theme();
  const [min, max] = padded(values);
  return {
    type: "value" as const,
    min,
    max,
    splitLine: { lineStyle: { color: t.line } },
    axisLine: { show: false, onZero: false },
    axisTick: { show: false },
    axisLabel: { ...axisText(), showMinLabel: false, showMaxLabel: false, hideOverlap: true },
    nameTextStyle: axisText(),
  };
}

function axisLines(chart: ECharts, map: PhotoMap): [Line, Line] {
  const [x0, x1] = padded(map.x);
  const [y0, y1] = padded(map.y);
  const [px0, py0] = chart.convertToPixel({ gridIndex: 0 }, [x0, y0]) as [number, number];
  const [px1, py1] = chart.convertToPixel({ gridIndex: 0 }, [x1, y1]) as [number, number];
  return [lineThrough(x0, px0, x1, px1), lineThrough(y0, py0, y1, py1)];
}
