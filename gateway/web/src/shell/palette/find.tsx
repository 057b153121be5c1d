import { plural, t } from '@lingui/core/macro';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Muted } from '../../ui/page.tsx';
import { matching, step, type Entry } from './entries.ts';
import css from './palette.module.css';
import { useGroups } from './sources.ts';

/** Everything that can be gone to or done from everywhere: the focus stays in the field, the arrows choose. */
export function Find({ close }: { close: () => void }) {
  const id = useId();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const groups = matching(useGroups(text), text);
  const entries = groups.flatMap((group) => group.entries);
  // what was chosen may no longer be among them: then it is the first
  const at = Math.max(entries.findIndex((entry) => entry.id === chosen), Math.min(0, entries.length - 1));
  const current = entries[at];
  const idOf = (entry: Entry): string => `${id}-${entry.id.replaceAll(/\W/g, '-')}`;

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another one is marked then
  }, [current?.id]);

  const run = (entry: Entry | undefined): void => {
    if (!entry) return;
    // first, since the dialog gives the focus back, and since what runs may open another
    close();
    entry.run();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null;
    if (by) setChosen(entries[step(at, by, entries.length)]?.id ?? null);
    else if (event.key === 'Enter') run(current);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t`Find`} onClose={close}>
      <div className={css.find}>
        <input
          type="text" role="combobox" aria-label={t`Find a page, a person or an action`} placeholder={t`A page, a person, a session, an action`} className={css.input}
          aria-expanded={entries.length > 0} aria-controls={`${id}-list`} aria-autocomplete="list" aria-activedescendant={current && idOf(current)}
          autoComplete="off" autoCapitalize="none" spellCheck={false} enterKeyHint="go" maxLength={80}
          value={text} onChange={(event) => { setText(event.target.value); setChosen(null); }} onKeyDown={key}
        />
        <div ref={list} id={`${id}-list`} className={css.list} role="listbox" aria-label={t`What was found`} tabIndex={-1}>
          {groups.map((group) => (
            <div key={group.label} role="group" aria-label={group.label}>
              <p className={css.group} aria-hidden>{group.label}</p>
              {group.entries.map((entry) => (
                // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field has the keys
                <div key={entry.id} id={idOf(entry)} className={css.entry} role="option" aria-selected={entry === current} tabIndex={-1} onClick={() => run(entry)}>
                  <Icon name={entry.icon} /><span>{entry.label}</span>{entry.detail && <small>{entry.detail}</small>}
                </div>
              ))}
            </div>
          ))}
        </div>
        {entries.length === 0 && <Muted>{t`Nothing fits. Try a shorter word.`}</Muted>}
        <p className={css.count} role="status">{plural(entries.length, { one: '# found', other: '# found' })}</p>
      </div>
    </Dialog>
  );
}
