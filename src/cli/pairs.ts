import { InputError } from '../core/errors';

/** `name=value`, several apart by semicolons. @throws InputError `Cli.Usage`. */
export function readPairs(text: string, option: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split(';').map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new InputError('Cli.Usage', `"${pair}" is no ${option}.`, { nextStep: `Write --${option} "name=value;name=value".` });
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  }));
}
