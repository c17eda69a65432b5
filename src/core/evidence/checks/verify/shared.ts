import { asObject, asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check, Facts } from '../../api';
import { Decided } from '../../facts';
import type { SiteAnswer } from '../../../ports';
import { compiled, type App, type logs, type metrics, type MetricSeries } from '../../queries';
import { notApplicable } from '../../verdict';
import { check, parametersOf, parseJson } from '../shared';

export const apps: readonly App[] = ['main', 'mcp', 'realm'];
export const appNames: Readonly<Record<App, string>> = { main: 'the main app', mcp: 'the MCP servers app', realm: 'the Realm of Agents app' };

/** A check that rests where Application Insights is left out by the parameters. */
export const insightsCheck = (row: string, needs: readonly (ReturnType<typeof logs> | ReturnType<typeof metrics>)[], decide: Check['decide'], more: Partial<Pick<Check, 'rows' | 'binds'>> = {}): Check =>
  check(row, [compiled(), ...needs], (facts, scope) => { requireInsights(facts); return decide(facts, scope); }, more);

/** @throws Decided `n/a` where `enableAppInsights` is false. */
export function requireInsights(facts: Facts): void {
  if (parametersOf(facts)['enableAppInsights'] === false) throw new Decided(notApplicable('Application Insights is switched off by the parameter enableAppInsights.'));
}

/** A number in the first row of a query's answer, by its column. */
export const numberIn = (rows: readonly JsonObject[], column: string): number | undefined => (typeof rows[0]?.[column] === 'number' ? rows[0][column] : undefined);

/** All points of all series. */
export const valuesOf = (series: readonly MetricSeries[], name?: string): readonly number[] => series.filter((one) => name === undefined || one.name.toLowerCase() === name.toLowerCase()).flatMap(({ points }) => points.flatMap(({ value }) => (value === undefined ? [] : [value])));
export const averageOf = (values: readonly number[]): number | undefined => (values.length === 0 ? undefined : values.reduce((sum, one) => sum + one, 0) / values.length);

/** What `/api/health` of an app says. */
export function healthOf({ status, body }: SiteAnswer): { readonly isHealthy: boolean; readonly told: string } {
  const said = asString(asObject(parseJson(body))['status']);
  return { isHealthy: status === 200 && said?.toLowerCase() === 'healthy', told: `${status}${said === undefined ? '' : `, status ${said}`}${status === 200 || body.trim() === '' ? '' : `: ${body.slice(0, 200)}`}` };
}

export const isDisabled = (entry: JsonObject): boolean => member(entry['properties'], 'isDisabled') === true;
