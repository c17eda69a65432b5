import type { RowCase } from '../rowCase';

export const emergencyCases: readonly RowCase[] = [];
