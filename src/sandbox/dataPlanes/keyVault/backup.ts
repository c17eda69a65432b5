import { createCipheriv, createDecipheriv } from 'node:crypto';
import { badRequest } from '../../armError';
import type { Secret } from '../../providers/keyVault/secretStore';
import type { ProviderContext } from '../../providers/provider';

const keyOf = (context: ProviderContext): Buffer => context.random.bytes('Microsoft.KeyVault/backup', 32);

/** A backup can only be read by the sandbox it comes from, as Azure's only within its geography. */
export function sealBackup(secret: Secret, context: ProviderContext): string {
  const nonce = context.random.bytes(`backup:${secret.vault}/${secret.name}:${JSON.stringify(secret.versions.map(({ version, attributes }) => [version, attributes]))}`, 12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(context), nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify({ name: secret.name, versions: secret.versions }), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** @throws ArmError 400 BadParameter when the text is no backup of this sandbox. */
export function openBackup(text: string, context: ProviderContext): Pick<Secret, 'name' | 'versions'> {
  const bytes = Buffer.from(text, 'base64url');
  const bad = badRequest('BadParameter', 'Backup blob contains invalid or corrupt data.');
  if (bytes.length < 29) throw bad;
  const decipher = createDecipheriv('aes-256-gcm', keyOf(context), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  try {
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')) as Pick<Secret, 'name' | 'versions'>;
  } catch (error) {
    // Whatever the cipher says, its tag does not fit.
    if (error instanceof Error) throw bad;
    throw error;
  }
}
