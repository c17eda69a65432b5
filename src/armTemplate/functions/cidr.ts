import { ExpressionFault } from '../fault';
import type { Value } from '../values/value';
import { eager, integerAt, stringAt, type Builtin, type Call } from './builtin';
import { formatAddress, parseAddress, type Address } from './ipAddress';

interface Network { readonly base: bigint; readonly bits: 32 | 128; readonly prefix: number; readonly text: string }

function networkAt(args: readonly Value[], call: Call): Network {
  const text = stringAt(args, 0, call), [addressText, ...rest] = text.trim().split('/'), prefixText = rest.length === 1 && rest[0] !== '' ? rest[0] : undefined;
  const address: Address | undefined = parseAddress(addressText!.replace(/%.*$/, ''));
  const prefix = prefixText === undefined ? classPrefix(address) : /^\+?\d{1,3}$/.test(prefixText) ? Number(prefixText) : NaN;
  if (!address || !(prefix <= address.bits)) throw new ExpressionFault(`The specified CIDR '${text}' is not valid.`);
  const size = 1n << BigInt(address.bits - prefix);
  return { base: address.value / size * size, bits: address.bits, prefix, text };
}

/** Without a prefix the historic classes count. */
function classPrefix(address: Address | undefined): number {
  if (!address || address.bits === 128) return 64;
  const first = Number(address.value >> 24n);
  return first < 128 ? 8 : first < 192 ? 16 : first < 224 ? 24 : 32;
}

const sizeOf = ({ bits, prefix }: Network): bigint => 1n << BigInt(bits - prefix);

/** The usable range leaves out network and broadcast address, where the network is large enough to have them. */
function usable(network: Network): { first: bigint; last: bigint } {
  const size = sizeOf(network), end = network.base + size - 1n;
  if (network.bits === 128 || size === 1n) return { first: network.base, last: end };
  return size === 2n ? { first: network.base, last: network.base } : { first: network.base + 1n, last: end - 1n };
}

function parseCidr(args: readonly Value[], call: Call): Value {
  const network = networkAt(args, call), { bits } = network, size = sizeOf(network), { first, last } = usable(network);
  const show = (value: bigint): string => formatAddress({ bits, value });
  return {
    network: show(network.base), netmask: show((1n << BigInt(bits)) - size),
    ...(bits === 32 ? { broadcast: show(network.base + size - 1n) } : {}),
    firstUsable: show(first), lastUsable: show(last), cidr: network.prefix,
  };
}

function cidrSubnet(args: readonly Value[], call: Call): Value {
  const network = networkAt(args, call), prefix = integerAt(args, 1, call), index = integerAt(args, 2, call);
  if (prefix < network.prefix || prefix > network.bits) throw new ExpressionFault(`Could not generate subnet for network '${network.text}' and CIDR value '${prefix}'.`);
  const count = 1n << BigInt(prefix - network.prefix);
  if (index < 0 || BigInt(index) >= count) throw new ExpressionFault(`The specified subnetIndex '${index}' is not a valid index of the subnet size '${count}'.`);
  return `${formatAddress({ bits: network.bits, value: network.base + BigInt(index) * (1n << BigInt(network.bits - prefix)) })}/${prefix}`;
}

function cidrHost(args: readonly Value[], call: Call): Value {
  // A negative index counts down from the network, out of it: the official engine allows that.
  const network = networkAt(args, call), index = integerAt(args, 1, call), size = sizeOf(network);
  const value = network.base + BigInt(index) + 1n;
  if (value < 0n || value > network.base + size - 2n) throw new ExpressionFault(`Could not calculate the CidrHost for network '${network.text}' and CIDR value '${index}'.`);
  return formatAddress({ bits: network.bits, value });
}

export const cidrFunctions: readonly Builtin[] = [eager('parseCidr', 1, 1, parseCidr), eager('cidrSubnet', 3, 3, cidrSubnet), eager('cidrHost', 2, 2, cidrHost)];
