import { LineChart, ScatterChart, type LineSeriesOption, type ScatterSeriesOption } from "echarts/charts";
import {
  DataZoomInsideComponent,
  GridComponent,
  MarkLineComponent,
  TooltipComponent,
  type DataZoomComponentOption,
  type GridComponentOption,
  type TooltipComponentOption,
} from "echarts/components";
import { init, use, type ComposeOption, type ECharts } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([
  LineChart,
  ScatterChart,
  GridComponent,
  MarkLineComponent,
  TooltipComponent,
  DataZoomInsideComponent,
  CanvasRenderer,
]);

export type Option = ComposeOption<
  LineSeriesOption | ScatterSeriesOption | GridComponentOption | DataZoomComponentOption | TooltipComponentOption
>;
export type { ECharts, LineSeriesOption, ScatterSeriesOption };

/** Starts a chart in an element that is in the document, and keeps it as large as the element. */
export function startChart(element: HTMLElement, resized: () => void = () => {}): ECharts {
  const chart = init(element, null, { renderer: "canvas" });
  new ResizeObserver(() => {
    chart.resize();
    resized();
  }).observe(element);
  return chart;
}
