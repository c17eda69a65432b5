export type * from './api';
export * as queries from './queries';
export { allChecks } from './checks';
export { isSampleAddress } from './checks/prodready/actionGroups';
export { decideChecks, withReadRows, type Decision } from './decide';
export { keyOf } from './facts';
export { fail, notApplicable, pass, passIf, rollUp, unknown, warn, worst } from './verdict';
export { EvidenceService } from './service';
export type { EvidencePorts } from './collect/collector';
