import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../core/errors';
import { isObject } from '../core/json';
import type { CommandContext } from './context';

/** Values of secure parameters from the file of `--secrets`: a JSON object of texts. @throws InputError `Secrets.BadFile`; the message never holds a value. */
export async function givenSecrets({ invocation }: Pick<CommandContext, 'invocation'>): Promise<{ secrets?: Readonly<Record<string, string>> }> {
  const given = invocation.values.secrets;
  if (given === undefined) return {};
  const file = path.resolve(given);
  const wrong = (why: string): InputError => new InputError('Secrets.BadFile', `${file} ${why}.`, { location: { file }, nextStep: 'Write a JSON object: the name of each secure parameter to its value. Keep the file out of the repository.' });
  let value: unknown;
  try { value = JSON.parse(await readFile(file, 'utf8')); } catch (error) {
    throw wrong(error instanceof SyntaxError ? 'is not JSON' : 'cannot be read');
  }
  if (!isObject(value) || !Object.values(value).every((one) => typeof one === 'string')) throw wrong('holds something else than texts');
  return { secrets: value as Readonly<Record<string, string>> };
}
