import * as l10n from '@vscode/l10n';
import type { Decision, GuideStep, Incident, Severity } from '../../core/incident';

type Item<T> = { readonly label: string; readonly detail: string; readonly value: T };

export const severityItems = (): readonly Item<Severity>[] => [
  { label: 'P0', detail: l10n.t('Complete outage: roll back.'), value: 'P0' },
  { label: 'P1', detail: l10n.t('Major degradation: consider rolling back.'), value: 'P1' },
  { label: 'P2', detail: l10n.t('Minor: investigate first.'), value: 'P2' },
];

export const decisionItems = (): readonly Item<Decision>[] => [
  { label: l10n.t('Infrastructure'), detail: l10n.t('Back to an earlier good state of the resources.'), value: 'infrastructure' },
  { label: l10n.t('Applications'), detail: l10n.t('Back to what was live before, by slot, package or commit.'), value: 'application' },
  { label: l10n.t('Data'), detail: l10n.t('Blobs, secrets or configurations from what is kept of them.'), value: 'data' },
  { label: l10n.t('Nothing'), detail: l10n.t('The cause is elsewhere, or it is cured going forward.'), value: 'none' },
];

export const guideTitle = ({ severity, environment, title }: Incident): string => l10n.t('{0} in {1}: {2}', severity, environment, title);

export interface GuideItem { readonly label: string; readonly description?: string; readonly detail: string; readonly step: GuideStep['id'] | 'report' | 'note' }

/** What is next comes first, then what may be done at any time, then the rest in its order. */
export function guideItems(steps: readonly GuideStep[]): readonly GuideItem[] {
  const order = { next: 0, optional: 1, open: 2, done: 3 } as const;
  const icons = { next: '$(arrow-right)', optional: '$(circle-outline)', open: '$(circle-outline)', done: '$(pass)' } as const;
  const items = [...steps].sort((a, b) => order[a.state] - order[b.state]).map((step): GuideItem => ({ label: `${icons[step.state]} ${titleOf(step)}`, detail: step.detail, step: step.id, ...(step.state === 'next' ? { description: l10n.t('next') } : {}) }));
  return [...items, { label: `$(note) ${l10n.t('Write a note')}`, detail: l10n.t('With the time, into the timeline.'), step: 'note' }, { label: `$(markdown) ${l10n.t('Show the report')}`, detail: l10n.t('Decision, timeline, what is left to do.'), step: 'report' }];
}

function titleOf({ id, title }: GuideStep): string {
  switch (id) {
    case 'told': return l10n.t('Tell stakeholders');
    case 'on-call': return l10n.t('Engage who is on call');
    case 'decision': return l10n.t('Decide what to take back');
    case 'verify': return l10n.t('Verify that the service is back');
    case 'close': return l10n.t('Close the incident');
    case 'stakeholders': return l10n.t('Tell who waits for it that the service is back');
    case 'root-cause': return l10n.t('Begin the analysis of the cause: owner and ticket');
    case 'post-mortem': return l10n.t('Fix a date for the post-mortem');
    case 'prevention': return l10n.t('Name what prevents it next time');
    case 'improvements': return l10n.t('Name what the way of deploying learns from it');
    default: return title;
  }
}
