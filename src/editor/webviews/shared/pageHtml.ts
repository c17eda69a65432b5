import type { PageSetup } from '../../../protocol';

export interface PageDocument {
  readonly setup: PageSetup;
  readonly title: string;
  /** 128 bits from a good source, new for every document. */
  readonly nonce: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUris: readonly { readonly id?: string; readonly uri: string }[];
}

/** The document of a page. Nothing runs in it but our bundle; nothing is loaded from elsewhere. */
export function pageHtml({ setup, title, nonce, cspSource, scriptUri, styleUris }: PageDocument): string {
  const policy = [`default-src 'none'`, `script-src 'nonce-${nonce}'`, `style-src ${cspSource}`, `font-src ${cspSource}`, `img-src ${cspSource}`].join('; ');
  const styles = styleUris.map(({ id, uri }) => `<link rel="stylesheet"${id ? ` id="${attribute(id)}"` : ''} href="${attribute(uri)}">`).join('\n');
  return `<!DOCTYPE html>
<html lang="${attribute(setup.locale)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
${styles}
<title>${attribute(title)}</title>
</head>
<body>
<main id="app"></main>
<script type="application/json" id="aos-setup" nonce="${attribute(nonce)}">${scriptJson(setup)}</script>
<script nonce="${attribute(nonce)}" src="${attribute(scriptUri)}"></script>
</body>
</html>`;
}

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** JSON that cannot end its script element or open a comment in it. */
const scriptJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
