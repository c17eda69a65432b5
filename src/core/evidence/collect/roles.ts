import { outputText } from '../../deployment';
import type { JsonObject } from '../../values';
import type { Resource } from '../../ports';
import type { Role } from '../api';
import { outputs, resources } from '../queries';
import type { Collecting } from './collector';
import { Absent, NotAnswered } from './fact';

interface RoleRule { readonly type: string; readonly output?: string; readonly what: string; /** Value of a tag that tells one of several apart. */ readonly tag?: string }

/** How each role is found: by the deployment's output, by a tag of the template, by being the only one of its type. */
const rules: Readonly<Record<Role, RoleRule>> = {
  main: { type: 'microsoft.web/sites', output: 'functionAppName', what: 'main function app', tag: 'agentoperatingsystem' },
  mcp: { type: 'microsoft.web/sites', output: 'mcpServerFunctionAppName', what: 'function app of the MCP servers', tag: 'mcpservers' },
  realm: { type: 'microsoft.web/sites', output: 'realmFunctionAppName', what: 'function app of the Realm of Agents', tag: 'realmofagents' },
  plan: { type: 'microsoft.web/serverfarms', what: 'App Service plan' },
  bus: { type: 'microsoft.servicebus/namespaces', output: 'serviceBusNamespaceName', what: 'Service Bus namespace' },
  st: { type: 'microsoft.storage/storageaccounts', output: 'storageAccountName', what: 'storage account' },
  kv: { type: 'microsoft.keyvault/vaults', output: 'keyVaultName', what: 'Key Vault' },
  appi: { type: 'microsoft.insights/components', output: 'appInsightsName', what: 'Application Insights component' },
  law: { type: 'microsoft.operationalinsights/workspaces', what: 'Log Analytics workspace' },
  mlw: { type: 'microsoft.machinelearningservices/workspaces', output: 'azureMLWorkspaceName', what: 'machine learning workspace' },
  acr: { type: 'microsoft.containerregistry/registries', what: 'container registry' },
};
export const roleNames = Object.keys(rules) as readonly Role[];
export const typeOfRole = (role: Role): string => rules[role].type;

/** Resource ID of a role. @throws Absent with the reason, NotAnswered. */
export async function findRole(role: Role, collecting: Collecting): Promise<string> {
  const [listed, named] = [await collecting.answer(resources()), (await collecting.fact(outputs()))];
  const found = chooseRole(role, listed, named.state === 'answered' ? named.value : {});
  if (typeof found === 'string') {
    // Several that could be it are no proof that it is missing.
    if (isOneOfSeveral(role, listed, named.state === 'answered' ? named.value : {})) throw new NotAnswered({ state: 'failed', reason: found, at: '' });
    throw new Absent(found);
  }
  return found.id;
}

function isOneOfSeveral(role: Role, listed: readonly Resource[], named: JsonObject): boolean {
  const { type, output } = rules[role];
  return (output === undefined || outputText(named, output) === undefined) && listed.filter((one) => one.type.toLowerCase() === type).length > 1;
}

/** The resource of a role, or why there is none. */
export function chooseRole(role: Role, listed: readonly Resource[], named: JsonObject): Resource | string {
  const { type, output, what, tag } = rules[role];
  const ofType = listed.filter((one) => one.type.toLowerCase() === type);
  const name = output === undefined ? undefined : outputText(named, output);
  if (name !== undefined) return ofType.find((one) => one.name.toLowerCase() === name.toLowerCase()) ?? `The deployment names ${name} as ${what}, and it is not in the resource group.`;
  if (ofType.length === 0) return `The resource group holds no ${what}.`;
  const tagged = tag === undefined ? ofType : ofType.filter((one) => Object.values(one.tags ?? {}).some((value) => value.toLowerCase() === tag));
  if (tag !== undefined) return tagged.length === 1 ? tagged[0]! : `No output and no tag tells which of ${ofType.length} function apps is the ${what}.`;
  return ofType.length === 1 ? ofType[0]! : `The resource group holds ${ofType.length} of type ${type}, and no output tells which is the ${what}.`;
}
