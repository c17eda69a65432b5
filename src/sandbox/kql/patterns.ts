/** A pattern as Kusto reads it (RE2), as one of this machine. Undefined where it is none. @see RE2 syntax: flags in front, named groups, `\\A`, `\\z` */
export function toRegExp(pattern: string, flags = ''): RegExp | undefined {
  const [, front = '', rest = ''] = /^((?:\(\?[imsU]+\))*)([\s\S]*)$/.exec(pattern) ?? [];
  const given = new Set([...flags, ...front.replace(/[^ims]/g, '')]);
  const text = rest.replaceAll('(?P<', '(?<').replace(/\\[Az]/g, (one) => ({ '\\A': '^', '\\z': '$' })[one] ?? one);
  try { return new RegExp(text, [...given].join('')); } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** `\\1` stands for a group and a dollar for itself. */
export const toReplacement = (text: string): string => text.replaceAll('$', '$$$$').replace(/\\(\d)/g, (_, digit: string) => (digit === '0' ? '$&' : `$${digit}`));
