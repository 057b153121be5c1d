import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { literals } from './literals.ts';

const src = path.resolve(import.meta.dirname, '..');
const files = fs.readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && !/\.test\.|\.d\.ts$/.test(file));

test('every text that a person reads or hears goes through the catalogue', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap((file) => literals(file, fs.readFileSync(path.join(src, file), 'utf8')))).toEqual([]);
});

test.each([
  '<p>Nothing yet</p>', '<p>{open && "yes"}</p>', 'const Door = () => <p>{open ? t`Open` : "Shut"}</p>;', '<button aria-label="Close" />', '<Page title={`Decline ${name}`} />',
  '<Ask question={{ title: "Sure?" }} />', 'toast("That did not work.")', 'const words = { a: "Too late for that." };', 'const Due = () => <Field hint={late ? t`Late` : `At ${time} sharp`} />;',
  'const words = { late: t`Too late` };', 'const stars = plural(2, { other: "# stars" });',
])('%s is found', (code) => {
  expect(literals('some.tsx', code)).toHaveLength(1);
});

test.each([
  'const Empty = () => <p>{t`Nothing yet`}</p>;', '<p><Trans>Hello <b>{name}</b></Trans></p>', 'const Form = () => <Page title={t`Decline ${name}`} />;', 'const words = { late: msg`Too late` };',
  'const Stars = () => <p>{plural(count, { one: "One star", other: "# stars" })}</p>;',
  '<p className="two words">{state === "open" && <Icon name="check" />}</p>', 'throw new Error("Nobody is there")', '<p>99 · ★</p>', '<p>Lyceum</p>',
])('%s is not', (code) => {
  expect(literals('some.tsx', code)).toEqual([]);
});
