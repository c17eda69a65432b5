import type { ProviderContext, StoredResource, Table } from '../../providers/provider';
import { siteKey } from '../functionHost/addresses';
import type { DeploymentRecord } from './deployments';

export const kuduTable = (context: ProviderContext): Table<DeploymentRecord> => context.table<DeploymentRecord>('Microsoft.Web/kuduDeployments');

/** The history of deployments lies beside the content of an app, so that a swap takes both along. */
export function exchangeHistories(source: StoredResource, target: StoredResource, context: ProviderContext): void {
  const table = kuduTable(context);
  const [a, b] = [`${siteKey(source)}|`, `${siteKey(target)}|`];
  const take = (start: string): DeploymentRecord[] => [...table.entries()].filter(([key]) => key.startsWith(start)).map(([key, record]) => { table.delete(key); return record; });
  const [ofSource, ofTarget] = [take(a), take(b)];
  for (const record of ofSource) table.set(`${b}${record.id}`, { ...record, site: target.name });
  for (const record of ofTarget) table.set(`${a}${record.id}`, { ...record, site: source.name });
}
