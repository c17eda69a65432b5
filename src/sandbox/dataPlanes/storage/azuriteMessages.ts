export interface AzuritePorts { readonly blob: number; readonly queue: number; readonly table: number }

/** `accounts` in the form of AZURITE_ACCOUNTS: `name:key1:key2;...`. The first starts the servers, later ones replace the list. */
export type ToAzurite = { readonly kind: 'accounts'; readonly accounts: string } | { readonly kind: 'stop' };
export type FromAzurite = { readonly kind: 'started'; readonly ports: AzuritePorts } | { readonly kind: 'refreshed' } | { readonly kind: 'failed'; readonly message: string };
