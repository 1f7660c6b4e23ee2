import { test } from "vitest";
import { sample } from "../sample";
import { Browser, settled } from "./open";

/** `npm run measure`: how the map keeps up, in milliseconds. It prints and asserts nothing: machines differ. */
const RUNS = [
  { points: 2000, withThumbnails: true },
  { points: 13_434, withThumbnails: false },
  { points: 50_000, withThumbnails: false },
  { points: 50_000, withThumbnails: false, varieties: 131, categories: 67 },
];

test.each(RUNS)("$points photos", async (run) => {
  const browser = await Browser.start();
  const started = performance.now();
  const { page } = await browser.open(sample({ ...run, total: run.points }));
  const opened = performance.now() - started;
  const map = page.locator(".map-chart");
  await map.scrollIntoViewIfNeeded();
  const box = (await map.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const frames = async (act: () => Promise<void>) => {
    await page.evaluate(() => {
      const times: number[] = ((window as any).times = []);
      const tick = (now: number) => {
        times.push(now);
        if ((window as any).times === times) requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    });
    await act();
    await settled(page);
    const times = await page.evaluate(() => {
      const all = (window as any).times as number[];
      (window as any).times = null;
      return all;
    });
    const gaps = times
      .slice(1)
      .map((t, i) => t - times[i]!)
      .sort((a, b) => a - b);
    const at = (q: number) => gaps[Math.min(gaps.length - 1, Math.floor(q * gaps.length))]!.toFixed(0);
    return `median ${at(0.5)}, 95 % ${at(0.95)}, longest ${at(1)}, ${gaps.length} frames`;
  };
  const wander = async (pressed: boolean) => {
    for (let i = 0; i < 60; i++) {
      await page.mouse.move(x + 150 * Math.sin(i / 5), y + 100 * Math.cos(i / 7));
      if (pressed) await page.evaluate(() => new Promise(requestAnimationFrame));
    }
  };
  const hover = await frames(() => wander(false));
  await map.focus();
  const zoom = await frames(async () => {
    for (let i = 0; i < 20; i++) {
      await page.mouse.wheel(0, i < 10 ? -100 : 80);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
  });
  const drag = await frames(async () => {
    await page.mouse.down();
    await wander(true);
    await page.mouse.up();
  });
  const recolour = await frames(() => page.getByRole("radio", { name: "Category" }).check());
  console.log(`${run.points} photos, ${run.varieties ?? 28} varieties
  open      ${opened.toFixed(0)} (with starting a tab and writing the file)
  hover     ${hover}
  wheel     ${zoom}
  drag      ${drag}
  recolour  ${recolour}`);
  await browser.stop();
});
