import * as l10n from '@vscode/l10n';
import type { SecretRow, SecretState } from '../../core/secrets';
import { relativeTime } from '../shared/time';

export const secretStateText = (state: SecretState): string => ({ set: l10n.t('set'), missing: l10n.t('missing'), disabled: l10n.t('disabled'), expired: l10n.t('expired'), unknown: l10n.t('not known whether it is set') })[state];
const icons: Readonly<Record<SecretState, string>> = { set: 'pass', missing: 'error', disabled: 'circle-slash', expired: 'warning', unknown: 'question' };

/** A row of the picker; never a value. */
export function secretItem({ name, state, wantedBy, source, from, updatedAt }: SecretRow, now: Date): { readonly label: string; readonly description: string; readonly detail?: string } {
  const when = updatedAt === undefined ? '' : relativeTime(updatedAt, now);
  const where = source === 'deployment' ? l10n.t('can be read from {0}', from ?? l10n.t('the deployed resources')) : l10n.t('to be typed');
  return { label: `$(${icons[state]}) ${name}`, description: [secretStateText(state), when, where].filter(Boolean).join(' · '), ...(wantedBy.length > 0 ? { detail: l10n.t('wanted by {0}', wantedBy.join(', ')) } : {}) };
}
