import type { Locator, Page } from '@playwright/test';

/** Presses Tab until the locator has the focus, as a keyboard user must. Fails on a trap and on a focus that cannot be seen. */
export async function tabTo(page: Page, locator: Locator, { max = 80, key = 'Tab' } = {}): Promise<void> {
  await locator.waitFor();
  const path: string[] = [];
  for (let i = 0; i <= max; i++) {
    const focused = await locator.evaluate((e) => e === (e.getRootNode() as Document).activeElement).catch(() => false);
    if (focused) {
      const ring = await locator.evaluate((e) => {
        const visible = (n: Element): boolean => {
          const s = getComputedStyle(n);
          return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
        };
        // a visually hidden input shows its ring on the label around it
        return e.matches(':focus-visible') && (visible(e) || [...document.querySelectorAll(':has(:focus-visible)')].some((n) => n.tagName === 'LABEL' && visible(n)));
      });
      if (!ring) throw new Error(`focus is not visible on ${path.at(-1)}`);
      return;
    }
    await page.keyboard.press(key);
    path.push(await page.evaluate(() => {
      const e = document.activeElement as HTMLElement | null;
      return e ? `${e.tagName.toLowerCase()} ${e.ariaLabel ?? e.innerText ?? ''}`.trim().slice(0, 40) : 'body';
    }));
    // a field for date and time is seven stops
    if (path.length > 9 && path.slice(-10).every((p) => p === path.at(-1))) throw new Error(`focus is stuck on ${path.at(-1)}`);
  }
  throw new Error(`not reached by keyboard: ${path.join(' > ')}`);
}

export async function press(page: Page, locator: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, locator);
  await page.keyboard.press(key);
}

export async function type(page: Page, locator: Locator, text: string): Promise<void> {
  await tabTo(page, locator);
  await page.keyboard.type(text);
}
