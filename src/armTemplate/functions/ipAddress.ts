export interface Address { readonly bits: 32 | 128; readonly value: bigint }

/** An IPv4 or IPv6 address; undefined when it is none. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) { const value = parseIpv4(text); return value === undefined ? undefined : { bits: 32, value }; }
  const value = parseIpv6(text);
  return value === undefined ? undefined : { bits: 128, value };
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((sum, part) => sum << 8n | BigInt(part), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text), tail = dotted ? parseIpv4(dotted[2]!) : undefined;
  if (dotted && tail === undefined) return undefined;
  const plain = dotted ? `${dotted[1]!}${(tail! >> 16n).toString(16)}:${(tail! & 0xffffn).toString(16)}` : text;
  const halves = plain.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const count = halves.reduce((sum, half) => sum + half.length, 0);
  if (halves.length > 2 || (halves.length === 2 ? count > 7 : count !== 8)) return undefined;
  const groups = halves.length === 2 ? [...halves[0]!, ...Array<string>(8 - count).fill('0'), ...halves[1]!] : halves[0]!;
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) ? groups.reduce((sum, group) => sum << 16n | BigInt(`0x${group}`), 0n) : undefined;
}

export function formatAddress({ bits, value }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String(value >> shift & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - index * 16) & 0xffffn).toString(16));
  const longest = [...groups.join(':').matchAll(/(?<![^:])0(?::0)+(?![^:])/g)].sort((a, b) => b[0].length - a[0].length || a.index - b.index)[0];
  const text = groups.join(':');
  return longest ? `${text.slice(0, longest.index).replace(/:$/, '')}::${text.slice(longest.index + longest[0].length).replace(/^:/, '')}` : text;
}
