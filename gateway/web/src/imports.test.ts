import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Which rooms of `src` a room may import; a feature never another feature. */
const MAY: Record<string, string[]> = {
  lib: ['locales'],
  style: [],
  locales: [],
  api: ['lib'],
  call: ['lib'],
  realtime: ['api', 'call', 'lib'],
  ui: ['api', 'lib', 'locales'],
  features: ['ui', 'api', 'realtime', 'call', 'lib'],
  shell: ['features', 'ui', 'api', 'realtime', 'call', 'lib'],
};

const src = import.meta.dirname;
const files = fs.readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && file.includes(path.sep));

function imports(file: string): string[] {
  const text = fs.readFileSync(path.join(src, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import\(|import) ?'(\.[^']+)'/g)].map((match) => match[1]!);
  return found.map((target) => path.relative(src, path.resolve(src, path.dirname(file), target)));
}

const room = (file: string): string => file.split(path.sep)[0]!;
const feature = (file: string): string => file.split(path.sep)[1]!;

test('imports go one way, and no feature knows another', () => {
  const wrong = files.flatMap((file) =>
    imports(file)
      .filter((target) => {
        if (room(file) === room(target)) return room(file) === 'features' && feature(file) !== feature(target);
        return !MAY[room(file)]?.includes(room(target));
      })
      .map((target) => `${file} → ${target}`),
  );
  expect(files.length).toBeGreaterThan(40);
  expect(wrong).toEqual([]);
});
