/** As wide as a message is laid out, and from how many lines on it is shown in part: a page of them is read, thousands of empty ones hide the rest. */
const [LINE, LINES_MAX] = [75, 30];

/** What takes no width of its own. */
const ABOVE = /\p{Mn}/gu;

/** Whether a message is too tall to stand whole among the others. */
export const isTall = (text: string): boolean =>
  text.split('\n').reduce((lines, line) => lines + Math.max(1, Math.ceil(line.replace(ABOVE, '').length / LINE)), 0) > LINES_MAX;
