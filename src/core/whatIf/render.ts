import type { JsonValue } from '../values';
import { relativePath } from '../paths';
import { countedAs } from './counts';
import type { PreflightCheck } from '../preflight/model';
import type { SettingsImpact } from '../settingsGuard/settingsGuard';
import type { Plan, PlanChange, PlanPropertyChange } from './plan';

export interface RenderOptions {
  /** Folder that files are shown relative to. */
  readonly root?: string;
  /** Most property lines of one resource; the rest is counted. Default 30. */
  readonly propertiesPerChange?: number;
}

const signs: Readonly<Record<string, string>> = { Create: '+', Delete: '-', Modify: '~', Deploy: '!', NoChange: '=', Ignore: '*', Unsupported: '?', NoEffect: '=' };

/** Counts in one line, as both renderings begin with: `2 create, 1 modify, 0 delete, 18 same, …`. */
export function summarizePlan({ counts, changes }: Plan): string {
  const drift = changes.filter((change) => change.drift).length;
  const parts = [`${counts.create} create`, `${counts.modify} modify`, `${counts.delete} delete`, `${counts.noChange} same`,
    ...(drift > 0 ? [`${drift} drifted`] : []), ...(counts.noise > 0 ? [`${counts.noise} noise folded`] : []),
    ...(counts.ignore > 0 ? [`${counts.ignore} outside the template`] : []), ...(counts.notPredicted > 0 ? [`${counts.notPredicted} not predicted`] : [])];
  return parts.join(', ');
}

/** The plan for a terminal. */
export function renderPlanText(plan: Plan, options: RenderOptions = {}): string {
  const lines = [`Plan for ${plan.environment} -> ${plan.target.resourceGroup} (${plan.target.cloud}, subscription ${plan.target.subscriptionId})`, summarizePlan(plan)];
  if (plan.source === 'local') lines.push('Made from the template alone, without asking Azure: it shows what is declared, not what differs from what is there.');
  if (plan.risk.reasons.length > 0) lines.push('', `Risk: ${plan.risk.level}`, ...plan.risk.reasons.map((reason) => `  ! ${reason}`));
  lines.push(...titled('The guard objects:', (plan.objections ?? []).map(({ id, reason }) => `  ! ${reason} (${id})`)));
  if (plan.preflight?.length) lines.push('', `Preflight: ${summarizePreflight(plan)}`, ...tellableChecks(plan).flatMap((check) => [`  ${check.state === 'fail' ? 'x' : '?'} ${check.title} (${check.id}): ${check.reason}`, ...check.remedies.map((remedy) => `      ${remedy.title}${remedy.command ? `: ${remedy.command}` : ''}`)]));
  lines.push(...titled('Application settings that would be lost (put back what you want with --restore NAME):', (plan.settingsImpact ?? []).flatMap(settingLines)));
  for (const change of visible(plan)) {
    lines.push('', `${signs[change.changeType] ?? ' '} ${change.type} ${change.name}${place(change, options)}`);
    lines.push(...propertyLines(change, options).map((line) => `    ${line}`));
  }
  const later = knownLater(plan);
  if (later.length > 0) lines.push('', `Known only at deployment: ${later.length} ${later.length === 1 ? 'resource' : 'resources'}`, ...later.map(({ type, name }) => `  ${type} ${name}`));
  if (plan.outputs && plan.outputs.length > 0) lines.push('', 'Outputs:', ...plan.outputs.map((output) => `  ${propertyLine({ ...output, path: output.name })}`));
  if (plan.notPredicted.length > 0) lines.push('', 'Not predicted:', ...plan.notPredicted.map((one) => `  ? ${one.resourceId ?? one.symbolicName ?? one.type ?? 'deployment'}: ${one.reason}`));
  if (plan.warnings.length > 0) lines.push('', 'Warnings:', ...plan.warnings.map((warning) => `  ${warning}`));
  lines.push('', `Plan hash ${plan.planHash}, made ${plan.madeAt}`);
  return `${lines.map(printable).join('\n')}\n`;
}

/** The plan as GitHub Markdown that fits a pull-request comment: details are folded, at most 60,000 characters. */
export function renderPlanMarkdown(plan: Plan, options: RenderOptions = {}): string {
  const head = [`## Plan: ${escapeText(plan.environment)} → ${code(plan.target.resourceGroup)}`, '', `**${summarizePlan(plan)}**`, ''];
  if (plan.risk.reasons.length > 0) head.push(`**Risk: ${plan.risk.level}**`, '', ...plan.risk.reasons.map((reason) => `- ${escapeText(reason)}`), '');
  const foot = ['', `<sub>${escapeText(plan.target.cloud)} · subscription ${code(plan.target.subscriptionId)} · ${plan.madeAt} · plan hash ${code(plan.planHash)}${plan.source === 'local' ? ' · made from the template alone' : ''}</sub>`, ''];
  head.push(...(plan.objections ?? []).map(({ reason }) => `- The guard objects: ${escapeText(reason)}`), ...tellableChecks(plan).map((check) => `- Preflight ${check.state === 'fail' ? 'failed' : 'cannot tell'}: **${escapeText(check.title)}** ${escapeText(check.reason)}`),
    ...(plan.settingsImpact ?? []).flatMap(settingLines).map((line) => `- Application setting ${escapeText(line.trim())}`), '');
  const sections = [...visible(plan).map((change) => markdownChange(change, options)), ...markdownList('Outputs', (plan.outputs ?? []).map((output) => escapeText(propertyLine({ ...output, path: output.name })))), ...markdownList('Not predicted', plan.notPredicted.map((one) => `${code(one.resourceId ?? one.symbolicName ?? one.type ?? 'deployment')}: ${escapeText(one.reason)}`)), ...markdownList('Warnings', plan.warnings.map(escapeText))];
  return `${[...head, ...fitting(sections, 60_000 - head.join('\n').length - foot.join('\n').length), ...foot].join('\n')}`;
}

