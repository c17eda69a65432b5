import { haveSmokeTestsPassed, readSmokeTests, smokeRows } from '../../core/health/smokeTests';
import { chosenEnvironment, type Command } from '../context';
import { exitCode } from '../exitCodes';
import { renderTable } from '../render';

/** Exit code 1 as soon as one resource is unhealthy; what is unknown is shown and fails nothing. With --smoke also when the apps do not answer as they should. */
export const runVerify: Command = async (context) => {
  const environment = await chosenEnvironment(context);
  const resources = await context.engine().verify(environment.name, context.signal);
  const smoke = context.invocation.flags.has('smoke') ? readSmokeTests(await context.engine().checkEvidence(environment.name, { rows: smokeRows, maxAgeMs: 0 }, context.signal)) : undefined;
  const healthy = !resources.some((one) => one.verdict === 'unhealthy') && (!smoke || haveSmokeTestsPassed(smoke));
  const table = resources.length === 0 ? `No resources in ${environment.resourceGroup}.` : renderTable(['verdict', 'resource', 'reason'], resources.map((one) => [one.verdict, one.resourceId, one.reason]));
  context.output.result({ healthy, resources, ...(smoke && { smoke }) }, () => [table, ...(smoke ? [renderTable(['state', 'smoke test', 'reason'], smoke.map(({ id, state, reason }) => [state, id, reason]))] : [])].join('\n'));
  return healthy ? exitCode.done : exitCode.failed;
};
