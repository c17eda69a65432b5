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
  if (listing.exitCode !== 0 || !listing.stdout.split('\n').some((line) => line === path || line.endsWith(`/${path}`))) return fail(`git does not track ${path}.`);
  if (placeholder.test(text)) return fail(`${path} is not filled in: it still says ${placeholder.exec(text)![0]}.`);
  return text.trim().length < fewestCharacters ? fail(`${path} is nearly empty.`) : undefined;
}

/** Text under the first heading that matches and holds some, with its subsections; undefined where there is none. */
export function sectionOf(markdown: string, heading: RegExp): string | undefined {
  const lines = markdown.split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const level = /^(#{2,6})\s+(.+)$/.exec(line);
    if (!level || !heading.test(level[2]!)) continue;
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((one) => { const next = /^(#{1,6})\s/.exec(one); return next !== null && next[1]!.length <= level[1]!.length; });
    const text = rest.slice(0, end === -1 ? undefined : end).filter((one) => !/^#{1,6}\s/.test(one)).join('\n').trim();
    if (text !== '') return text;
  }
  return undefined;
}
