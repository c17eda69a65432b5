import { asString, isObject, member } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check, EvidenceRecord, EvidenceScope, Facts, Verdict } from '../../api';
import { audit, compiled, deploymentRecord, deployments, git, outputs, records, resource, runs } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed, parametersOf, sameText } from '../shared';
import { groupAssignments } from '../infra/access';
import { isMonitoringRole, isReaderRole } from '../roles';
import { criticalGroups, reaches, ruleNeeds } from './actionGroups';
import { decideRunbook, runbookFile, runbookNeeds, sectionOf, sectionsOf, tracked } from './runbookText';

const sha = /\b[0-9a-f]{40}\b/g;
/** The newest commit of the runbooks that no remote branch holds; empty where all are pushed. */
export const notPushed = git('log', '-1', '--format=%h', 'HEAD', '--not', '--remotes', '--', 'docs/runbooks');
const commits = git('rev-list', '--all', '--max-count=20000');
const runbooks = ['deployment', 'troubleshooting', 'incident-response', 'scaling', 'rollback'];
const runStatus = git('status', '--porcelain', '--', 'docs/runbooks');

/** The texts of committed files that document the newest green run. */
function documents(facts: Facts): { readonly run: ReturnType<typeof recordOf>['run']; readonly text: string } | Verdict {
  const { run, files } = recordOf(facts);
  return files.length === 0 ? fail(`No committed file documents ${run.deploymentId}.`) : { run, text: files.map(({ text }) => text).join('\n') };
}
const recordOf = (facts: Facts) => facts.need(deploymentRecord());

export const documentChecks: readonly Check[] = [
  check('prodready.docs.completed-at', [deploymentRecord(), deployments()], (facts) => {
    const found = documents(facts);
    if ('state' in found) return found;
    const { run, text } = found;
    const arm = facts.need(deployments()).find(({ name }) => name === run.deploymentName);
    if (!arm?.timestamp) return fail(`ARM tells no end of ${run.deploymentName}.`);
    if (run.endedAt === undefined) return fail(`The record of ${run.deploymentId} has no end.`);
    const missing = [run.timestamp, run.endedAt].filter((time) => !text.includes(time.slice(0, 16)));
    return missing.length === 0 ? pass(`From ${run.timestamp} to ${run.endedAt}.`, { start: run.timestamp, end: run.endedAt, arm: arm.timestamp }) : fail(`The record does not say ${listed(missing)}.`);
  }, { binds: ['deployment'] }),
  check('prodready.docs.sha', [deploymentRecord(), commits, records('publish')], (facts) => {
    const found = documents(facts);
    if ('state' in found) return found;
    const named = [...new Set(found.text.match(sha) ?? [])];
    const known = new Set(facts.need(commits).stdout.split('\n'));
    if (found.run.gitSha === undefined || !named.includes(found.run.gitSha)) return fail(`The record does not name the commit of ${found.run.deploymentId}.`);
    const left = appCommits(facts.need(records('publish'))).filter(({ commit }) => !named.includes(commit)).map(({ app, commit }) => `${app} (${commit.slice(0, 12)})`);
    if (left.length > 0) return fail(`The record does not name the commits of ${listed(left)}.`);
    const foreign = named.filter((one) => !known.has(one));
    return foreign.length === 0 ? pass(`The record names ${listed(named.map((one) => one.slice(0, 12)))}.`) : fail(`git does not know ${listed(foreign.map((one) => one.slice(0, 12)))}.`);
  }, { binds: ['deployment', 'commit'] }),
  check('prodready.docs.warnings', [deploymentRecord(), outputs()], (facts) => {
    const found = documents(facts);
    if ('state' in found) return found;
    const warnings = facts.need(outputs())['deploymentWarnings'];
    if (!isObject(warnings)) return fail('The deployment has no output deploymentWarnings.');
    const missing = Object.keys(warnings).filter((name) => !found.text.includes(name));
    return missing.length === 0 ? pass(`The record holds ${Object.keys(warnings).length} warnings and SKUs of the deployment.`) : fail(`The record lacks ${listed(missing)}.`);
  }, { binds: ['deployment'] }),
];

/** Commits that the packages of the apps were made of, as far as they were published from here; each app once. */
export const appCommits = (published: readonly EvidenceRecord[]): readonly { readonly app: string; readonly commit: string }[] => {
  const newest = new Map<string, string | undefined>();
  for (const { value, binding } of published) { const app = asString(member(value, 'application')); if (app !== undefined && !newest.has(app)) newest.set(app, binding?.commit); }
  return [...newest].flatMap(([app, commit]) => (commit === undefined ? [] : [{ app, commit }]));
};

function runbook(row: string, file: string, needs: readonly Parameters<Facts['get']>[0][], problem: (text: string, facts: Facts, scope: EvidenceScope) => string | undefined): Check {
  return check(`prodready.runbooks.${row}`, [...runbookNeeds(file), ...needs], (facts, scope) => {
    const bad = decideRunbook(facts, file);
    if (bad) return bad;
    const wrong = problem(facts.need(runbookFile(file)), facts, scope);
    return wrong === undefined ? pass(`The runbook ${file}.md is there and filled in.`) : fail(`The runbook ${file}.md ${wrong}.`);
  }, { binds: ['commit'] });
}

