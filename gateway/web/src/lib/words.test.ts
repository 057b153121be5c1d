import { expect, test } from 'vitest';
import { initials } from './words.ts';

test.each([
  ['Nimal Fernando', 'NF'],
  ['maya', 'M'],
  ['Anna Maria Silva', 'AM'],
  ['🎓 𝒜da', '🎓𝒜'],
  ['නිමල් ප්‍රනාන්දු', 'නප'],
  ['', ''],
])('the initials of %s are whole letters', (name, letters) => expect(initials(name)).toBe(letters));
