import { badRequest } from '../armError';
import type { ProviderContext } from '../providers/provider';

const mostOfPage = 1000;

/** One page: `$top` asks for smaller ones, the place of the next is in `skip`, which the link carries. @throws ArmError 400 */
export function pageOf<T>(all: readonly T[], { query, path }: { readonly query: URLSearchParams; readonly path: string }, context: ProviderContext, skip: string): { readonly items: readonly T[]; readonly nextLink?: string } {
  const numberIn = (name: string): number | undefined => {
    const text = query.get(name);
    if (text === null || text === '') return undefined;
    if (!/^\d{1,9}$/.test(text)) throw badRequest('400', `Invalid query parameter: ${name} '${text.slice(0, 50)}' is no whole number.`);
    return Number(text);
  };
  const [top, start] = [numberIn('$top') ?? mostOfPage, numberIn(skip) ?? 0];
  if (top < 1 || top > mostOfPage) throw badRequest('400', `Invalid query parameter: $top must be from 1 to ${mostOfPage}.`);
  const items = all.slice(start, start + top);
  if (start + top >= all.length) return { items };
  const next = new URL(`${context.resourceManager}${path}`);
  for (const [name, text] of query) if (name.toLowerCase() !== skip) next.searchParams.append(name, text);
  next.searchParams.set(skip, String(start + top));
  return { items, nextLink: next.href };
}
