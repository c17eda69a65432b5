export { listDeploymentWarnings } from './deploymentWarnings';
export { judgeResource, type Judgement } from './verdict';
export { listResourceIds, listResourceViews, verifyResources, type VerifyRequest } from './verifyResources';
