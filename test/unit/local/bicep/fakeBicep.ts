import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a fake CLI does with one request; `call` counts requests over all starts, `start` the starts. Returning undefined never answers. */
export type FakeBehaviour = (request: { method: string; params: unknown; call: number; start: number }) => unknown;

/**
 * An executable that speaks the framing of `bicep jsonrpc --stdio` and behaves as told. `behaviour` is put into the script as text: it sees nothing of its surroundings.
 * `{ error }` answers an error, `{ crash: code }` ends, `{ raw: text }` writes text as it is.
 */
export async function withFakeBicep<T>(behaviour: FakeBehaviour, work: (file: string, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aos fake bicép '));
  const file = path.join(folder, 'bicep');
  try {
    await writeFile(file, script(behaviour, folder));
    await chmod(file, 0o755);
    return await work(file, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const script = (behaviour: FakeBehaviour, folder: string): string => `#!${process.execPath}
const fs = require('node:fs');
const behave = ${behaviour.toString()};
const counter = (name) => { const file = ${JSON.stringify(folder)} + '/' + name; const value = (fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0) + 1; fs.writeFileSync(file, String(value)); return value; };
const start = counter('starts');
const send = (body) => process.stdout.write('Content-Length: ' + Buffer.byteLength(body) + '\\r\\n\\r\\n' + body);
const handle = ({ id, method, params }) => {
  const short = method.replace('bicep/', '');
  const answer = behave({ method: short, params, call: short === 'version' ? 0 : counter('calls'), start }) ?? (short === 'version' ? { version: '0.49.2' } : undefined);
  if (answer === undefined) return;
  if (answer.crash !== undefined) process.exit(answer.crash);
  if (answer.raw !== undefined) { process.stdout.write(answer.raw); return; }
  send(JSON.stringify(answer.error ? { jsonrpc: '2.0', id, error: { code: -32000, message: answer.error } } : { jsonrpc: '2.0', id, result: answer }));
};
let buffer = Buffer.alloc(0);
process.stdin.on('data', (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  for (;;) {
    const head = buffer.indexOf('\\r\\n\\r\\n'); if (head < 0) return;
    const length = Number(/content-length: *(\\d+)/i.exec(buffer.subarray(0, head).toString())[1]);
    if (buffer.length < head + 4 + length) return;
    const message = JSON.parse(buffer.subarray(head + 4, head + 4 + length).toString());
    buffer = buffer.subarray(head + 4 + length);
    if (message.id !== undefined) handle(message);
  }
});
process.stdin.on('end', () => process.exit(0));
`;
