import type { Facts, Query, Verdict } from '../../api';
import { fileText, git } from '../../queries';
import { fail } from '../../verdict';

export const tracked = git('ls-files');
const folder = 'docs/runbooks';
export const runbookFile = (name: string): Query<string> => fileText(`${folder}/${name}.md`);
export const runbookNeeds = (name: string): readonly Query[] => [runbookFile(name), tracked];
/** What a template leaves to be filled in. */
const placeholder = /\bTODO\b|\bTBD\b|\{\{[^}]+\}\}|<(your|fill|name|insert|replace)[^>]*>|\bYOUR_[A-Z_]+\b/i;
const fewestCharacters = 80;

/** What is wrong with a runbook as such; undefined when it is there, tracked and filled in. */
export function decideRunbook(facts: Facts, name: string): Verdict | undefined {
  const path = `${folder}/${name}.md`;
  const text = facts.need(runbookFile(name));
  const listing = facts.need(tracked);
  if (listing.exitCode !== 0 || !listing.stdout.split('\n').some((line) => line === path)) return fail(`git does not track ${path}.`);
  if (placeholder.test(text)) return fail(`${path} is not filled in: it still says ${placeholder.exec(text)![0]}.`);
  return text.trim().length < fewestCharacters ? fail(`${path} is nearly empty.`) : undefined;
}

/** Text under the first heading that matches and holds some, with its subsections; undefined where there is none. */
export const sectionOf = (markdown: string, heading: RegExp): string | undefined => sectionsOf(markdown, heading)[0];

/** Texts under all headings that match and hold some, with their subsections. */
export function sectionsOf(markdown: string, heading: RegExp): readonly string[] {
  const lines = withLevels(markdown);
  return lines.flatMap(({ level, text }, index) => {
    if (level < 2 || !heading.test(text.replace(/^#+\s+/, ''))) return [];
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((one) => one.level > 0 && one.level <= level);
    const found = rest.slice(0, end === -1 ? undefined : end).filter((one) => one.level === 0).map((one) => one.text).join('\n').trim();
    return found === '' ? [] : [found];
  });
}

/** Lines with the level of the heading that they are; 0 for all others. A comment in a block of commands is no heading. */
function withLevels(markdown: string): readonly { readonly level: number; readonly text: string }[] {
  let fence: string | undefined;
  return markdown.split(/\r?\n/).map((text) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(text)?.[1];
    const isInside = fence !== undefined;
    if (mark && fence === undefined) fence = mark;
    else if (mark && mark[0] === fence![0] && mark.length >= fence!.length) fence = undefined;
    return { level: isInside || mark ? 0 : /^(#{1,6})\s+\S/.exec(text)?.[1]!.length ?? 0, text };
  });
}
