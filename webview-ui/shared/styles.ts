/** What all pages share: VS Code's own fonts and colours, nothing by colour alone. */
export const sharedStyles = `
:root { color-scheme: light dark; }
body.vscode-dark, body.vscode-high-contrast { color-scheme: dark; } body.vscode-light, body.vscode-high-contrast-light { color-scheme: light; }
body { margin: 0; padding: 0; font: var(--vscode-font-weight, normal) var(--vscode-font-size, 13px)/1.45 var(--vscode-font-family, sans-serif); color: var(--vscode-foreground); background: var(--vscode-editor-background); }
#app { display: block; min-height: 100vh; }
h1, h2, h3 { font-weight: 600; margin: 0; }
h1 { font-size: 1.25em; } h2 { font-size: 1.08em; } h3 { font-size: 1em; }
pre, code, .mono, .target, .code { font-family: var(--vscode-editor-font-family, monospace); font-size: var(--vscode-editor-font-size, 12px); }
button.link { all: unset; cursor: pointer; color: var(--vscode-textLink-foreground); text-decoration: underline; }
a { color: var(--vscode-textLink-foreground); }
button.plain { all: unset; cursor: pointer; }
button:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
.badge { display: inline-block; padding: 0 6px; border-radius: 8px; border: 1px solid var(--vscode-contrastBorder, transparent); background: var(--vscode-badge-background); color: var(--vscode-badge-foreground); font-size: 0.9em; white-space: nowrap; }
.badge.sandbox { background: transparent; color: inherit; border: 1px dashed var(--vscode-descriptionForeground); }
.environment { font-weight: 600; }
.environment.protected, .badge.protected { color: var(--vscode-errorForeground); }
.badge.protected { background: transparent; border: 1px solid currentColor; }
.muted { color: var(--vscode-descriptionForeground); }
.bar { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; padding: 10px 16px; background: var(--vscode-editor-background); border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, #8884)); }
.bar .spring { flex: 1; }
.error { margin: 12px 16px; padding: 10px 14px; border: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground)); background: var(--vscode-inputValidation-errorBackground, transparent); color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground)); border-radius: 3px; overflow-wrap: anywhere; }
.error ul { margin: 6px 0; padding-left: 20px; } .error pre { overflow: auto; max-height: 40vh; }
.advice { list-style: none; padding-left: 0 !important; } .advice li + li { margin-top: 8px; } .advice .name { font-weight: 600; }
.command { display: inline-flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; margin-right: 12px; } .command code { padding: 1px 6px; overflow-wrap: anywhere; background: var(--vscode-textCodeBlock-background, transparent); border: 1px solid var(--vscode-contrastBorder, transparent); border-radius: 3px; }
.bar .actions { display: flex; flex-wrap: nowrap; gap: 8px; align-items: center; margin-left: auto; }
.menu { position: relative; } .menu > summary { list-style: none; padding: 3px 10px; border-radius: 2px; color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); border: 1px solid var(--vscode-contrastBorder, transparent); white-space: nowrap; }
.menu > summary::-webkit-details-marker { display: none; } .menu > summary::after { content: ' ▾'; content: ' ▾' / ''; }
.menu > div { position: absolute; right: 0; top: 100%; z-index: 3; min-width: 170px; padding: 4px 0; background: var(--vscode-menu-background, var(--vscode-editor-background)); color: var(--vscode-menu-foreground, var(--vscode-foreground)); border: 1px solid var(--vscode-menu-border, var(--vscode-contrastBorder, var(--vscode-panel-border, #8884))); box-shadow: 0 2px 8px var(--vscode-widget-shadow, #0006); }
.menu > div button { all: unset; display: block; box-sizing: border-box; width: 100%; padding: 3px 14px; cursor: pointer; } .menu > div button:hover, .menu > div button:focus-visible { background: var(--vscode-menu-selectionBackground, var(--vscode-list-hoverBackground)); color: var(--vscode-menu-selectionForeground, inherit); outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
.notice { margin: 8px 16px; padding: 6px 12px; border-left: 3px solid var(--vscode-editorWarning-foreground, #bf8803); overflow-wrap: anywhere; }
.empty { margin: 24px 16px; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
progress { accent-color: var(--vscode-progressBar-background); height: 6px; }
details > summary { cursor: pointer; }
@media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation: none !important; transition: none !important; } }
@media print { .bar { position: static; } vscode-button, .filters { display: none !important; } body { color: black; background: white; } }
`;
