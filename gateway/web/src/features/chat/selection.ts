import { t } from '@lingui/core/macro';
import type { Message } from '@lyceum/sdk';
import { dayAndTime } from '../../lib/time.ts';

/** From which row to which, by their keys: an end that stands in none is beyond them all. */
export type Span = { from: number; to: number };

/** Of all rows between the ends so many stay drawn while they are out of sight: the page has a budget of nodes. */
const DRAWN_MOST = 12;

/** What somebody has marked in the messages, if anything. */
export function selectedIn(content: Element | null): (Span & { range: Range }) | null {
  const selection = document.getSelection();
  if (!content || !selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(content)) return null;
  const keyOf = (node: Node): number | null => {
    const row = (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>('[data-row]');
    // below the messages is what was not sent yet
    return row && content.contains(row) ? (row.dataset.row === '' ? Infinity : Number(row.dataset.row)) : null;
  };
  return { range, from: keyOf(range.startContainer) ?? -Infinity, to: keyOf(range.endContainer) ?? Infinity };
}

const isIn = ({ from, to }: Span, position: number): boolean => position >= from && position <= to;

/** The rows that a selection needs in the page: where it begins and ends, and those between if they are few. */
export function heldBy(span: Span | null, messages: Pick<Message, 'position'>[]): number[] {
  if (!span) return [];
  const all = messages.map(({ position }) => position).filter((position) => isIn(span, position));
  return all.length <= DRAWN_MOST ? all : all.filter((position) => position === span.from || position === span.to);
}

/** What is copied where the page does not have all that is marked; null where the browser does it as it is. */
export function copied(content: Element | null, messages: Message[]): string | null {
  const marked = selectedIn(content);
  if (!content || !marked || !content.contains(marked.range.commonAncestorContainer)) return null;
  const drawn = new Set([...content.querySelectorAll<HTMLElement>('[data-row]')].map(({ dataset }) => Number(dataset.row)));
  const all = messages.filter(({ position }) => isIn(marked, position));
  if (all.every(({ position }) => drawn.has(position))) return null;
  return all.map((message) => (message.position === marked.from || message.position === marked.to ? partOf(message, marked.range, content) : whole(message))).filter(Boolean).join('\n');
}

const saidBy = ({ author, sent_at }: Message): string => `${author.display_name}, ${dayAndTime(new Date(sent_at))}`;
const whole = (message: Message): string => `${saidBy(message)}\n${message.text ?? t`Message deleted`}`;

/** Of a message in which it begins or ends: whose it is only if that is marked too. */
function partOf(message: Message, range: Range, content: Element): string {
  const said = content.querySelector(`[data-row="${message.position}"] [data-said]`);
  if (!said) return whole(message);
  const part = document.createRange();
  part.selectNodeContents(said);
  const starts = range.compareBoundaryPoints(Range.START_TO_START, part);
  if (starts > 0) part.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
  const text = part.toString();
  return starts < 0 ? `${saidBy(message)}\n${text}` : text;
}
