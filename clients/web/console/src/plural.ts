/** Return a count with its noun: `1 ball`, `2 balls`. */
export const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
