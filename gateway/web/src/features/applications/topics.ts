/** "Algebra, Physics," → two topics: trimmed, none twice, none empty. Whether they are too many the server says: one that vanished would be missed later. */
export function topicsOf(text: string): string[] {
  const known = new Map<string, string>();
  for (const topic of text.split(/[,\n]/).map((part) => part.trim().replace(/\s+/g, ' '))) {
    if (topic && !known.has(topic.toLowerCase())) known.set(topic.toLowerCase(), topic);
  }
  return [...known.values()];
}
