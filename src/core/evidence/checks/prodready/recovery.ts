import { asArray, asObject, asString } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { compiled, configurations, environments, findFiles, git, literalParameters, records, resource } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed, parametersOf, rollUpOf, sameText } from '../shared';
import { decideRunbook, runbookFile, runbookNeeds, sectionsOf, tracked } from './runbookText';

const stages = ['prod'] as const;
const dayMs = 86_400_000;
/** A quarter and a day. */
export const quarterDays = 92;
const status = git('status', '--porcelain', '--untracked-files=all');
/** Files that configurations and parameters may stand in, relative to the workspace. */
export const present = findFiles(['.json', '.bicepparam']);
const gitRows = ['git-agents', 'git-mcp', 'git-params'].map((one) => `prodready.backup.${one}`);
const procedures = ['failover', 'restore', 'verify', 'rto-rpo'].map((one) => `prodready.dr.procedure-${one}`);
export const recoveryFile = 'disaster-recovery';

export const backupChecks: readonly Check[] = [
  check('prodready.backup.storage-geo', [resource('st')], (facts) => {
    const { name, sku } = facts.need(resource('st'));
    const found = asString(sku?.['name']);
    return found === 'Standard_GRS' || found === 'Standard_RAGRS' ? pass(`${name} is ${found}.`) : fail(`${name} is ${found ?? 'of no SKU'}: its data is in one region only.`);
  }, { stages }),
  rollUpOf('prodready.backup.config-in-git', gitRows),
  check('prodready.backup.git-agents', [tracked, status, present, configurations('agent')], (facts) => decideTracked(facts, filesOf(facts, 'agent'), 'agent configuration')),
  check('prodready.backup.git-mcp', [tracked, status, present, configurations('server')], (facts) => {
    const secret = literalSecrets(facts);
    return secret.length > 0 ? fail(`Secrets in plain text: ${listed(secret)}.`) : decideTracked(facts, filesOf(facts, 'server'), 'MCP server configuration');
  }),
  check('prodready.backup.git-params', [tracked, status, present, literalParameters(), environments(), compiled()], (facts) => {
    const files = facts.need(environments()).map(({ parametersFile }) => parametersFile);
    const built = facts.need(compiled());
    if (facts.need(tracked).exitCode !== 0) return fail('The workspace is in no git work tree.');
    const plain = built.success ? built.diagnostics.filter(({ code }) => /secret|secure/i.test(code)) : [];
    if (plain.length > 0) return fail(`A secure value stands in the file: ${plain[0]!.message}`);
    const secure = facts.need(literalParameters()).filter(({ name }) => (built.secureParameterNames ?? []).some((one) => sameText(one, name))).map(({ name, file }) => `${name} of ${file}`);
    return secure.length > 0 ? fail(`A secure value stands in plain text: ${listed(secure)}.`) : decideTracked(facts, files, 'parameters file');
  }),
];

function filesOf(facts: Facts, kind: 'agent' | 'server'): readonly string[] {
  const { single, registry } = facts.need(configurations(kind));
  return [...new Set([...single.map(({ file }) => file), ...(registry ? [registry.file] : [])])];
}

function decideTracked(facts: Facts, files: readonly string[], what: string): Verdict {
  const [listing, changes] = [facts.need(tracked), facts.need(status)];
  if (listing.exitCode !== 0 || changes.exitCode !== 0) return fail('The workspace is in no git work tree.');
  if (files.length === 0) return fail(`There is no ${what}.`);
  const known = listing.stdout.split('\n').filter(Boolean);
  const path = (file: string): string | undefined => { const own = ownPath(file, facts.need(present)); return known.includes(own) ? own : undefined; };
  const missing = files.filter((file) => path(file) === undefined);
  if (missing.length > 0) return fail(`git does not track ${listed(missing.map((file) => file.split(/[\\/]/).at(-1)!))}.`);
  const changed = changes.stdout.split('\n').filter((line) => line.trim() !== '').map((line) => line.slice(3).replace(/^.* -> /, '').replaceAll('"', ''));
  const dirty = files.map((file) => path(file)!).filter((file) => changed.some((one) => one === file || one.endsWith(`/${file}`)));
  return dirty.length === 0 ? pass(`${files.length} files of ${what}s are tracked and unchanged.`) : fail(`Changed since the last commit: ${listed(dirty)}.`);
}

/** Path of a file in the workspace: several may end alike, and the longest that ends it is its own. */
function ownPath(file: string, all: readonly string[]): string {
  const path = file.replaceAll('\\', '/');
  return all.filter((one) => path === one || path.endsWith(`/${one}`)).reduce((longest, one) => (one.length > longest.length ? one : longest), '') || path;
}

