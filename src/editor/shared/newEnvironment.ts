/** What a new environment may be called: it names files, resource groups and tags. Undefined: fine. */
export function environmentNameProblem(name: string, taken: readonly string[]): 'empty' | 'characters' | 'taken' | undefined {
  if (name === '') return 'empty';
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(name)) return 'characters';
  return taken.some((other) => other.toLowerCase() === name) ? 'taken' : undefined;
}

/**
 * A parameters file for another environment: the same text with the environment's own value, and a tag that repeats it, exchanged.
 * `set` is false when the text gives no literal value for the parameter `environment`.
 */
export function copyParameters(text: string, from: string, to: string): { readonly text: string; readonly set: boolean } {
  const assignment = /^([ \t]*param[ \t]+environment[ \t]*=[ \t]*)'[^'\r\n]*'/m;
  const set = assignment.test(text);
  const tag = new RegExp(`^([ \\t]*'?Environment'?[ \\t]*:[ \\t]*)'${escape(from)}'`, 'gm');
  return { set, text: text.replace(assignment, (_all, head: string) => `${head}'${to}'`).replace(tag, (_all, head: string) => `${head}'${to}'`) };
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
