import { LogicError } from '../../core/errors';
import { chosenEnvironment, type Command } from '../context';
import { exitCode } from '../exitCodes';
import { renderTable } from '../render';

/** Exit code 1 as soon as one resource is unhealthy; what is unknown is shown and fails nothing. */
export const runVerify: Command = async (context) => {
  if (context.invocation.flags.has('smoke')) throw new LogicError('NotAvailable', '"verify --smoke" is not available in this version.', { nextStep: 'Run "aos-deploy verify" without it.' });
  const environment = await chosenEnvironment(context);
  const resources = await context.engine().verify(environment.name, context.signal);
  const healthy = !resources.some((one) => one.verdict === 'unhealthy');
  context.output.result({ healthy, resources }, () => (resources.length === 0 ? `No resources in ${environment.resourceGroup}.` : renderTable(['verdict', 'resource', 'reason'], resources.map((one) => [one.verdict, one.resourceId, one.reason]))));
  return healthy ? exitCode.done : exitCode.failed;
};
