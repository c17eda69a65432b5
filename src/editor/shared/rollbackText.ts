import * as l10n from '@vscode/l10n';
import type { GoodState, GoodStates } from '../../core/rollback';
import { exactTime, relativeTime } from './time';

/** One good state in a picker: when, who, which commit, and what differs from now. */
export function stateItem(state: GoodState, now: Date): { readonly label: string; readonly description: string; readonly detail: string; readonly state: GoodState } {
  const icon = state.problem ? '$(error)' : state.isCurrent ? '$(location)' : state.leftBy ? '$(history)' : '$(pass)';
  const who = state.by ?? (state.tool === 'deploy.py' ? l10n.t('the Python orchestrator') : state.tool === 'other' ? l10n.t('another tool') : undefined);
  return { state, label: `${icon} ${relativeTime(state.madeAt, now)}`, description: [state.gitSha?.slice(0, 7), who, noteOf(state)].filter(Boolean).join(' · '), detail: `${exactTime(state.madeAt)} · ${differenceOf(state)}` };
}

export const stateTitle = (environment: string, failedRun: GoodStates['failedRun']): string =>
  (failedRun ? l10n.t('Roll Back {0}: the last run failed', environment) : l10n.t('Roll Back {0}', environment));

function noteOf({ isCurrent, leftBy }: GoodState): string | undefined {
  if (isCurrent) return l10n.t('deployed now');
  return leftBy === undefined ? undefined : l10n.t('left by a rollback');
}

function differenceOf({ problem, differs, isCurrent, source }: GoodState): string {
  if (problem !== undefined) return problem;
  if (isCurrent) return l10n.t('the last good state');
  if (differs === undefined) return source === 'commit' ? l10n.t('from its commit; what differs shows in the plan') : l10n.t('from Azure’s history; what differs shows in the plan');
  if (differs.length === 0) return l10n.t('the same as the last good state');
  return l10n.t('differs in {0}', differs.length <= 4 ? differs.join(', ') : `${differs.slice(0, 4).join(', ')}, …`);
}
