export const matrixStyles = `
.chip { all: unset; cursor: pointer; padding: 1px 8px; border-radius: 10px; border: 1px solid var(--vscode-descriptionForeground); } .chip[aria-pressed="true"] { background: var(--vscode-badge-background); color: var(--vscode-badge-foreground); } .chip:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
.scroll { overflow-x: auto; padding: 0 16px 16px; }
table.matrix { border-collapse: collapse; width: 100%; } .matrix th, .matrix td { text-align: left; vertical-align: top; padding: 4px 12px 4px 6px; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, #8884)); overflow-wrap: anywhere; min-width: 130px; font-weight: normal; }
.matrix thead th { font-weight: 600; } .matrix .live { font-weight: normal; } .matrix tr.section th { font-weight: 600; padding-top: 14px; }
.matrix th[scope="row"] { font-family: var(--vscode-editor-font-family, monospace); font-size: var(--vscode-editor-font-size, 12px); }
.mark { display: inline-block; width: 1.1em; color: var(--vscode-gitDecoration-modifiedResourceForeground, inherit); font-weight: 700; }
.matrix td:focus { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
.matrix td .link { font-size: 0.92em; margin-right: 8px; }
.verdict { font-size: 0.95em; margin-top: 2px; } .verdict.error { color: var(--vscode-errorForeground); } .verdict.warning { color: var(--vscode-editorWarning-foreground, inherit); }
`;
