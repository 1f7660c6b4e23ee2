import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunData } from "../../src/data";
import { MARKER } from "../inject";
import { emptySample, HOSTILE, hostileSample, sample } from "../sample";
import { Browser, BUILT, dotPosition, drawing, settled } from "./open";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
beforeAll(async () => {
  browser = await Browser.start();
});
afterAll(() => browser.stop());

const unfinished = (): RunData => {
  const data = sample();
  return { ...data, finished: false, counts: { listed: 13434, features: 9000, rejects: 412 } };
};
const kinds: [string, () => RunData | undefined][] = [
  ["28 varieties and 2,000 photos", () => sample()],
  ["131 varieties in 67 categories", () => sample({ varieties: 131, categories: 67 })],
  ["50,000 photos without thumbnails", () => sample({ points: 50_000, total: 50_000, withThumbnails: false })],
  ["hostile text", hostileSample],
  ["an unfinished run", unfinished],
  ["an empty run", emptySample],
  ["no data", () => undefined],
];

test("the built page is one small file with one marker and a policy that allows nothing from outside", () => {
  expect(BUILT.split(MARKER)).toHaveLength(2);
  expect(BUILT.length).toBeLessThan(900_000);
  expect(BUILT.slice(0, 600)).toMatch(
    /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src data:;/,
  );
  const markup = BUILT.replace(/(<script type="module">).*(<\/script>)/s, "$1$2");
  expect(markup.length).toBeLessThan(30_000);
  expect(markup).not.toMatch(/<script[^>]*\ssrc=|<link[^>]*href="(?!data:)|@import|url\((?!data:)/i);
});

describe.each(kinds)("with %s", (_, make) => {
  test.each([
    [1280, "light"],
    [360, "dark"],
  ] as const)("at %d px, %s: no complaint, no request, no sideways scrolling", async (width, colorScheme) => {
    const { page, complaints, requests } = await browser.open(make(), { width, colorScheme });
    expect(await page.locator("h1").innerText()).not.toBe("");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await page.evaluate(() => "hit" in window)).toBe(false);
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    await page.close();
  });
});

test("what the run did stands in the page", async () => {
  const data = sample();
  const { page } = await browser.open(data);
  const text = (await page.locator("#page").innerText()).replaceAll("\u00a0", " ");
  for (const fact of [
    "13,434",
    "13,022",
    "412 MB",
    "431",
    "31.4 s",
    "mobilenet_v2, f32",
    "24 November 2026, 12:00 UTC",
    "2,000 of 13,022 photos shown",
    "Showing 200 of 412",
    `${data.pca!.n_components} components keep`,
    "premature end of JPEG data",
    "28 varieties in 3 categories",
    "Read photos, compute features",
  ]) {
    expect(text).toContain(fact);
  }
  expect(await page.title()).toBe("Training \u00b7 Verger");
  expect(await page.locator(".warning").count()).toBe(0);
  await page.getByText("Model", { exact: true }).last().click();
  expect(await page.getByText(data.model.sha256).isVisible()).toBe(true);
  await page.close();
});

test("an unfinished run, an empty one and bad data say so", async () => {
  const { page } = await browser.open(unfinished());
  expect(await page.locator("header .warning").innerText()).toContain("4,022 photos were not reached");
  await page.close();

  const { page: empty } = await browser.open(emptySample());
  const text = await empty.locator("#page").innerText();
  for (const fact of [
    "40 photos were not reached",
    "There are no components",
    "There is no map",
    "Nothing was rejected",
    "no labels",
    "No stage was timed",
  ])
    expect(text).toContain(fact);
  await empty.close();

  const { page: none } = await browser.open();
  expect(await none.locator("h1").innerText()).toBe("No run data in this page");
  await none.close();

  const { page: bad } = await browser.open({ format: 9, "</script>": "<img src=x>" });
  expect(await bad.locator("#page").innerText()).toContain("the data has format 9");
  await bad.close();
});

