import { chosenEnvironment, type Command } from '../context';
import { exitCode } from '../exitCodes';
import { renderTable } from '../render';

export const runResources: Command = async (context) => {
  const environment = await chosenEnvironment(context);
  const listed = await context.engine().listResources(environment.name, context.signal);
  const hasApps = listed.some(({ type }) => type.toLowerCase() === 'microsoft.web/sites');
  const versions = hasApps ? await context.engine().applications.versions(environment.name, context.signal) : new Map<string, string>();
  const resources = listed.map((one) => ({ ...one, ...(versions.get(one.id.toLowerCase()) && { version: versions.get(one.id.toLowerCase())! }) }));
  context.output.result({ resources }, () => (resources.length === 0 ? `No resources in ${environment.resourceGroup}.` : renderTable(['type', 'name', 'location', 'state', 'health', 'version'], resources.map((one) => [one.type, one.name, one.location ?? '', one.provisioningState, one.health, one.version ?? '']))));
  return exitCode.done;
};
