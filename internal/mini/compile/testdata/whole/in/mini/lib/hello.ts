export const hello = (x: unknown): void => console.log(x)