test("hostile text is shown as text", async () => {
  const { page } = await browser.open(hostileSample());
  expect(await page.locator("img[src=x], main script").count()).toBe(0);
  const file = await page.locator(".files td.uri").first().innerText();
  expect(file).toContain(`</script><img src=x onerror="window.hit=1"><!-- '"\`&lt;\u240a<U+202E>gpj.\u2407`);
  await page.getByLabel("Next photo").click();
  expect(await page.locator(".picked .uri").innerText()).toContain("<img src=x");
  await page.getByLabel("Find in the rejected files").fill(HOSTILE.slice(0, 30));
  expect(await page.locator(".files [role=status], .toolbar [role=status]").innerText()).toBe(
    "200 of the 200 listed here match",
  );
  await page.close();
});

test.each([
  ["thumbnails", 2000, true],
  ["50,000 photos", 50_000, false],
] as const)("hovering finds the photo under the pointer: %s", async (_, points, withThumbnails) => {
  const data = sample({ points, withThumbnails });
  const { x, y, uri } = data.map!;
  const { page, complaints } = await browser.open(data);
  expect((await drawing(page, ".map-chart")).colours).toBeGreaterThan(28);
  for (const index of [0, 7, points - 1]) {
    const { x: px, y: py } = await dotPosition(page, x, y, index);
    await page.mouse.move(px, py);
    const tip = page.locator(".tip.floating");
    await tip.waitFor({ state: "visible" });
    const shown = uri.indexOf(await tip.locator(".uri").innerText());
    // Another dot may stand in the same pixel.
    expect(Math.hypot(x[shown]! - x[index]!, y[shown]! - y[index]!)).toBeLessThan(0.05);
    expect(await tip.innerText()).toContain(data.classes[data.map!.class[shown]!]!.variety);
    if (withThumbnails) expect(await tip.locator("img").evaluate((i) => (i as HTMLImageElement).naturalWidth)).toBe(64);
    else expect(await tip.locator("img").count()).toBe(0);
  }
  await page.mouse.move(2, 2);
  await page.locator(".tip.floating").waitFor({ state: "hidden" });
  expect(complaints).toEqual([]);
  await page.close();
});

test("the map answers to mouse, wheel and keys", async () => {
  const { page, complaints } = await browser.open(sample());
  const map = page.locator(".map-chart");
  const print = async () => {
    await settled(page);
    return (await drawing(page, ".map-chart")).print;
  };
  const whole = await print();
  await map.scrollIntoViewIfNeeded();
  await map.hover();
  await page.mouse.wheel(0, 100);
  expect(await print()).toBe(whole);

  await map.focus();
  await page.keyboard.press("+");
  const near = await print();
  expect(near).not.toBe(whole);
  await page.keyboard.press("ArrowRight");
  expect(await print()).not.toBe(near);
  await page.keyboard.press("0");
  expect(await print()).toBe(whole);
  await map.hover();
  await page.mouse.wheel(0, -100);
  await expect.poll(print).not.toBe(whole);
  await page.getByLabel("Reset the map").click();
  expect(await print()).toBe(whole);

  await page.getByLabel("Zoom in").click();
  const before = await print();
  const box = (await map.boundingBox())!;
  await page.mouse.move(box.x + 300, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x + 380, box.y + 260, { steps: 4 });
  await page.mouse.up();
  await expect.poll(print).not.toBe(before);

  await map.focus();
  await page.keyboard.press("Enter");
  expect(await page.locator(".picked img").isVisible()).toBe(true);
  expect(complaints).toEqual([]);
  await page.close();
});

