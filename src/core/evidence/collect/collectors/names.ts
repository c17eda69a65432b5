import { asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import { armPost, declaredResources, resources, type NameAvailability } from '../../queries';
import type { Collecting, Collectors } from '../collector';

/** Types whose names are unique in all of Azure, with the question of their providers. */
const questions: Readonly<Record<string, { readonly path: string; readonly version: string; readonly typed: boolean }>> = {
  'Microsoft.Storage/storageAccounts': { path: 'Microsoft.Storage/checkNameAvailability', version: '2023-05-01', typed: true },
  'Microsoft.KeyVault/vaults': { path: 'Microsoft.KeyVault/checkNameAvailability', version: '2023-07-01', typed: true },
  'Microsoft.ServiceBus/namespaces': { path: 'Microsoft.ServiceBus/CheckNameAvailability', version: '2021-11-01', typed: false },
  'Microsoft.Web/sites': { path: 'Microsoft.Web/checknameavailability', version: '2023-12-01', typed: true },
};

/** Asks only for what is not there yet: a name that our own resource holds is no clash. */
export const nameCollectors: Collectors = {
  nameAvailability: async (_, collecting) => {
    const [declared, there] = [await collecting.answer(declaredResources()), await collecting.find(resources()) ?? []];
    const own = new Set(there.map(({ type, name }) => `${type}/${name}`.toLowerCase()));
    const wanted = declared.resources.flatMap(({ type, name }) => {
      const known = Object.keys(questions).find((one) => one.toLowerCase() === type.toLowerCase());
      return known === undefined || name.includes('[') || own.has(`${type}/${name}`.toLowerCase()) ? [] : [{ type: known, name }];
    });
    return Promise.all(wanted.map((one) => ask(one, collecting)));
  },
};

async function ask({ type, name }: { readonly type: string; readonly name: string }, collecting: Collecting): Promise<NameAvailability> {
  const { path, version, typed } = questions[type]!;
  const body: JsonObject = { name, ...(typed && { type }) };
  const answer = await collecting.answer(armPost(`{sub}/providers/${path}`, version, body));
  const reason = asString(member(answer, 'message')) || undefined;
  return { type, name, available: member(answer, 'nameAvailable') !== false, ...(reason !== undefined && { reason }) };
}
