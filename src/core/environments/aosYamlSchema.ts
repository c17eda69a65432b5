import Ajv from 'ajv';
import schema from '../../../syntaxes/schemas/aos.schema.json';

/** Compiled once, when the first aos.yaml is read: that takes longer than all the rest of reading it. */
export const checkSchema = new Ajv({ allErrors: true, allowUnionTypes: true, strict: false, formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) } }).compile(schema);
