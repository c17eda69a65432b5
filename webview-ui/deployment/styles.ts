export const deploymentStyles = `
.phases { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 10px 16px; padding: 0; list-style: none; }
.phase.pending { color: var(--vscode-descriptionForeground); } .phase.failed { color: var(--vscode-errorForeground); font-weight: 600; }
.icon { display: inline-block; width: 1.3em; text-align: center; font-family: var(--vscode-editor-font-family, monospace); }
.failing { color: var(--vscode-errorForeground); font-weight: 600; } .icon.failed, .icon.unhealthy { color: var(--vscode-errorForeground); } .icon.succeeded, .icon.healthy { color: var(--vscode-testing-iconPassed, var(--vscode-charts-green)); } .icon.running { color: var(--vscode-progressBar-background); }
.message { margin: 8px 16px; }
.lane { padding: 2px 16px; } .lane h3 { padding: 8px 0 2px; display: flex; gap: 10px; align-items: baseline; }
ol.operations { list-style: none; margin: 0; padding: 0; }
.operation { display: grid; grid-template-columns: minmax(160px, 3fr) minmax(110px, 2fr) minmax(100px, 2fr) 4.5em 14.5em; gap: 0 12px; align-items: center; padding: 1px 0; content-visibility: auto; contain-intrinsic-size: auto 22px; }
.operation .name { display: flex; gap: 2px; overflow-wrap: anywhere; min-width: 0; } .operation .icon { flex: none; } .operation .type { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .operation .type { color: var(--vscode-descriptionForeground); }
.operation .time { text-align: right; font-variant-numeric: tabular-nums; }
.operation .cause { grid-column: 1 / -1; padding: 2px 0 6px 1.3em; overflow-wrap: anywhere; }
svg.bar-track { width: 100%; height: 10px; display: block; } svg.bar-track rect { fill: var(--vscode-progressBar-background); } svg.bar-track rect.failed { fill: var(--vscode-errorForeground); } svg.bar-track rect.succeeded { fill: var(--vscode-charts-green, #388a34); } svg.bar-track rect.cancelled { fill: var(--vscode-descriptionForeground); }
section.panel { margin: 14px 16px; } section.panel table { border-collapse: collapse; } section.panel th, section.panel td { text-align: left; padding: 1px 14px 1px 0; vertical-align: top; font-weight: normal; overflow-wrap: anywhere; }
.what { font-weight: 600; }
@media (max-width: 620px) { .operation { grid-template-columns: 1fr 6em; } .operation .type, .operation svg { grid-column: 1 / -1; } }
`;
