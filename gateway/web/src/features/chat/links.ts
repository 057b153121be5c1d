/** A part of a text; one with `href` is an address in it. */
export type Part = { text: string; href?: string };

/** As long as browsers and servers take one; what is longer is text. */
const LONGEST = 2048;

/**
 * Up to a blank, or to what no address is written with: quotes, angle brackets, and what shows nothing or turns the line, which could show another
 * address than it is. The two joiners are letters' own: Sinhala has no ශ්‍රී without one.
 */
const ADDRESS = /\bhttps?:\/\/(?:[^\s<>"“”„«»`\p{Cc}\p{Default_Ignorable_Code_Point}]|[\u200c\u200d])+/giu;

/** Ends the sentence around an address, not the address. */
const AFTER = /[.,:;!?'’*…。、，！？]/u;
const OPENING: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

const count = (text: string, sign: string): number => text.split(sign).length - 1;

/** An address without the sentence's signs behind it; a bracket belongs to it where it was opened in it. */
function trimmed(address: string): string {
  let end = address.length;
  for (; end > 0; end--) {
    const last = address[end - 1]!;
    const opening = OPENING[last];
    const rest = address.slice(0, end);
    if (!AFTER.test(last) && !(opening && count(rest, last) > count(rest, opening))) break;
  }
  return address.slice(0, end);
}

/** Who is named before the host is somebody who wants to look like another host. */
function isSafe(address: string): boolean {
  try {
    const { protocol, username, password } = new URL(address);
    return address.length <= LONGEST && /^https?:$/.test(protocol) && username === '' && password === '';
  } catch {
    return false;
  }
}

/** A text in its order and with all its letters, its addresses apart. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let done = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = found.length > LONGEST ? found : trimmed(found);
    if (!isSafe(address)) continue;
    if (index > done) parts.push({ text: text.slice(done, index) });
    parts.push({ text: address, href: address });
    done = index + address.length;
  }
  if (done < text.length) parts.push({ text: text.slice(done) });
  return parts;
}
