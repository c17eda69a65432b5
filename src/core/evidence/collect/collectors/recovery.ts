import { asArray, asObject, asString } from '../../../json';
import { sha256Hex } from '../../../hash';
import { baseName, resolvePath } from '../../../paths';
import { openBackupAccount, openData, secretIn } from '../../../restore';
import { records, type BackupBlobs, type BackupFound, type IncidentReportFile } from '../../queries';
import { textOf } from '../ask';
import type { Collecting, Collectors } from '../collector';
import { Absent } from '../fact';

export const dataContainer = 'aos-data';

/** Backups, what they can be restored from, and what was written down of an incident. */
export const recoveryCollectors: Collectors = {
  backups: async (_, collecting) => [...await ofSets(collecting), ...await ofRecords(collecting)].sort((a, b) => (a.at < b.at ? 1 : -1)),
  backupBlobs: readBackup,
  blobStates: async (ask, collecting) => (await (await openData(await placeOf(collecting), textOf(ask, 'container'), collecting.signal)).listStates('', collecting.signal)).states.filter(({ kind }) => kind === 'live'),
  deletedBlobs: async (_, collecting) => {
    const { states, notListed } = await (await openData(await placeOf(collecting), dataContainer, collecting.signal)).listStates('', collecting.signal);
    if (notListed.includes('deleted')) throw new Absent('The storage account does not list deleted blobs.');
    return states.filter(({ kind }) => kind === 'deleted').map(({ name }) => name);
  },
  incidentReport: readReport,
};

const placeOf = async (collecting: Collecting) => ({ environment: collecting.environment, connection: await collecting.connection(), scope: await collecting.scope() });

/** Of the sets of this computer the newest is read back; older ones prove nothing more. */
async function ofSets({ ports, environment }: Collecting): Promise<readonly BackupFound[]> {
  const proved = await ports.proveBackup(environment.name);
  if (!proved) return [];
  const { madeAt, files, damaged } = proved;
  return [{ at: madeAt, secrets: files.flatMap((name) => secretIn(name) ?? []), hasAudit: files.some((name) => /^audit-.+\.db$/.test(name)), damaged }];
}

/** Those that a click of the checklist made: files of the workspace, with the hash of each. */
async function ofRecords(collecting: Collecting): Promise<readonly BackupFound[]> {
  const kept = await collecting.answer(records('backup'));
  return Promise.all(kept.slice(0, 10).map(async ({ at, value }): Promise<BackupFound> => {
    const one = asObject(value);
    const files = asArray(one['files']).map(asObject).map((file) => ({ name: asString(file['name']) ?? '', hash: asString(file['hash']) ?? '' }));
    const damaged = (await Promise.all(files.map(async ({ name, hash }) => (await hashOf(collecting, name) === hash ? undefined : name)))).filter((name) => name !== undefined);
    return { at, secrets: files.flatMap(({ name }) => secretIn(baseName(name)) ?? []), hasAudit: one['kind'] === 'audit' && files.length > 0, damaged };
  }));
}

async function hashOf({ ports: { files } }: Collecting, name: string): Promise<string | undefined> {
  const file = resolvePath(files.root, name);
  return await files.exists(file) ? sha256Hex(await files.readText(file)) : undefined;
}

async function readBackup(_: unknown, collecting: Collecting): Promise<BackupBlobs> {
  const account = asString(asObject(collecting.environment.profile)['backupAccount']);
  if (account === undefined) throw new Absent('The profile names no backup account (backupAccount).');
  const blobs = await openBackupAccount(await placeOf(collecting), account, dataContainer, collecting.signal);
  const live = (await blobs.listStates('', collecting.signal)).states.filter(({ kind }) => kind === 'live').sort((a, b) => (a.lastModified < b.lastModified ? 1 : -1));
  return { account, blobs: live.length, ...(live[0] && { newest: { name: live[0].name, lastModified: live[0].lastModified } }) };
}

async function readReport(_: unknown, collecting: Collecting): Promise<IncidentReportFile> {
  const [newest] = await collecting.answer(records('incident-report'));
  if (!newest) throw new Absent('No report of an incident has been exported yet.');
  const value = asObject(newest.value);
  const file = asString(value['file']) ?? '';
  const hash = await hashOf(collecting, file);
  return { at: newest.at, incident: asString(value['incident']) ?? '', file, isAsWritten: hash !== undefined && hash === value['hash'], isThere: hash !== undefined, missing: asArray(value['missing']).filter((one): one is string => typeof one === 'string'), rows: Number(value['rows'] ?? 0) };
}