function fitting(sections: readonly string[], room: number): string[] {
  const shown: string[] = [];
  let left = room - 100;
  for (const section of sections) {
    if (section.length + 1 > left) return [...shown, `_${sections.length - shown.length} more; see the whole plan in its JSON form._`];
    shown.push(section);
    left -= section.length + 1;
  }
  return shown;
}

function markdownChange(change: PlanChange, options: RenderOptions): string {
  const title = `${signs[change.changeType] ?? ''} ${escapeHtml(change.type)} <b>${escapeHtml(change.name)}</b>${change.risk.level === 'high' ? ' · high risk' : ''}${escapeHtml(place(change, options))}`;
  const body = propertyLines(change, options);
  return `<details><summary>${title}</summary>\n\n${fence(body.length > 0 ? body : ['no property details'])}\n</details>`;
}

/** `10 passed, 1 failed, 1 cannot be told`; empty when nothing was asked. */
export function summarizePreflight({ preflight = [] }: Plan): string {
  const count = (state: PreflightCheck['state']): number => preflight.filter((check) => check.state === state).length;
  return preflight.length === 0 ? '' : `${count('pass')} passed, ${count('fail')} failed, ${count('cannot-tell')} cannot be told`;
}

const tellableChecks = ({ preflight = [] }: Plan): readonly PreflightCheck[] => [...preflight.filter(({ state }) => state === 'fail'), ...preflight.filter(({ state }) => state === 'cannot-tell')];

const settingLines = ({ siteId, dropped, overwritten }: SettingsImpact): readonly string[] =>
  [...dropped.map((name) => `dropped      ${name}`), ...overwritten.map((name) => `overwritten  ${name}`)].map((line) => `  ${siteId.split('/').at(-1) ?? siteId}: ${line}`);

const titled = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', title, ...lines]);

const markdownList = (title: string, items: readonly string[]): string[] => (items.length === 0 ? [] : [`### ${title}\n\n${items.map((item) => `- ${item}`).join('\n')}\n`]);

/** Deletes first, then by risk; noise, what stays the same, and what only the deployment can tell is not shown. */
function visible(plan: Plan): readonly PlanChange[] {
  const rank = (change: PlanChange): number => (change.changeType === 'Delete' ? 0 : change.risk.level === 'high' ? 1 : change.risk.level === 'low' ? 2 : 3);
  return plan.changes.filter((change) => ['create', 'modify', 'delete'].includes(countedAs(change) ?? '')).sort((a, b) => rank(a) - rank(b));
}

/** Resources that differ, if at all, in values that only the deployment knows. */
const knownLater = (plan: Plan): readonly PlanChange[] => plan.changes.filter((change) => change.changeType === 'Modify' && countedAs(change) === 'noChange' && change.properties.some(({ knownAtDeploy }) => knownAtDeploy));

function propertyLines(change: PlanChange, { propertiesPerChange = 30 }: RenderOptions): string[] {
  const properties = change.properties.filter(({ noise, changeType }) => !noise && changeType !== 'NoEffect');
  const shown = properties.slice(0, propertiesPerChange).map(propertyLine);
  return properties.length > shown.length ? [...shown, `… and ${properties.length - shown.length} more`] : shown;
}

function propertyLine({ path, changeType, before, after, knownAtDeploy, drift }: PlanPropertyChange): string {
  const next = knownAtDeploy ? `known at deploy ${show(after)}` : show(after);
  const values = changeType === 'Create' ? next : changeType === 'Delete' ? show(before) : `${show(before)} -> ${next}`;
  return `${signs[changeType] ?? ' '} ${path}: ${values}${drift ? '  (drift)' : ''}`;
}

const show = (value: JsonValue | undefined): string => { const text = value === undefined ? 'nothing' : JSON.stringify(value); return text.length > 200 ? `${text.slice(0, 200)}…` : text; };

function place({ declaration }: PlanChange, { root }: RenderOptions): string {
  if (!declaration) return '';
  return `  ${root === undefined ? declaration.file : relativePath(root, declaration.file)}${declaration.range ? `:${declaration.range.start.line + 1}` : ''}`;
}

/** Control characters of names must not drive the terminal. */
const printable = (line: string): string => line.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
const escapeText = (text: string): string => escapeHtml(text).replace(/([\\`*_[\]|])/g, '\\$1').replace(/\r?\n/g, ' ');
const escapeHtml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const code = (text: string): string => `\`${text.replace(/`/g, '\'').replace(/\r?\n/g, ' ')}\``;

/** A fence longer than any run of backquotes inside. */
function fence(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.map((line) => Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))));
  const mark = '`'.repeat(longest + 1);
  return `${mark}diff\n${lines.map((line) => line.replace(/\r?\n/g, ' ')).join('\n')}\n${mark}`;
}
