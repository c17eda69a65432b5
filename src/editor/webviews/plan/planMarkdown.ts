import { listObstacles } from '../../../core/guard';
import type { Plan, PlanChange, PlanPropertyChange } from '../../../core/whatIf/plan';
import { relativePath } from '../../shared/paths';
import { compareChanges } from './planView';

/** A comment field of the common hosts takes this many characters. */
const longestComment = 60_000;
const shownPropertiesAChange = 20;
const symbols: Record<string, string> = { Create: '+', Delete: '-', Modify: '~', Deploy: '!', Unsupported: '?' };

/** The plan as Markdown that fits a pull-request comment: risks first, details folded. No secret is in it. */
export function planMarkdown(plan: Plan, root: string): string {
  const { counts } = plan;
  const shown = [...plan.changes].filter((change) => symbols[change.changeType] && !change.isNoise).sort(compareChanges);
  const head = [
    `## Plan for ${plan.environment}: ${counts.create} to create, ${counts.modify} to change, ${counts.delete} to delete`, '',
    `Resource group \`${plan.target.resourceGroup}\`, ${plan.target.isSandbox ? 'local sandbox (rehearsal)' : `${plan.target.cloud}, subscription \`${plan.target.subscriptionId}\``}. Made ${plan.madeAt}${plan.source === 'local' ? ' on this computer, without asking the cloud' : ''}. Hash \`${plan.planHash.slice(0, 12)}\`.`, '',
    `${counts.noChange} unchanged, ${counts.ignore} ignored, ${counts.noise} noise, ${counts.notPredicted} not predicted.`, '',
    ...list('Risks', plan.risk.reasons), ...list('What stands against deploying now', listObstacles(plan).map(({ reason }) => reason)), ...list('Warnings', plan.warnings),
    ...list('Application settings that would be lost', (plan.settingsImpact ?? []).flatMap(({ siteId, dropped, overwritten }) => [...dropped, ...overwritten].map((name) => `${siteId.split('/').at(-1) ?? siteId}: ${name}`))),
  ].join('\n');
  const details = shown.map((change) => changeMarkdown(change, root));
  const tail = list('Not predicted', plan.notPredicted.map((item) => `${item.symbolicName ?? item.resourceId ?? item.type ?? 'resource'}: ${item.reason}`)).join('\n');
  return fit(head, details, tail);
}

/** Leaves out the last details rather than cutting one in two, and says how many. */
function fit(head: string, details: readonly string[], tail: string): string {
  let length = head.length + tail.length + 200;
  const kept = details.filter((detail) => (length += detail.length + 1) <= longestComment);
  const left = details.length - kept.length;
  return [head, ...kept, left > 0 ? `_${left} more changes are left out to fit a comment._\n` : '', tail].filter(Boolean).join('\n');
}

const list = (title: string, items: readonly string[]): string[] => (items.length === 0 ? [] : [`**${title}**`, '', ...items.map((item) => `- ${inline(item)}`), '']);

function changeMarkdown(change: PlanChange, root: string): string {
  const place = change.declaration ? ` (${relativePath(root, change.declaration.file)}${change.declaration.range ? `:${change.declaration.range.start.line + 1}` : ''})` : '';
  const properties = change.properties.filter((property) => !property.noise && property.changeType !== 'NoEffect');
  const left = properties.length - shownPropertiesAChange;
  const risk = change.risk.reasons.length > 0 ? ` **${change.risk.reasons.map(inline).join('; ')}**` : '';
  return [
    `<details><summary><code>${symbols[change.changeType] ?? ' '} ${html(change.name)}</code> ${html(change.type)}${html(place)}</summary>`, '', ...(risk ? [risk.trim(), ''] : []),
    ...(properties.length === 0 ? [] : ['```diff', ...properties.slice(0, shownPropertiesAChange).flatMap(propertyLines), ...(left > 0 ? [`  … ${left} more`] : []), '```', '']), '</details>', '',
  ].join('\n');
}

function propertyLines(property: PlanPropertyChange): string[] {
  const text = (value: unknown): string => (property.isSecret ? '***' : JSON.stringify(value)).replaceAll('```', "'''").slice(0, 300);
  const lines: string[] = [];
  if (property.before !== undefined) lines.push(`- ${property.path}: ${text(property.before)}`);
  if (property.knownAtDeploy) lines.push(`+ ${property.path}: known at deployment`);
  else if (property.after !== undefined) lines.push(`+ ${property.path}: ${text(property.after)}`);
  return lines;
}

const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const inline = (text: string): string => html(text).replace(/\r?\n/g, ' ');
