import { asObject, asString } from '../json';

/** Prefix of all routes that host.json sets, without slashes; `api` where it sets none, or is no JSON. @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook#hostjson-settings */
export function readRoutePrefix(hostJson: string): string {
  let value: unknown;
  try { value = JSON.parse(hostJson.replace(/^\uFEFF/, '')); } catch (error) { if (error instanceof SyntaxError) return 'api'; throw error; }
  return asString(asObject(asObject(asObject(value)['extensions'])['http'])['routePrefix'])?.replace(/^\/+|\/+$/g, '') ?? 'api';
}

/** Path of an HTTP function behind the app's address, with its slash. */
export const pathOf = ({ route, prefix = 'api', name }: { readonly route?: string; readonly prefix?: string; readonly name: string }): string => `/${[prefix, (route ?? name).replace(/^\/+/, '')].filter((part) => part !== '').join('/')}`;
