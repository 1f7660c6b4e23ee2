import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { inject } from "../inject";

/** The page as `npm run build` made it. */
export const BUILT = readFileSync(new URL("../../dist/report.html", import.meta.url), "utf8");
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Opened {
  page: Page;
  /** Everything the page complained of or asked for: a good page leaves both empty. */
  complaints: string[];
  requests: string[];
}

export interface View {
  width?: number;
  height?: number;
  colorScheme?: "light" | "dark";
}

/** One Chromium for a file of tests. `CHROMIUM` names another than Debian's. */
export class Browser {
  private constructor(
    private readonly context: BrowserContext,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Browser> {
    const folder = mkdtempSync(join(tmpdir(), "verger-report-"));
    const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
    const context = await chromium.launchPersistentContext(join(folder, "profile"), {
      executablePath,
      args: ARGS,
      headless: true,
    });
    return new Browser(context, folder);
  }

  async stop(): Promise<void> {
    await this.context.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Opens the built page as a file, with data put into it as the engine does, or as built when there is none. */
  async open(data?: unknown, { width = 1280, height = 900, colorScheme = "light" }: View = {}): Promise<Opened> {
    const file = join(this.folder, "report.html");
    writeFileSync(file, data === undefined ? BUILT : inject(BUILT, data));
    const page = await this.context.newPage();
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    const url = pathToFileURL(file).href;
    page.on("request", (request) => {
      if (request.url() !== url && !request.url().startsWith("data:")) requests.push(request.url());
    });
    await page.goto(url);
    await settled(page);
    return { page, complaints, requests };
  }
}

/** Waits until what was asked for has been drawn. */
export const settled = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))),
  );

/** How many different colours a chart's canvas holds, and a number that changes when the drawing does. */
export function drawing(page: Page, chart: string): Promise<{ colours: number; print: number }> {
  return page.locator(`${chart} canvas`).evaluate((node) => {
    const { width, height } = node as HTMLCanvasElement;
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
    copy.drawImage(node as HTMLCanvasElement, 0, 0);
    const pixels = new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer);
    let print = 0;
    for (const pixel of pixels) print = (Math.imul(print, 31) + pixel) | 0;
    return { colours: new Set(pixels).size, print };
  });
}

/** Where a photo's dot stands in the window when the whole map is shown: the frame of the plot is its documented margin. */
export async function dotPosition(
  page: Page,
  x: number[],
  y: number[],
  index: number,
): Promise<{ x: number; y: number }> {
  await page.locator(".map-chart").scrollIntoViewIfNeeded();
  const box = (await page.locator(".map-chart").boundingBox())!;
  const inside = { left: 54, right: 16, top: 34, bottom: 50 };
  const place = (values: number[]) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return (values[index]! - low + 0.04 * (high - low)) / (1.08 * (high - low));
  };
  return {
    x: box.x + inside.left + place(x) * (box.width - inside.left - inside.right),
    y: box.y + box.height - inside.bottom - place(y) * (box.height - inside.top - inside.bottom),
  };
}
