import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useId, useState, type ReactNode } from 'react';
import { useDraft } from '../api/draft.ts';
import { chosenWith } from '../api/written.ts';
import { serverNow, useNow } from '../lib/clock.ts';
import { cx } from '../lib/cx.ts';
import { clashes, firstFree, fromInput, spanOf, toInput, type Span } from '../lib/slots.ts';
import { MINUTE_MS, viewerZone, zoneName } from '../lib/time.ts';
import { Button } from './button.tsx';
import fields from './field.module.css';
import { useFieldError } from './form.tsx';
import { slotsIn, textOf, type Slot } from './kept-slots.ts';
import { Notice } from './notice.tsx';
import { Between, type Other } from './time.tsx';
import css from './times.module.css';

const MOST = 5;
const LENGTHS = [15, 30, 45, 60, 90];
const USUAL_MINUTES = 45;
/** The domain's: times are offered no further ahead. */
const AHEAD_MS = 90 * 24 * 60 * MINUTE_MS;

/**
 * Chooses up to five times, in the viewer's zone, for what one writes `about`; begins with the next free one that is not `asked` already. What
 * one chose is kept with what one wrote.
 */
export function useTimes(about: string, busy: Span[], own: Span[] = [], asked: Span[] = []) {
  const [first] = useState<Slot>(() => ({ key: 0, start: toInput(firstFree([...busy, ...own, ...asked], new Date(serverNow() + MINUTE_MS), USUAL_MINUTES)), minutes: USUAL_MINUTES }));
  const [chosen, choose] = useDraft(chosenWith(about, 'times'));
  const slots = slotsIn(chosen) ?? [first];
  const setSlots = (slots: Slot[]): void => choose(isAs(slots, first) ? '' : textOf(slots));
  const settle = (): void => choose('');
  const spans = slots.flatMap((slot) => spanOfSlot(slot) ?? []);
  return { slots, setSlots, spans, busy, own, chosen: chosen !== '', settle };
}

const isAs = ([slot, ...more]: Slot[], { start, minutes }: Slot): boolean => more.length === 0 && slot?.start === start && slot.minutes === minutes;

function spanOfSlot({ start, minutes }: Slot): Span | null {
  const from = fromInput(start);
  return from && spanOf(from, minutes);
}

/** `other` is whom they are offered to. */
export function TimesField({ slots, setSlots, spans, busy, own, other }: Omit<ReturnType<typeof useTimes>, 'chosen' | 'settle'> & { other: Other }) {
  const id = useId();
  const startOf = ({ key }: Slot): string => `${id}-${key}-start`;
  const wordsOf = (slot: Slot): string | undefined => (spanOfSlot(slot) ? `${startOf(slot)}-words` : undefined);
  const zone = viewerZone();
  const now = useNow();
  const name = zoneName(fromInput(slots[0]?.start ?? '') ?? now);
  const shown = name === zone ? zone : `${zone} (${name})`;
  const change = (key: number, part: Partial<Slot>): void => setSlots(slots.map((slot) => (slot.key === key ? { ...slot, ...part } : slot)));
  const add = (): void => {
    const from = Math.max(serverNow(), ...spans.slice(-1).map(({ end }) => Date.parse(end)));
    const start = firstFree([...busy, ...own, ...spans], new Date(from), USUAL_MINUTES);
    setSlots([...slots, { key: Math.max(...slots.map((s) => s.key)) + 1, start: toInput(start), minutes: USUAL_MINUTES }]);
  };
  const remove = (index: number): void => {
    // its button goes, and the focus with it
    document.getElementById(startOf((slots[index + 1] ?? slots[index - 1])!))?.focus();
    setSlots(slots.filter((_, at) => at !== index));
  };
  const clash = (slot: Slot, taken: Span[]): boolean => {
    const span = spanOfSlot(slot);
    return span !== null && clashes(span, taken);
  };
  return (
    <fieldset className={css.times}>
      <legend><Trans>Times that suit you <small>your time, {shown}</small></Trans></legend>
      {slots.map((slot, index) => (
        <div key={slot.key} className={css.slot}>
          {/* the button that adds goes with the last */}
          <Start id={startOf(slot)} autoFocus={index === MOST - 1} label={t`Start ${{ number: index + 1 }}`} name={`start_${slot.key}`} value={slot.start} now={now} words={wordsOf(slot)} change={(start) => change(slot.key, { start })}>
            <InWords id={wordsOf(slot)} span={spanOfSlot(slot)} other={other} />
          </Start>
          <div className={css.rest}>
            <div className={css.part}>
              <label htmlFor={`${id}-${slot.key}-length`}>{t`Length ${{ number: index + 1 }}`}</label>
              <select id={`${id}-${slot.key}-length`} aria-describedby={wordsOf(slot)} value={slot.minutes} onChange={(event) => change(slot.key, { minutes: Number(event.target.value) })}>
                {LENGTHS.map((minutes) => <option key={minutes} value={minutes}>{t`${minutes} min`}</option>)}
              </select>
            </div>
            {slots.length > 1 && <Button small look="quiet" aria-label={t`Remove time ${{ number: index + 1 }}`} onClick={() => remove(index)}>{t`Remove`}</Button>}
          </div>
          {clash(slot, busy) && <Notice tone="warn">{t`The mentor is busy at this time. Choose another one.`}</Notice>}
          {clash(slot, own) && <Notice tone="warn">{t`You have a session of your own at this time.`}</Notice>}
        </div>
      ))}
      {slots.length < MOST && <div><Button small onClick={add}>{t`Add another time`}</Button></div>}
    </fieldset>
  );
}

/** With its day of the week and its end, in letters as large as all others: those of the field have to fit into one line. */
function InWords({ id, span, other }: { id: string | undefined; span: Span | null; other: Other }) {
  return span && <p id={id} className={css.words}><Between start={span.start} end={span.end} other={other} /></p>;
}

type StartProps = { id: string; autoFocus: boolean; label: string; name: string; value: string; now: Date; words: string | undefined; change: (start: string) => void; children: ReactNode };

function Start({ id, autoFocus, label, name, value, now, words, change, children }: StartProps) {
  const error = useFieldError(name);
  return (
    <div className={css.part}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id} autoFocus={autoFocus} name={name} type="datetime-local" required value={value} min={toInput(now)} max={toInput(new Date(now.getTime() + AHEAD_MS))}
        onChange={(event) => change(event.target.value)}
        aria-invalid={error ? true : undefined} aria-describedby={cx(error ? `${id}-error` : '', words) || undefined}
      />
      {error && <p id={`${id}-error`} className={fields.error}>{error}</p>}
      {children}
    </div>
  );
}
