import { asArray, asObject, asString } from '../../../json';
import type { Check, Facts, Verdict } from '../../api';
import { backupBlobs, blobStates, deletedBlobs, incidentReport, records } from '../../queries';
import { fail, pass, warn } from '../../verdict';
import { check, listed } from '../shared';

const container = 'aos-data';
export const restored = records('restore');

/** Data that was lost and came back, and what is written down of the incident. */
export const dataChecks: readonly Check[] = [
  check('emergency.data.backup-located', [backupBlobs(), deletedBlobs()], (facts) => {
    const deleted = facts.get(deletedBlobs());
    const second = deleted.state === 'answered' ? `${deleted.value.length} deleted blobs can still be brought back` : `deleted blobs could not be listed: ${deleted.reason}`;
    const found = facts.get(backupBlobs());
    if (found.state === 'absent') return fail(`${found.reason} As a second source, ${second}.`);
    const { account, blobs, newest } = facts.need(backupBlobs());
    if (!newest) return fail(`${account} holds no blob in ${container}. As a second source, ${second}.`);
    return pass(`${account} holds ${blobs} blobs in ${container}, the newest of ${newest.lastModified}. As a second source, ${second}.`, { account, blobs, newest: { ...newest } });
  }),
  check('emergency.data.integrity', [restored, blobStates(container)], decideIntegrity),
  check('emergency.close.timeline', [incidentReport()], (facts) => {
    const { incident, file, isThere, isAsWritten, rows, missing } = facts.need(incidentReport());
    if (!isThere) return fail(`The report of ${incident} was written to ${file}, which is not there.`);
    if (!isAsWritten && rows === 0) return fail(`The report of ${incident} has no timeline.`);
    const told = `${file} holds the timeline of ${incident}, ${rows} entries`;
    return missing.length > 0 ? warn(`${told}, without ${listed(missing)}.`) : pass(`${told}${isAsWritten ? '' : ', edited since'}.`);
  }),
];

interface Came { readonly name: string; readonly sizeBytes: number; readonly contentMd5?: string }

function decideIntegrity(facts: Facts): Verdict {
  const [newest] = facts.need(restored);
  if (!newest) return fail('Nothing has been restored yet.');
  const blobs = asArray(asObject(newest.value)['blobs']).map(asObject).map((one): Came => ({ name: asString(one['name']) ?? '', sizeBytes: Number(one['sizeBytes']), ...(asString(one['contentMd5']) !== undefined && { contentMd5: asString(one['contentMd5'])! }) }));
  const live = new Map(facts.need(blobStates(container)).map((one) => [one.name, one]));
  const missing = blobs.filter(({ name }) => !live.has(name)).map(({ name }) => name);
  if (missing.length > 0) return fail(`Of ${blobs.length} restored blobs ${missing.length} are not there: ${listed(missing)}.`);
  const different = blobs.filter(({ name, sizeBytes, contentMd5 }) => { const now = live.get(name)!; return now.sizeBytes !== sizeBytes || (contentMd5 !== undefined && now.contentMd5 !== undefined && now.contentMd5 !== contentMd5); }).map(({ name }) => name);
  if (different.length > 0) return fail(`Other than their source: ${listed(different)}.`);
  const unhashed = blobs.filter(({ name, contentMd5 }) => contentMd5 === undefined || live.get(name)!.contentMd5 === undefined).length;
  return unhashed > 0 ? warn(`${blobs.length} restored blobs are as long as their source, but of ${unhashed} no hash is known.`) : pass(`${blobs.length} restored blobs have the length and the hash of their source.`);
}
