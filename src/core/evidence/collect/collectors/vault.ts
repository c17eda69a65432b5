import { LogicError } from '../../../errors';
import { asArray, asObject, asString } from '../../../json';
import type { JsonObject } from '../../../values';
import { resource, type SecretEntry } from '../../queries';
import { textOf } from '../ask';
import type { Collecting, Collectors } from '../collector';
import { Absent } from '../fact';
import { parseAnswer } from './answers';

const version = '7.4';

/** Secrets of the vault. Values stay in memory, for comparing. */
export const vaultCollectors: Collectors = {
  secrets: async (_, collecting) => {
    const found: SecretEntry[] = [];
    for (let next: string | undefined = `${await addressOf(collecting)}/secrets?api-version=${version}&maxresults=25`, pages = 0; next !== undefined && pages < 400; pages++) {
      const page: JsonObject = await ask(collecting, next);
      found.push(...asArray(page['value']).map(asObject).map(toEntry));
      next = asString(page['nextLink']) || undefined;
    }
    return found;
  },
  secretValue: async (question, collecting) => {
    const name = textOf(question, 'name');
    if (!/^[A-Za-z0-9-]{1,127}$/.test(name)) throw new Absent(`${name} cannot be the name of a secret: letters, digits and hyphens are allowed.`);
    const value = asString((await ask(collecting, `${await addressOf(collecting)}/secrets/${name}?api-version=${version}`))['value']);
    if (value === undefined) throw new LogicError('Vault.NoValue', `The secret ${name} has no value.`, { nextStep: 'Set it again.' });
    collecting.keepSecret(value);
    return value;
  },
};

async function addressOf(collecting: Collecting): Promise<string> {
  const vault = await collecting.answer(resource('kv'));
  const uri = asString(vault.properties['vaultUri']);
  if (!uri) throw new Absent(`The vault ${vault.name} tells no address.`);
  return uri.replace(/\/+$/, '');
}

async function ask(collecting: Collecting, url: string): Promise<JsonObject> {
  const { dataPlanes } = await collecting.connection();
  return parseAnswer(await dataPlanes.send({ method: 'GET', url, credential: { for: 'vault' }, timeoutMs: 20_000 }, collecting.signal), 'the vault');
}

function toEntry(one: JsonObject): SecretEntry {
  const attributes = asObject(one['attributes']);
  const time = (name: string): string | undefined => (typeof attributes[name] === 'number' ? new Date(attributes[name] * 1000).toISOString() : undefined);
  const [expires, updated, contentType] = [time('exp'), time('updated'), asString(one['contentType'])];
  return { name: asString(one['id'])?.split('/').at(-1) ?? '', enabled: attributes['enabled'] !== false, ...(expires && { expires }), ...(updated && { updated }), ...(contentType && { contentType }) };
}
