import { parseKeyVaultReference } from '../applications';

/** Settings that the platform reads before references are resolved, or that hold no secret whatever their name says. */
const leftAlone = /^(AzureWebJobsStorage|WEBSITE_|SCM_|FUNCTIONS_|DOCKER_|APPLICATIONINSIGHTS_CONNECTION_STRING$|APPINSIGHTS_)/i;
const secretName = /(^|_)(token|secret|password|passwd|pwd|pat|api_?key|access_?key|private_?key|connection_?string|credentials?)(_|$)|(ConnectionString|Secret|Password|ApiKey|AccessKey|Token)$/i;
const secretValue = /(AccountKey|SharedAccessKey|Password|Pwd)=[^;]+|^(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|sk-[A-Za-z0-9_-]{20,}|xox[abpr]-[\w-]{10,}|AKIA[0-9A-Z]{16})$|-----BEGIN [A-Z ]*PRIVATE KEY-----/i;

/** Whether a live setting holds a secret as plain text. */
export function isPlainSecret(name: string, value: string): boolean {
  if (value.trim() === '' || leftAlone.test(name) || parseKeyVaultReference(value) !== undefined) return false;
  return secretValue.test(value) || (secretName.test(name) && !/^(true|false|\d{1,5}|https?:\/\/[^@]*)$/i.test(value));
}

/** `B2C_CLIENT_SECRET` as B2CClientSecret: letters, digits and hyphens are all that a name may have. */
export function secretNameFor(setting: string): string {
  const parts = setting.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  return parts.map((part) => (/\d/.test(part) || /[a-z]/.test(part) ? `${part.charAt(0).toUpperCase()}${part.slice(1)}` : `${part.charAt(0).toUpperCase()}${part.slice(1).toLowerCase()}`)).join('').slice(0, 127) || 'Secret';
}

const part = (text: string, name: string): string => new RegExp(`(?:^|;)${name}=([^;]*)`, 'i').exec(text)?.[1] ?? '';

/** What makes two values the same secret: connection strings that open the same thing with the same key are one, however they are written. */
export function identityOf(value: string): string {
  const account = [part(value, 'AccountName').toLowerCase(), part(value, 'AccountKey')];
  if (account.every((one) => one !== '')) return JSON.stringify(['storage', ...account]);
  const bus = [part(value, 'Endpoint').toLowerCase().replace(/\/+$/, ''), part(value, 'SharedAccessKeyName'), part(value, 'SharedAccessKey')];
  if (bus.every((one) => one !== '')) return JSON.stringify(['bus', ...bus, part(value, 'EntityPath').toLowerCase()]);
  return JSON.stringify(['text', value]);
}
