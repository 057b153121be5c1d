import type { Page } from '@playwright/test';

/** What is too small for a finger on a phone as the page stands: less than 44 px high, or wide. */
export async function smallOnPhone(page: Page): Promise<string[]> {
  const client = await page.context().newCDPSession(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await client.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 1 });
  const found = await page.evaluate(small);
  await client.send('Emulation.setTouchEmulationEnabled', { enabled: false });
  await client.detach();
  return found;
}

async function small(): Promise<string[]> {
  const LEAST_PX = 44;
  // the page is drawn anew, for a finger
  for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
  const within = document.querySelector('dialog[open]') ?? document;
  const all = [...within.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [role=option]')];
  /** A link amid the words of a sentence, or in a message, is as high as they are. */
  const isAmidWords = (e: HTMLElement): boolean =>
    e.tagName === 'A' && (e.closest('article p') !== null || [...e.parentElement!.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== ''));
  /** Where it is pressed: what lies over its card, the words of a choice and what shows a hidden field belong to it. */
  const place = (e: HTMLElement): DOMRect => {
    const over = getComputedStyle(e, '::after');
    if (over.content !== 'none' && over.position === 'absolute') return (getComputedStyle(e).position === 'static' ? e.offsetParent! : e).getBoundingClientRect();
    return (e.closest('label') ?? e).getBoundingClientRect();
  };
  return all.filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('[inert]') && !isAmidWords(e)).flatMap((e) => {
    const { width, height, right } = place(e);
    // what stands aside on purpose is for who has a keyboard
    if (right < 0 || width <= 1 || (height >= LEAST_PX - 0.5 && width >= LEAST_PX - 0.5)) return [];
    return [`${e.tagName.toLowerCase()} ${(e.ariaLabel ?? e.innerText).slice(0, 40)}: ${Math.round(width)} × ${Math.round(height)}`];
  });
}
