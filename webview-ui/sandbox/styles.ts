export const sandboxStyles = `
section.panel { margin: 14px 16px; } h3 { margin: 10px 0 2px; } .failing { color: var(--vscode-errorForeground); font-weight: 600; } h2 .link { font-weight: normal; margin-left: 10px; }
.faults { display: grid; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); gap: 2px 16px; margin-top: 4px; } .faults label { overflow-wrap: anywhere; }
.tools { display: flex; gap: 8px; align-items: center; margin: 6px 0; }
.chip { all: unset; cursor: pointer; padding: 1px 8px; border-radius: 10px; border: 1px solid var(--vscode-descriptionForeground); } .chip[aria-pressed="true"] { background: var(--vscode-badge-background); color: var(--vscode-badge-foreground); } .chip:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
.scroll { max-height: 340px; overflow: auto; border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, #8884)); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; } th, td { text-align: left; padding: 1px 10px 1px 4px; vertical-align: top; font-weight: normal; white-space: nowrap; } thead th { position: sticky; top: 0; background: var(--vscode-editor-background); font-weight: 600; }
td.path { white-space: normal; overflow-wrap: anywhere; width: 100%; font-family: var(--vscode-editor-font-family, monospace); font-size: var(--vscode-editor-font-size, 12px); } td.number { text-align: right; }
`;