/** Values under names of secrets that are neither a reference nor a placeholder for one. */
function literalSecrets(facts: Facts): readonly string[] {
  const { single, registry } = facts.need(configurations('server'));
  return [...single, ...registry?.entries ?? []].flatMap(({ id, value }) => Object.entries({ ...asObject(value['env']), ...asObject(value['headers']) })
    .filter(([name, text]) => /key|token|secret|password|authorization|connection_?string/i.test(name) && typeof text === 'string' && text !== '' && !/\$\{[^}]+\}|@Microsoft\.KeyVault\(|^YOUR_|^<.+>$/i.test(text)).map(([name]) => `${id}: ${name}`));
}

export const disasterChecks: readonly Check[] = [
  check('prodready.dr.runbook', [...runbookNeeds(recoveryFile), compiled()], (facts, scope) => {
    const bad = decideRunbook(facts, recoveryFile);
    if (bad) return bad;
    const regions = [asString(parametersOf(facts)['location']), scope.profile.secondaryRegion].filter((one): one is string => one !== undefined);
    const text = facts.need(runbookFile(recoveryFile));
    const missing = [scope.environment.resourceGroup, ...regions].filter((word) => !text.toLowerCase().includes(word.toLowerCase()));
    return missing.length === 0 ? pass('The runbook names the resource group and the regions.') : fail(`The runbook does not name ${listed(missing)}.`);
  }, { stages, binds: ['commit'] }),
  check('prodready.dr.scheduled', [records('drill')], decideScheduled, { stages }),
  rollUpOf('prodready.dr.procedures', procedures, { stages }),
  procedure('failover', /fail\s?-?over/i, (text, { profile }) => (profile.secondaryRegion === undefined || text.toLowerCase().includes(profile.secondaryRegion.toLowerCase()) || /secondary|second region/i.test(text) ? undefined : 'says nothing of the secondary region')),
  procedure('restore', /restor|backup/i, (text) => (/blob/i.test(text) && /secret/i.test(text) ? undefined : 'does not restore both blobs and secrets')),
  procedure('verify', /verif|check/i, (text) => (/health/i.test(text) || /tests?/i.test(text) ? undefined : 'names no health endpoint and no test')),
  procedure('rto-rpo', /\bRTO\b|\bRPO\b|recovery (time|point)/i, (text) => (hasTime(text, /RTO|recovery time/i) && hasTime(text, /RPO|recovery point/i) ? (/measur|clock|timestamp|from .+ (to|until)/i.test(text) ? undefined : 'does not say how they are measured') : 'does not give both targets as times')),
  check('prodready.dr.results', [records('drill')], (facts, { now }) => {
    const drills = facts.need(records('drill')).map((drill) => { const value = asObject(drill.value); return { at: drill.at, missing: ['steps', 'rtoMinutes', 'rpoMinutes', 'outcome'].filter((name) => value[name] === undefined || value[name] === null || value[name] === '' || (name === 'steps' && asArray(value[name]).length === 0)) }; });
    const drill = drills.find(({ missing }) => missing.length === 0) ?? drills[0];
    if (!drill) return fail('No drill has been written down.');
    if (drill.missing.length > 0) return fail(`The drill of ${drill.at} lacks ${listed(drill.missing)}.`);
    const days = (now.getTime() - Date.parse(drill.at)) / dayMs;
    return days <= quarterDays ? pass(`The drill of ${drill.at} is written down.`) : fail(`The last drill was ${Math.floor(days)} days ago.`);
  }, { stages }),
];

const hasTime = (text: string, name: RegExp): boolean => text.split('\n').some((line) => name.test(line) && /\d+\s*(h|hours?|min|minutes?|s|seconds?|d|days?)\b/i.test(line));

function procedure(row: string, heading: RegExp, problem: (text: string, scope: EvidenceScope) => string | undefined): Check {
  const file = runbookFile(recoveryFile);
  return check(`prodready.dr.procedure-${row}`, [file], (facts, scope) => {
    const problems = sectionsOf(facts.need(file), heading).map((text) => problem(text, scope));
    if (problems.length === 0) return fail('The runbook has no such section, or it is empty.');
    const [wrong] = problems;
    return problems.includes(undefined) ? pass('The runbook has the section.') : fail(`The section of the runbook ${wrong!}.`);
  }, { stages, binds: ['commit'] });
}

function decideScheduled(facts: Facts, { profile, now }: EvidenceScope): Verdict {
  const next = Date.parse(asString(profile['nextDrill']) ?? '');
  if (Number.isNaN(next)) return fail('The profile holds no date of the next drill.');
  if (next <= now.getTime()) return fail(`The next drill was due on ${asString(profile['nextDrill'])}.`);
  const last = facts.need(records('drill')).find(({ at }) => Date.parse(at) <= now.getTime());
  const days = (next - (last ? Date.parse(last.at) : now.getTime())) / dayMs;
  return days <= quarterDays ? pass(`The next drill is on ${asString(profile['nextDrill'])}.`) : fail(`The next drill is ${Math.floor(days)} days after ${last ? 'the last one' : 'today'}; ${quarterDays} are the most.`);
}
