/** A text as one cell of a Markdown table. */
export const tableCell = (text: string): string => text.replaceAll('|', '\\|').replace(/\r?\n/g, ' ');
