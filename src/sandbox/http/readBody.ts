import type { IncomingMessage } from 'node:http';
import { ArmError } from '../armError';

/** ARM takes 4 MB. */
const limitBytes = 4 * 1024 * 1024;

/** The whole body as text. @throws ArmError 413 `RequestContentTooLarge`. */
export async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of message) {
      sizeBytes += (chunk as Buffer).length;
      // The rest is read and dropped, so that the client hears the answer instead of a broken connection.
      if (sizeBytes <= limitBytes) chunks.push(chunk as Buffer);
    }
  } catch (error) {
    // The client went away in the middle: nothing was asked, and nobody hears the answer.
    if (message.destroyed) throw new ArmError(400, 'RequestAborted', 'The connection ended before the request did.');
    throw error;
  }
  if (sizeBytes > limitBytes) throw new ArmError(413, 'RequestContentTooLarge', `The request content size exceeds the maximum size of ${limitBytes / 1024 / 1024} MB.`);
  return Buffer.concat(chunks).toString('utf8');
}
