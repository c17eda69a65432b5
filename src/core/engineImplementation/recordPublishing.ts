import type { ApplicationPorts } from '../applications';
import type { EvidenceRecords } from '../evidence';
import { asObject } from '../json';
import type { Clock, Git } from '../ports';

interface PublishingPorts { readonly records: EvidenceRecords; readonly clock: Clock; readonly git: Pick<Git, 'headCommit'> }

/** Keeps which package went where, and of which commit it was made; an earlier package keeps the commit of its first time. */
export const recordPublishing = ({ records, clock, git }: PublishingPorts): NonNullable<ApplicationPorts['publishing']> => async (environment, application, hash, isEarlier) => {
  const commit = isEarlier ? (await records.list(environment, 'publish')).find(({ value }) => asObject(value)['hash'] === hash)?.binding?.commit : await git.headCommit();
  await records.add(environment, 'publish', { at: clock.now().toISOString(), ...(commit !== undefined && { binding: { commit } }), value: { application, hash } });
};
