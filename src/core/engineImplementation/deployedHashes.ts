import type { BundleContent } from '../bundles';
import type { EvidenceRecords } from '../evidence';
import { asObject } from '../json';
import type { AzureConnection, GroupScope, UploadLedger } from '../ports';

/** Where agents and MCP servers go unless the app's settings say otherwise. */
const defaultContainer = 'aos-config';

export interface HashSources { readonly records: EvidenceRecords; readonly uploads: UploadLedger }

/** Packages and configurations that were last put into an environment from this workspace; what others put there is not known here, and left out. */
export async function readDeployedHashes({ records, uploads }: HashSources, environment: string, { cloud, resources }: AzureConnection, scope: GroupScope): Promise<Pick<BundleContent, 'packages' | 'configurations'>> {
  const packages = new Map<string, string>();
  for (const { value } of await records.list(environment, 'publish')) {
    const { application, hash } = asObject(value);
    if (typeof application === 'string' && typeof hash === 'string' && !packages.has(application)) packages.set(application, hash);
  }
  const accounts = (await resources.listResources(scope)).filter(({ type }) => type.toLowerCase() === 'microsoft.storage/storageaccounts');
  const ledgers = await Promise.all(accounts.map(({ id }) => uploads.read(`${cloud.isSandbox ? 'sandbox' : cloud.name}${id.toLowerCase()}/${defaultContainer}`)));
  const configurations = ledgers.flatMap((ledger) => Object.entries(ledger).map(([blob, { contentHash }]) => [blob, contentHash] as const));
  return { packages: Object.fromEntries([...packages].sort()), configurations: Object.fromEntries(configurations.sort()) };
}
