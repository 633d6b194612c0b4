export const price = (n: number): number => n * 2
