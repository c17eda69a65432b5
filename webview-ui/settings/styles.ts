export const settingsStyles = `
section.panel { margin: 14px 16px 22px; } .head { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; margin-bottom: 4px; } h2 .muted { font-weight: normal; }
.chip { all: unset; cursor: pointer; padding: 1px 8px; border-radius: 10px; border: 1px solid var(--vscode-descriptionForeground); } .chip[aria-pressed="true"] { background: var(--vscode-badge-background); color: var(--vscode-badge-foreground); } .chip:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
.scroll { overflow-x: auto; }
table.settings { border-collapse: collapse; width: 100%; } .settings th, .settings td { text-align: left; vertical-align: top; padding: 3px 10px 3px 4px; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, #8884)); font-weight: normal; }
.settings thead th { font-weight: 600; } .settings tbody th { font-family: var(--vscode-editor-font-family, monospace); font-size: var(--vscode-editor-font-size, 12px); overflow-wrap: anywhere; min-width: 180px; } .settings td { overflow-wrap: anywhere; } .settings .state { min-width: 138px; } .settings code { background: transparent; color: inherit; padding: 0; } .settings td code { display: inline-block; min-width: 66px; } .settings .buttons { white-space: nowrap; }
.settings .buttons .link { margin-right: 8px; font-size: 0.92em; } .settings tr:focus { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
tr.missing .mark, tr.reference-failing .mark { color: var(--vscode-errorForeground); font-weight: 700; } .mark { display: inline-block; width: 1.1em; } tr.staged { background: var(--vscode-list-hoverBackground, transparent); } .next { font-weight: 600; } .refused { margin-top: 2px; }
.keys { margin: 0 16px 16px; } .history { margin-top: 8px; } .history ul { margin: 4px 0; padding-left: 20px; } .history .link { margin-left: 8px; }
`;
