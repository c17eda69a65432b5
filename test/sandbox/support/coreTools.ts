import { bearer } from './clients';

/**
 * The requests of `func azure functionapp publish NAME --python --build remote`, in the order in which Core Tools 4 send them to an app on Linux, written down from their public source. The program itself comes from
 * a download server that builds do not reach.
 *
 *  1. GET  /subscriptions                                          2018-09-01   unless --subscription names one
 *  2. POST /providers/Microsoft.ResourceGraph/resources            2019-04-01   the app by its name; the answer is a table, of which the first cell counts
 *  3. GET  {app}, {app}/config/web; POST {app}/config/PublishingCredentials/list, AppSettings/list, ConnectionStrings/list          2015-08-01, side by side
 *  4. GET  /providers/Microsoft.Web/functionAppStacks              2020-10-01   for warnings about runtimes that end
 *  5. Consumption: GET api/settings of the deployment site (SCM_RUN_FROM_PACKAGE has to be among them), PUT {app}/config/AppSettings without three settings that stand in the way.
 *     Premium and dedicated: PUT {app}/config/AppSettings with four settings for the build, GET api/settings until the deployment site knows them all.
 *  6. POST api/zipdeploy?isAsync=true&author=MACHINE               If-Match: *, application/zip, with the token of ARM
 *  7. GET  /deployments until the first has begun, /deployments/{id} until its status is an end, /deployments/{id}/log with the addresses in details_url
 *  8. Consumption: POST {app}/host/default/sync                    2015-08-01
 *  9. Consumption: GET {app}/functions                             2015-08-01
 */
export interface CoreToolsRun {
  /** `METHOD path?query`, in order; what is sent side by side is sorted. */
  readonly calls: readonly string[];
  readonly status: number;
  readonly log: readonly string[];
  /** `name - [trigger]`, as printed; only where Core Tools print them. */
  readonly functions: readonly string[];
}

export interface CoreToolsInput { readonly managementUrl: string; readonly app: string; readonly slot?: string; readonly subscription?: string; readonly zip: Buffer; readonly protocol: 'http' | 'https' }

type Json = Record<string, unknown>;
interface Site { readonly id: string; readonly scm: string; readonly isConsumption: boolean; settings: Record<string, string> }

const buildSettings = { ENABLE_ORYX_BUILD: 'true', SCM_DO_BUILD_DURING_DEPLOYMENT: '1', BUILD_FLAGS: 'UseExpressBuild', XDG_CACHE_HOME: '/tmp/.cache' };
const sites = '2015-08-01';
/** Ends of a deployment: failed, success. */
const ends = [3, 4];

export const publishAsCoreTools = (input: CoreToolsInput): Promise<CoreToolsRun> => new CoreTools(input).publish();

class CoreTools {
  private readonly calls: string[] = [];
  private readonly agent = { 'user-agent': 'azure-functions-core-tools/4.0', authorization: bearer() };

  constructor(private readonly input: CoreToolsInput) {}

  async publish(): Promise<CoreToolsRun> {
    const site = await this.load(await this.findApp());
    await this.arm('GET', '/providers/Microsoft.Web/functionAppStacks', '2020-10-01');
    await (site.isConsumption ? this.clearTheWay(site) : this.askForBuild(site));
    await this.upload(site);
    const { status, log } = await this.follow(site);
    if (!site.isConsumption || status !== 4) return { calls: this.calls, status, log, functions: [] };
    await this.arm('POST', `${site.id}/host/default/sync`, sites);
    return { calls: this.calls, status, log, functions: await this.listFunctions(site) };
  }

  private async findApp(): Promise<string> {
    const { app, slot, subscription } = this.input;
    const subscriptions = subscription === undefined ? listOf(await this.arm('GET', '/subscriptions', '2018-09-01')).map((one) => one['subscriptionId']) : [subscription];
    const [type, name] = slot === undefined ? ['Microsoft.Web/sites', app] : ['Microsoft.Web/sites/slots', `${app}/${slot}`];
    const { data } = await this.arm('POST', '/providers/Microsoft.ResourceGraph/resources', '2019-04-01', { subscriptions, query: `where type =~ '${type}' and name =~ '${name}' | project id` }) as { data?: { rows?: string[][] } };
    const id = data?.rows?.[0]?.[0];
    if (id === undefined) throw new Error(`Can't find app with name "${app}"`);
    return id;
  }

