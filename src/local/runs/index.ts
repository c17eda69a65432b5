export { ensureAosFolder } from './aosFolder';
export { FileAuditStore } from './auditStore';
export { FileEnvironmentLocks } from './environmentLocks';
export { identifyProcess, probeProcess, type ProcessIdentity } from './processIdentity';
export { FileRunJournal } from './runJournal';
