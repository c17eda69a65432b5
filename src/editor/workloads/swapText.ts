import * as l10n from '@vscode/l10n';
import type { SwapPreview } from '../../core/applications';
import { checksMarkdown } from './applicationReport';

/** What a swap would do, in a few lines: what stands against it first. */
export function swapDetail({ blockers, warnings, direction, packages, settings }: SwapPreview): string {
  const short = (hash: string | undefined): string => hash?.slice(0, 7) ?? l10n.t('unknown');
  return [
    ...blockers, ...warnings, direction, l10n.t('Packages: {0} goes live, {1} goes back.', short(packages.next), short(packages.live)),
    l10n.t('Settings that move: {0}', settings.moving.join(', ') || l10n.t('none')), l10n.t('Settings that stay: {0}', settings.staying.join(', ') || l10n.t('none')),
  ].join('\n');
}

/** The same with every setting, as Markdown. Values are masked by the core. */
export function swapMarkdown(application: string, environment: string, preview: SwapPreview): string {
  const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  const table = preview.details.map(({ name, isSticky, isSame, live = '—', next = '—' }) => row([name, live, next, isSame ? l10n.t('same') : isSticky ? l10n.t('stays') : l10n.t('moves')]));
  return [
    `# ${l10n.t('Swap of {0} in {1}', application, environment)}`, swapDetail(preview).split('\n').map((line) => `- ${line}`).join('\n'), `## ${l10n.t('The slot {0}', preview.source)}`, checksMarkdown(preview.checks),
    `## ${l10n.t('Settings')}`, [row([l10n.t('Setting'), l10n.t('Production'), preview.source, l10n.t('Swap')]), row(['---', '---', '---', '---']), ...table].join('\n'),
  ].join('\n\n') + '\n';
}