  private async load(id: string): Promise<Site> {
    const from = this.calls.length;
    const [site, , , settings] = await Promise.all([
      this.arm('GET', id, sites), this.arm('GET', `${id}/config/web`, sites), this.arm('POST', `${id}/config/PublishingCredentials/list`, sites),
      this.arm('POST', `${id}/config/AppSettings/list`, sites), this.arm('POST', `${id}/config/ConnectionStrings/list`, sites),
    ]);
    this.calls.push(...this.calls.splice(from).sort());
    const { enabledHostNames, hostNameSslStates, sku } = site['properties'] as { enabledHostNames: string[]; hostNameSslStates: { name: string; hostType: string }[]; sku: string };
    // Where the system resolves no names below localhost, the deployment site is told apart by its port alone.
    const scm = enabledHostNames.find((name) => name.toLowerCase().includes('.scm.')) ?? hostNameSslStates.find(({ hostType }) => hostType === 'Repository')?.name;
    if (!String(site['kind']).includes('linux') || scm === undefined) throw new Error('Publishing Python functions is only supported for Linux FunctionApps');
    return { id, scm: `${this.input.protocol}://${scm}`, isConsumption: sku.toLowerCase() === 'dynamic', settings: settings['properties'] as Record<string, string> };
  }

  private async clearTheWay(site: Site): Promise<void> {
    if (!('SCM_RUN_FROM_PACKAGE' in (await this.scm(site, '/api/settings') as Json))) throw new Error('Your function app does not support remote build');
    const inTheWay = ['WEBSITE_RUN_FROM_PACKAGE', 'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING', 'WEBSITE_CONTENTSHARE'];
    if (!inTheWay.some((name) => name in site.settings)) return;
    await this.write(site, Object.fromEntries(Object.entries(site.settings).filter(([name]) => !inTheWay.includes(name))));
  }

  private async askForBuild(site: Site): Promise<void> {
    const { WEBSITE_RUN_FROM_PACKAGE: _package, ...others } = site.settings;
    await this.write(site, { ...others, ...buildSettings });
    const seen = await this.scm(site, '/api/settings') as Record<string, string>;
    const missing = Object.entries(site.settings).filter(([name, value]) => seen[name] !== value).map(([name]) => name);
    if (missing.length > 0) throw new Error(`Timed out waiting for SCM to update the Environment Settings: ${missing.join(', ')}`);
  }

  private async write(site: Site, settings: Record<string, string>): Promise<void> {
    site.settings = settings;
    await this.arm('PUT', `${site.id}/config/AppSettings`, sites, { properties: settings });
  }

  private async upload(site: Site): Promise<void> {
    const answer = await this.call('POST', `${site.scm}/api/zipdeploy?isAsync=true&author=machine`, { headers: { 'if-match': '*', 'content-type': 'application/zip' }, body: new Uint8Array(this.input.zip) });
    if (!answer.ok) throw new Error(`Error Uploading archive... (${answer.status}).\nServer Response: ${await answer.text()}`);
  }

  private async follow(site: Site): Promise<{ readonly status: number; readonly log: readonly string[] }> {
    let id: string | undefined;
    while (id === undefined) id = ((await this.scm(site, '/deployments')) as { id: string; status: number }[]).filter(({ status }) => status > 0)[0]?.id;
    for (;;) {
      const { status } = await this.scm(site, `/deployments/${id}`) as { status: number };
      if (ends.includes(status)) return { status, log: await this.readLog(site, `/deployments/${id}/log`) };
    }
  }

  private async readLog(site: Site, path: string): Promise<readonly string[]> {
    const entries = await this.scm(site, path) as { message: string; details_url: string | null }[];
    const inner = await Promise.all(entries.map(async ({ message, details_url: more }) => [message, ...(more === null ? [] : (await this.scm(site, new URL(more).pathname) as { message: string }[]).map((one) => one.message))]));
    return inner.flat();
  }

  private async listFunctions(site: Site): Promise<readonly string[]> {
    return listOf(await this.arm('GET', `${site.id}/functions`, sites)).map((one) => {
      const { name, config } = one['properties'] as { name: string; config: { bindings: { type: string }[] } };
      return `${name} - [${config.bindings.find(({ type }) => /trigger/i.test(type))?.type ?? 'No Trigger Found'}]`;
    });
  }

  private async arm(method: string, path: string, version: string, body?: unknown): Promise<Json> {
    const answer = await this.call(method, `${this.input.managementUrl}${path}?api-version=${version}`, { ...(body !== undefined && { body: JSON.stringify(body) }), headers: { 'content-type': 'application/json' } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return text === '' ? {} : JSON.parse(text) as Json;
  }

  private async scm(site: Site, path: string): Promise<unknown> {
    const answer = await this.call('GET', `${site.scm}${path}`);
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}`);
    return answer.json();
  }

  private call(method: string, url: string, { headers, body }: { readonly headers?: Record<string, string>; readonly body?: string | Uint8Array<ArrayBuffer> } = {}): Promise<Response> {
    const { pathname, search } = new URL(url);
    this.calls.push(`${method} ${pathname}${search}`);
    return fetch(url, { method, headers: { ...this.agent, ...headers }, ...(body !== undefined && { body }) });
  }
}

const listOf = (body: Json): readonly Json[] => body['value'] as Json[];
