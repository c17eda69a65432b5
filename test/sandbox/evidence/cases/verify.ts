import type { RowCase } from '../rowCase';

export const verifyCases: readonly RowCase[] = [];
