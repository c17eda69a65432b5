/** Words of a command line; quotes keep blanks together. Never throws. */
export const splitCommand = (line: string): readonly string[] => [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? '');

/** `TOKEN=ApiToken OTHER=Secret2` as environment variables whose values are secrets; undefined when a word is none of these. */
export function parseSecrets(text: string): Readonly<Record<string, { readonly secret: string }>> | undefined {
  const pairs = text.split(/\s+/).filter(Boolean).map((word) => /^([A-Za-z_][A-Za-z0-9_]*)=([A-Za-z0-9-]{1,127})$/.exec(word));
  return pairs.every((pair) => pair !== null) ? Object.fromEntries(pairs.map((pair) => [pair[1]!, { secret: pair[2]! }])) : undefined;
}
