import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { PageSetup } from '../../src/protocol';

/** The Content-Security-Policy that the extension gives its panels, with the page's own nonce. */
const csp = "default-src 'none'; script-src 'nonce-test'; font-src 'none'; style-src 'none'; img-src 'none'";

/** The colours that a theme of VS Code sets; enough of them to judge contrast. */
export const themes = {
  light: { '--vscode-foreground': '#3b3b3b', '--vscode-editor-background': '#ffffff', '--vscode-descriptionForeground': '#5f5f5f', '--vscode-textLink-foreground': '#005fb8', '--vscode-focusBorder': '#005fb8', '--vscode-badge-background': '#cccccc', '--vscode-badge-foreground': '#3b3b3b', '--vscode-button-background': '#005fb8', '--vscode-button-foreground': '#ffffff', '--vscode-button-secondaryBackground': '#e5e5e5', '--vscode-button-secondaryForeground': '#3b3b3b', '--vscode-errorForeground': '#b81f24', '--vscode-input-background': '#ffffff', '--vscode-input-foreground': '#3b3b3b', '--vscode-gitDecoration-addedResourceForeground': '#587c0c', '--vscode-gitDecoration-modifiedResourceForeground': '#895503', '--vscode-gitDecoration-deletedResourceForeground': '#ad0707' },
  dark: { '--vscode-foreground': '#cccccc', '--vscode-editor-background': '#1f1f1f', '--vscode-descriptionForeground': '#9d9d9d', '--vscode-textLink-foreground': '#4daafc', '--vscode-focusBorder': '#0078d4', '--vscode-badge-background': '#616161', '--vscode-badge-foreground': '#f8f8f8', '--vscode-button-background': '#0078d4', '--vscode-button-foreground': '#ffffff', '--vscode-button-secondaryBackground': '#313131', '--vscode-button-secondaryForeground': '#cccccc', '--vscode-errorForeground': '#f85149', '--vscode-input-background': '#313131', '--vscode-input-foreground': '#cccccc', '--vscode-gitDecoration-addedResourceForeground': '#81b88b', '--vscode-gitDecoration-modifiedResourceForeground': '#e2c08d', '--vscode-gitDecoration-deletedResourceForeground': '#c74e39' },
  highContrast: { '--vscode-foreground': '#ffffff', '--vscode-editor-background': '#000000', '--vscode-descriptionForeground': '#ffffffb3', '--vscode-textLink-foreground': '#21a6ff', '--vscode-focusBorder': '#f38518', '--vscode-contrastBorder': '#6fc3df', '--vscode-badge-background': '#000000', '--vscode-badge-foreground': '#ffffff', '--vscode-button-background': '#000000', '--vscode-button-foreground': '#ffffff', '--vscode-button-secondaryBackground': '#000000', '--vscode-button-secondaryForeground': '#ffffff', '--vscode-errorForeground': '#f48771', '--vscode-input-background': '#000000', '--vscode-input-foreground': '#ffffff' },
  highContrastLight: { '--vscode-foreground': '#292929', '--vscode-editor-background': '#ffffff', '--vscode-descriptionForeground': '#292929', '--vscode-textLink-foreground': '#0f4a85', '--vscode-focusBorder': '#006bbd', '--vscode-contrastBorder': '#0f4a85', '--vscode-badge-background': '#0f4a85', '--vscode-badge-foreground': '#ffffff', '--vscode-button-background': '#0f4a85', '--vscode-button-foreground': '#ffffff', '--vscode-button-secondaryBackground': '#ffffff', '--vscode-button-secondaryForeground': '#292929', '--vscode-errorForeground': '#b5200d', '--vscode-input-background': '#ffffff', '--vscode-input-foreground': '#292929' },
} as const;
export type Theme = keyof typeof themes;

/** One browser and one small server for a file of tests; pages are bundled once. */
export class PageBench {
  private constructor(private readonly browser: Browser, private readonly server: Server, private readonly documents: Map<string, string>, private readonly bundles: Map<string, string>) {}

  static async start(): Promise<PageBench> {
    const executablePath = [process.env.CHROME_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/microsoft-edge'].find((candidate) => candidate && existsSync(candidate));
    const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
    const documents = new Map<string, string>();
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.setHeader('content-security-policy', csp);
      response.end(documents.get(request.url ?? '') ?? '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PageBench(browser, server, documents, new Map());
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Opens a page that finds `snapshot` when it loads, and `answers` to other methods. What it asks for is recorded in `window.requests`. */
  async open(setup: PageSetup, snapshot: unknown, theme: Theme = 'dark', answers: Readonly<Record<string, unknown>> = {}): Promise<Page> {
    const url = `/${this.documents.size}`;
    this.documents.set(url, await this.document(setup, snapshot, theme, answers));
    const page = await this.browser.newPage({ viewport: { width: 1100, height: 800 } });
    await page.goto(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}${url}`);
    await page.locator('h1').first().waitFor();
    return page;
  }

  /** A document that stands for itself, with all that it asks the network for. */
  async openDocument(html: string, look: { readonly colorScheme?: 'light' | 'dark'; readonly width?: number; readonly isPrinted?: boolean } = {}): Promise<{ readonly page: Page; readonly asked: readonly string[] }> {
    const page = await this.browser.newPage({ colorScheme: look.colorScheme ?? 'light', viewport: { width: look.width ?? 1100, height: 800 } });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    if (look.isPrinted) await page.emulateMedia({ media: 'print' });
    await page.setContent(html);
    return { page, asked };
  }

  private async document(setup: PageSetup, snapshot: unknown, theme: Theme, answers: Readonly<Record<string, unknown>>): Promise<string> {
    const json = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');
    return `<!doctype html><html lang="en"><head><title>${setup.page}</title></head><body class="vscode-${theme}"><main id="app"></main>
<script type="application/json" id="aos-setup" nonce="test">${json(setup)}</script>
<script nonce="test">
  window.requests = []; window.violations = []; window.state = undefined;
  document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
  for (const [name, value] of Object.entries(${json(themes[theme])})) document.documentElement.style.setProperty(name, value);
  const snapshot = ${json(snapshot)}, answers = ${json(answers)};
  window.acquireVsCodeApi = () => ({ getState: () => window.state, setState: (state) => { window.state = state; }, postMessage: (message) => {
    window.requests.push(message);
    const result = message.method.endsWith('/load') ? snapshot : answers[message.method];
    window.postMessage({ kind: 'reply', id: message.id, result });
  } });
</script>
<script nonce="test">${await this.bundle(setup.page)}</script></body></html>`;
  }

  private async bundle(page: string): Promise<string> {
    const known = this.bundles.get(page);
    if (known !== undefined) return known;
    const result = await build({ entryPoints: [`webview-ui/${page}/index.ts`], bundle: true, write: false, format: 'iife', minify: true, tsconfig: 'webview-ui/tsconfig.json' });
    const text = result.outputFiles[0]!.text.replaceAll('</script', '<\\/script');
    this.bundles.set(page, text);
    return text;
  }
}

/** What the page has asked of the extension, without the first load. */
export const requestsOf = (page: Page): Promise<readonly { method: string; params?: unknown }[]> =>
  page.evaluate(() => (window as unknown as { requests: { method: string; params?: unknown }[] }).requests.slice(1).map(({ method, params }) => ({ method, params })));

export const violationsOf = (page: Page): Promise<readonly string[]> => page.evaluate(() => (window as unknown as { violations: string[] }).violations);
