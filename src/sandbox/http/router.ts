import type { Answer, ArmRequest, HttpMethod } from './armRequest';

/** One operation of the REST API. */
export interface Route<Context> {
  readonly method: HttpMethod;
  /** Segments match without case. `{name}` takes one segment, `{scope}` at the start any number, `{rest}` at the end one or more. */
  readonly path: string;
  /** One line for the coverage page. */
  readonly summary: string;
  /** Default true: ARM wants `api-version` everywhere. */
  readonly needsApiVersion?: boolean;
  handle(request: ArmRequest, context: Context): Answer | Promise<Answer>;
}

export interface RouteMatch<Context> { readonly route: Route<Context>; readonly parameters: Readonly<Record<string, string>> }

interface Compiled<Context> { readonly route: Route<Context>; readonly segments: readonly string[] }

/** Finds the first route that fits; so special paths stand before general ones. */
export class Router<Context> {
  private readonly compiled: readonly Compiled<Context>[];

  constructor(readonly routes: readonly Route<Context>[]) {
    this.compiled = routes.map((route) => ({ route, segments: route.path.split('/').filter(Boolean) }));
  }

  match(method: HttpMethod, segments: readonly string[]): RouteMatch<Context> | undefined {
    for (const { route, segments: pattern } of this.compiled) {
      if (route.method !== method) continue;
      const parameters = matchSegments(pattern, segments);
      if (parameters) return { route, parameters };
    }
    return undefined;
  }
}

export function matchSegments(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern[0] === '{scope}') return matchScope(pattern.slice(1), segments);
  if (pattern.at(-1) === '{rest}') {
    if (segments.length < pattern.length) return undefined;
    const head = matchExactly(pattern.slice(0, -1), segments.slice(0, pattern.length - 1));
    return head && { ...head, rest: segments.slice(pattern.length - 1).join('/') };
  }
  return matchExactly(pattern, segments);
}

/** The last place where the rest of the pattern fits: an extension resource may extend another one. */
function matchScope(tail: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const scopeLength = segments.length - tail.length;
  if (scopeLength < 0) return undefined;
  const parameters = matchExactly(tail, segments.slice(scopeLength));
  return parameters && { ...parameters, scope: segments.slice(0, scopeLength).map((segment) => `/${segment}`).join('') };
}

function matchExactly(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index]!;
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return parameters;
}
