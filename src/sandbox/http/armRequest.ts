import type { JsonValue } from '../../armTemplate';
import type { Caller } from '../providers/provider';

export type HttpMethod = 'GET' | 'HEAD' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';

/** A request to the resource manager after the front has read it. */
export interface ArmRequest {
  readonly method: HttpMethod;
  /** With single slashes, none at the end, decoded; spelled as the client did. */
  readonly path: string;
  /** Values of the route's placeholders. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Empty where the route needs none. */
  readonly apiVersion: string;
  readonly body: JsonValue | undefined;
  readonly caller: Caller;
  readonly correlationId: string;
  readonly requestId: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Scheme and host that the client used, for links in answers. */
  readonly baseUrl: string;
}

export interface Answer {
  readonly status: number;
  /** Absent: no body. */
  readonly body?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a batch: what it was made of, for the request log. */
  readonly parts?: readonly RequestPart[];
}

export interface RequestPart { readonly method: string; readonly path: string; readonly status: number; readonly faults?: readonly string[] }

export const ok = (body: JsonValue): Answer => ({ status: 200, body });

/** Placeholder that the route is known to have. */
export function parameterOf(request: Pick<ArmRequest, 'parameters'>, name: string): string {
  const value = request.parameters[name];
  if (value === undefined) throw new Error(`The route has no placeholder {${name}}.`);
  return value;
}
