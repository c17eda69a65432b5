import type { IncomingMessage } from 'node:http';
import { ArmError } from '../armError';

/** ARM takes 4 MB. */
const limitBytes = 4 * 1024 * 1024;

/** The whole body as text. @throws ArmError 413 `RequestContentTooLarge`. */
export async function readBody(message: IncomingMessage): Promise<string> {
  const body = await readBytes(message, limitBytes, () => new ArmError(413, 'RequestContentTooLarge', `The request content size exceeds the maximum size of ${limitBytes / 1024 / 1024} MB.`));
  return body.toString('utf8');
}

/** The whole body. `tooLarge` makes the error for one of more than `mostBytes`. @throws ArmError 400 `RequestAborted` when the client goes away. */
export async function readBytes(message: IncomingMessage, mostBytes: number, tooLarge: (sizeBytes: number) => ArmError): Promise<Buffer> {
  let chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      // What is too much is read and dropped, so that the client hears the answer instead of a broken connection.
      if (sizeBytes <= mostBytes) chunks.push(chunk);
      else chunks = [];
    }
  } catch (error) {
    // The client went away in the middle: nothing was asked, and nobody hears the answer.
    if (message.destroyed) throw new ArmError(400, 'RequestAborted', 'The connection ended before the request did.');
    throw error;
  }
  if (sizeBytes > mostBytes) throw tooLarge(sizeBytes);
  return Buffer.concat(chunks);
}
