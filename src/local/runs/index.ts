export { ensureAosFolder } from './aosFolder';
export { FileAuditStore } from './auditStore';
export { FileEnvironmentLocks } from './environmentLocks';
export { identifyProcess, probeProcess, type ProcessIdentity } from './processIdentity';
export { FileNoiseStore } from './noiseStore';
export { acquireProcessLock, findLockHolder, type LockAnswer, type LockHolder, type ProcessLock } from './processLock';
export { FileRunJournal } from './runJournal';
export { waitForLock } from './waitForLock';
