import type { RunRecord } from '../deployment/events';
import type { Environment } from '../environments/environment';
import { relativePath } from '../paths';
import type { CommandSubject } from './commands';

/** A run as other tools would be told to do it. `root`: folder of the workspace. What nobody knows is a word in capitals to be replaced. */
export function subjectOfRun(run: RunRecord, environment: Pick<Environment, 'name' | 'isProtected'>, root: string): CommandSubject {
  return {
    environment, ...(run.target?.cloud && { cloud: run.target.cloud }), subscriptionId: run.target?.subscriptionId || 'SUBSCRIPTION_ID', resourceGroup: run.target?.resourceGroup || 'RESOURCE_GROUP', location: run.target?.location || 'LOCATION',
    templateFile: relativePath(root, run.templateFile), parametersFile: relativePath(root, run.parametersFile), deploymentName: run.deploymentName, ...(run.gitSha && { gitSha: run.gitSha }),
  };
}
