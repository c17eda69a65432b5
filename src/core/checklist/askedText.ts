/** A question as the evidence keeps it (`tool {"args":["--version"],"command":"git"}`), in words for people: `git --version`. What has another form stays as it is. */
export function askedText(query: string): string {
  const space = query.indexOf(' ');
  const ask = space < 0 ? undefined : parse(query.slice(space + 1));
  if (!ask) return query;
  const kind = query.slice(0, space);
  if (kind === 'tool') return [ask['command'], ...(Array.isArray(ask['args']) ? ask['args'] : [])].map(String).join(' ');
  const { apiVersion: _version, parameters: _parameters, ...told } = ask;
  const values = Object.values(told).filter((value) => value !== '' && value !== false).map((value) => (typeof value === 'string' ? value : Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.join(', ') : JSON.stringify(value)));
  return [kind, ...values].join(' ');
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Readonly<Record<string, unknown>> : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
