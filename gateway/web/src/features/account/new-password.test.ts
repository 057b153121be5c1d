import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PASSWORD_MIN } from './new-password.tsx';

test('a password is as long as the API wants it', () => {
  const rule = fs.readFileSync(path.join(import.meta.dirname, '../../../../src/auth/password.rs'), 'utf8');
  expect(Number(/PASSWORD_MIN: usize = (\d+);/.exec(rule)?.[1])).toBe(PASSWORD_MIN);
});
