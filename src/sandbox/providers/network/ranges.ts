/** First and last address of an IPv4 range, as numbers. */
export interface AddressRange { readonly first: number; readonly last: number }

/** Reads `10.0.0.0/24`. Undefined for anything else, ranges of IPv6 included. */
export function parseRange(text: string): AddressRange | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

export const contains = (outer: AddressRange | undefined, inner: AddressRange): boolean => outer !== undefined && outer.first <= inner.first && outer.last >= inner.last;
