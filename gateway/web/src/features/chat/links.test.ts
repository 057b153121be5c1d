import { renderToStaticMarkup } from 'react-dom/server';
import { createElement } from 'react';
import { expect, test } from 'vitest';
import { Linked } from './linked.tsx';
import { partsOf } from './links.ts';

const links = (text: string): (string | undefined)[] => partsOf(text).filter(({ href }) => href !== undefined).map(({ href }) => href);

test.each([
  ['See https://lk.test/a?b=c&d#e and http://other.test', ['https://lk.test/a?b=c&d#e', 'http://other.test']],
  ['HTTPS://LK.TEST/A', ['HTTPS://LK.TEST/A']],
  ['Have you seen https://lk.test/a?', ['https://lk.test/a']],
  ['It is https://lk.test/a...', ['https://lk.test/a']],
  ['(see https://lk.test/a_(b))', ['https://lk.test/a_(b)']],
  ['[https://lk.test/a]', ['https://lk.test/a']],
  ['“https://lk.test/a”', ['https://lk.test/a']],
  ['<https://lk.test/a>', ['https://lk.test/a']],
  ['**https://lk.test/a**', ['https://lk.test/a']],
  ['https://lk.test/නිමල්/ප', ['https://lk.test/නිමල්/ප']],
  ['https://lk.test/ශ්\u200dරී_ලංකාව.', ['https://lk.test/ශ්\u200dරී_ලංකාව']],
  ['https://ලංකා.test', ['https://ලංකා.test']],
  ['https://lk.test:8443/a', ['https://lk.test:8443/a']],
  ['one\nhttps://lk.test/a\ntwo', ['https://lk.test/a']],
])('%j has %j', (text, found) => expect(links(text)).toEqual(found));

test.each([
  'javascript:alert(1)', 'JaVaScRiPt://lk.test/%0aalert(1)', 'data:text/html,<script>alert(1)</script>', 'vbscript:x', 'file:///etc/passwd', 'ftp://lk.test', 'mailto:a@lk.test',
  'xhttps://lk.test', 'https://', 'http://?', 'https://[', 'https://lk.test:99999999', 'www.lk.test', 'lk.test', '//lk.test', 'java\nscript:alert(1)',
  'https://bank.test@evil.test/', 'https://bank.test:x@evil.test/',
])('%j is text', (text) => expect(partsOf(text)).toEqual([{ text }]));

test('what hides or turns letters ends an address', () => {
  expect(links('https://lk.test/\u202egpj.exe https://lk.test/\u200bhidden https://lk\u00ad.test')).toEqual(['https://lk.test/', 'https://lk.test/', 'https://lk']);
});

test('no letter is lost or changed', () => {
  const text = 'a https://lk.test/<b>"\'&amp; (http://x.test) [b](https://y.test) https://z.test.\n';
  expect(partsOf(text).map((part) => part.text).join('')).toBe(text);
  expect(partsOf('')).toEqual([]);
});

test.each([['a very long address', `https://lk.test/${'a'.repeat(4000)}`], ['nothing but brackets', `https://lk.test/${')'.repeat(4000)}`], ['many beginnings', 'https://'.repeat(500)]])('%s is text', (_, text) => {
  expect(links(text).filter((href) => href!.length > 100)).toEqual([]);
});

test('markup in a message stays text, and a link tells the other side nothing', () => {
  expect(renderToStaticMarkup(createElement(Linked, { text: '<img src=x onerror=alert(1)> https://lk.test/"onclick="x' })).replace(/ class="[^"]*"/, '')).toBe(
    '&lt;img src=x onerror=alert(1)&gt; <a href="https://lk.test/" target="_blank" rel="noopener noreferrer nofollow">https://lk.test/</a>&quot;onclick=&quot;x',
  );
});
