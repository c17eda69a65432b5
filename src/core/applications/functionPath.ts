import { parse } from 'jsonc-parser';
import { asObject, asString } from '../json';

/** Prefix of all routes that host.json sets, without slashes; `api` where it sets none, or is no JSON. The host takes comments. @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook#hostjson-settings */
export function readRoutePrefix(hostJson: string): string {
  return asString(asObject(asObject(asObject(parse(hostJson.replace(/^\uFEFF/, '')))['extensions'])['http'])['routePrefix'])?.replace(/^\/+|\/+$/g, '') ?? 'api';
}

/** Path of an HTTP function behind the app's address, with its slash. */
export const pathOf = ({ route, prefix = 'api', name }: { readonly route?: string; readonly prefix?: string; readonly name: string }): string => `/${[prefix, (route ?? name).replace(/^\/+/, '')].filter((part) => part !== '').join('/')}`;
