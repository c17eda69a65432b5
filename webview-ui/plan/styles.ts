export const planStyles = `
.chips { display: flex; flex-wrap: wrap; gap: 4px; }
.chip { all: unset; cursor: pointer; padding: 1px 8px; border-radius: 10px; border: 1px solid var(--vscode-descriptionForeground); font-variant-numeric: tabular-nums; }
.chip[aria-pressed="false"] { text-decoration: line-through; border-style: dashed; color: var(--vscode-descriptionForeground); }
.filters { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; width: 100%; }
.filters { box-sizing: border-box; } .filters vscode-textfield { width: min(190px, 100%); }
select { color: var(--vscode-dropdown-foreground, inherit); background: var(--vscode-dropdown-background, transparent); border: 1px solid var(--vscode-dropdown-border, currentColor); border-radius: 2px; padding: 2px; font: inherit; }
.risks { margin: 8px 16px; padding: 0; list-style: none; }
.risk.high { color: var(--vscode-errorForeground); font-weight: 600; }
/* Yellow text is hard to read on light themes: the sign alone has the colour. */
.risk.low .sign { color: var(--vscode-editorWarning-foreground, var(--vscode-foreground)); }
section.group > h2 { padding: 12px 16px 4px; }
.change { padding: 2px 16px; overflow-anchor: none; }
.change:focus-visible, .change[tabindex="0"]:focus { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; background: var(--vscode-list-hoverBackground); }
.change.risky { border-left: 3px solid var(--vscode-errorForeground); padding-left: 13px; }
.change header { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline; min-height: 22px; }
.change .spring { flex: 1; }
.change .name { font-weight: 600; overflow-wrap: anywhere; }
.change .type { color: var(--vscode-descriptionForeground); }
.caret { display: inline-block; width: 1.1em; }
.sign { display: inline-block; width: 1.1em; font-family: var(--vscode-editor-font-family, monospace); font-weight: 700; text-align: center; margin-right: 4px; }
.sign.create { color: var(--vscode-gitDecoration-addedResourceForeground); } .sign.modify, .sign.drift { color: var(--vscode-gitDecoration-modifiedResourceForeground); } .sign.delete { color: var(--vscode-gitDecoration-deletedResourceForeground); }
table { border-collapse: collapse; margin: 2px 0 8px 28px; width: calc(100% - 28px); table-layout: fixed; }
th, td { text-align: left; vertical-align: top; font-weight: normal; padding: 1px 10px 1px 0; overflow-wrap: anywhere; height: 20px; }
th { font-family: var(--vscode-editor-font-family, monospace); font-size: var(--vscode-editor-font-size, 12px); }
tr.noise, tr.noise code { color: var(--vscode-descriptionForeground); background: none; } .why { display: block; color: var(--vscode-descriptionForeground); font-family: var(--vscode-font-family, sans-serif); }
.arrow { margin-right: 8px; color: var(--vscode-descriptionForeground); }
.deploy-time { font-style: italic; }
td pre { margin: 0; overflow: auto; max-height: 320px; }
.placeholder { display: block; }
.panel-list, section.drift > p { padding: 0 16px; } .panel-list > h2 { padding: 12px 0 4px !important; } .panel-list ul { margin: 2px 0; padding-left: 20px; } .panel-list li { margin: 3px 0; overflow-wrap: anywhere; } .panel-list > ul { list-style: none; padding-left: 0; }
section.drift > p { margin: 2px 0 6px; } .failing { color: var(--vscode-errorForeground); font-weight: 600; }
.preflight-line { font-variant-numeric: tabular-nums; white-space: nowrap; }
fieldset { border: 1px solid var(--vscode-panel-border, var(--vscode-descriptionForeground)); border-radius: 3px; margin: 6px 0; padding: 4px 10px; } .setting { display: block; overflow-wrap: anywhere; }
.objections ul { margin: 4px 0; padding-left: 20px; } .objections p { margin: 4px 0 0; }
.not-predicted li { margin: 2px 0; }
`;
