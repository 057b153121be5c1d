import { compileMessage } from '@lingui/message-utils/compileMessage';

type Token = string | readonly [name: string, kind?: string, choices?: unknown];

/** What a message must keep in every language: the names of its values, and the tags of what stands inside it. */
export function placeholders(message: string): string[] {
  return [...new Set(inside(compileMessage(message) as string | Token[]))].sort();
}

function inside(tokens: string | readonly Token[]): string[] {
  if (typeof tokens === 'string') return tags(tokens);
  return tokens.flatMap((token) => {
    if (typeof token === 'string') return tags(token);
    const [name, , choices] = token;
    const each = typeof choices === 'object' && choices !== null ? Object.values(choices as Record<string, string | Token[] | number | undefined>) : [];
    return [`{${name}}`, ...each.flatMap((choice) => (choice === undefined || typeof choice === 'number' ? [] : inside(choice)))];
  });
}

const tags = (text: string): string[] => text.match(/<\/?\d+\/?>/g) ?? [];
