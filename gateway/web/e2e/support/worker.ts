/** Which of those who run journeys at once this one is, from 0 on: each has ports and a network of its own. */
export const worker = Number(process.env.TEST_PARALLEL_INDEX ?? 0);
