import { expect, test } from 'vitest';
import { End } from './end.ts';

/** As a browser has it: no further down than the end. */
class Box {
  private top = 0;
  constructor(public scrollHeight = 2000, public clientHeight = 500, public clientWidth = 390) {}
  get scrollTop(): number {
    return Math.min(this.top, this.scrollHeight - this.clientHeight);
  }
  set scrollTop(top: number) {
    this.top = Math.min(top, this.scrollHeight - this.clientHeight);
  }
}

const atEnd = (): { box: Box; end: End } => {
  const [box, end] = [new Box(), new End()];
  end.go(box);
  return { box, end };
};

test.each<[string, boolean, (box: Box) => void]>([
  ['who scrolls up in the frame in which a message comes leaves the end', false, (box) => { box.scrollTop = 1300; box.scrollHeight = 2200; }],
  ['who scrolls up a little in it leaves the end', false, (box) => { box.scrollTop = 1490; box.scrollHeight = 2200; }],
  ['who stands still while a message comes stays', true, (box) => { box.scrollHeight = 2200; }],
  ['who is at the end of what got shorter stays', true, (box) => { box.scrollHeight = 1940; }],
  ['whose window gets smaller stays', true, (box) => { box.clientHeight = 200; }],
  ['whose window is turned stays, wherever the browser put it', true, (box) => { box.clientHeight = 200; box.clientWidth = 800; box.scrollTop = 1200; }],
])('%s', (_, stays, change) => {
  for (const first of ['keep', 'scrolled'] as const) {
    const { box, end } = atEnd();
    change(box);
    const { scrollTop } = box;
    end[first](box);
    expect(box.scrollTop).toBe(stays ? box.scrollHeight - box.clientHeight : scrollTop);
  }
});

test('who is told of a scroll before the smaller window is at the end all the same', () => {
  const { box, end } = atEnd();
  box.clientHeight = 461;
  end.scrolled(box);
  end.keep(box);
  expect(box.scrollTop).toBe(2000 - 461);
});

test('a line above the end is at the end, a page is not', () => {
  const { box, end } = atEnd();
  box.scrollTop = 1480;
  end.scrolled(box);
  expect(end.at).toBe(true);
  box.scrollTop = 1000;
  end.scrolled(box);
  expect(end.at).toBe(false);
});

test('who opens something at the end reads it from its beginning', () => {
  const { box, end } = atEnd();
  box.scrollHeight = 4000;
  end.look(box);
  end.keep(box);
  expect([end.at, box.scrollTop]).toEqual([false, 1500]);
});

test('who is a little above the end is not pulled to it by what gets taller further up', () => {
  const { box, end } = atEnd();
  box.scrollTop = 1460;
  end.scrolled(box);
  // as the rows do it: what they are held to stays where it is
  box.scrollHeight = 2100;
  box.scrollTop = 1560;
  end.shifted(100);
  end.keep(box);
  expect([end.at, box.scrollTop]).toEqual([true, 1560]);
  box.scrollHeight = 2200;
  end.keep(box);
  expect(box.scrollTop).toBe(1700);
});

test('at the very end, and only there, the browser has moved what is in sight already', () => {
  const { box, end } = atEnd();
  expect(end.stands(box)).toBe(true);
  box.scrollHeight = 1900;
  expect(end.stands(box)).toBe(true);
  box.scrollHeight = 2100;
  expect(end.stands(box)).toBe(false);
  end.leave();
  box.scrollTop = 1600;
  expect(end.stands(box)).toBe(false);
});
