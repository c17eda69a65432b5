import type { JsonObject } from '../../../armTemplate';
import type { DataPlaneHost, ProviderContext, StoredResource } from '../../providers/provider';
import { sameText, textOf, valueAt } from '../../providers/shared/json';
import type { PlaneAnswer, PlaneRequest } from '../plane';
import { rowsOf, type Row } from './convert';
import { readEnvelopes, TrackError, type SentItem } from './envelope';
import { componentOfKey, receive } from './receive';

interface Refusal { readonly index: number; readonly statusCode: number; readonly message: string }

/** Takes telemetry from clients, item by item. @see Application Insights, ingestion endpoint `POST /v2.1/track` */
export function track({ method, body, headers }: PlaneRequest, host: DataPlaneHost): PlaneAnswer {
  if (method !== 'POST') return { status: 405 };
  const context = host.context();
  let sent: readonly SentItem[];
  try { sent = readEnvelopes(body, textOf(headers['content-encoding'])); } catch (error) {
    if (!(error instanceof TrackError)) throw error;
    return { status: 400, body: { itemsReceived: 0, itemsAccepted: 0, appId: null, errors: [{ index: 0, statusCode: 400, message: error.message }] } };
  }
  const isSignedIn = host.callerOf(headers.authorization) !== undefined;
  const errors: Refusal[] = [];
  const accepted = new Map<StoredResource, Row[]>();
  for (const [index, item] of sent.entries()) {
    const taken = take(item, isSignedIn, context);
    if ('statusCode' in taken) { errors.push({ index, ...taken }); continue; }
    accepted.set(taken.component, [...accepted.get(taken.component) ?? [], ...taken.rows]);
  }
  for (const [component, rows] of accepted) receive(component, rows, context);
  return { status: statusOf(sent.length, errors), body: { itemsReceived: sent.length, itemsAccepted: sent.length - errors.length, appId: appIdOf(accepted), errors: errors as unknown as JsonObject[] } };
}

function statusOf(received: number, errors: readonly Refusal[]): number {
  if (errors.length === 0) return 200;
  return errors.length < received ? 206 : errors[0]!.statusCode;
}

const appIdOf = (accepted: ReadonlyMap<StoredResource, unknown>): string | null => textOf(valueAt([...accepted.keys()][0]?.body, 'properties.AppId')) ?? null;

function take(item: SentItem, isSignedIn: boolean, context: ProviderContext): { readonly component: StoredResource; readonly rows: readonly Row[] } | Omit<Refusal, 'index'> {
  if ('problem' in item) return { statusCode: 400, message: item.problem };
  const component = componentOfKey(textOf(item.envelope.iKey) ?? '', context);
  if (!component) return { statusCode: 400, message: 'Invalid instrumentation key' };
  if (sameText(valueAt(component.body, 'properties.publicNetworkAccessForIngestion'), 'Disabled')) return { statusCode: 403, message: 'Ingestion from public networks is disabled for this component.' };
  if (valueAt(component.body, 'properties.DisableLocalAuth') === true && !isSignedIn) return { statusCode: 401, message: 'The component takes telemetry of signed-in clients alone.' };
  const rows = rowsOf(item.envelope, context.clock.now());
  return typeof rows === 'string' ? { statusCode: 400, message: rows } : { component, rows };
}
