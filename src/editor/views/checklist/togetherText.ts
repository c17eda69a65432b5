import * as l10n from '@vscode/l10n';
import type { LeftItem, OutcomeTogether, PlanTogether, StepTogether } from '../../../core/checklist';

/** So many actions are named in a dialog; the others are a number. */
const mostNamed = 12;

/** What a dialog says before everything is run. */
export function planSummary({ environment, steps, left, irreversible }: PlanTogether): { readonly message: string; readonly detail: string } {
  const azure = steps.filter(({ changesAzure }) => changesAzure).length;
  const repository = steps.filter(({ changesRepository }) => changesRepository).length;
  const named = steps.slice(0, mostNamed).map((step) => `${step.changesAzure ? '~' : '>'} ${step.title}${step.changes.length > 0 ? ` (${step.changes.length})` : ''}`);
  const more = [
    steps.length > mostNamed ? l10n.t('and {0} more', steps.length - mostNamed) : '', azure > 0 ? l10n.t('{0} of them change Azure.', azure) : l10n.t('None of them changes Azure.'), repository > 0 ? l10n.t('{0} of them commit or push.', repository) : '',
    ...new Set(irreversible), left.length > 1 ? l10n.t('{0} open items are not among them; the details say why.', left.length) : left.length === 1 ? l10n.t('One open item is not among them; the details say why.') : '',
  ];
  return { message: l10n.t('Run {0} actions in {1}?', steps.length, environment), detail: [...named, ...more.filter(Boolean)].join('\n') };
}

/** Every action with what it changes, what cannot be taken back, and what is left. */
export function planMarkdown(plan: PlanTogether): string {
  return [`# ${l10n.t('What would be run in {0}', plan.environment)}`, ...plan.steps.map(stepMarkdown), ...leftMarkdown(plan.left), ''].join('\n\n');
}

function stepMarkdown({ item, title, description, changes, isLate }: StepTogether, index: number): string {
  const lines = changes.flatMap((change) => [`- **${change.changeType}** ${change.title}`, ...change.differences.map(({ path, before, after }) => `  - \`${path}\`: ${before === undefined ? '' : `\`${JSON.stringify(before)}\` → `}\`${JSON.stringify(after)}\``), ...(change.irreversible ? [`  - **${change.irreversible}**`] : [])]);
  return [`## ${index + 1}. ${title}`, `\`${item.id}\`${title === item.title ? '' : ` ${item.title}`}`, isLate === undefined ? description : l10n.t('It is planned when the others have made what it needs: {0}', isLate), ...(lines.length > 0 ? [lines.join('\n')] : [])].filter(Boolean).join('\n\n');
}

const leftMarkdown = (left: readonly LeftItem[]): readonly string[] => (left.length === 0 ? [] : [`# ${l10n.t('What is left')}`, left.map(({ item, reason }) => `- ${item.title} (\`${item.id}\`): ${reason}`).join('\n')]);

export function outcomeMarkdown(environment: string, { done, left, cancelled }: OutcomeTogether): string {
  const heading = cancelled ? l10n.t('What was run in {0} before it was stopped', environment) : l10n.t('What was run in {0}', environment);
  return [`# ${heading}`, done.map(({ item, state, reason }) => `- ${state} · ${item.title} (\`${item.id}\`): ${reason}`).join('\n'), ...leftMarkdown(left), ''].join('\n\n');
}
