/** Says what is being done: on the standard error, so that the standard output holds the figures alone. */
export type Progress = (what: string) => void;

export const toStderr: Progress = (what) => process.stderr.write(`${what} …\n`);
