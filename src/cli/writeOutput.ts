import { writeFileSync } from 'node:fs';
import { InputError } from '../core/errors';

/** @throws InputError `Cli.OutputFile`. */
export function writeOutput(file: string, text: string | Uint8Array): void {
  try { writeFileSync(file, text); } catch (error) {
    throw new InputError('Cli.OutputFile', `${file} cannot be written: ${(error as Error).message}`, { cause: error, nextStep: 'Name a file in a folder that exists and can be written.' });
  }
}
