import { fullAccess } from './accounts';
import type { AccountKeys } from './accounts';
import type { AzuritePorts } from './azuriteMessages';
import type { ProviderContext } from '../../providers/provider';

export type Service = keyof AzuritePorts;

/** What ARM and the data both name: containers, queues and tables. */
const collections: Readonly<Record<Service, string>> = { blob: 'blobServices/default/containers', queue: 'queueServices/default/queues', table: 'tableServices/default/tables' };
const services = Object.keys(collections) as Service[];

/** Keeps Azurite in step with the resources: what ARM made is created, what ARM deleted is deleted, and what clients make becomes a resource. */
export class Mirror {
  /** `service/account/name` that Azurite has, with the account's keys at that time. */
  private readonly known = new Map<string, AccountKeys>();

  /** Called before a request is passed on. `ports` serve the accounts given, and still those that were deleted since. */
  async follow(accounts: readonly AccountKeys[], ports: AzuritePorts, context: ProviderContext): Promise<void> {
    const wanted = new Map<string, AccountKeys>(accounts.flatMap((account) => services.flatMap((service) => context.resources.list(`${account.resource.id}/${collections[service]}`).map((item) => [`${service}/${account.name}/${item.name.split('/').at(-1) ?? ''}`, account] as [string, AccountKeys]))));
    for (const [key, account] of wanted) if (!this.known.has(key)) { await change('PUT', key, account, ports, context); this.known.set(key, account); }
    for (const key of [...this.known.keys()].filter((one) => !wanted.has(one))) {
      const account = accounts.find(({ name }) => name === key.split('/')[1]);
      if (account) await change('DELETE', key, account, ports, context);
      this.known.delete(key);
    }
  }

  /** Names that must be emptied before their account leaves Azurite. */
  async forgetAccounts(gone: readonly AccountKeys[], ports: AzuritePorts, context: ProviderContext): Promise<void> {
    for (const account of gone) for (const key of [...this.known.keys()].filter((one) => one.split('/')[1] === account.name)) {
      await change('DELETE', key, account, ports, context);
      this.known.delete(key);
    }
  }

  created(service: Service, account: AccountKeys, name: string, context: ProviderContext): void {
    this.known.set(`${service}/${account.name}/${name}`, account);
    if (/^[a-z0-9$][a-z0-9-]{2,62}$/i.test(name)) context.resources.put(`${account.resource.id}/${collections[service]}/${name}`, { properties: {} }, account.resource.apiVersion);
  }

  deleted(service: Service, account: AccountKeys, name: string, context: ProviderContext): void {
    this.known.delete(`${service}/${account.name}/${name}`);
    context.resources.delete(`${account.resource.id}/${collections[service]}/${name}`);
  }
}

async function change(method: 'PUT' | 'DELETE', key: string, account: AccountKeys, ports: AzuritePorts, context: ProviderContext): Promise<void> {
  const [service, , name = ''] = key.split('/') as [Service, string, string];
  const query = fullAccess(account, context.clock.now());
  const base = `http://127.0.0.1:${ports[service]}/${account.name}`;
  const headers = { 'x-ms-version': '2021-12-02', 'x-ms-date': context.clock.now().toUTCString() };
  const answer = service === 'table'
    ? await (method === 'PUT'
      ? fetch(`${base}/Tables?${query}`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json', accept: 'application/json;odata=nometadata', dataserviceversion: '3.0' }, body: JSON.stringify({ TableName: name }) })
      : fetch(`${base}/Tables('${name}')?${query}`, { method, headers: { ...headers, accept: 'application/json;odata=nometadata' } }))
    : await fetch(`${base}/${name}?${service === 'blob' ? 'restype=container&' : ''}${query}`, { method, headers });
  await answer.arrayBuffer();
  // It is there already, or gone already: both are what is wanted.
  if (!answer.ok && ![404, 409].includes(answer.status)) throw new Error(`Azurite answered ${answer.status} to ${method} ${service} ${name} of ${account.name}.`);
}
