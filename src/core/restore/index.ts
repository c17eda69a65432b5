export { RestoreService, type BlobExtent, type BlobQuery, type BlobRestoreOptions, type RestorePorts, type SecretExtent, type SecretResult } from './service';
export { openBackupAccount, openData, openTexts } from './accounts';
export { secretFile, secretIn } from './backup';
export { findBackupDue, madeBy, type BackupDue, type BackupMade, type DuePart } from './backupDue';
export { BackupReminders, type ReminderPorts } from './reminders';
export { findVaultOf, VaultRecovery } from './vault';
export { findLosses, summarizeLosses, type BlobLoss } from './blobExtent';
export { restoreBlobs, type BlobResult } from './restoreBlobs';
export type { BackupCheck, BackupReport } from './backup';