test("classes can be found, highlighted and stepped through", async () => {
  const { page } = await browser.open(sample());
  const rows = page.locator(".classes li:visible");
  expect(await rows.count()).toBe(31);
  const print = async () => (await drawing(page, ".map-chart")).print;
  const plain = await print();
  await page.getByLabel("Find a variety in the list").fill("cherry red");
  expect(await rows.allInnerTexts()).toEqual(
    expect.arrayContaining([expect.stringContaining("Cherry Red Delicious 13")]),
  );
  expect(await rows.count()).toBe(4);
  await page.locator(".classes").getByRole("button", { name: "Cherry Red Delicious 13" }).click();
  expect(await print()).not.toBe(plain);
  for (let i = 0; i < 3; i++) {
    await page.getByLabel("Next photo").press("Enter");
    expect(await page.locator(".picked strong").innerText()).toBe("Cherry Red Delicious 13");
  }
  await page.getByRole("button", { name: "Clear" }).click();
  expect(await print()).toBe(plain);
  await page.getByRole("radio", { name: "Category" }).check();
  expect(await print()).not.toBe(plain);
  await page.close();
});

test("tables sort and filter", async () => {
  const { page } = await browser.open(sample());
  const first = () => page.locator(".counts tbody tr:not(.category) th").first().innerText();
  expect(await first()).toBe("Apple Golden 2");
  await page.locator(".counts").getByRole("button", { name: "Rejected", exact: true }).click();
  expect(await page.locator(".counts th[aria-sort=descending]").innerText()).toBe("Rejected");
  const shares = await page.locator(".counts tbody tr.category td:nth-child(4)").allInnerTexts();
  expect(shares.map(Number)).toEqual([...shares.map(Number)].sort((a, b) => b - a));
  await page.getByLabel("Find in the rejected files").fill("broken_17.jpg");
  expect(await page.locator(".files tbody tr").count()).toBe(1);
  await page.close();
});

test("the variance curve shows its point, reads out by key and turns linear", async () => {
  const data = sample();
  const { page } = await browser.open(data);
  const curve = page.locator(".variance-chart");
  expect((await drawing(page, ".variance-chart")).colours).toBeGreaterThan(20);
  expect(await curve.getAttribute("aria-label")).toContain(`${data.pca!.n_components} of 1,280 hold 90.0`);
  await curve.focus();
  await page.keyboard.press("ArrowRight");
  expect(await page.locator("#variance .spoken").innerText()).toContain(
    `Component ${data.pca!.n_components + 1}. Alone: 0.0`,
  );
  await page.locator(".variance-chart .tip").waitFor({ state: "visible" });
  const { print } = await drawing(page, ".variance-chart");
  await page.getByRole("radio", { name: "Linear" }).check();
  await settled(page);
  expect((await drawing(page, ".variance-chart")).print).not.toBe(print);
  await page.close();
});

test("charts follow the colour scheme and the width of the window", async () => {
  const { page, complaints } = await browser.open(sample());
  for (const chart of [".map-chart", ".variance-chart"]) {
    const light = await drawing(page, chart);
    await page.emulateMedia({ colorScheme: "dark" });
    await settled(page);
    expect((await drawing(page, chart)).print).not.toBe(light.print);
    await page.emulateMedia({ colorScheme: "light" });
    await settled(page);
    expect((await drawing(page, chart)).print).toBe(light.print);
  }
  await page.setViewportSize({ width: 360, height: 700 });
  await settled(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await page.locator(".map-chart canvas").evaluate((c) => c.clientWidth)).toBeLessThan(360);
  expect(complaints).toEqual([]);
  await page.close();
});

test.each(["light", "dark"] as const)("axe finds nothing to complain of: %s", async (colorScheme) => {
  for (const data of [sample({ points: 200 }), unfinished(), emptySample()]) {
    const { page } = await browser.open(data, { colorScheme });
    await page.locator("details").evaluateAll((all) => all.forEach((d) => ((d as HTMLDetailsElement).open = true)));
    await page.evaluate(AXE);
    const violations = await page.evaluate(async () => (await (window as any).axe.run()).violations);
    expect(
      violations.map(
        (v: any) =>
          `${v.id}: ${v.nodes
            .map((n: any) => n.html)
            .slice(0, 2)
            .join(" ")}`,
      ),
    ).toEqual([]);
    await page.close();
  }
});
