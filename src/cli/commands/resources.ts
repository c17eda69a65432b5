import { chosenEnvironment, type Command } from '../context';
import { exitCode } from '../exitCodes';
import { renderTable } from '../render';

export const runResources: Command = async (context) => {
  const environment = await chosenEnvironment(context);
  const resources = await context.engine().listResources(environment.name, context.signal);
  context.output.result({ resources }, () => (resources.length === 0 ? `No resources in ${environment.resourceGroup}.` : renderTable(['type', 'name', 'location', 'state', 'health'], resources.map((one) => [one.type, one.name, one.location ?? '', one.provisioningState, one.health]))));
  return exitCode.done;
};
