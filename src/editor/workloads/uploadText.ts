import * as l10n from '@vscode/l10n';
import type { UploadOutcome, UploadReport } from '../../core/configurations';

/** What an upload or a prune did, in a sentence, with what is left in conflict. */
export function uploadSummary(environment: string, { results, registry, leftOut, notices, created }: UploadReport): { readonly text: string; readonly conflicts: readonly string[]; readonly notices: readonly string[] } {
  const count = (...outcomes: readonly UploadOutcome[]): number => results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const conflicts = [...new Set([...results.filter(({ outcome }) => outcome === 'conflict' || outcome === 'kept-theirs').map(({ id }) => id), ...registry.conflicts])];
  const words = [
    count('uploaded') > 0 ? l10n.t('{0} uploaded', count('uploaded')) : '', count('deleted') > 0 ? l10n.t('{0} deleted', count('deleted')) : '', count('in-sync') > 0 ? l10n.t('{0} in sync already', count('in-sync')) : '',
    registry.outcome === 'uploaded' ? l10n.t('registry updated') : '', conflicts.length > 0 ? l10n.t('in conflict: {0}', conflicts.join(', ')) : '',
  ].filter(Boolean);
  return {
    text: l10n.t('{0}: {1}.', environment, words.join(', ') || l10n.t('nothing changed')), conflicts,
    notices: [...(created.length > 0 ? [l10n.t('Created: {0}.', created.join(', '))] : []), ...leftOut.map(({ id, reason }) => l10n.t('{0} stays out of the registry: {1}', id, reason)), ...notices],
  };
}
