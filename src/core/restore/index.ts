export { RestoreService, type BlobExtent, type BlobQuery, type BlobRestoreOptions, type RestorePorts, type SecretExtent, type SecretResult } from './service';
export { openTexts } from './accounts';
export { findLosses, summarizeLosses, type BlobLoss } from './blobExtent';
export { restoreBlobs, type BlobResult } from './restoreBlobs';
export type { BackupCheck, BackupReport } from './backup';
