import { parseSync, Visitor, type ESTree } from 'vite';

/** Attributes and properties that somebody sees or hears. */
const SAID = /^(aria-label|aria-description|aria-valuetext|aria-roledescription|title|placeholder|alt|label|hint|lead|text|yes|no|counted)$/;
/** A word, not a sign: two letters at least. */
const WORD = /\p{L}{2}/u;
/** Two words, as one writes them for a person. */
const PROSE = /^\p{Lu}[\p{L}’]* .*\p{L}/u;
/** A name, the same in every language. */
const NAMES = new Set(['Lyceum']);
/** What a programmer reads, not a person. */
const FOR_PROGRAMS = /Error|Exception|Refused|Problem$/;

/** Texts for people that stand in the code itself, past the catalogue. A tag before a template (`t`, `msg`) or a macro's call is the way there. */
export function literals(file: string, code: string): string[] {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const found = new Map<number, string>();
  const place = (at: number): string => `${file}:${code.slice(0, at).split('\n').length}`;
  const take = (at: number, text: string, kind: RegExp): void => {
    const words = text.trim();
    if (kind.test(words) && !NAMES.has(words)) found.set(at, `${place(at)}: ${words}`);
  };
  /** The texts that an expression may become, without those that a call or a tag turns into something else. */
  const said = (node: ESTree.Node | null | undefined, kind: RegExp): void => {
    if (!node) return;
    switch (node.type) {
      case 'Literal':
        if (typeof node.value === 'string') take(node.start, node.value, kind);
        break;
      case 'TemplateLiteral':
        take(node.start, node.quasis.map((quasi) => quasi.value.raw).join('…'), kind);
        for (const inner of node.expressions) said(inner, kind);
        break;
      case 'ConditionalExpression':
        said(node.consequent, kind);
        said(node.alternate, kind);
        break;
      case 'LogicalExpression':
      case 'BinaryExpression':
        // what is compared is not shown
        if (/^(\+|\|\||&&|\?\?)$/.test(node.operator)) for (const side of [node.left, node.right]) said(side, kind);
        break;
      case 'JSXExpressionContainer':
        said(node.expression, kind);
        break;
      default:
    }
  };
  const functions: [number, number][] = [];
  const within = (at: number, spans: [number, number][]): boolean => spans.some(([start, end]) => at >= start && at < end);
  const early: number[] = [];
  const inFunction = ({ start, end }: ESTree.Node): void => void functions.push([start, end]);
  /** Inside them prose is for the catalogue, or for nobody. */
  const free: [number, number][] = [];
  new Visitor({
    JSXText: (node) => take(node.start, node.value, WORD),
    JSXAttribute: (node) => {
      if (node.name.type === 'JSXIdentifier' && SAID.test(node.name.name)) said(node.value, WORD);
    },
    JSXElement: (node) => {
      const { name } = node.openingElement;
      if (name.type === 'JSXIdentifier' && name.name === 'Trans') free.push([node.start, node.end]);
      for (const child of node.children) said(child, WORD);
    },
    Property: (node) => {
      if (node.key.type === 'Identifier' && SAID.test(node.key.name)) said(node.value, WORD);
    },
    TaggedTemplateExpression: ({ tag, start, end }) => {
      free.push([start, end]);
      if (tag.type === 'Identifier' && tag.name === 't') early.push(start);
    },
    CallExpression: ({ callee, start, end }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'plural') return;
      free.push([start, end]);
      early.push(start);
    },
    FunctionDeclaration: inFunction,
    FunctionExpression: inFunction,
    ArrowFunctionExpression: inFunction,
    NewExpression: ({ callee, start, end }) => {
      if (callee.type === 'Identifier' && FOR_PROGRAMS.test(callee.name)) free.push([start, end]);
    },
    Literal: (node) => said(node, PROSE),
    TemplateLiteral: (node) => said(node, PROSE),
  }).visit(program);
  for (const at of early.filter((at) => !within(at, functions))) found.set(at - 1, `${place(at)}: said before a language is chosen; take msg`);
  return [...found].filter(([at]) => !within(at, free)).map(([, text]) => text);
}
