/** Whether an address is HTTP at this very machine: a loopback address or `localhost`, written so that no name has to be looked up. */
export function isOwnMachine(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username } = new URL(address);
  // The parser has brought 127.1, 0x7f000001 and the like to their usual form.
  return /^https?:$/.test(protocol) && username === '' && (/^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '[::1]' || hostname === 'localhost');
}
