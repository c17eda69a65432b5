import { asArray, asObject, asString, member } from '../../../json';
import { LogicError } from '../../../errors';
import type { ConfigurationBlobs, SiteAnswer } from '../../../ports';
import type { JsonObject } from '../../../values';
import { armPost, resource, type DetailedResource } from '../../queries';
import { textOf } from '../ask';
import type { Collecting, Collectors } from '../collector';
import { Absent } from '../fact';

const version = '2023-05-01';
const serviceVersion = '2023-11-03';
const emulatorPorts: Readonly<Record<string, number>> = { blob: 10_000, queue: 10_001, table: 10_002 };
const listings: Readonly<Record<string, string>> = { blob: '?comp=list&maxresults=1', queue: '?comp=list&maxresults=1', table: 'Tables?$top=1' };

/** The account's keys, which also show that a connection string is current. */
export const storageKeys = () => armPost('{st}/listKeys', version, {}, { secret: true });

/** Data of the storage account. */
export const storageCollectors: Collectors = {
  blobs: async (ask, collecting) => (await open(collecting, textOf(ask, 'container'))).list(textOf(ask, 'prefix'), collecting.signal),
  blobText: async (ask, collecting) => {
    const blob = await (await open(collecting, textOf(ask, 'container'))).find(textOf(ask, 'name'), collecting.signal);
    if (!blob) throw new Absent(`${textOf(ask, 'name')} is not in the container ${textOf(ask, 'container')}.`);
    return blob.text;
  },
  storageEndpoint: (ask, collecting) => (ask['account'] === 'emulator' ? askEmulator(textOf(ask, 'service'), collecting) : askService(textOf(ask, 'service'), collecting)),
};

async function open(collecting: Collecting, container: string): Promise<ConfigurationBlobs> {
  const account = await collecting.answer(resource('st'));
  const key = await keyOf(account, collecting);
  return (await collecting.connection()).dataPlanes.openContainer({ blobEndpoint: endpointOf(account, 'blob'), account: account.name, container, ...(key !== undefined && { accountKey: key }) });
}

/** Without rights to the keys, who is signed in must have a role of its own on the data. */
async function keyOf({ properties }: DetailedResource, collecting: Collecting): Promise<string | undefined> {
  if (properties['allowSharedKeyAccess'] === false) return undefined;
  const fact = await collecting.fact(storageKeys());
  return fact.state === 'answered' ? asString(asObject(asArray(fact.value['keys'])[0])['value']) : undefined;
}

function endpointOf({ name, properties }: DetailedResource, service: string): string {
  const endpoint = asString(member(properties['primaryEndpoints'], service));
  if (!endpoint) throw new Absent(`The storage account ${name} serves no ${service}s.`);
  return endpoint.endsWith('/') ? endpoint : `${endpoint}/`;
}

async function askService(service: string, collecting: Collecting): Promise<SiteAnswer> {
  const account = await collecting.answer(resource('st'));
  const url = `${endpointOf(account, service)}${listings[service] ?? ''}`;
  const sas = account.properties['allowSharedKeyAccess'] === false ? undefined : await readOnlySignature(collecting);
  const common = { method: 'GET' as const, headers: { 'x-ms-version': serviceVersion, Accept: 'application/json;odata=nometadata' }, timeoutMs: 20_000 };
  const { dataPlanes } = await collecting.connection();
  return sas === undefined ? dataPlanes.send({ ...common, url, credential: { for: 'storage' } }, collecting.signal) : dataPlanes.send({ ...common, url: `${url}${url.includes('?') ? '&' : '?'}${sas}` }, collecting.signal);
}

/** A signature for half an hour that lists and reads, made by ARM; undefined without the right to it. */
async function readOnlySignature(collecting: Collecting): Promise<string | undefined> {
  const until = new Date(Math.ceil(collecting.ports.clock.now().getTime() / 600_000) * 600_000 + 1_800_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const body: JsonObject = { signedServices: 'bqt', signedResourceTypes: 'sco', signedPermission: 'rl', signedExpiry: until, signedProtocol: 'https,http' };
  const fact = await collecting.fact(armPost('{st}/listAccountSas', version, body, { secret: true }));
  return fact.state === 'answered' ? asString(fact.value['accountSasToken'])?.replace(/^\?/, '') : undefined;
}

async function askEmulator(service: string, { ports, environment, signal }: Collecting): Promise<SiteAnswer> {
  const port = emulatorPorts[service];
  if (port === undefined) throw new LogicError('Storage.NoEmulator', `The emulator serves no ${service}s.`, { nextStep: 'Ask for blobs, queues or tables.' });
  return (await ports.connect(environment, signal)).dataPlanes.send({ method: 'GET', url: `http://127.0.0.1:${port}/devstoreaccount1?comp=list`, timeoutMs: 3_000 }, signal);
}
