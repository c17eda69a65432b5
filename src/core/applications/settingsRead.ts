import { literal, readConstants, readLogicalLines } from './python';

/** A setting that the code asks for. */
export interface SettingRead { readonly name: string; /** Without it something fails: the code gives no default. */ readonly isNeeded: boolean; readonly file: string; /** Connection of a Service Bus trigger, whatever its name. */ readonly isBus?: boolean }

const patterns: readonly { readonly pattern: RegExp; readonly isNeeded: (rest: string) => boolean }[] = [
  { pattern: /\bos\.environ\[\s*([^\]]+?)\s*\]/g, isNeeded: () => true },
  { pattern: /\b(?:os\.environ\.get|os\.getenv|environ\.get|getenv)\(\s*([^,()]+?)\s*(?=[,)])/g, isNeeded: (rest) => !rest.trimStart().startsWith(',') },
];

/** Environment variables that a Python file reads, by literal names and by constants of its module. Triggers add theirs elsewhere. */
export function readSettingNames(file: string, source: string): readonly SettingRead[] {
  const lines = readLogicalLines(source);
  const constants = readConstants(lines);
  const found = new Map<string, SettingRead>();
  for (const { text } of lines) {
    for (const { pattern, isNeeded } of patterns) {
      for (const match of text.matchAll(pattern)) {
        const name = literal(match[1]) ?? constants.get(match[1] ?? '');
        if (name === undefined || !/^[A-Za-z_][\w:.-]*$/.test(name)) continue;
        const needed = isNeeded(text.slice(match.index + match[0].length)) || found.get(name)?.isNeeded === true;
        found.set(name, { name, isNeeded: needed, file });
      }
    }
  }
  return [...found.values()];
}
