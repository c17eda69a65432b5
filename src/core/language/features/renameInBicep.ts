import { tokenize, type Span, type Token } from '../../bicepparam';

/**
 * Mentions of a parameter in the text of a Bicep file: its declaration and uses, not keys of objects, properties, or comments.
 * Undefined when a loop, a lambda or a function binds the same name, so that mentions cannot be told apart.
 */
export function mentionsInBicep(text: string, name: string): readonly Span[] | undefined {
  const tokens = tokenize(text).tokens;
  const found: Span[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'identifier' || token.text !== name) continue;
    const [before, after] = [tokens[index - 1], tokens[index + 1]];
    if (binds(tokens, index)) return undefined;
    if (before?.text === '.' || before?.text === '.?' || before?.text === '::' || before?.text === 'output' || before?.text === 'module' || before?.text === 'resource') continue;
    const isKey = after?.text === ':' && (before === undefined || before.kind === 'newline' || before.text === '{' || before.text === ',');
    if (!isKey) found.push({ start: token.start, end: token.end });
  }
  return found;
}

function binds(tokens: readonly Token[], index: number): boolean {
  const [before, after] = [tokens[index - 1], tokens[index + 1]];
  if (after?.text === '=>' || before?.text === 'for' || before?.text === 'var') return true;
  const isTyped = after?.kind === 'identifier' && (before?.text === '(' || before?.text === ',');
  const inLambda = (before?.text === '(' || before?.text === ',') && (after?.text === ',' || after?.text === ')') && tokens.slice(index, index + 8).some(({ text }, at, some) => text === ')' && some[at + 1]?.text === '=>');
  return isTyped || inLambda;
}
