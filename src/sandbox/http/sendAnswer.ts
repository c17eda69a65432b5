import type { ServerResponse } from 'node:http';
import type { RequestDecision } from '../faults/faults';
import type { Answer } from './armRequest';

/** What an answer needs to know of its request. */
export interface Delivery {
  readonly requestId: string;
  readonly correlationId: string;
  readonly clientRequestId: string | undefined;
  readonly method: string;
  /** Header that says how many requests are left. */
  readonly rateLimit?: Readonly<Record<string, string>>;
  readonly decision: RequestDecision;
}

/** Writes an answer with ARM's headers, or spoils it as a fault asks. */
export function sendAnswer(response: ServerResponse, answer: Answer, delivery: Delivery): void {
  const { action } = delivery.decision;
  if (response.destroyed) return;
  if (action?.kind === 'reset') { response.destroy(); return; }
  const isBodiless = delivery.method === 'HEAD' || answer.status === 204 || answer.body === undefined;
  if (action?.kind === 'notJson') {
    const page = action.body ?? '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';
    response.writeHead(action.status ?? answer.status, { 'content-type': 'text/html', 'content-length': Buffer.byteLength(page) }).end(page);
    return;
  }
  const body = isBodiless ? undefined : Buffer.from(isText(answer) ? String(answer.body) : JSON.stringify(answer.body));
  response.writeHead(answer.status, {
    ...headersOf(delivery), ...(body && { 'content-type': 'application/json; charset=utf-8' }), ...(answer.status !== 204 && { 'content-length': body?.length ?? 0 }), ...answer.headers,
  });
  if (action?.kind === 'truncate' && body) {
    // The length that was promised never comes: the client must notice.
    response.write(body.subarray(0, action.bytes ?? Math.floor(body.length / 2)), () => response.destroy());
    return;
  }
  response.end(body);
}

/** XML and the like go out as they are. */
const isText = ({ body, headers }: Answer): boolean => typeof body === 'string' && headers?.['content-type'] !== undefined && !headers['content-type'].includes('json');

function headersOf({ requestId, correlationId, clientRequestId, rateLimit }: Delivery): Record<string, string> {
  return {
    'cache-control': 'no-cache', pragma: 'no-cache', expires: '-1', 'x-content-type-options': 'nosniff', 'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-ms-request-id': requestId, 'x-ms-correlation-request-id': correlationId, 'x-ms-routing-request-id': `SANDBOX:${requestId}`, ...rateLimit,
    ...(clientRequestId !== undefined && /^[\w.{}-]{1,128}$/.test(clientRequestId) && { 'x-ms-client-request-id': clientRequestId }),
  };
}
