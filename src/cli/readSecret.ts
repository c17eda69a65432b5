import type { ReadStream } from 'node:tty';
import { CancelledError, InputError } from '../core/errors';

/** Input of the process: a terminal, or a pipe. */
export type SecretInput = NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>;

const longest = 64 * 1024;

/** A value that must not be shown: typed without echo at a terminal, else all of standard input without the last line break. @throws InputError `Secrets.TooLong`; CancelledError after Ctrl+C. */
export async function readSecret(prompt: string, input: SecretInput, tell: (text: string) => void): Promise<string> {
  if (!input.isTTY || !input.setRawMode) return (await readAll(input)).replace(/\r?\n$/, '');
  tell(prompt);
  input.setRawMode(true);
  try { return await readTyped(input); } finally { input.setRawMode(false); input.pause(); tell('\n'); }
}

async function readAll(input: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk as string | Buffer);
    size += bytes.length;
    if (size > longest) throw new InputError('Secrets.TooLong', `The value is longer than ${longest / 1024} KB.`, { nextStep: 'A secret of Key Vault has 25 KB at most.' });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readTyped(input: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (act: () => void): void => { input.off('data', take); act(); };
    const take = (chunk: Buffer | string): void => {
      for (const char of chunk.toString()) {
        if (char === '\r' || char === '\n') { end(() => { resolve(typed); }); return; }
        if (char === '\u0003' || char === '\u0004') { end(() => { reject(new CancelledError()); }); return; }
        if (char === '\u007f' || char === '\b') typed = typed.slice(0, -1);
        else if (char >= ' ') typed += char;
      }
    };
    input.on('data', take);
    input.resume();
  });
}
