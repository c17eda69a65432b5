import type { AssessedItem } from '../../../core/checklist/assess';
import type { ChecklistView } from '../../../core/checklist/service';
import type { ReportItemView } from '../../../protocol/report';

/** What brings an item forward. Nothing where nothing is to be done. */
export function offerOf({ item, state }: AssessedItem, { book }: Pick<ChecklistView, 'book'>): ReportItemView['offer'] {
  if (state === 'pass' || state === 'warn' || state === 'n/a') return undefined;
  if (item.kind === 'attest') return item.secondPerson && state === 'unknown' && book.attested.has(item.id) ? 'confirm' : 'attest';
  if (item.kind === 'action') return 'run';
  return state === 'fail' && item.action !== undefined ? 'fix' : 'check';
}
