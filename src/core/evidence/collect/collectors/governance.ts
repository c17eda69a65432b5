import { asArray, asObject, asString, member } from '../../../json';
import { LogicError } from '../../../errors';
import type { JsonObject } from '../../../values';
import { groupAssignments } from '../../checks/infra/access';
import { resource, type App, type FrontDoor } from '../../queries';
import type { Collecting, Collectors } from '../collector';
import { parseAnswer } from './answers';
import { list } from './arm';

const apps: readonly App[] = ['main', 'mcp', 'realm'];
const mostIds = 1000, mostPages = 200;

/** Who is known, what violates a policy, and where traffic is led. */
export const governanceCollectors: Collectors = { knownPrincipals: findPrincipals, policyViolations: listViolations, frontDoors: listFrontDoors };

/** Asks for the IDs in question: a tenant may hold more principals than anybody wants to list. @see Microsoft Graph REST v1.0, directoryObject: getByIds */
async function findPrincipals(_: JsonObject, collecting: Collecting): Promise<readonly string[]> {
  const assigned = (await collecting.answer(groupAssignments)).map((one) => asString(member(one['properties'], 'principalId')));
  const own = await Promise.all(apps.map(async (app) => asString((await collecting.find(resource(app)))?.identity?.['principalId'])));
  const ids = [...new Set([...assigned, ...own].flatMap((id) => (id ? [id.toLowerCase()] : [])))];
  const { cloud, dataPlanes } = await collecting.connection();
  if (cloud.graph === undefined) throw new LogicError('Directory.NoEndpoint', `The cloud ${cloud.name} tells no address of Microsoft Graph.`, { nextStep: 'Look at the directory in the portal.' });
  const found: string[] = [];
  for (let from = 0; from < ids.length; from += mostIds) {
    const body = JSON.stringify({ ids: ids.slice(from, from + mostIds) });
    const answer = parseAnswer(await dataPlanes.send({ method: 'POST', url: `${cloud.graph}/v1.0/directoryObjects/getByIds`, body, headers: { 'Content-Type': 'application/json' }, credential: { for: 'directory' }, timeoutMs: 20_000 }, collecting.signal), 'the directory');
    found.push(...asArray(answer['value']).flatMap((one) => asString(member(one, 'id'))?.toLowerCase() ?? []));
  }
  return found;
}

/** @see Policy Insights REST, Policy States - List Query Results For Resource Group */
async function listViolations(_: JsonObject, collecting: Collecting): Promise<readonly JsonObject[]> {
  const { arm } = await collecting.connection();
  const found: JsonObject[] = [];
  let next: string | undefined = `${await collecting.path('{rg}')}/providers/Microsoft.PolicyInsights/policyStates/latest/queryResults?api-version=2019-10-01&$filter=${encodeURIComponent("complianceState eq 'NonCompliant'")}`;
  for (let pages = 0; next !== undefined && pages < mostPages; pages++) {
    const page: JsonObject = asObject((await arm.request('POST', next, {}, collecting.signal)).body);
    found.push(...asArray(page['value']).map(asObject));
    next = asString(page['@odata.nextLink']) || undefined;
  }
  return found;
}

/** @see Front Door REST, AFD Origins - List By Origin Group */
async function listFrontDoors(_: JsonObject, collecting: Collecting): Promise<readonly FrontDoor[]> {
  const version = '2023-05-01';
  const nameOf = (one: JsonObject): string => asString(one['name'])?.split('/').at(-1) ?? '';
  const profiles = (await list(collecting, '{sub}/providers/Microsoft.Cdn/profiles', version)).filter((one) => /AzureFrontDoor$/i.test(asString(member(one['sku'], 'name')) ?? ''));
  return Promise.all(profiles.map(async (profile): Promise<FrontDoor> => {
    const groups = await list(collecting, `${asString(profile['id']) ?? ''}/originGroups`, version);
    return { name: nameOf(profile), groups: await Promise.all(groups.map(async (group) => ({
      name: nameOf(group),
      origins: (await list(collecting, `${asString(group['id']) ?? ''}/origins`, version)).map((origin) => ({ host: asString(member(origin['properties'], 'hostName')) ?? '', isEnabled: !/^disabled$/i.test(asString(member(origin['properties'], 'enabledState')) ?? 'Enabled') })),
    }))) };
  }));
}