const lacking = (text: string, words: readonly string[]): string | undefined => { const missing = words.filter((word) => word !== '' && !text.toLowerCase().includes(word.toLowerCase())); return missing.length === 0 ? undefined : `does not name ${listed(missing)}`; };

export const runbookChecks: readonly Check[] = [
  runbook('deployment', 'deployment', [resource('main'), compiled()], (text, facts, { environment }) => lacking(text, [environment.resourceGroup, asString(parametersOf(facts)['location']) ?? '', facts.need(resource('main')).name, environment.parametersFile.split(/[\\/]/).at(-1)!])),
  runbook('troubleshooting', 'troubleshooting', [], (text) => { const missing = [['symptoms', /symptom/i], ['checks', /check/i], ['fixes', /fix|solution/i]].filter(([, heading]) => sectionOf(text, heading as RegExp) === undefined).map(([name]) => String(name)); return missing.length === 0 ? undefined : `has no section with ${listed(missing)}`; }),
  runbook('incident', 'incident-response', [], (text) => lacking(text, ['P0', 'P1', 'P2']) ?? (/\S+@\S+\.\S+|\+\d[\d\s-]{6,}/.test(text) ? undefined : 'names no contact')),
  runbook('scaling', 'scaling', [resource('plan'), resource('bus'), resource('st')], (text, facts) => lacking(text, (['plan', 'bus', 'st'] as const).map((role) => asString(facts.need(resource(role)).sku?.['name']) ?? '')) ?? (/next|scale (up|out)|step/i.test(text) ? undefined : 'names no next steps')),
  runbook('rollback', 'rollback', [runs(), audit()], (_, facts) => ([...facts.need(runs()), ...facts.need(audit())].some(({ success, rollbackTo, events }) => success && (rollbackTo !== undefined || (events ?? []).some(({ type }) => type === 'rolled_back'))) ? undefined : 'was never tried: no run went back and succeeded')),
  check('prodready.runbooks.shared', [tracked, notPushed, runStatus], (facts) => {
    const listing = facts.need(tracked).stdout.split('\n');
    const missing = runbooks.filter((name) => !listing.some((line) => line === `docs/runbooks/${name}.md`));
    if (missing.length > 0) return fail(`git does not track the runbooks ${listed(missing)}.`);
    if (facts.need(runStatus).stdout.trim() !== '') return fail('Runbooks are changed since the last commit.');
    const { exitCode, stdout } = facts.need(notPushed);
    return exitCode === 0 && stdout.trim() === '' ? pass('The runbooks are pushed.') : fail(exitCode === 0 ? `No remote branch holds ${stdout.trim()}, the last commit of the runbooks.` : 'git does not tell whether the runbooks are pushed.');
  }, { binds: ['commit'] }),
];

export const handoffChecks: readonly Check[] = [
  check('prodready.handoff.dashboard-access', [groupAssignments], (facts, { profile, environment }) => {
    const operations = asString(profile['operations']) ?? asString(member(profile['operations'], 'objectId'));
    if (operations === undefined) return fail('The profile names no group of operations.');
    const held = facts.need(groupAssignments).filter((one) => sameText(asString(member(one['properties'], 'principalId')), operations) && holdsOverGroup(one, environment.resourceGroup)).map((one) => asString(member(one['properties'], 'roleDefinitionId')));
    const missing = [...(held.some(isReaderRole) ? [] : ['Reader']), ...(held.some(isMonitoringRole) ? [] : ['Monitoring Reader'])];
    return missing.length === 0 ? pass('Operations may read the resources and their numbers.') : fail(`Operations lacks ${missing.join(' and ')} on ${environment.resourceGroup}.`);
  }),
  check('prodready.handoff.alerts-on-call', ruleNeeds, (facts, scope) => {
    const person = scope.profile.contacts?.find(({ role }) => /on-?call/i.test(role));
    if (!person) return fail('The contacts of the profile name nobody on call.');
    const reached = criticalGroups(facts, scope).find((group) => reaches(group, person));
    return reached ? pass(`${asString(reached['name'])} tells ${person.name} of severe alerts.`) : fail(`No severe alert reaches ${person.name}.`);
  }, { stages: ['staging', 'prod'] }),
  check('prodready.handoff.escalation', [runbookFile('incident-response')], (facts) => {
    const texts = sectionsOf(facts.need(runbookFile('incident-response')), /escalat/i);
    if (texts.length === 0) return fail('The runbook incident-response.md has no section on escalation, or it is empty.');
    const levels = Math.max(...texts.map((text) => text.split('\n').filter((line) => /^\s*([-*]|\d+[.)]|\|)\s*\S/.test(line) && /\S+@\S+\.\S+|\+\d[\d\s-]{6,}/.test(line)).length));
    return levels >= 2 ? pass(`${levels} levels with contacts.`) : fail(`The section on escalation has ${levels} levels with contacts; two are asked for.`);
  }, { binds: ['commit'] }),
];

/** At the group itself or above it. */
const holdsOverGroup = (assignment: JsonObject, group: string): boolean => { const scope = (asString(member(assignment['properties'], 'scope')) ?? '').toLowerCase(); return scope.endsWith(`/resourcegroups/${group.toLowerCase()}`) || !scope.includes('/resourcegroups/'); };
