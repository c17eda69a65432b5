/** A failure that the operating system reports, with its code (`ENOENT`). */
export const isErrno = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
