import type { Page } from "@playwright/test";

/** Run in a page: what juts out of it sideways, scrolls the whole of it, or does not fit into its own box. */
function misplaced(): string[] {
  const width = document.documentElement.clientWidth;
  const name = (element: Element) =>
    `${element.tagName.toLowerCase()}.${element.className} “${(element.textContent ?? "").slice(0, 40)}”`;
  const wrong: string[] = [];
  if ((document.scrollingElement?.scrollWidth ?? 0) > width) wrong.push("the page scrolls sideways");
  const clips = (element: Element) => getComputedStyle(element).overflowX !== "visible";
  const isClipped = (element: Element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) if (clips(at)) return true;
    return false;
  };
  for (const element of document.querySelectorAll<HTMLElement>("body *")) {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    // What is there for screen readers alone takes one pixel.
    if (box.width <= 1 || box.height <= 1 || style.visibility === "hidden" || style.opacity === "0") continue;
    if ((box.left < -1 || box.right > width + 1) && !isClipped(element))
      wrong.push(`${name(element)} from ${Math.round(box.left)} to ${Math.round(box.right)} of ${width}`);
    const ends = clips(element) && style.textOverflow === "ellipsis";
    const scrolls = style.overflowX === "auto" || style.overflowX === "scroll";
    const holdsText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim(),
    );
    if (holdsText && !ends && !scrolls && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
      wrong.push(`${name(element)} needs ${element.scrollWidth} and has ${element.clientWidth}`);
  }
  return wrong;
}

/** Looks at a page as wide as a desk's and as narrow as a phone's, in both directions of writing. */
export async function layoutFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: width === 320 ? 640 : 800 });
    for (const direction of ["rtl", "ltr"]) {
      await page.evaluate((dir) => {
        document.documentElement.dir = dir;
        // Whatever follows sizes has followed.
        return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }, direction);
      for (const fault of await page.evaluate(misplaced)) faults.push(`${width} ${direction}: ${fault}`);
    }
  }
  return faults;
}
